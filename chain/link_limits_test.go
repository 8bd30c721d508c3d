package chain_test

import (
	"fmt"
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/limits"
)

// TestLimitsOfHops: at a limit nothing is left out and nothing said; above it what is left out is told, once, with the flag.
func TestLimitsOfHops(t *testing.T) {
	direct := func() *town { return newTown().clients("a", "b").servers("s", "t").link("* -> s", "* -> t") }
	boxed := func() *town { return newTown().clients("a", "b").servers("s").boxes("fw").link("* -> fw", "fw -> s") }
	for _, c := range []struct {
		name  string
		town  func() *town
		limit *limits.Limit
		most  int64
		hops  int
		want  string
	}{
		{"below", direct, limits.Hops, 5, 4, ""},
		{"at", direct, limits.Hops, 4, 4, ""},
		{"above", direct, limits.Hops, 3, 3, "there are more than 3 hops"},
		{"one", direct, limits.Hops, 1, 1, "there are more than 1 hops"},
		{"at, of a root", direct, limits.RootHops, 4, 4, ""},
		{"above, of a root", direct, limits.RootHops, 3, 3, "more than 3 hops start in what timeoutlint.yaml declares"},
		{"links", direct, limits.Ways, 1 << 10, 4, ""},
		{"links, above", direct, limits.Ways, 1, 1, "links lead over more than 1 ways"},
		{"boxes", boxed, limits.Ways, 1 << 10, 2, ""},
		{"boxes, above", boxed, limits.Ways, 1, 0, "links lead over more than 1 ways"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := c.town()
			g.Name()
			g.Link(chain.LinkOptions{Limits: limits.Set{}.With(c.limit, c.most)})
			told := ""
			for _, p := range g.Problems {
				told += p.Msg
			}
			if c.want != "" {
				c.want += ": from here on some hops are left out " + c.limit.Raise()
			}
			if len(g.Hops) != c.hops || told != c.want {
				t.Errorf("%d hops, told %q; want %d and %q", len(g.Hops), told, c.hops, c.want)
			}
		})
	}
}

// TestWaysBesideEachOther: links may lead over sixteen middleboxes beside each other, no more.
func TestWaysBesideEachOther(t *testing.T) {
	for n, want := range map[int]int{15: 15, 16: 16, 17: 16} {
		g := newTown().clients("a").servers("s")
		for i := range n {
			box := fmt.Sprint("fw", i)
			g.boxes(box).link("a -> "+box, box+" -> s")
		}
		g.Name()
		g.Link(chain.LinkOptions{})
		if told := len(g.Problems) == 1; len(g.Hops) != want || told != (n > 16) {
			t.Errorf("%d ways: %d hops, problems %v", n, len(g.Hops), g.Problems)
		}
	}
}
