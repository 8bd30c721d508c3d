package lint

import (
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/finding"
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
			kept := suppress(set, []*finding.Finding{f}, today)
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
	if kept := suppress(set, []*finding.Finding{f}, today); len(kept) != 0 {
		t.Error("a comment at a related place does not suppress")
	}
}

func TestSuppressWithoutAPlace(t *testing.T) {
	f := &finding.Finding{Rule: &finding.Doc{ID: "TL101"}}
	if kept := suppress(new(source.Set), []*finding.Finding{f}, today); len(kept) != 1 {
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

// FuzzSuppressions: any text, a suppression names at least one rule and stands in the file.
func FuzzSuppressions(f *testing.F) {
	for _, s := range []string{"# timeoutlint:ignore TL101 until=2026-01-01 x", "timeoutlint:ignore", "#timeoutlint:ignore ,\n#\ttimeoutlint:ignore a,,b\r\n", "\xef\xbb\xbf# timeoutlint:ignore TL1\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := new(source.Set).Add("x", "", []byte(text), true)
		for _, s := range suppressions(file) {
			if len(s.rules) == 0 || s.line < 1 || s.line > file.NumLines() {
				t.Errorf("%+v", s)
			}
		}
	})
}
