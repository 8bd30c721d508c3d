package rules

import (
	"cmp"
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// idlePassages are the passages to a pool that they do not use, found by what keeps them from it: each repair asks which of them it
// touches, and there can be as many repairs as passages.
type idlePassages struct {
	passages []passage
	places   touches // by what decides a cause, or stood on the way of its value
	levels   touches // by where the line that would remove a cause would be written
	// unset are those that lack a setting, by their server, in the order of the files.
	unset map[*chain.Endpoint][]uint32
}

// touch says that a passage has to do with a place.
type touch struct {
	at                source.Span
	upstream, passage uint32
}

// touches are sorted, and of each upstream only the first passage is kept, which is all that is asked for. They are no map: a
// configuration can hold 300,000 locations.
type touches []touch

func (t touches) sorted() touches {
	slices.SortFunc(t, func(a, b touch) int {
		return cmp.Or(inOrder(a.at, b.at), cmp.Compare(a.upstream, b.upstream), cmp.Compare(a.passage, b.passage))
	})
	return slices.Clip(slices.CompactFunc(t, func(a, b touch) bool { return a.at == b.at && a.upstream == b.upstream }))
}

// each gives the passages that have to do with a place, as long as do asks for more.
func (t touches) each(at source.Span, do func(passage uint32) (more bool)) {
	from, _ := slices.BinarySearchFunc(t, at, func(t touch, at source.Span) int { return inOrder(t.at, at) })
	for _, t := range t[from:] {
		if t.at != at || !do(t.passage) {
			return
		}
	}
}

func (p *Pass) gatherIdlePassages() *idlePassages {
	x := &idlePassages{unset: map[*chain.Endpoint][]uint32{}}
	upstreams := make(map[*chain.Endpoint]uint32)
	for _, u := range p.gathered.passages() {
		if u.Reuse != chain.ReuseYes && u.pooled() {
			e := u.pass.Upstream
			if _, ok := upstreams[e]; !ok {
				upstreams[e] = uint32(len(upstreams))
			}
			x.add(u, upstreams[e])
		}
	}
	x.places, x.levels = x.places.sorted(), x.levels.sorted()
	for _, list := range x.unset {
		slices.SortFunc(list, func(i, j uint32) int { return inOrder(x.passages[i].route.At, x.passages[j].route.At) })
	}
	return x
}

func (x *idlePassages) add(u passage, upstream uint32) {
	n, unset := uint32(len(x.passages)), false
	x.passages = append(x.passages, u)
	for _, c := range u.Causes {
		if c.From == nil {
			continue
		}
		for _, s := range c.From.Steps {
			x.places = append(x.places, touch{s.At, upstream, n})
		}
		x.levels = append(x.levels, touch{c.From.Insert.Span, upstream, n})
		unset = unset || c.From.Kind != chain.Written
	}
	if unset {
		x.unset[u.by] = append(x.unset[u.by], n)
	}
}

// around gives the passages of a server that lack a setting and may stand in one of the blocks that get it, as long as do asks for more.
func (x *idlePassages) around(set *source.Set, by *chain.Endpoint, blocks []source.Span, do func(passage uint32) (more bool)) {
	list := x.unset[by]
	if len(blocks) > maxAround || slices.ContainsFunc(blocks, func(b source.Span) bool { return set.File(b.File) == nil }) {
		for _, i := range list {
			if !do(i) {
				break
			}
		}
		return
	}
	for _, b := range blocks {
		last := closing(set.File(b.File).Src, b.Start)
		from, _ := slices.BinarySearchFunc(list, b, func(i uint32, b source.Span) int { return inOrder(x.passages[i].route.At, b) })
		for _, i := range list[from:] {
			if at := x.passages[i].route.At; at.File != b.File || at.Start > last || !do(i) {
				break
			}
		}
	}
}

// inOrder compares where two spans begin, and then where they end.
func inOrder(a, b source.Span) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
}
