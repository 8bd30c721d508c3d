package rules

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

var settingHasNoEffect = &Rule{Doc: doc("TL207"), Check: func(p *Pass) {
	for _, fact := range p.Graph.Facts {
		if fact.Rule != chain.NoEffect {
			continue
		}
		f := &finding.Finding{Message: fact.Why, At: fact.At, Label: "has no effect", Related: steps(fact.Also), Subject: []string{fact.Setting}}
		if fact.Owner != nil {
			f.Subject = append(f.Subject, fact.Owner.Canon)
		}
		if fact.Help != "" {
			f.Help = []string{fact.Help}
		}
		p.Report(f)
	}
}}
