package rules

import (
	"fmt"
	"strconv"
	"strings"
	"time"

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
			if !ok {
				continue
			}
			u := index[b]
			if u == nil {
				u = &undeclared{bound: b, Outcome: o}
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

// bound is what the known end of a hop demands of the other one.
type bound struct {
	known   *chain.Endpoint
	missing *chain.Endpoint // nil: whatever stands at addresses that nothing declares
	server  bool            // it is the server that is missing
	state   chain.State
	d       time.Duration
}

// boundOf gives the bound of an outcome with one known end and another that nobody states. An end that is stated but cannot be
// read is TL004's.
func boundOf(h *chain.Hop, o chain.Outcome) (bound, bool) {
	settled := func(c chain.Case) bool { return c.State == chain.Known || c.State == chain.Unlimited }
	b := bound{known: h.Client.Owner, missing: h.Server.Owner, server: true, state: o.Client.State, d: o.Client.Hi}
	switch {
	case o.Server.State == chain.Absent && settled(o.Client):
	case o.Client.State == chain.Absent && o.Server.State == chain.Known:
		b = bound{known: h.Server.Owner, missing: h.Client.Owner, state: chain.Known, d: o.Server.Lo}
	default:
		return b, false
	}
	if b.missing.Kind == chain.Address {
		b.missing = nil
	}
	return b, true
}

// undeclared is a bound with the hops that it is about.
type undeclared struct {
	bound
	chain.Outcome
	hops []*chain.Hop
}

func (u *undeclared) add(h *chain.Hop) {
	for _, k := range u.hops {
		if k.Client.Owner == h.Client.Owner && k.Server.Owner == h.Server.Owner {
			return
		}
	}
	u.hops = append(u.hops, h)
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
		Help: []string{u.line()},
	}
	var others []finding.Related
	for _, h := range u.hops {
		if u.missing == nil {
			others = append(others, finding.Related{Message: "nothing says how long it keeps idle connections", At: h.Joined.At})
		}
	}
	f.Related = atMost(others, "more server")
	p.Report(f)
}

// demand is the bound in a sentence.
func (u *undeclared) demand() string {
	missing := "the server behind " + u.known.ID
	if u.missing != nil {
		missing = u.missing.ID
	}
	switch {
	case !u.server:
		return fmt.Sprintf("%s must drop idle connections to %s sooner than %s", missing, u.known.ID, chain.Seconds(u.d))
	case u.state == chain.Unlimited:
		return fmt.Sprintf("%s must never close an idle connection: %s keeps them without limit", missing, u.known.ID)
	}
	return fmt.Sprintf("%s must keep idle connections longer than %s", missing, chain.Seconds(u.d))
}

// line is what to write into timeoutlint.yaml, with the value to be replaced by the real one.
func (u *undeclared) line() string {
	section, name, value, to := "servers", u.known.Local, chain.Seconds(u.d+headroom), "from"
	if u.missing != nil {
		name = u.missing.Local
	}
	switch {
	case !u.server:
		section, value, to = "clients", chain.Seconds(Sooner(u.d)), "to"
	case u.state == chain.Unlimited:
		value = "unlimited"
	}
	return fmt.Sprintf("say in timeoutlint.yaml what it is: %s: { %s: { idle_timeout: %s, %s: %s } }", section, keyOf(name), value, to, strconv.Quote(u.known.ID))
}

// keyOf makes a name for timeoutlint.yaml out of an endpoint's: its last part, without what YAML reads as syntax.
func keyOf(local string) string {
	local = local[strings.LastIndexByte(local, '/')+1:]
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', strings.ContainsRune("-_.", r):
			return r
		}
		return '-'
	}, local)
}
