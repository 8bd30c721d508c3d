package rules

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/finding"
)

var suppressionStale = &Rule{Doc: doc("TL902"), Late: true, Check: func(p *Pass) {
	for _, s := range p.Suppressions {
		if why, help := p.stale(s); why != "" {
			p.Report(&finding.Finding{Message: why, At: s.At, Subject: s.Rules, Help: []string{help}})
		}
	}
}}

// stale says why a suppression hides nothing, and what to do; "" for one that does its work. A slip in its words is certain; that nothing
// matches, or that it is over, is judged only where everything was looked at.
func (p *Pass) stale(s Suppression) (why, help string) {
	if s.Problem != "" {
		return "this ignore cannot match: " + s.Problem, "write: timeoutlint:ignore TL101 until=" + p.Now.AddDate(0, 3, 0).Format("2006-01-02") + " REASON"
	}
	switch {
	case !p.WholeRun:
		return "", ""
	case s.Expired && len(s.Unused) == len(s.Rules):
		return "this ignore of " + strings.Join(s.Rules, ", ") + " has ended on " + s.Until.AddDate(0, 0, -1).Format("2006-01-02") + ", and matches nothing", "remove it"
	case s.Expired:
		return "this ignore of " + strings.Join(s.Rules, ", ") + " has ended on " + s.Until.AddDate(0, 0, -1).Format("2006-01-02") + ": what it hid is reported again",
			"repair what it hides, or give it a later date"
	case len(s.Unused) > 0:
		return "this ignore matches nothing: " + strings.Join(s.Unused, ", ") + " has nothing to say here", "remove it"
	}
	return "", ""
}
