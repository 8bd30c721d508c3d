package report

import (
	"cmp"
	"slices"
)

const (
	sweeps      = 8  // how often the columns are ordered by their neighbours, and moved towards them; more changes nothing to be seen
	columnGap   = 34 // between two columns, where the arrows bend
	itemGap     = 22 // between two items of a column
	emptyColumn = 8  // width of a column that arrows only pass
)

// order puts the items of each column into the order of their neighbours, so that few arrows cross.
func (l *layout) order() {
	for _, column := range l.columns {
		number(column)
	}
	for sweep := range sweeps {
		if sweep%2 == 0 {
			for _, column := range l.columns {
				sortBy(column, func(i *item) []*item { return i.before })
			}
			continue
		}
		for _, column := range slices.Backward(l.columns) {
			sortBy(column, func(i *item) []*item { return i.after })
		}
	}
}

// number tells the items of a column their relative places in it.
func number(column []*item) {
	for i, it := range column {
		it.rank = (2*i + 1) << 20 / len(column)
	}
}

func sortBy(column []*item, neighbours func(*item) []*item) {
	for _, i := range column {
		i.want = mean(neighbours(i), func(n *item) int { return n.rank }, i.rank)
	}
	slices.SortStableFunc(column, func(a, b *item) int { return cmp.Compare(a.want, b.want) })
	number(column)
}

func mean(items []*item, of func(*item) int, none int) int {
	if len(items) == 0 {
		return none
	}
	sum := 0
	for _, i := range items {
		sum += of(i)
	}
	return sum / len(items)
}

// place gives the items their coordinates: columns side by side, and in each column every item as near as can be to its neighbours.
func (l *layout) place() {
	for _, column := range l.columns {
		w, y := emptyColumn, 0
		for _, i := range column {
			w = max(w, i.w)
			i.y = y
			y += i.h + itemGap
		}
		for _, i := range column {
			if i.node == nil && i.hop == nil {
				i.w = w // the arrow goes straight through
			}
			i.x = l.width + (w-i.w)/2
		}
		l.width += w + columnGap
	}
	l.width = max(l.width-columnGap, 0)
	for sweep := range sweeps {
		for c := range l.columns {
			if sweep%2 == 1 {
				c = len(l.columns) - 1 - c
			}
			settle(l.columns[c])
		}
	}
	for _, column := range l.columns {
		straighten(column)
	}
	l.raise()
}

// straighten gives items the height of a neighbour that they miss by a few pixels, which would look like a mistake.
func straighten(column []*item) {
	const near = 6
	for k, i := range column {
		for _, n := range slices.Concat(i.before, i.after) {
			move := n.middle() - i.middle()
			above := k > 0 && i.y+move < column[k-1].y+column[k-1].h+itemGap/2
			below := k+1 < len(column) && i.y+i.h+move > column[k+1].y-itemGap/2
			if -near <= move && move <= near && !above && !below {
				i.y += move
				break
			}
		}
	}
}

// settle moves the items of a column to where their neighbours want them, as far as they have room: the sum of the squares of what
// they miss it by is the least. Where two want the same room they form a block, which stands where both together want it.
func settle(column []*item) {
	type block struct{ sum, count, first int }
	var blocks []block
	offset := 0
	offsets := make([]int, len(column))
	for k, i := range column {
		neighbours := slices.Concat(i.before, i.after)
		want := mean(neighbours, (*item).middle, i.middle()) - i.h/2
		offsets[k] = offset
		b := block{want - offset, 1, k}
		offset += i.h + itemGap
		for len(blocks) > 0 {
			last := blocks[len(blocks)-1]
			if last.sum*b.count <= b.sum*last.count {
				break
			}
			b = block{last.sum + b.sum, last.count + b.count, last.first}
			blocks = blocks[:len(blocks)-1]
		}
		blocks = append(blocks, b)
	}
	for k, b := range blocks {
		end := len(column)
		if k+1 < len(blocks) {
			end = blocks[k+1].first
		}
		for at := b.first; at < end; at++ {
			column[at].y = floorDiv(b.sum, b.count) + offsets[at]
		}
	}
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// raise moves everything so that the highest item begins at 0.
func (l *layout) raise() {
	top, bottom, any := 0, 0, false
	for _, column := range l.columns {
		for _, i := range column {
			if !any {
				top, bottom, any = i.y, i.y+i.h, true
			}
			top, bottom = min(top, i.y), max(bottom, i.y+i.h)
		}
	}
	for _, column := range l.columns {
		for _, i := range column {
			i.y -= top
		}
	}
	l.height = bottom - top
}
