package rules

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

var valueOutOfRange = &Rule{Doc: doc("TL401"), Check: func(p *Pass) {
	for _, fact := range p.Graph.Facts {
		if fact.Rule != chain.OutOfRange {
			continue
		}
		f := &finding.Finding{
			Message: fact.Why, At: fact.At, Related: steps(fact.Also),
			Subject: []string{fact.Setting, p.Set.Text(fact.At)},
		}
		if fact.Effect == chain.InForce { // accepted by some: a quota decides
			f.Severity = finding.Warning
		}
		if fact.Owner != nil {
			f.Subject = append(f.Subject, fact.Owner.Canon)
		}
		if fact.Range != "" {
			f.Help = append(f.Help, "write "+fact.Range)
		}
		if fact.Help != "" {
			f.Help = append(f.Help, fact.Help)
		}
		p.Report(f)
	}
}}
