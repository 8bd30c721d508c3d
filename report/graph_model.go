package report

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// model is the chain as every drawing shows it, without any layout: nodes, and edges that lead from one to the next.
//
//	client --hop--> aws_lb.public --hop--> nginx/server/shop --pass--> nginx/upstream/app --hop--> node
//
// An nginx server and the upstream that its locations pass to are two nodes with an edge that is no hop: were each pair of a server and
// a target an edge, a thousand servers that share an upstream of a thousand targets would be a million edges.
type model struct {
	*digest
	nodes []*node
	edges []*edge
	helps map[*chain.Hop]*finding.Finding // what to do about a broken hop
}

// node is one endpoint, or several that differ in nothing but the name.
type node struct {
	index int
	all   []*chain.Endpoint
	side  *chain.Side // of an nginx upstream: the side that the node stands for; several locations may use it in several ways
	out   []*edge
	in    int // edges that lead here
	up    *edge
	next  int // of out: all before are on a path that is listed
	state visit
}

// edge is a hop, or several that differ in nothing but names; or without any hop the way from an nginx server to its upstream.
type edge struct {
	from, to *node
	hops     []judged
	verdict  chain.Verdict // "" where there is no hop
	clocks
	back bool // leads back to where the path was: it ends there
	seen bool // on a path that is listed
}

// assumed reports whether nothing but there being no other choice joins the ends.
func (e *edge) assumed() bool { return len(e.hops) > 0 && e.hops[0].Joined.How == chain.Assumed }

// first is the endpoint by which a node is called.
func (n *node) first() *chain.Endpoint { return n.all[0] }

// newModel builds the model of a result. With alike, endpoints that differ in the name only are one node, and upstreams that are nothing
// but an address are left out, as the next node says the same.
func newModel(r *finding.Result, alike bool) *model {
	b := &modeler{model: model{digest: newDigest(r), helps: helps(r.Findings)}, byEnd: map[*chain.Endpoint]*node{}, bySide: map[*chain.Side]*node{}}
	for _, e := range b.endpoints {
		switch {
		case e.Kind == chain.Middlebox: // a part of the hops that go through it
		case e.Kind == chain.NginxOut && len(e.Connect) > 0:
			for _, s := range e.Connect {
				b.client(s)
			}
		default:
			b.end(e)
		}
	}
	for _, h := range b.hops {
		b.edge(&edge{from: b.client(h.Client), to: b.end(h.Server.Owner), hops: []judged{h}, verdict: h.verdict, clocks: clocksOf(h)})
	}
	b.passes()
	if alike {
		b.contract()
		b.group()
	}
	b.connect()
	return &b.model
}

// modeler builds a model.
type modeler struct {
	model
	byEnd  map[*chain.Endpoint]*node
	bySide map[*chain.Side]*node
}

func (b *modeler) add(e *chain.Endpoint, s *chain.Side) *node {
	n := &node{index: len(b.nodes), all: []*chain.Endpoint{e}, side: s}
	b.nodes = append(b.nodes, n)
	return n
}

// end is the node of an endpoint.
func (b *modeler) end(e *chain.Endpoint) *node {
	n := b.byEnd[e]
	if n == nil {
		n = b.add(e, nil)
		b.byEnd[e] = n
	}
	return n
}

// client is the node from which the connections of a side start.
func (b *modeler) client(s *chain.Side) *node {
	if s.Owner.Kind != chain.NginxOut {
		return b.end(s.Owner)
	}
	n := b.bySide[s]
	if n == nil {
		n = b.add(s.Owner, s)
		b.bySide[s] = n
	}
	return n
}

func (b *modeler) edge(e *edge) {
	b.edges = append(b.edges, e)
	e.from.out = append(e.from.out, e)
}

// passes leads from each nginx server to the upstreams that its locations pass to, where these go on.
func (b *modeler) passes() {
	for _, e := range b.endpoints {
		var done map[*node]bool
		for _, r := range e.Routes {
			for _, s := range sidesOf(r.Pass) {
				to := b.bySide[s]
				if to == nil || len(to.out) == 0 || done[to] {
					continue
				}
				if done == nil {
					done = map[*node]bool{}
				}
				done[to] = true
				b.edge(&edge{from: b.end(e), to: to})
			}
		}
	}
}

// sidesOf are the connect sides that a location uses.
func sidesOf(p *chain.Pass) []*chain.Side {
	switch {
	case p == nil:
		return nil
	case p.Side != nil:
		return []*chain.Side{p.Side}
	case p.Upstream != nil:
		return p.Upstream.Connect
	}
	return nil
}

// contract leaves out upstreams that are nothing but an address: their hops start at the servers. One that has several servers and several
// targets stays, since each server would get all hops.
func (b *modeler) contract() {
	in := map[*node][]*edge{}
	for _, e := range b.edges {
		if len(e.hops) == 0 && implicit(e.to.first()) {
			in[e.to] = append(in[e.to], e)
		}
	}
	var kept []*edge
	for _, e := range b.edges {
		passes := in[e.from]
		if len(e.hops) == 0 {
			if to := in[e.to]; len(to) == 0 || len(to) > 1 && len(e.to.out) > 1 {
				kept = append(kept, e)
			}
			continue
		}
		if len(passes) == 0 || len(passes) > 1 && len(e.from.out) > 1 {
			kept = append(kept, e)
			continue
		}
		e.from.all = nil // gone
		for _, p := range passes {
			direct := *e
			direct.from = p.from
			kept = append(kept, &direct)
		}
	}
	b.edges = kept
	var nodes []*node
	for _, n := range b.nodes {
		if n.all != nil {
			nodes = append(nodes, n)
		}
	}
	b.nodes = nodes
}

// connect gives the nodes their final numbers and edges.
func (b *modeler) connect() {
	for i, n := range b.nodes {
		n.index, n.in, n.out = i, 0, nil
	}
	for _, e := range b.edges {
		e.from.out = append(e.from.out, e)
		e.to.in++
	}
}

// name is the id of a node's first endpoint, of at most width columns, with the number of the others.
func (n *node) name(width int) string {
	return shorten(visible(n.first().ID), width) + n.others()
}

// pool is how an nginx upstream is called beside its server.
func (n *node) pool(width int) string {
	name := strings.TrimPrefix(n.first().Local, "nginx/upstream/")
	return "upstream " + shorten(visible(name), width) + n.others()
}

func (n *node) others() string { return row{more: len(n.all) - 1}.others() }
