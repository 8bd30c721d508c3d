package rules

import (
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

var keepaliveBeforeBalancer = &Rule{Doc: doc("TL205"), Check: func(p *Pass) {
	passages := make(map[*chain.Endpoint]*defect)
	for _, d := range p.defects(chain.BalancerLast, func(passage, chain.Cause) bool { return true }) {
		passages[d.upstream] = d
	}
	for _, e := range p.upstreams() {
		i := slices.IndexFunc(e.Pool.Causes, func(c chain.Cause) bool { return c.Kind == chain.BalancerLast })
		if i < 0 {
			continue
		}
		from := e.Pool.Causes[i].From
		method := e.Pool.Balance
		f := &finding.Finding{
			At: from.At(), Label: "sets up a pool", Subject: []string{e.Canon, "keepalive", method},
			Message: method + " stands behind keepalive and removes the pool of " + upstreamName(e) + ": each request opens a new connection",
			Help:    []string{"write " + method + " before " + from.Text + "; in the upstream block"},
		}
		if e.Root != nil && e.Root.Assumed {
			f.Help = append(f.Help, curedText)
		}
		if lost, ok := step(from, chain.Lost); ok {
			f.Related = []finding.Related{{Message: "sets up the pool", At: f.At}}
			f.At, f.Label = lost.At, "removes it, as nginx does up to 1.29.6"
			if d := passages[e]; d != nil {
				f.Help[0] += d.passSettings()
			}
			f.Fixes = p.moveKeepalive(f.Help[0], e, passages[e], from, lost.At)
		}
		p.Report(f)
	}
}}

// upstreams gives the upstream blocks for which a pool is of use: all but those that only uwsgi_pass and scgi_pass name.
func (p *Pass) upstreams() (all []*chain.Endpoint) {
	for _, e := range p.Graph.Endpoints {
		if e.Pool == nil {
			continue
		}
		poolable := func(s *chain.Side) bool { return s.Protocol != chain.UWSGI && s.Protocol != chain.SCGI }
		if len(e.Connect) == 0 || slices.ContainsFunc(e.Connect, poolable) {
			all = append(all, e)
		}
	}
	return all
}
