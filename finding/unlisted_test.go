package finding_test

import (
	"fmt"
	"testing"

	"github.com/timeoutlint/timeoutlint/finding"
)

// TestList: the worst are kept in their order, the rarer before the more frequent, and the numbers and the exit status stay those of all.
func TestList(t *testing.T) {
	a, b := &finding.Doc{ID: "TL001"}, &finding.Doc{ID: "TL204"}
	for most, want := range map[int]string{
		6: "e1 n1 w1 e2 w2 []",
		5: "e1 n1 w1 e2 w2 []",
		4: "e1 w1 e2 w2 [note TL204 1]",
		3: "e1 e2 w2 [warning TL204 1 note TL204 1]",
		1: "e1 [error TL001 1 warning TL001 1 warning TL204 1 note TL204 1]",
	} {
		r := &finding.Result{FailOn: finding.Error, Findings: []*finding.Finding{
			{Rule: a, Severity: finding.Error, Message: "e1"},
			{Rule: b, Severity: finding.Note, Message: "n1"},
			{Rule: b, Severity: finding.Warning, Message: "w1"},
			{Rule: a, Severity: finding.Error, Message: "e2"},
			{Rule: a, Severity: finding.Warning, Message: "w2"},
		}}
		r.List(most)
		got := ""
		for _, f := range r.Findings {
			got += f.Message + " "
		}
		told := []string{}
		for _, u := range r.Unlisted {
			told = append(told, fmt.Sprint(u.Severity, " ", u.Rule.ID, " ", u.Count))
		}
		if got += fmt.Sprint(told); got != want {
			t.Errorf("%d: %s, want %s", most, got, want)
		}
		if e, w, n := r.Count(finding.Error), r.Count(finding.Warning), r.Count(finding.Note); e != 2 || w != 2 || n != 1 || r.Exit() != finding.ExitFindings {
			t.Errorf("%d: %d errors, %d warnings, %d notes, exit %d", most, e, w, n, r.Exit())
		}
		if r.FailOn = finding.Note; r.Exit() != finding.ExitFindings {
			t.Errorf("%d: exit %d", most, r.Exit())
		}
	}
}

// TestListTheRareFirst: one finding is not hidden by many of another rule, wherever they stand.
func TestListTheRareFirst(t *testing.T) {
	many, one := &finding.Doc{ID: "TL001"}, &finding.Doc{ID: "TL101"}
	r := &finding.Result{}
	for range 9 {
		r.Findings = append(r.Findings, &finding.Finding{Rule: many, Severity: finding.Error})
	}
	r.Findings = append(r.Findings, &finding.Finding{Rule: one, Severity: finding.Error})
	r.List(3)
	if len(r.Findings) != 3 || r.Findings[2].Rule != one || len(r.Unlisted) != 1 || r.Unlisted[0].Count != 7 || r.Count(finding.Error) != 10 {
		t.Errorf("%d are listed, beside %v", len(r.Findings), r.Unlisted)
	}
}
