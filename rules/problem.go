package rules

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// problems reports each problem of one kind as a finding, in the words of the parser that met it.
func (p *Pass) problems(kind chain.ProblemKind) { p.problemsAs(kind, p.rule.Severity) }

func (p *Pass) problemsAs(kind chain.ProblemKind, severity finding.Severity) {
	for _, b := range p.Graph.Problems {
		if b.Kind != kind {
			continue
		}
		f := &finding.Finding{Severity: severity, Message: b.Msg, At: b.At, Subject: []string{p.Set.Text(b.At)}}
		if b.Help != "" {
			f.Help = []string{b.Help}
		}
		f.Related = steps(b.Also)
		p.Report(f)
	}
}
