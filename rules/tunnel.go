package rules

import (
	"cmp"
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
)

// tunnels follows upgraded (WebSocket) connections through the graph: one lives on all hops from its client to its server at once, so that the
// shortest clock of any of them ends it.
//
//	browser --> aws_lb.public --> nginx/server/chat (location /ws) --> nginx/upstream/chat --> chat, which pings every 25s
//	            silent 60s        silent 1h (proxy_read_timeout)
type tunnels struct {
	*Pass
	legs   []*leg
	byPass map[*chain.Side][]*leg     // by the upstream's connect side
	byHost map[*chain.Endpoint][]*leg // by the nginx server
	into   map[*chain.Endpoint][]*chain.Hop
}

// leg is what a nginx server lets through to one side of an upstream under one clock, by any number of locations.
type leg struct {
	by     *chain.Endpoint
	out    *chain.Side
	value  chain.Value
	routes []*chain.Route
}

// cut is a clock that ends upgraded connections: those that are silent for so long, or all, once they are as old.
type cut struct {
	chain.Case
	side     *chain.Side
	hop      *chain.Hop // nil at the ends of the path
	lifetime bool
	leg      *leg // of nginx's clocks
	unprobed bool // only if no end refreshes the flow by TCP keepalive, which is not known
	assumed  bool // nothing but an assumption puts it on the path
}

// ping is how often an end of the path is heard of.
type ping struct {
	chain.Case
	side *chain.Side
}

// journey is what a connection meets in the directions that were followed.
type journey struct {
	t       *tunnels
	cuts    []cut
	pings   []ping
	open    bool // some clock is not known
	assumed bool // what is met now is on the path by an assumption
	seen    map[stop]bool
}

type stop struct {
	at       *chain.Endpoint
	side     *chain.Side
	inward   bool
	assuming bool
	when     string
}

// mostStops bounds a journey: guards can multiply the ways to an endpoint.
const mostStops = 4096

func (p *Pass) tunnels() *tunnels {
	t := &tunnels{Pass: p, byPass: map[*chain.Side][]*leg{}, byHost: map[*chain.Endpoint][]*leg{}, into: map[*chain.Endpoint][]*chain.Hop{}}
	type key struct {
		by    *chain.Endpoint
		out   *chain.Side
		clock *chain.Origin
	}
	known := map[key]*leg{}
	for _, e := range p.Graph.Endpoints {
		for _, r := range e.Routes {
			if r.Pass == nil || len(r.Pass.Upgraded) == 0 {
				continue
			}
			k := key{e, r.Pass.Side, r.Pass.Upgraded[0].From}
			l := known[k]
			if l == nil {
				l = &leg{by: e, out: r.Pass.Side, value: r.Pass.Upgraded}
				known[k] = l
				t.legs = append(t.legs, l)
				t.byHost[e] = append(t.byHost[e], l)
				if l.out != nil {
					t.byPass[l.out] = append(t.byPass[l.out], l)
				}
			}
			l.routes = append(l.routes, r)
		}
	}
	for _, h := range p.Graph.Hops {
		t.into[h.Server.Owner] = append(t.into[h.Server.Owner], h)
	}
	return t
}

func (t *tunnels) journey() *journey { return &journey{t: t, seen: map[stop]bool{}} }

// pass takes the clocks of one leg.
func (j *journey) pass(l *leg, when chain.Guard) {
	n := len(j.cuts)
	j.clocks(&chain.Side{Owner: l.by, Upgraded: l.value}, nil, when)
	for i := range j.cuts[n:] {
		j.cuts[n+i].leg = l
	}
}

// clocks takes what a side does to upgraded connections in the worlds that when admits.
func (j *journey) clocks(s *chain.Side, h *chain.Hop, when chain.Guard) {
	var world chain.Guard
	if s.Owner.Root != nil {
		world = s.Owner.Root.World
	}
	if kind := s.Owner.Kind; len(s.Upgraded) == 0 && (kind == chain.Proxy || kind == chain.Balancer) && slices.Contains(s.Owner.Connect, s) {
		j.open = true // it has a clock, of which nothing is known
	}
	for _, c := range s.Upgraded {
		both, ok := chain.And(when, c.When)
		if _, now := chain.And(both, world); !ok || !now {
			continue
		}
		c.When = both.Beyond(world)
		j.open = j.open || c.State == chain.Unresolved
		if c.State == chain.Known {
			j.cuts = append(j.cuts, cut{Case: c, side: s, hop: h, lifetime: s.Lifetime, assumed: j.assumed})
		}
	}
	for _, c := range s.Ping {
		j.pings = append(j.pings, ping{c, s})
	}
}

// visit reports whether a stop is new.
func (j *journey) visit(s stop) bool {
	if j.seen[s] {
		return false
	}
	if len(j.seen) == mostStops {
		j.open = true
		return false
	}
	j.seen[s] = true
	return true
}

// outward follows a connection from where it is accepted back to its clients.
func (j *journey) outward(e *chain.Endpoint, when chain.Guard) {
	if !j.visit(stop{at: e, assuming: j.assumed, when: when.String()}) {
		return
	}
	for _, h := range j.t.into[e] {
		j.along(h, when, func(both chain.Guard) {
			from := h.Client.Owner
			j.clocks(h.Client, h, both)
			if from.Kind == chain.NginxOut {
				for _, l := range j.t.byPass[h.Client] {
					j.pass(l, both)
					j.outward(l.by, both)
				}
				return
			}
			j.faces(from, both)
			j.outward(from, both)
		})
	}
}

// inward follows a connection from the side that makes it on to its servers.
func (j *journey) inward(s *chain.Side, when chain.Guard) {
	if s == nil || !j.visit(stop{at: s.Owner, side: s, inward: true, assuming: j.assumed, when: when.String()}) {
		return
	}
	for _, h := range j.t.hopsOf(s) {
		j.along(h, when, func(both chain.Guard) {
			to := h.Server.Owner
			j.clocks(h.Server, h, both)
			for _, l := range j.t.byHost[to] {
				j.pass(l, both)
				j.inward(l.out, both)
			}
			for _, c := range to.Connect {
				j.clocks(c, nil, both)
				j.inward(c, both)
			}
		})
	}
}

// faces takes the clocks of the sides on which an endpoint accepts.
func (j *journey) faces(e *chain.Endpoint, when chain.Guard) {
	for _, s := range e.Accepts {
		j.clocks(s, nil, when)
	}
}

// along goes over one hop: what its middleboxes forget is a clock as well.
func (j *journey) along(h *chain.Hop, when chain.Guard, on func(chain.Guard)) {
	both, ok := chain.And(when, h.When)
	if !ok || h.Protocol.Multiplexed() {
		return
	}
	before := j.assumed
	j.assumed = before || h.Joined.How == chain.Assumed
	for _, e := range h.Via {
		if b := e.Box; b != nil && !b.Stateless && (!b.Loose || b.Terminates) {
			j.box(h, e, both)
		}
	}
	on(both)
	j.assumed = before
}

// box takes the clocks of a middlebox that no TCP keepalive of the two ends of the hop refreshes.
func (j *journey) box(h *chain.Hop, e *chain.Endpoint, when chain.Guard) {
	n := len(j.cuts)
	j.clocks(&chain.Side{Owner: e, Upgraded: e.Box.Idle}, h, when)
	if e.Box.Terminates {
		return
	}
	probed := func(c cut) bool {
		return slices.ContainsFunc([]*chain.Side{h.Client, h.Server}, func(s *chain.Side) bool { return s.TCP.State == chain.Known && s.TCP.Idle < c.Lo })
	}
	kept := slices.DeleteFunc(slices.Clone(j.cuts[n:]), probed)
	for i := range kept {
		kept[i].unprobed = h.Client.TCP.State == chain.Absent || h.Server.TCP.State == chain.Absent
	}
	j.cuts = append(j.cuts[:n], kept...)
}

// shortest orders clocks by their length; what is certain goes first.
func shortest(a, b cut) int {
	doubt := func(c cut) int {
		if c.possible() || c.assumed {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.Lo, b.Lo), cmp.Compare(doubt(a), doubt(b)))
}

// possible reports whether the clock counts in some cases only. Each declared set of variables is a case that is real.
func (c cut) possible() bool {
	open := slices.ContainsFunc(c.When, func(a chain.Atom) bool { return a.Subject != chain.VariableSet })
	return c.unprobed || open || c.Lo != c.Hi
}
