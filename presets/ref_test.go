package presets_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/presets"
)

func TestParseRef(t *testing.T) {
	for text, want := range map[string]presets.Ref{
		"node":                            {Name: "node"},
		" node@22 ":                       {Name: "node", Version: "22"},
		"gunicorn@23:gthread":             {Name: "gunicorn", Version: "23", Options: map[string]string{"variant": "gthread"}},
		"go:ReadTimeout=10s":              {Name: "go", Options: map[string]string{"ReadTimeout": "10s"}},
		"go: ReadTimeout = 10s ,a=b":      {Name: "go", Options: map[string]string{"ReadTimeout": "10s", "a": "b"}},
		"gunicorn:gthread,threads=4":      {Name: "gunicorn", Options: map[string]string{"variant": "gthread", "threads": "4"}},
		"kestrel:KeepAliveTimeout=0:2:10": {Name: "kestrel", Options: map[string]string{"KeepAliveTimeout": "0:2:10"}},
		"haproxy:timeout client=50s":      {Name: "haproxy", Options: map[string]string{"timeout client": "50s"}},
	} {
		got, err := presets.ParseRef(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", text, diff)
		}
	}
}

func TestParseRefRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "does not begin with a preset's name",
		"@22":                           "does not begin with a preset's name",
		":gthread":                      "does not begin with a preset's name",
		"my app":                        "does not begin with a preset's name",
		"node@latest":                   "is no version",
		"node@":                         "is no version",
		"node:":                         "an option is empty",
		"go:a=1,,b=2":                   "an option is empty",
		"go:a=":                         "an option is empty",
		"go:a=1,a=2":                    "given twice",
		"gunicorn:sync,gthread":         "given twice",
		"node\x1b[31m":                  "characters that no name has",
		"node\xff":                      "characters that no name has",
		"n" + strings.Repeat("o", 1000): "too long",
	} {
		if _, err := presets.ParseRef(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func TestVersions(t *testing.T) {
	for text, want := range map[string]string{
		"22": "22", "1.29.7": "1.29.7", "v1.15.1": "1.15.1", "26.x": "26", "3.7-alpine": "3.7", "1.29.8.1rc1": "1.29.8.1", "1.2.3.4.5": "1.2.3.4", "6.": "6",
		"": "", "x": "", "-1": "", "v": "", "99999999999": "",
	} {
		v, err := presets.ParseVersion(text)
		if v.String() != want || (err == nil) != (want != "") || v.Known() != (want != "") {
			t.Errorf("%q = %q, %v, want %q", text, v, err, want)
		}
	}
	ordered := []presets.Version{version(1, 9), version(1, 9, 1), version(1, 10), version(1, 29, 6), version(1, 29, 7), version(2)}
	for i := range ordered {
		for j := range ordered {
			if got, want := ordered[i].Compare(ordered[j]), sign(i-j); got != want {
				t.Errorf("%s against %s = %d, want %d", ordered[i], ordered[j], got, want)
			}
		}
	}
	if version(1).Compare(version(1, 0, 0)) != 0 {
		t.Error("missing numbers count as 0")
	}
}

func sign(n int) int { return min(max(n, -1), 1) }

func TestUnits(t *testing.T) {
	tests := []struct {
		unit       presets.Unit
		text, want string // in seconds or milliseconds, "" = refused
	}{
		{presets.UnitSeconds, "65", "65s"},
		{presets.UnitSeconds, "2m", "120s"},
		{presets.UnitSeconds, "1.5", "1500ms"},
		{presets.UnitMillis, "65000", "65s"},
		{presets.UnitMillis, "1d", "86400s"},
		{presets.UnitMinutes, "4", "240s"},
		{presets.UnitTimeSpan, "00:02:10", "130s"},
		{presets.UnitTimeSpan, "0:10", ""},
		{presets.UnitTimeSpan, "130", ""},
		{presets.UnitISO, "PT1M5S", "65s"},
		{presets.UnitSpring, "60000", "60s"},
		{presets.UnitSpring, "60s", "60s"},
		{presets.UnitGo, "10s", "10s"},
		{presets.UnitGo, "10", ""},
		{presets.UnitGo, "0", "0s"},
		{presets.UnitNginx, "75", "75s"},
		{presets.UnitSeconds, "NaN", ""},
		{presets.UnitSeconds, "inf", ""},
		{presets.UnitSeconds, "1e300", ""},
		{presets.UnitSeconds, "sixty", ""},
		{presets.UnitSeconds, "60 s", ""},
		{presets.UnitSeconds, "", ""},
	}
	for _, test := range tests {
		d, err := test.unit.Parse(test.text)
		got := presets.Format(d)
		if err != nil {
			got = ""
		}
		if got != test.want {
			t.Errorf("%s %q = %q (%v), want %q", test.unit, test.text, got, err, test.want)
		}
	}
}

func FuzzRef(f *testing.F) {
	for _, seed := range []string{"node@22", "gunicorn@23:gthread,threads=4", "go:ReadTimeout=10s", "kestrel:KeepAliveTimeout=00:02:10", "a:b=c=d", "@:,="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ref, err := presets.ParseRef(text)
		if err != nil {
			if len(err.Error()) > 400 || !utf8.ValidString(err.Error()) {
				t.Errorf("an unfit message: %q", err)
			}
			return
		}
		again, err := presets.ParseRef(ref.String())
		if err != nil || again.String() != ref.String() {
			t.Errorf("%q prints as %q, which reads as %q (%v)", text, ref, again, err)
		}
		name := ref.Name
		if _, ok := presets.Lookup(name); !ok {
			name = presets.Suggest(name)
		}
		if p, ok := presets.Lookup(name); ok {
			if r, err := p.Resolve(ref); err == nil && r.Accepts != nil {
				_ = r.Accepts.Set(r.Accepts.D)
			}
		}
	})
}

// version makes one of its numbers.
func version(parts ...int) presets.Version {
	v, err := presets.ParseVersion(strings.Trim(strings.ReplaceAll(fmt.Sprint(parts), " ", "."), "[]"))
	if err != nil {
		panic(err)
	}
	return v
}
