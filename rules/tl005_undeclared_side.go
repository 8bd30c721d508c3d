package rules

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

var undeclaredSide = &Rule{Doc: doc("TL005"), Check: func(p *Pass) {
	var all []*undeclared
	index := make(map[bound]*undeclared)
	for _, h := range p.Graph.Hops {
		for _, o := range p.Outcomes(h) {
			if !o.InForce || o.Verdict != chain.Unknown {
				continue
			}
			b, ok := boundOf(h, o)
			if !ok || unpublished(o.Client) || unpublished(o.Server) || o.Client.State == chain.Unresolved || o.Server.State == chain.Unresolved { // what is stated but cannot be read is TL004's
				continue
			}
			u := index[b]
			if u == nil {
				u = &undeclared{bound: b, Outcome: o, ends: map[[2]*chain.Endpoint]bool{}}
				index[b] = u
				all = append(all, u)
			}
			u.add(h)
		}
	}
	for _, u := range all {
		p.reportUndeclared(u)
	}
}}

// unpublished reports whether a vendor has fixed a clock and tells nobody how: no declaration can help.
func unpublished(c chain.Case) bool { return c.From != nil && c.From.Kind == chain.Fixed }

// undeclared is a bound with the hops that it is about.
type undeclared struct {
	bound
	chain.Outcome
	hops []*chain.Hop
	ends map[[2]*chain.Endpoint]bool // of hops
}

func (u *undeclared) add(h *chain.Hop) {
	if ends := [2]*chain.Endpoint{h.Client.Owner, h.Server.Owner}; !u.ends[ends] {
		u.ends[ends] = true
		u.hops = append(u.hops, h)
	}
}

func (p *Pass) reportUndeclared(u *undeclared) {
	h := u.hops[0]
	known := part{"client side", h, h.Client, u.Client}
	if !u.server {
		known = part{"server side", h, h.Server, u.Server}
	}
	f := &finding.Finding{
		Message: u.demand(), At: known.at(), Label: known.mainLabel(), Hop: h,
		Subject: []string{known.setting()}, Client: u.Client.Hi, Server: u.Server.Lo,
	}
	if line := p.paste(u.bound, h); line != "" {
		f.Help = []string{"say in timeoutlint.yaml what it is: " + line}
	}
	var others []finding.Related
	for _, h := range u.hops {
		f.Parts = append(f.Parts, partOf(h))
		if said := u.said(h); said != "" {
			others = append(others, finding.Related{Message: said, At: h.Joined.At})
		} else if u.missing == nil {
			others = append(others, finding.Related{Message: "nothing says how long it keeps idle connections", At: h.Joined.At})
		}
	}
	f.Related = atMost(others, "more server")
	p.Report(f)
}
