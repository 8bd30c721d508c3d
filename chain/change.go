package chain

import (
	"cmp"
	"slices"
	"strings"
)

// HopChange is a hop that two graphs do not share, or not with the same clocks.
type HopChange struct {
	Old, New      *Hop    // one of them is nil for a hop that was added or removed
	Before, After Verdict // "" where there is no such hop
}

// CompareHops gives the hops that differ between two graphs: by their ends, their clocks, what they pass, or their verdict. Hops are the
// same if their ends have the same canonical ids, or the same ids inside their roots where a root was renamed. They come in the
// order of their ids, those that were removed at the end. A nil graph has no hops.
func CompareHops(base, head *Graph) []HopChange {
	before, after := hopsOf(base), hopsOf(head)
	for _, name := range []func(*Hop) string{
		func(h *Hop) string { return h.Client.Owner.Canon + "\x00" + h.Server.Owner.Canon },
		func(h *Hop) string { return h.Client.Owner.Bare() + "\x00" + h.Server.Owner.Bare() },
	} {
		pairHops(before, after, name)
	}
	var all []HopChange
	for _, n := range after {
		switch {
		case n.pair == nil:
			all = append(all, HopChange{New: n.hop, After: n.verdict})
		case n.pair.traits != n.traits:
			all = append(all, HopChange{n.pair.hop, n.hop, n.pair.verdict, n.verdict})
		}
	}
	for _, o := range before {
		if o.pair == nil {
			all = append(all, HopChange{Old: o.hop, Before: o.verdict})
		}
	}
	return all
}

// judgedHop is a hop of one graph, and the one that it is in the other.
type judgedHop struct {
	hop     *Hop
	verdict Verdict
	traits  string // all that makes a difference to the verdict
	pair    *judgedHop
}

func hopsOf(g *Graph) (all []*judgedHop) {
	if g == nil {
		return nil
	}
	for _, h := range g.Hops {
		v := Sum(Judge(h))
		all = append(all, &judgedHop{hop: h, verdict: v, traits: traits(h, v)})
	}
	slices.SortStableFunc(all, func(a, b *judgedHop) int {
		return cmp.Or(strings.Compare(a.hop.Client.Owner.Canon, b.hop.Client.Owner.Canon), strings.Compare(a.hop.Server.Owner.Canon, b.hop.Server.Owner.Canon), strings.Compare(a.traits, b.traits))
	})
	return all
}

func traits(h *Hop, v Verdict) string {
	words := []string{string(v), h.Client.clock(h), h.Server.clock(h), string(h.Protocol), string(h.Client.Protocol), string(h.Server.Protocol), h.When.String()}
	for _, m := range h.Via {
		words = append(words, m.Bare())
		if m.Box != nil {
			words = append(words, m.Box.Idle.String())
		}
	}
	return strings.Join(words, "\x00")
}

// clock is the idle timeout of a side in the world of a hop, as text that is equal where the clock is.
func (s *Side) clock(h *Hop) string {
	var parts []string
	for _, c := range s.Idle.In(h.World()) {
		parts = append(parts, c.String()+" "+c.When.Beyond(h.World()).String())
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// pairHops pairs the hops of one name that have no pair yet: those that are equal first, then the others in their order.
func pairHops(before, after []*judgedHop, name func(*Hop) string) {
	for _, same := range []func(*judgedHop) string{
		func(j *judgedHop) string { return name(j.hop) + "\x00" + j.traits },
		func(j *judgedHop) string { return name(j.hop) },
	} {
		open := make(map[string][]*judgedHop)
		for _, o := range before {
			if o.pair == nil {
				open[same(o)] = append(open[same(o)], o)
			}
		}
		for _, n := range after {
			if list := open[same(n)]; n.pair == nil && len(list) > 0 {
				n.pair, list[0].pair = list[0], n
				open[same(n)] = list[1:]
			}
		}
	}
}
