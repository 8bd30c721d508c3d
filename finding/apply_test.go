package finding_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// text puts a file with one mark (|) or two into a set; the span is what lies between the marks.
func text(set *source.Set, name, marked string) (*source.File, source.Span) {
	start := strings.Index(marked, "|")
	end := strings.LastIndex(marked, "|")
	plain := strings.ReplaceAll(marked, "|", "")
	f := set.Add(name, "", []byte(plain), false)
	at := source.Span{File: f.ID, Start: uint32(start), End: uint32(start)}
	if end > start {
		at.End = uint32(end - 1)
	}
	return f, at
}

func TestDirective(t *testing.T) {
	for _, c := range []struct{ name, before, after string }{
		{"behind a brace", "a {|\n  b;\n}\n", "a {\n  x;\n  b;\n}\n"},
		{"tabs", "\ta {|\n\t\tb;\n\t}\n", "\ta {\n\t\tx;\n\t\tb;\n\t}\n"},
		{"CRLF", "a {|\r\n  b;\r\n}\r\n", "a {\r\n  x;\r\n  b;\r\n}\r\n"},
		{"a comment behind the brace", "a {| # why\n  b;\n}\n", "a { # why\n  x;\n  b;\n}\n"},
		{"an empty line first", "a {|\n\n  b;\n}\n", "a {\n  x;\n\n  b;\n}\n"},
		{"an empty block", "  a {|\n  }\n", "  a {\n      x;\n  }\n"},
		{"one line", "a {| b; }\n", "a { x; b; }\n"},
		{"one line without an end", "a {| b; }", "a { x; b; }"},
		{"a block that begins beside its brace", "a {| b;\n  c;\n}\n", "a { x; b;\n  c;\n}\n"},
		{"before a brace", "a {\n  b; # why\n  # more\n\n|}\n", "a {\n  b; # why\n  # more\n  x;\n\n}\n"},
		{"before a brace with CRLF", "a {\r\n\tb;\r\n|}\r\n", "a {\r\n\tb;\r\n\tx;\r\n}\r\n"},
		{"before a brace in one line", "a { b; |}", "a { b; x; }"},
		{"before a brace that stands beside the last", "a {\n  b;\n  c; |}\n", "a {\n  b;\n  c; x; }\n"},
		{"into an empty block, before its brace", "a {\n|}\n", "a {\n    x;\n}\n"},
		{"behind a directive without its semicolon", "a {\n  b;\n  c |}\n", ""},
		{"the same, behind a comment", "a {\n  b;\n  c # why;\n  # more;\n|}\n", ""},
		{"behind a block", "a {\n  b { c; } # why\n|}\n", "a {\n  b { c; } # why\n  x;\n}\n"},
		{"behind a tag of a template", "a {\n  b;\n  <% end %>\n|}\n", "a {\n  b;\n  <% end %>\n  x;\n}\n"},
		{"no brace", "a |b;", ""},
		{"the start of a file", "|}", ""},
		{"the end of a file", "a|", ""},
	} {
		f, at := text(new(source.Set), "f", c.before)
		got := ""
		if e, ok := finding.Directive(f, at, "x;"); ok {
			b, err := finding.Apply(f.Src, []finding.Edit{e})
			if err != nil {
				t.Fatal(err)
			}
			got = string(b)
		}
		if got != c.after {
			t.Errorf("%s: %q, want %q", c.name, got, c.after)
		}
	}
}

func TestRemovalAndBehind(t *testing.T) {
	for _, c := range []struct {
		name, before, removed, behind string
	}{
		{"a line", "a;\n  |b;|\nc;\n", "a;\nc;\n", "a;\n  b;\n  x;\nc;\n"},
		{"CRLF", "a;\r\n  |b;|\r\nc;\r\n", "a;\r\nc;\r\n", "a;\r\n  b;\r\n  x;\r\nc;\r\n"},
		{"the last line", "a;\n|b;|", "a;\n", "a;\nb;\nx;"},
		{"beside others", "a; |b;| c;\n", "a; c;\n", "a; b; x; c;\n"},
		{"first of a line", "  |b;| c;\n", "  c;\n", "  b; x; c;\n"},
		{"last of a line", "a; |b;|\n", "a;\n", "a; b; x;\n"},
		{"before a comment", "  |b;| # why\n", "  # why\n", "  b; # why\n  x;\n"},
		{"all there is", "|b;|", "", "b;\nx;"},
	} {
		f, at := text(new(source.Set), "f", c.before)
		for what, e := range map[string]finding.Edit{c.removed: finding.Removal(f, at), c.behind: finding.Behind(f, at, "x;")} {
			if got, err := finding.Apply(f.Src, []finding.Edit{e}); err != nil || string(got) != what {
				t.Errorf("%s: %q, %v; want %q", c.name, got, err, what)
			}
		}
	}
}

func TestApplyRefusesWhatDoesNotFit(t *testing.T) {
	at := func(start, end uint32) finding.Edit {
		return finding.Edit{At: source.Span{Start: start, End: end}, New: "x"}
	}
	for _, edits := range [][]finding.Edit{{at(2, 9)}, {at(3, 2)}, {at(0, 2), at(1, 3)}, {at(0, 2), at(1, 1)}} {
		if got, err := finding.Apply([]byte("abcd"), edits); err == nil {
			t.Errorf("%v give %q", edits, got)
		}
	}
}

// TestPlan: each proposal is a list of edits "FILE START END NEW" for the texts 0123456789 of files a and b.
func TestPlan(t *testing.T) {
	type edit struct {
		file       string
		start, end uint32
		text       string
	}
	for _, c := range []struct {
		name      string
		proposals [][]edit
		want      map[string]string
		conflicts int
		refused   int
	}{
		{"side by side", [][]edit{{{"a", 0, 1, "x"}}, {{"a", 1, 2, "y"}}}, map[string]string{"a": "xy23456789"}, 0, 0},
		{"equal insertions count once", [][]edit{{{"a", 1, 1, "x"}}, {{"a", 1, 1, "y"}}, {{"a", 1, 1, "x"}}}, map[string]string{"a": "0xy123456789"}, 0, 0},
		{"equal replacements count once", [][]edit{{{"a", 1, 3, "x"}}, {{"a", 1, 3, "x"}}}, map[string]string{"a": "0x3456789"}, 0, 0},
		{"insertions at both ends of a replacement", [][]edit{{{"a", 1, 3, "x"}}, {{"a", 1, 1, "<"}, {"a", 3, 3, ">"}}}, map[string]string{"a": "0<x>3456789"}, 0, 0},
		{"two values for one place", [][]edit{{{"a", 1, 3, "x"}}, {{"a", 1, 3, "y"}}, {{"b", 0, 1, "z"}}}, map[string]string{"b": "z123456789"}, 1, 2},
		{"an overlap", [][]edit{{{"a", 1, 4, "x"}}, {{"a", 3, 5, "y"}}}, nil, 1, 2},
		{"an insertion into what is replaced", [][]edit{{{"a", 1, 4, "x"}}, {{"a", 2, 2, "y"}}}, nil, 1, 2},
		{
			"a fix is made in all its files or in none",
			[][]edit{{{"a", 1, 4, "x"}, {"b", 0, 1, "x"}}, {{"a", 1, 4, "y"}}, {{"b", 5, 6, "z"}}},
			map[string]string{"b": "01234z6789"},
			1, 2,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			set := new(source.Set)
			files := map[string]*source.File{"a": set.Add("a", "", []byte("0123456789"), false), "b": set.Add("b", "", []byte("0123456789"), false)}
			var all []finding.Proposal
			for _, list := range c.proposals {
				p := finding.Proposal{Finding: &finding.Finding{}}
				for _, e := range list {
					p.Fix.Edits = append(p.Fix.Edits, finding.Edit{At: source.Span{File: files[e.file].ID, Start: e.start, End: e.end}, New: e.text})
				}
				all = append(all, p)
			}
			plan := finding.NewPlan(set, all)
			var got map[string]string
			for _, id := range plan.Files() {
				b, err := plan.Text(set.File(id))
				if err != nil {
					t.Fatal(err)
				}
				if got == nil {
					got = map[string]string{}
				}
				got[set.File(id).Name] = string(b)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(plan.Conflicts) != c.conflicts || len(plan.Refused) != c.refused || len(plan.Taken)+len(plan.Refused) != len(all) {
				t.Errorf("%d conflicts, %d refused, %d taken", len(plan.Conflicts), len(plan.Refused), len(plan.Taken))
			}
		})
	}
}
