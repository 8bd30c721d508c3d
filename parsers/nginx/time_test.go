package nginx_test

import (
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/parsers/nginx"
)

// The values were run on nginx 1.22.1 and 1.31.5 (facts/nginx.md section 3).
func TestParseTime(t *testing.T) {
	const refused = -1
	for _, c := range []struct {
		in      string
		seconds bool
		want    time.Duration
	}{
		{"75", false, 75 * time.Second},
		{"75s", false, 75 * time.Second},
		{"010", false, 10 * time.Second},
		{"1h30m", false, 90 * time.Minute},
		{"1h 30m", false, 90 * time.Minute},
		{"1m30s", false, 90 * time.Second},
		{"1h30", false, time.Hour + 30*time.Second},
		{"1m1", false, 61 * time.Second},
		{"1m 5", false, 65 * time.Second},
		{"1s1", false, 2 * time.Second},
		{"500ms", false, 500 * time.Millisecond},
		{"1s500ms", false, 1500 * time.Millisecond},
		{"1ms1", false, 1001 * time.Millisecond},
		{"1 2", false, 3 * time.Second},
		{"30s ", false, 30 * time.Second},
		{"1m s", false, time.Minute},
		{"0", false, 0},
		{"0s", false, 0},
		{"0ms", false, 0},
		{"9223372036854775s", false, 1<<63 - 1},
		{"9223372036854775807ms", false, 1<<63 - 1},
		{"1y", true, 365 * 24 * time.Hour},
		{"1M", true, 30 * 24 * time.Hour},
		{"60", true, time.Minute},
		{"75S", false, refused},
		{"1hr", false, refused},
		{"1min", false, refused},
		{"1sec", false, refused},
		{"30s1m", false, refused},
		{"1m1m", false, refused},
		{"500ms1s", false, refused},
		{"1ms5ms", false, refused},
		{"1.5", false, refused},
		{"1.5s", false, refused},
		{"1e3", false, refused},
		{"0x10", false, refused},
		{"1_000", false, refused},
		{"5 1s", false, refused},
		{"30 1h", false, refused},
		{"75 s", false, refused},
		{" 30s", false, refused},
		{"1 800ms", false, refused},
		{"1 1 1", false, refused},
		{"s", false, refused},
		{"ms", false, refused},
		{"m", false, refused},
		{"", false, refused},
		{"off", false, refused},
		{"-1", false, refused},
		{"+5", false, refused},
		{"$x", false, refused},
		{"1y", false, refused},
		{"1M", false, refused},
		{"500ms", true, refused},
		{"9223372036854776", false, refused},
		{"106751991168d", false, refused},
		{"99999999999999999999", false, refused},
	} {
		got, ok := nginx.ParseTime(c.in, c.seconds)
		if !ok {
			got = refused
		}
		if got != c.want {
			t.Errorf("ParseTime(%q, %v) = %v, want %v", c.in, c.seconds, got, c.want)
		}
	}
}
