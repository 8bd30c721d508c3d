package lint_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/lint"
)

func TestBaselineFile(t *testing.T) {
	b := finding.Baseline{Entries: []finding.Entry{
		{Rule: "TL101", Count: 2, Identity: finding.Identity{Fingerprint: "00ff", Moved: "11ee", File: "a\nb.conf", About: "x \x1b[31m", Client: 120 * time.Second, Server: 1500 * time.Millisecond}},
		{Rule: "TL101", Count: 1, Identity: finding.Identity{Fingerprint: "00ff", Moved: "11ee", Client: math.MaxInt64, Server: time.Millisecond}},
		{Rule: "TL204", Count: 1, Identity: finding.Identity{Fingerprint: "22", Moved: "33"}},
	}}
	text := lint.FormatBaseline(b, "v1.2.3")
	got, err := lint.ParseBaseline(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, want := range []string{`"tool": "timeoutlint v1.2.3"`, `"client": "unlimited"`, `"server": "1.5s"`, `"count": 2`, `\u001b[31m`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if again := lint.FormatBaseline(got, "v1.2.3"); string(again) != string(text) {
		t.Error("read and written again it has other bytes")
	}
	if empty, err := lint.ParseBaseline(lint.FormatBaseline(finding.Baseline{}, "")); err != nil || len(empty.Entries) != 0 {
		t.Errorf("an empty one: %v, %v", empty, err)
	}
}

func TestBaselineFileIsRefused(t *testing.T) {
	entry := func(fields string) string { return `{"version":1,"findings":[{` + fields + `}]}` }
	for text, want := range map[string]string{
		"":                                     "no baseline",
		"[]":                                   "no baseline",
		"{}":                                   "of version 0",
		`{"version":2}`:                        "of version 2",
		`{"version":1}x`:                       "no baseline",
		entry(`"fingerprint":"a","moved":"b"`): "count",
		entry(`"fingerprint":"a","count":1`):   "moved",
		entry(`"moved":"a","count":1`):         "fingerprint",
		entry(`"fingerprint":"a","moved":"b","count":1,"client":"-5s"`):     "clocks",
		entry(`"fingerprint":"a","moved":"b","count":1,"client":"forever"`): "clocks",
		entry(`"fingerprint":"a","moved":"b","count":1e99`):                 "no baseline",
	} {
		if _, err := lint.ParseBaseline([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// FuzzParseBaseline: what is read can be written and read again.
func FuzzParseBaseline(f *testing.F) {
	f.Add([]byte(`{"version":1,"findings":[{"rule":"TL101","fingerprint":"a","moved":"b","count":1,"client":"120s","server":"unlimited"}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := lint.ParseBaseline(text)
		if err != nil {
			return
		}
		again, err := lint.ParseBaseline(lint.FormatBaseline(b, ""))
		if err != nil || len(again.Entries) != len(b.Entries) {
			t.Errorf("%v: %d entries, then %d", err, len(b.Entries), len(again.Entries))
		}
		for i, e := range again.Entries {
			if e.Gap() != b.Entries[i].Gap() || e.Count != b.Entries[i].Count {
				t.Errorf("%+v became %+v", b.Entries[i], e)
			}
		}
	})
}
