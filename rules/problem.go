package rules

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// problems reports each problem of one kind as a finding, in the words of the parser that met it.
func (p *Pass) problems(kind chain.ProblemKind) {
	for _, b := range p.Graph.Problems {
		if b.Kind != kind {
			continue
		}
		f := &finding.Finding{Message: b.Msg, At: b.At, Subject: []string{p.Set.Text(b.At)}}
		if b.Help != "" {
			f.Help = []string{b.Help}
		}
		for _, s := range b.Also {
			f.Related = append(f.Related, finding.Related{Message: s.Note, At: s.At})
		}
		p.Report(f)
	}
}
