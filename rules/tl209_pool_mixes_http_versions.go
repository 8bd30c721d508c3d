package rules

import (
	"cmp"
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

var poolMixesHTTPVersions = &Rule{Doc: doc("TL209"), Check: func(p *Pass) {
	passages := p.gathered.passages()
	if !slices.ContainsFunc(passages, func(u passage) bool { return u.pass.Protocol == chain.HTTP2 }) {
		return
	}
	type users struct{ first, second []passage } // by HTTP/2 and by an older version
	var order []*chain.Endpoint
	mixed := make(map[*chain.Endpoint]*users)
	for _, u := range passages {
		pool := u.pass.Upstream.Pool
		if pool == nil || pool.Size == 0 || pool.Local || !u.pooled() {
			continue
		}
		by := mixed[u.pass.Upstream]
		if by == nil {
			by = &users{}
			mixed[u.pass.Upstream] = by
			order = append(order, u.pass.Upstream)
		}
		switch u.pass.Protocol {
		case chain.HTTP2:
			by.first = append(by.first, u)
		case chain.HTTP1:
			by.second = append(by.second, u)
		default: // not from proxy_pass
		}
	}
	for _, e := range order {
		if by := mixed[e]; len(by.first) > 0 && len(by.second) > 0 {
			p.mixes(e, by.first, by.second)
		}
	}
}}

// mixes reports a pool from which a request may be given a connection of the other HTTP version (nginx issue 1716).
func (p *Pass) mixes(e *chain.Endpoint, second, first []passage) {
	h2, h1 := &defect{upstream: e, passages: second}, &defect{upstream: e, passages: first}
	p.sort(h2, chain.HTTPVersion)
	p.sort(h1, chain.HTTPVersion)
	older := "HTTP/" + cmp.Or(h1.passages[0].Version, "1.x")
	f := &finding.Finding{
		At: h2.passages[0].VersionBy.At(), Label: "HTTP/2 over the shared pool", Subject: []string{e.Canon, "proxy_http_version"},
		Message: upstreamName(e) + " is passed to over HTTP/2 and " + older + " from one pool: a request can be sent on a connection of the other version, and ends in a 504",
		Related: h1.also(0, "the same pool, "+older),
		Help:    []string{"give each version an upstream block of its own"},
	}
	f.Related = append(f.Related, finding.Related{Message: "shared by all locations", At: e.Pool.From.At()})
	if poolsByDefault(h2.passages[0].root) {
		f.Help = append(f.Help, "or let each location have its own pool: "+e.Pool.From.Text+" local;")
	} else {
		f.Help = append(f.Help, "or, from nginx 1.29.7 on, let each location have its own pool: "+e.Pool.From.Text+" local;")
	}
	p.Report(f)
}
