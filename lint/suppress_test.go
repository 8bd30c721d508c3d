package lint

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/rules"
	"github.com/timeoutlint/timeoutlint/source"
)

var today = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

// mark is where the finding of a test points: the byte of this letter.
const mark = '@'

func TestSuppress(t *testing.T) {
	rule := &finding.Doc{ID: "TL101", Name: "client-outlives-server"}
	for name, c := range map[string]struct {
		text string
		want bool // the finding is suppressed
	}{
		"on the line":             {"@ a; # timeoutlint:ignore TL101 because\n", true},
		"on the line above":       {"# timeoutlint:ignore TL101 because\n@\n", true},
		"two lines above":         {"# timeoutlint:ignore TL101 because\n\n@\n", false},
		"on the line below":       {"@\n# timeoutlint:ignore TL101 because\n", false},
		"by name":                 {"# timeoutlint:ignore client-outlives-server because\n@\n", true},
		"in lower case":           {"# timeoutlint:ignore tl101 because\n@\n", true},
		"another rule":            {"# timeoutlint:ignore TL102 because\n@\n", false},
		"one of several":          {"# timeoutlint:ignore TL204,TL101 because\n@\n", true},
		"several with blanks":     {"# timeoutlint:ignore TL204, TL101 because\n@\n", true},
		"rule in the reason only": {"# timeoutlint:ignore TL204 as is TL101\n@\n", false},
		"no rule":                 {"# timeoutlint:ignore\n@\n", false},
		"no blank":                {"#timeoutlint:ignore TL101 x\n@\n", true},
		"more hashes":             {"## timeoutlint:ignore TL101 x\n@\n", true},
		"no comment":              {"timeoutlint:ignore TL101 x\n@\n", false},
		"text before the mark":    {"# see timeoutlint:ignore TL101\n@\n", false},
		"until tomorrow":          {"# timeoutlint:ignore TL101 until=2026-01-16 x\n@\n", true},
		"until today":             {"# timeoutlint:ignore TL101 until=2026-01-15 x\n@\n", true},
		"until yesterday":         {"# timeoutlint:ignore TL101 until=2026-01-14 x\n@\n", false},
		"a date that is none":     {"# timeoutlint:ignore TL101 until=soon x\n@\n", false},
		"CRLF":                    {"# timeoutlint:ignore TL101\r\n@\r\n", true},
		"both lines":              {"# timeoutlint:ignore TL102 a\n@ # timeoutlint:ignore TL101 b\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			set := new(source.Set)
			f := &finding.Finding{Rule: rule, At: at(t, set, c.text)}
			kept := read(set).suppress(set, []*finding.Finding{f}, today)
			if got := len(kept) == 0; got != c.want {
				t.Errorf("suppressed: %v, want %v, in\n%s", got, c.want, c.text)
			}
		})
	}
}

func TestSuppressAtTheOtherPlace(t *testing.T) {
	set := new(source.Set)
	f := &finding.Finding{
		Rule: &finding.Doc{ID: "TL101"},
		At:   at(t, set, "@\n"),
		Related: []finding.Related{
			{At: at(t, set, "@\n")},
			{At: at(t, set, "# timeoutlint:ignore TL101 the server's file says so\n@\n")},
		},
	}
	if kept := read(set).suppress(set, []*finding.Finding{f}, today); len(kept) != 0 {
		t.Error("a comment at a related place does not suppress")
	}
}

func TestSuppressWithoutAPlace(t *testing.T) {
	f := &finding.Finding{Rule: &finding.Doc{ID: "TL101"}}
	if kept := new(ignores).suppress(new(source.Set), []*finding.Finding{f}, today); len(kept) != 1 {
		t.Error("a finding without a place was suppressed")
	}
}

// at adds a file to the set and gives the place of its mark.
func at(t *testing.T, set *source.Set, text string) source.Span {
	t.Helper()
	for i := range text {
		if text[i] == mark {
			f := set.Add("x", "", []byte(text), true)
			return source.Span{File: f.ID, Start: uint32(i), End: uint32(i + 1)}
		}
	}
	t.Fatalf("no mark in %q", text)
	return source.Span{}
}

// read gives the comments of all files.
func read(set *source.Set) *ignores {
	all := new(ignores)
	for f := range set.All() {
		all.read(f)
	}
	return all
}

func TestIgnoresAreTold(t *testing.T) {
	rule := &finding.Doc{ID: "TL101", Name: "client-outlives-server"}
	for name, c := range map[string]struct {
		text string
		want []rules.Suppression // the place as text in at
		at   string
	}{
		"used": {
			"@ a; # timeoutlint:ignore TL101 until=2026-01-15 because of it \r\n",
			[]rules.Suppression{{Rules: []string{"TL101"}, Reason: "because of it", Until: time.Date(2026, 1, 16, 0, 0, 0, 0, time.UTC)}},
			"# timeoutlint:ignore TL101 until=2026-01-15 because of it",
		},
		"expired": {
			"@ # timeoutlint:ignore TL101 until=2026-01-14 x",
			[]rules.Suppression{{Rules: []string{"TL101"}, Reason: "x", Until: time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC), Expired: true}},
			"# timeoutlint:ignore TL101 until=2026-01-14 x",
		},
		"one rule of two": {
			"@ # timeoutlint:ignore TL101, TL204 x",
			[]rules.Suppression{{Rules: []string{"TL101", "TL204"}, Reason: "x", Unused: []string{"TL204"}}},
			"# timeoutlint:ignore TL101, TL204 x",
		},
		"no reason": {
			"@ ##timeoutlint:ignore\tTL101",
			[]rules.Suppression{{Rules: []string{"TL101"}}},
			"##timeoutlint:ignore\tTL101",
		},
		"no such rule": {
			"# timeoutlint:ignore TL999 x\n@",
			[]rules.Suppression{{Rules: []string{"TL999"}, Reason: "x", Unused: []string{"TL999"}, Problem: "there is no rule TL999"}},
			"# timeoutlint:ignore TL999 x",
		},
		"no rule": {
			"# timeoutlint:ignore\n@",
			[]rules.Suppression{{Problem: "it names no rule"}},
			"# timeoutlint:ignore",
		},
		"no date": {
			"# timeoutlint:ignore TL101 until=soon x\n@",
			[]rules.Suppression{{Rules: []string{"TL101"}, Reason: "x", Expired: true, Until: time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), Problem: "until=soon is no date such as 2027-03-31"}},
			"# timeoutlint:ignore TL101 until=soon x",
		},
		"another word": {"# timeoutlint:ignored TL101\n@", nil, ""},
		"two comments, of which both match": {
			"# timeoutlint:ignore TL101 a\n@ # timeoutlint:ignore TL101 b",
			[]rules.Suppression{{Rules: []string{"TL101"}, Reason: "a"}, {Rules: []string{"TL101"}, Reason: "b"}},
			"# timeoutlint:ignore TL101 a",
		},
	} {
		t.Run(name, func(t *testing.T) {
			set := new(source.Set)
			f := &finding.Finding{Rule: rule, At: at(t, set, c.text)}
			all := read(set)
			all.suppress(set, []*finding.Finding{f}, today)
			got := all.told(today)
			if len(got) > 0 && set.Text(got[0].At) != c.at {
				t.Errorf("at %q, want %q", set.Text(got[0].At), c.at)
			}
			for i := range got {
				got[i].At = source.Span{}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzComments: any text, an ignore stands in its file, begins with # and has a rule or a fault.
func FuzzComments(f *testing.F) {
	for _, s := range []string{"# timeoutlint:ignore TL101 until=2026-01-01 x", "timeoutlint:ignore", "#timeoutlint:ignore ,\n#\ttimeoutlint:ignore a,,b\r\n", "\xef\xbb\xbf# timeoutlint:ignore TL1\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		set := new(source.Set)
		file := set.Add("x", "", []byte(text), true)
		for _, i := range comments(file) {
			if len(i.rules) == 0 && i.problem == "" || i.line < 1 || i.line > file.NumLines() || !strings.HasPrefix(set.Text(i.at), "#") {
				t.Errorf("%+v", i)
			}
		}
	})
}

// TestIgnoresOfOneFileAreBounded: what is above the limit hides nothing, and its first is told.
func TestIgnoresOfOneFileAreBounded(t *testing.T) {
	for n, want := range map[int]int{maxComments: 0, maxComments + 1: 1, maxComments + 9: 1} {
		set := new(source.Set)
		found := comments(set.Add("a.conf", "", []byte(strings.Repeat("# timeoutlint:ignore TL101 why\n", n)), true))
		told := 0
		for _, i := range found {
			if i.problem != "" {
				told++
			}
		}
		if told != want || len(found) != min(n, maxComments+1) {
			t.Errorf("%d comments: %d are read, %d told", n, len(found), told)
		}
	}
}
