package rules

import (
	"slices"

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
		f.Fixes = p.dropSetting(fact)
		p.Report(f)
	}
}}

// dropSetting takes a line of nginx out that changes nothing. Somebody wrote it for its effect, though: it goes only where that effect is
// refused on purpose (keepalive 0) or no longer to be had, and never without a look. Where a pool is missing, TL204 adds that instead.
func (p *Pass) dropSetting(fact chain.Fact) []finding.Fix {
	if p.NoFixes {
		return nil
	}
	a := p.amend()
	a.atMost(finding.Unsafe)
	if e := fact.Owner; e != nil {
		if e.Pool == nil || e.Kind != chain.NginxOut {
			return nil
		}
		if !slices.ContainsFunc(e.Pool.Causes, func(c chain.Cause) bool { return c.Kind == chain.KeepaliveOff }) {
			a.atMost(finding.Manual)
		}
	}
	a.remove(fact.At)
	return a.fixes("remove " + p.line(fact.At) + ";")
}
