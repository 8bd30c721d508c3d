package openapi

import (
	"fmt"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// product is what the catalogue knows of a gateway.
type product struct{ presets.Resolved }

// preset resolves the preset of a gateway. The names are constants of this package, tested to exist.
func preset(g gateway) product {
	found, err := presets.Answer(g.preset)
	if err != nil {
		panic("openapi: " + err.Error())
	}
	return product{found}
}

// connects is the side of a gateway towards one backend.
func (p product) connects(g gateway, c *call, e *chain.Endpoint, at source.Span) *chain.Side {
	s := &chain.Side{Owner: e, Protocol: c.protocol, Addrs: c.addrs, Retries: p.Retry, Idle: g.idle(p.Connects, at)}
	if h := p.Honours; h != nil {
		s.Honours = &chain.Hint{Replace: h.Mode == presets.Replace, Margin: h.Margin, Cap: h.Cap}
	}
	if p.Connects != nil {
		s.Set, s.Advice = p.Connects.Set, p.Connects.Advice
	}
	return s
}

// accepts fills in the side of a gateway towards its clients.
func (p product) accepts(g gateway, s *chain.Side, at source.Span) {
	s.At, s.Idle = []source.Span{at}, g.idle(p.Accepts, at)
	if p.Accepts != nil {
		s.Set, s.Advice = p.Accepts.Set, p.Accepts.Advice
	}
}

// idle is the catalogue's number: the extension names the product, and no OpenAPI document can change what it does with idle connections.
func (g gateway) idle(p *presets.Idle, at source.Span) chain.Value {
	if p == nil {
		return nil
	}
	c := p.Case()
	o := &chain.Origin{Kind: chain.Preset, Setting: p.Setting, URL: p.Source, Steps: []chain.Step{{Role: chain.DefaultOf, At: at}}}
	switch {
	case p.Kind == presets.Unknown:
		o.Kind = chain.Unstated
		o.Note = "no source tells how long " + g.called + " keeps idle connections"
	case p.Fixed:
		o.Kind = chain.Fixed
		o.Note = "fixed for " + g.called
	default:
		o.Note = "default of " + g.called + ", which no OpenAPI document changes"
	}
	if p.Note != "" {
		o.Note += "; " + p.Note
	}
	if p.Unverified {
		o.Note += "; unverified"
	}
	c.From = o
	return chain.Value{c}
}

// backend gathers the operations that one side serves.
type backend struct {
	side  *chain.Side
	all   []answered
	index map[answer]int
}

// answer is a deadline with the place that decides it.
type answer struct {
	at     source.Span
	state  chain.State
	lo, hi time.Duration
}

// answered is a deadline with the operations that it bounds.
type answered struct {
	chain.Case
	first operation
	more  int
}

func (b *backend) answers(o operation, c chain.Case) {
	key := answer{c.From.At(), c.State, c.Lo, c.Hi}
	if i, known := b.index[key]; known {
		b.all[i].more++
		return
	}
	b.index[key] = len(b.all)
	b.all = append(b.all, answered{Case: c, first: o})
}

// deadlines is the wait for a response: one number, or one for each group of operations that share the place where it is set.
func (b *backend) deadlines(file string) (v chain.Value) {
	for _, a := range b.all {
		c := a.Case
		if len(b.all) > 1 {
			which := a.first.String()
			if a.more > 0 {
				which = fmt.Sprintf("%s and %d more", which, a.more)
			}
			c.When = chain.When(chain.Atom{Subject: "operation of " + file, Op: chain.Eq, Val: which})
		}
		v = append(v, c)
	}
	return v.Widened()
}
