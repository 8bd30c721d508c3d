package report

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// ladder is a drawing of edges between numbered endpoints.
func ladder(nodes int, edges ...[2]int) drawn {
	m := &model{}
	for i := range nodes {
		m.nodes = append(m.nodes, &node{index: i})
	}
	for _, ends := range edges {
		e := &edge{from: m.nodes[ends[0]], to: m.nodes[ends[1]], hops: make([]judged, 1)}
		m.edges = append(m.edges, e)
		e.from.out = append(e.from.out, e)
		e.to.in++
	}
	return drawn{model: m, nodes: m.nodes, edges: m.edges}
}

func sized(i *item) { i.w, i.h = 100, 40+10*(i.column%3) }

// TestLayers puts each endpoint to the right of what leads to it.
func TestLayers(t *testing.T) {
	tests := []struct {
		name string
		d    drawn
		want string
	}{
		{"a line", ladder(3, [2]int{2, 1}, [2]int{1, 0}), "[2 1 0]"},
		{"the longest way counts", ladder(4, [2]int{0, 1}, [2]int{1, 2}, [2]int{0, 2}, [2]int{2, 3}), "[0 1 2 3]"},
		{"what leads to the end only stands before the end", ladder(4, [2]int{0, 1}, [2]int{1, 2}, [2]int{3, 2}), "[0 1 2 1]"},
		{"a circle", ladder(3, [2]int{0, 1}, [2]int{1, 2}, [2]int{2, 1}), "[0 1 2]"},
		{"to itself", ladder(2, [2]int{0, 1}, [2]int{1, 1}), "[0 1]"},
		{"without edges there is no place", ladder(2, [2]int{0, 0}), "[0 -]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			layers := layersOf(test.d)
			var got []string
			for _, n := range test.d.nodes {
				if layer, ok := layers[n]; ok {
					got = append(got, fmt.Sprint(layer))
				} else {
					got = append(got, "-")
				}
			}
			if fmt.Sprint(got) != test.want {
				t.Errorf("got %v, want %s", got, test.want)
			}
		})
	}
}

// TestNothingOverlaps lays out drawings of many shapes: no two items share room, all stand inside the picture, and every arrow goes to the
// right over neighbouring columns.
func TestNothingOverlaps(t *testing.T) {
	var tangle, star, circle [][2]int
	for i := range 30 {
		circle = append(circle, [2]int{i, (i + 1) % 30})
		star = append(star, [2]int{0, i}, [2]int{i, 29})
		for j := range 30 {
			if (i*7+j*13)%11 == 0 {
				tangle = append(tangle, [2]int{i, j})
			}
		}
	}
	for name, d := range map[string]drawn{"tangle": ladder(30, tangle...), "star": ladder(30, star...), "circle": ladder(30, circle...), "nothing": ladder(0), "alone": ladder(3)} {
		l := newLayout(d, sized)
		for c, column := range l.columns {
			for k, i := range column {
				if i.x < 0 || i.y < 0 || i.x+i.w > l.width || i.y+i.h > l.height {
					t.Errorf("%s: item %d of column %d is outside: %+v of %dx%d", name, k, c, *i, l.width, l.height)
				}
				if k > 0 && i.y < column[k-1].y+column[k-1].h {
					t.Errorf("%s: items %d and %d of column %d overlap", name, k-1, k, c)
				}
				if c > 0 && len(l.columns[c-1]) > 0 && i.x <= l.columns[c-1][0].x+l.columns[c-1][0].w {
					t.Errorf("%s: columns %d and %d overlap", name, c-1, c)
				}
			}
		}
		if len(l.arrows) != len(d.edges) {
			t.Errorf("%s: %d arrows for %d edges", name, len(l.arrows), len(d.edges))
		}
		for _, a := range l.arrows {
			for k := 1; k < len(a.way); k++ {
				if a.way[k].column != a.way[k-1].column+1 {
					t.Errorf("%s: an arrow leaps from column %d to %d", name, a.way[k-1].column, a.way[k].column)
				}
			}
		}
	}
}

// TestLayoutIsStraight draws a line of hops without a bend, and a fork evenly around its stem.
func TestLayoutIsStraight(t *testing.T) {
	l := newLayout(ladder(4, [2]int{0, 1}, [2]int{1, 2}, [2]int{2, 3}), sized)
	for c, column := range l.columns {
		if got, want := column[0].middle(), l.columns[0][0].middle(); got != want {
			t.Errorf("column %d stands at %d, the first at %d", c, got, want)
		}
	}
	l = newLayout(ladder(3, [2]int{0, 1}, [2]int{0, 2}), sized)
	stem, fork := l.columns[0][0].middle(), l.columns[2]
	if upper, lower := stem-fork[0].middle(), fork[1].middle()-stem; upper <= 0 || upper-lower > 2 || lower-upper > 2 {
		t.Errorf("the fork stands %d above and %d below its stem", upper, lower)
	}
}

// TestScale keeps the order of clocks, tells near ones apart, and stays in its width.
func TestScale(t *testing.T) {
	const width = 160
	seconds := func(all ...float64) (clocks []time.Duration) {
		for _, s := range all {
			clocks = append(clocks, time.Duration(s*float64(time.Second)))
		}
		return clocks
	}
	for _, clocks := range [][]time.Duration{
		seconds(5, 60, 65, 75, 600), seconds(60, 60), seconds(0.001, 86400), seconds(0, -1, 5), {1, 2, math.MaxInt64}, {1}, seconds(3600),
	} {
		s := newScale(clocks, width)
		last := time.Duration(0)
		for _, d := range s.clocks {
			if x := s.place(d); x < s.place(last) || x < 0 || x > width {
				t.Errorf("%v: %s stands at %d, %s at %d", clocks, d, x, last, s.place(last))
			}
			last = d
		}
		for i, tick := range s.ticks {
			if tick.at < 0 || tick.at > width || i > 0 && tick.at-s.ticks[i-1].at < tickGap {
				t.Errorf("%v: ticks %v", clocks, s.ticks)
			}
		}
	}
	s := newScale(seconds(5, 60, 65, 75, 600), width)
	if near := s.place(65*time.Second) - s.place(60*time.Second); near < 20 {
		t.Errorf("60s and 65s are %d pixels apart", near)
	}
	if got, want := fmt.Sprint(s.ticks), "[{0 1s} {73 60s} {160 600s}]"; got != want {
		t.Errorf("ticks %s, want %s", got, want)
	}
	if s := newScale(nil, width); s.place(time.Second) != 0 || s.ticks != nil {
		t.Error("a scale without clocks has marks")
	}
}

func TestLog2(t *testing.T) {
	for _, d := range []time.Duration{1, 2, 3, 1000, time.Second, time.Hour, math.MaxInt64} {
		want := math.Log2(float64(d)) * 65536
		if got := float64(log2(d)); math.Abs(got-want) > 1.01 {
			t.Errorf("log2(%d) = %f, want %f", d, got, want)
		}
	}
}
