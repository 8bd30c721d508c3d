package rules

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

var providerIgnoresSetting = &Rule{Doc: doc("TL402"), Check: func(p *Pass) {
	for _, fact := range p.Graph.Facts {
		if fact.Rule != chain.ProviderSkips {
			continue
		}
		f := &finding.Finding{Message: fact.Why, At: fact.At, Label: "is never sent", Related: steps(fact.Also), Subject: []string{fact.Setting}}
		if fact.Owner != nil {
			f.Subject = append(f.Subject, fact.Owner.Canon)
		}
		if fact.Help != "" {
			f.Help = []string{fact.Help}
		}
		p.Report(f)
	}
}}
