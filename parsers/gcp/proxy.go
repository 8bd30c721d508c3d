package gcp

import (
	"fmt"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

const keepAlive = "http_keep_alive_timeout_sec"

// proxy reads a target proxy: the face of an application load balancer that its clients meet.
func (r *reader) proxy(x *terraform.Resource) {
	e := r.endpoint(x, chain.Balancer, "gclb")
	s := &chain.Side{Owner: e, Protocol: chain.HTTP1, At: []source.Span{x.At}}
	e.Accepts = []*chain.Side{s}
	r.accept(s, x, x.Number(keepAlive), r.schemesOfProxy(x), applications(x))
}

// clock is how long idle connections are kept in some world, with the product that decides it: none where the catalogue knows nothing of a scheme.
type clock struct {
	chain.Case
	by   *presets.Idle
	made product
}

// accept gives a side that takes connections from clients its clock: the scheme decides the default, the range, and whether the setting counts.
func (r *reader) accept(s *chain.Side, x *terraform.Resource, settings []terraform.Num, schemes []scheme, possible map[string]application) {
	for _, n := range settings {
		when, ok := chain.And(x.When, n.When)
		if !ok {
			continue
		}
		var all []clock
		var values chain.Value
		for _, sc := range schemes {
			c := kept(&x.Block, n, possible[sc.name], sc.name)
			if c.When, ok = chain.And(when, sc.when); !ok {
				continue
			}
			all, values = append(all, c), append(values, c.Case)
			if c.by != nil && len(c.by.Settings) > 0 {
				s.Set = c.by.Set
			}
		}
		s.Idle = append(s.Idle, together(when, values)...)
		r.misfit(s.Owner, n, all)
	}
	s.Idle = s.Idle.Widened()
}

// kept is how long a proxy keeps idle connections of clients under one scheme. The provider sends no 0.
func kept(b *terraform.Block, n terraform.Num, app application, scheme string) clock {
	switch {
	case app.variant == "" && defaults(n):
		return clock{Case: nobodyTells(b, keepAlive, "no source tells the default under "+scheme)}
	case app.variant == "":
		return clock{Case: stated(keepAlive, n)}
	}
	c := clock{made: catalogue("gclb", app.variant, app.called)}
	c.by = c.made.Accepts
	if len(c.by.Settings) == 0 || defaults(n) {
		c.Case = c.made.unwritten(c.by, b, n.From)
		return c
	}
	c.Case = stated(keepAlive, n)
	return c
}

// misfit reports a value that counts under none of the schemes that are possible: ignored by all, or out of range where it is not.
func (r *reader) misfit(e *chain.Endpoint, n terraform.Num, all []clock) {
	if n.State != terraform.Known || defaults(n) || len(all) == 0 {
		return
	}
	refused, called := "", ""
	for _, c := range all {
		switch {
		case c.by == nil:
			return
		case len(c.by.Settings) == 0:
			if called == "" {
				called = c.made.called
			}
			continue
		}
		lo, hi, said := rangeOf(&c.by.Settings[0], 0)
		if d := seconds(n.N); d >= lo && (hi == 0 || d <= hi) {
			return
		}
		if refused == "" {
			refused, called = said, c.made.called
		}
	}
	if refused != "" {
		r.outOfRange(e, keepAlive, n, refused, called)
		return
	}
	why := fmt.Sprintf("%s: %s has no effect: %s keep idle connections of clients %s, and do not take the setting", e.Local, keepAlive, called, all[0].by)
	r.skipped(e, originOf(keepAlive, n), why, "remove it, or set load_balancing_scheme = \""+managed+"\" on the forwarding rule and the backend services")
}
