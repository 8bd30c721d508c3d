package report

import (
	"cmp"
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
)

// path is a way from where nobody connects to where nobody goes on. It ends early where it would come round in a circle.
type path struct {
	edges   []*edge
	verdict chain.Verdict // the most urgent of its hops
}

// round reports whether a path ends at a node that it has been to.
func (p path) round() bool { return p.edges[len(p.edges)-1].back }

// bounds limit what is listed. The number of paths can be exponential in the number of hops.
type bounds struct {
	paths int
	steps int // edges of all listed paths together, but for the first path
}

// maxCount is where the counting of paths stops: still exact in JSON.
const maxCount = 1 << 50

// paths lists the ways through the model, what is wrong first, and counts those that are left out. Within the bounds it lists all. Else it
// lists ways of which each has a hop that none before it has, beginning with the worst, so that hops are left out last.
func (m *model) paths(limit bounds) (listed []path, left int) {
	order := m.order()
	roots := m.roots()
	count, steps := counts(order, roots)
	if count <= limit.paths && steps <= limit.steps {
		listed = every(roots)
	} else {
		listed = m.cover(limit)
	}
	slices.SortStableFunc(listed, func(a, b path) int { return cmp.Compare(urgency(a.verdict), urgency(b.verdict)) })
	return listed, count - len(listed)
}

// visit is the state of a node during the search for circles.
type visit uint8

const (
	unvisited visit = iota
	open
	closed
)

// order finds the edges that lead back, and gives the nodes so that each comes behind all that it leads to.
func (m *model) order() []*node {
	order := make([]*node, 0, len(m.nodes))
	walk := func(start *node) {
		stack := []*node{start}
		start.state = open
		next := map[*node]int{}
		for len(stack) > 0 {
			n := stack[len(stack)-1]
			i := next[n]
			if i == len(n.out) {
				n.state = closed
				order = append(order, n)
				stack = stack[:len(stack)-1]
				continue
			}
			next[n]++
			switch e := n.out[i]; e.to.state {
			case unvisited:
				e.to.state = open
				stack = append(stack, e.to)
			case open:
				e.back = true
			case closed:
			}
		}
	}
	for _, first := range []bool{true, false} { // circles that nothing leads into come last
		for _, n := range m.nodes {
			if n.state == unvisited && (n.in == 0 || !first) {
				walk(n)
			}
		}
	}
	return order
}

// roots are the nodes at which paths begin: no edge leads to them but from a circle that they are the head of.
func (m *model) roots() (roots []*node) {
	for _, e := range m.edges {
		if !e.back && e.to.up == nil {
			e.to.up = e
		}
	}
	for _, n := range m.nodes {
		if n.up == nil && len(n.out) > 0 {
			roots = append(roots, n)
		}
	}
	return roots
}

// counts is the number of paths, and of their edges.
func counts(order, roots []*node) (paths, steps int) {
	type tally struct{ paths, steps int }
	from := make(map[*node]tally, len(order))
	for _, n := range order {
		var t tally
		for _, e := range n.out {
			ways := tally{1, 0}
			if !e.back && len(e.to.out) > 0 {
				ways = from[e.to]
			}
			t.paths = min(t.paths+ways.paths, maxCount)
			t.steps = min(t.steps+ways.steps+ways.paths, maxCount)
		}
		from[n] = t
	}
	for _, n := range roots {
		paths, steps = min(paths+from[n].paths, maxCount), min(steps+from[n].steps, maxCount)
	}
	return paths, steps
}

// every lists all paths. Their number is known to be small.
func every(roots []*node) (all []path) {
	var way []*edge
	var walk func(n *node)
	walk = func(n *node) {
		for _, e := range n.out {
			way = append(way, e)
			if e.back || len(e.to.out) == 0 {
				all = append(all, newPath(slices.Clone(way)))
			} else {
				walk(e.to)
			}
			way = way[:len(way)-1]
		}
	}
	for _, n := range roots {
		walk(n)
	}
	return all
}

// cover lists paths that have something new each.
func (m *model) cover(limit bounds) (all []path) {
	worst := slices.Clone(m.edges)
	slices.SortStableFunc(worst, func(a, b *edge) int { return cmp.Compare(a.urgency(), b.urgency()) })
	steps := 0
	for _, e := range worst {
		if e.seen || len(e.hops) == 0 {
			continue
		}
		if len(all) == limit.paths || steps >= limit.steps {
			break
		}
		p := newPath(through(e))
		steps += len(p.edges)
		all = append(all, p)
	}
	return all
}

// through is a path that leads over an edge: back to a root, and forward over what is new where there is a choice.
func through(e *edge) []*edge {
	var way []*edge
	for up := e; up != nil; up = up.from.up {
		way = append(way, up)
	}
	slices.Reverse(way)
	for !e.back && len(e.to.out) > 0 {
		e = e.to.fresh()
		way = append(way, e)
	}
	for _, e := range way {
		e.seen = true
	}
	return way
}

// fresh is an edge that is on no listed path, or any.
func (n *node) fresh() *edge {
	for ; n.next < len(n.out); n.next++ {
		if e := n.out[n.next]; !e.seen {
			return e
		}
	}
	return n.out[0]
}

func newPath(way []*edge) path {
	p := path{edges: way, verdict: chain.OK}
	for _, e := range way {
		if e.urgency() < urgency(p.verdict) {
			p.verdict = e.verdict
		}
	}
	return p
}

// urgency of an edge: that of its verdict, the last for the way from an nginx server to its upstream.
func (e *edge) urgency() int {
	if e.verdict == "" {
		return urgency(chain.OK)
	}
	return urgency(e.verdict)
}
