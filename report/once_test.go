package report_test

import (
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

// TestUndeclaredSidesAreToldOnce counts among the notes only what the list of what is not judged does not tell.
func TestUndeclaredSidesAreToldOnce(t *testing.T) {
	undeclared := &finding.Doc{ID: "TL005", Name: "undeclared-side"}
	open := between(exact(60), nil)
	judged := between(exact(60), exact(75))
	note := func(h *chain.Hop) *finding.Finding {
		return &finding.Finding{Rule: undeclared, Severity: finding.Note, Message: "what it must keep", Hop: h}
	}
	for name, c := range map[string]struct {
		notes []*finding.Finding
		list  []finding.Unjudged
		want  string // of the section of notes
	}{
		"the list tells it":     {[]*finding.Finding{note(open)}, []finding.Unjudged{{What: "what it must keep"}}, ""},
		"there is no list":      {[]*finding.Finding{note(open)}, nil, "TL005  undeclared-side  1"},
		"a hop that is judged":  {[]*finding.Finding{note(judged)}, []finding.Unjudged{{What: "something else"}}, "TL005  undeclared-side  1"},
		"one of either":         {[]*finding.Finding{note(open), note(judged)}, []finding.Unjudged{{What: "what it must keep"}}, "TL005  undeclared-side  1"},
		"there is no such note": {nil, []finding.Unjudged{{What: "what it must keep"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := resultOf(open, judged)
			r.Findings, r.Unjudged = c.notes, c.list
			out := string(render(t, text, r, report.Options{}))
			if got := strings.Contains(out, "notes: --notes"); got != (c.want != "") || !strings.Contains(out, c.want) {
				t.Errorf("want %q among the notes:\n%s", c.want, out)
			}
		})
	}
}

// TestTheLegendOfNoReuse explains the one verdict whose name does not.
func TestTheLegendOfNoReuse(t *testing.T) {
	const legend = "no-reuse: each request opens a new connection"
	off := between(chain.Is(chain.Off, nil), exact(75))
	if out := string(render(t, text, resultOf(off), report.Options{})); strings.Count(out, legend) != 1 {
		t.Errorf("want the legend once:\n%s", out)
	}
	if out := string(render(t, text, resultOf(between(exact(60), exact(75))), report.Options{})); strings.Contains(out, legend) {
		t.Errorf("want no legend:\n%s", out)
	}
}
