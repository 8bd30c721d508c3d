package report_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

// readGitLab holds a report against what GitLab's documentation asks of each issue.
func readGitLab(t *testing.T, r *finding.Result, out []byte) {
	t.Helper()
	var issues []struct {
		Description string
		CheckName   string `json:"check_name"`
		Fingerprint string
		Severity    string
		Location    struct {
			Path  string
			Lines struct{ Begin, End int }
		}
	}
	if err := json.Unmarshal(out, &issues); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if issues == nil || len(issues) != len(r.Findings) {
		t.Fatalf("%d issues for %d findings: %s", len(issues), len(r.Findings), out)
	}
	seen := map[string]bool{}
	for i, x := range issues {
		if seen[x.Fingerprint] || x.Fingerprint == "" {
			t.Errorf("fingerprint %q is not unique", x.Fingerprint)
		}
		seen[x.Fingerprint] = true
		if x.CheckName != r.Findings[i].Rule.ID || x.Description == "" || x.Location.Path == "" {
			t.Errorf("%+v", x)
		}
		if !slices.Contains([]string{"info", "minor", "major", "critical", "blocker"}, x.Severity) {
			t.Errorf("severity %q", x.Severity)
		}
		if l := x.Location.Lines; l.Begin < 1 || l.End < l.Begin {
			t.Errorf("lines %+v", l)
		}
	}
}

// TestGitLabFingerprints do not change when something else is found as well.
func TestGitLabFingerprints(t *testing.T) {
	r := shop(t).r
	with := render(t, formatOf(t, "gitlab"), r, report.Options{})
	first := r.Findings[0].Fingerprint()
	r.Findings = r.Findings[:1]
	alone := render(t, formatOf(t, "gitlab"), r, report.Options{})
	for _, out := range [][]byte{with, alone} {
		var issues []struct{ Fingerprint string }
		if err := json.Unmarshal(out, &issues); err != nil || issues[0].Fingerprint != first {
			t.Errorf("%v: %+v, want %s", err, issues, first)
		}
	}
}
