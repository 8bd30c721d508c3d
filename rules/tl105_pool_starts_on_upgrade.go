package rules

import (
	"fmt"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

var poolStartsOnUpgrade = &Rule{Doc: doc("TL105"), Check: func(p *Pass) {
	starts := func(h *chain.Hop, o chain.Outcome) bool {
		return !o.InForce && o.Verdict == chain.Violated && o.Server.State == chain.Known && chain.Sum(p.Outcomes(h)) == chain.NoReuse
	}
	already := make(map[[2]place]bool)
	for _, pair := range p.pairs(func(_ *chain.Hop, o chain.Outcome) bool { return broken(o) }) {
		already[pair.places] = true // TL101 or TL103 tells it: an upstream may be pooled for some of its locations only
	}
	for _, pair := range p.pairs(starts) {
		if !already[pair.places] {
			p.reportStart(pair)
		}
	}
}}

// reportStart reports a pool that nginx 1.29.7 brings with it and that outlives its server.
func (p *Pass) reportStart(pair *clocks) {
	m := pair.meetings[0]
	root := m.hop.Client.Owner.Root
	f := pair.finding()
	f.Certainty = finding.Certain // of the later version, the judge is certain
	since := "after an upgrade to nginx 1.29.7,"
	f.Severity = finding.Note
	if root != nil && root.Assumed {
		since = "already so on nginx >= 1.29.7:"
		f.Severity = finding.Warning
	}
	f.Message = fmt.Sprintf("%s %s reuses connections and keeps idle ones %s, but %s closes them after %s: %s",
		since, m.hop.Client.Owner.ID, m.Client, m.hop.Server.Owner.ID, m.Server, m.consequence())
	for _, o := range p.Outcomes(m.hop) {
		if o.InForce && len(o.Causes) > 0 {
			f.Related = append(f.Related, finding.Related{Message: "before 1.29.7 nothing is reused: " + o.Causes[0].Note, At: o.Causes[0].From.At()})
			break
		}
	}
	server := part{side: m.hop.Server, hop: m.hop, Case: m.Server}
	if m.Client.State == chain.Known && server.changeable() {
		f.Help = append(f.Help, p.set(server, Later(m.Client.Hi), f.At))
	}
	pool := part{side: m.hop.Client, hop: m.hop, Case: m.Client}
	f.Help = append(f.Help, "or, together with the upgrade, "+p.set(pool, Sooner(m.Server.Lo), f.At), "or, together with the upgrade, "+p.optOut(m.hop.Client.Owner, f.At)+" to go on without a pool (nginx before 1.29.7 refuses it)")
	if root != nil && root.Assumed {
		which := sayVersion
		if root.Versions != "" {
			which = "several versions read these files, " + root.Versions
		}
		f.Help = append(f.Help, "this is so from nginx 1.29.7 on: "+which)
	}
	p.Report(f)
}

// optOut says how to keep an upstream without a pool.
func (p *Pass) optOut(e *chain.Endpoint, at source.Span) string {
	if e.Pool != nil && e.Pool.From != nil {
		return "replace " + e.Pool.From.Text + ";" + p.elsewhere(e.Pool.From.At(), at) + " by keepalive 0;"
	}
	return "add keepalive 0; to " + blockOf(e)
}
