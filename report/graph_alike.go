package report

import (
	"slices"
	"strconv"
	"strings"
)

// group makes one node of all that differ in the name only: of one kind and product, with the same clocks, and with the same neighbours on
// both sides. Hops that then look alike are one edge. The time is that of sorting the edges.
func (b *modeler) group() {
	for i, n := range b.nodes {
		n.index = i
	}
	marks := make([][]string, len(b.nodes))
	for _, e := range b.edges {
		look := e.look()
		marks[e.from.index] = append(marks[e.from.index], ">"+strconv.Itoa(e.to.index)+look)
		marks[e.to.index] = append(marks[e.to.index], "<"+strconv.Itoa(e.from.index)+look)
	}
	var kept []*node
	leader := make([]*node, len(b.nodes))
	known := map[string]*node{}
	for i, n := range b.nodes {
		e := n.first()
		slices.Sort(marks[i])
		look := strings.Join([]string{string(e.Kind), e.Product, n.accepts(), n.connects(), strings.Join(slices.Compact(marks[i]), "\x01")}, "\x00")
		if first := known[look]; first != nil {
			if first.all[len(first.all)-1] != e { // two sides of one upstream
				first.all = append(first.all, e)
			}
			leader[i] = first
			continue
		}
		known[look], leader[i] = n, n
		kept = append(kept, n)
	}
	b.nodes = kept
	b.edges = merged(b.edges, leader)
}

// merged leads the edges to the leaders of their nodes, and joins those that have become alike.
func merged(edges []*edge, leader []*node) []*edge {
	type key struct {
		from, to *node
		look     string
	}
	known := map[key]*edge{}
	var kept []*edge
	for _, e := range edges {
		e.from, e.to = leader[e.from.index], leader[e.to.index]
		k := key{e.from, e.to, e.look()}
		if same := known[k]; same != nil {
			same.hops = append(same.hops, e.hops...)
			continue
		}
		known[k] = e
		kept = append(kept, e)
	}
	return kept
}

// look is all that can be seen of an edge.
func (e *edge) look() string {
	return strings.Join([]string{"", string(e.verdict), e.client, e.server, strings.Join(e.boxes, "\x02"), strconv.FormatBool(e.assumed())}, "\x03")
}
