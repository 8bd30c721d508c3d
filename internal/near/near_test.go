package near_test

import (
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/internal/near"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		limit int
		want  int
	}{
		{"", "", 3, 0},
		{"node", "node", 3, 0},
		{"node", "nod", 3, 1},
		{"node", "nodes", 3, 1},
		{"node", "mode", 3, 1},
		{"node", "ndoe", 3, 1},
		{"gunicorn", "unicorng", 9, 2},
		{"kitten", "sitting", 5, 3},
		{"kitten", "sitting", 2, 2},
		{"", "abc", 9, 3},
		{"abc", "", 9, 3},
		{"abc", "xyz", 2, 2},
		{"abc", "abcdef", 3, 3},
		{"abc", "abc", 0, 0},
		{strings.Repeat("a", 256), strings.Repeat("a", 255) + "b", 9, 1},
		{strings.Repeat("a", 257), strings.Repeat("a", 257), 9, 9},
	} {
		if got := near.Distance(c.a, c.b, c.limit); got != c.want {
			t.Errorf("Distance(%.20q, %.20q, %d) = %d, want %d", c.a, c.b, c.limit, got, c.want)
		}
		if got := near.Distance(c.b, c.a, c.limit); got != c.want {
			t.Errorf("Distance(%.20q, %.20q, %d) = %d, want %d: it is the same both ways", c.b, c.a, c.limit, got, c.want)
		}
	}
}

func TestDistanceAllocatesNothing(t *testing.T) {
	if n := testing.AllocsPerRun(10, func() { near.Distance("nginx/upstream/app", "nginx/upstream/api", 5) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b          string
		same, setting bool
	}{
		{"--keep-alive", "keep_alive", true, true},
		{"keepAlive", "KEEPALIVE", true, true},
		{"keepAlive", "keepAlives", false, false},
		{"server.keepAliveTimeout", "keep-alive-timeout", false, true},
		{"keepAliveTimeout", "server.keepAliveTimeout", false, false},
	} {
		if near.Same(c.a, c.b) != c.same || near.SameSetting(c.a, c.b) != c.setting {
			t.Errorf("%s, %s: got %v, %v", c.a, c.b, near.Same(c.a, c.b), near.SameSetting(c.a, c.b))
		}
	}
}
