package report

import "slices"

// A picture has columns: endpoints stand in the even ones, and the two clocks of each hop in the odd one behind the endpoint from which the
// hop starts. All coordinates are whole numbers, so that every machine draws the same picture.

// item is what takes room in a column: an endpoint, the clocks of a hop, or with neither of them the place where an arrow passes.
type item struct {
	node          *node
	hop           *edge
	column        int
	x, y, w, h    int
	before, after []*item // to the left and to the right
	rank          int     // place in the column
	want          int     // where the neighbours are
}

func (i *item) middle() int { return i.y + i.h/2 }

// arrow is the way of an edge over the items, from the left to the right.
type arrow struct {
	*edge
	way  []*item
	turn turn
}

// turn is where the arrow points.
type turn uint8

const (
	ahead turn = iota
	home       // from the right to the left: the way leads round in a circle
	loop       // out of a column and back into it
)

// layout is where everything stands.
type layout struct {
	columns [][]*item
	arrows  []arrow
	alone   []*item // endpoints without any hop
	width   int
	height  int
}

// passing is the height of the place where an arrow passes others.
const passing = 14

// newLayout gives everything in the drawing its place. size is the room that an item needs.
func newLayout(d drawn, size func(*item)) *layout {
	l := &layout{}
	layers := layersOf(d)
	items := make(map[*node]*item, len(d.nodes))
	for _, n := range d.nodes {
		i := &item{node: n}
		size(i)
		items[n] = i
		if layer, ok := layers[n]; ok {
			l.add(i, 2*layer)
		} else {
			l.alone = append(l.alone, i)
		}
	}
	for _, e := range d.edges {
		a := arrow{edge: e}
		left, right := items[e.from], items[e.to]
		switch {
		case left.column == right.column:
			a.turn = loop
		case left.column > right.column:
			a.turn, left, right = home, right, left
		}
		l.lead(&a, left, right, size)
		l.arrows = append(l.arrows, a)
	}
	l.order()
	l.place()
	return l
}

func (l *layout) add(i *item, column int) {
	for len(l.columns) <= column {
		l.columns = append(l.columns, nil)
	}
	i.column = column
	l.columns[column] = append(l.columns[column], i)
}

// lead puts an arrow's items into all columns between its ends.
func (l *layout) lead(a *arrow, left, right *item, size func(*item)) {
	a.way = []*item{left}
	last := left
	connect := func(i *item) {
		last.after = append(last.after, i)
		i.before = append(i.before, last)
		a.way = append(a.way, i)
		last = i
	}
	for column := left.column + 1; column < max(right.column, left.column+2); column++ {
		i := &item{h: passing}
		if column == left.column+1 && len(a.hops) > 0 {
			i.hop = a.edge
			size(i)
		}
		l.add(i, column)
		connect(i)
	}
	if a.turn != loop {
		connect(right)
	}
}

// layersOf numbers the endpoints of a drawing from the left to the right: each stands to the right of all that lead to it, and one that
// nothing leads to directly before what it leads to. Those without any edge have no number.
func layersOf(d drawn) map[*node]int {
	order := d.order() // finds what leads back, too
	out := map[*node][]*edge{}
	layers := map[*node]int{}
	entered := map[*node]bool{}
	for _, e := range d.edges {
		layers[e.from], layers[e.to] = 0, 0
		if !e.back {
			out[e.from] = append(out[e.from], e)
			entered[e.to] = true
		}
	}
	for _, n := range slices.Backward(order) {
		for _, e := range out[n] {
			layers[e.to] = max(layers[e.to], layers[n]+1)
		}
	}
	for n, edges := range out {
		if entered[n] {
			continue
		}
		first := layers[edges[0].to]
		for _, e := range edges {
			first = min(first, layers[e.to])
		}
		layers[n] = first - 1
	}
	return layers
}
