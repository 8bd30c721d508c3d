package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// maxDrawnName bounds the names in drawings: a picture is no place to copy from.
const maxDrawnName = 60

// drawn is the part of a model that goes into a picture: renderers refuse, or need hours, where there is too much.
type drawn struct {
	*model
	nodes []*node
	edges []*edge
	left  int // edges that are left out
}

// draw takes the edges into a picture, what is wrong first, and the nodes that stand alone, at most limit of each.
func (m *model) draw(limit int) drawn {
	d := drawn{model: m, edges: m.edges}
	if len(d.edges) > limit {
		worst := slices.Clone(m.edges)
		slices.SortStableFunc(worst, func(a, b *edge) int { return cmp.Compare(a.urgency(), b.urgency()) })
		in := make(map[*edge]bool, limit)
		for _, e := range worst[:limit] {
			in[e] = true
		}
		d.left = len(d.edges) - limit
		d.edges = slices.DeleteFunc(slices.Clone(m.edges), func(e *edge) bool { return !in[e] })
	}
	ends := map[*node]bool{}
	for _, e := range d.edges {
		ends[e.from], ends[e.to] = true, true
	}
	for _, n := range m.nodes {
		alone := n.in == 0 && len(n.out) == 0 && len(d.nodes) < limit && n.first().Kind != chain.NginxOut
		if ends[n] || alone {
			d.nodes = append(d.nodes, n)
		}
	}
	return d
}

// rest says in a picture what is not in it, "" where all is.
func (d drawn) rest() string {
	if d.left == 0 {
		return ""
	}
	return "... and " + count(d.left, "more hop") + ": timeoutlint check lists them"
}

// lines are what stands in the box of a node: its name and its clocks.
func (n *node) lines() []string {
	lines := []string{n.name(maxDrawnName)}
	var clocks []string
	if idle := n.accepts(); idle != "" {
		clocks = append(clocks, "accepts "+idle)
	}
	if idle := n.connects(); idle != "" {
		clocks = append(clocks, "connects "+idle)
	}
	if len(clocks) > 0 {
		lines = append(lines, strings.Join(clocks, ", "))
	}
	return lines
}

// lines are what stands on the arrow of an edge: both clocks, what they pass through, and what is wrong. There are none on the way from an
// nginx server to its upstream.
func (e *edge) lines() []string {
	if len(e.hops) == 0 {
		return nil
	}
	lines := []string{e.client + " → " + e.server}
	for _, b := range e.boxes {
		lines = append(lines, "via "+b)
	}
	switch e.verdict {
	case chain.Violated, chain.Possible:
		lines = append(lines, signs[e.verdict]+" "+string(e.verdict))
	case chain.NoReuse:
		lines = append(lines, "not reused")
	default:
	}
	if e.assumed() {
		lines = append(lines, "assumed")
	}
	return lines
}
