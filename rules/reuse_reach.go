package rules

import (
	"cmp"
	"maps"
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// reach is how far the edits of a repair count: a setting is inherited by the blocks inside, which may pass to other upstreams than the one that is to
// be repaired.
type reach struct {
	places []source.Span // directives and rows of maps that get another value
	levels []source.Span // where header lines are added to others
	blocks map[*chain.Endpoint][]source.Span
}

// change takes in a directive, or a row of a map, that gets another value.
func (r *reach) change(at source.Span) { r.places = append(r.places, at) }

// extend takes in a level that gets a header line beside others.
func (r *reach) extend(at source.Span) { r.levels = append(r.levels, at) }

// fill takes in a block of a server that gets a setting which it lacks.
func (r *reach) fill(by *chain.Endpoint, block source.Span) {
	if r.blocks == nil {
		r.blocks = make(map[*chain.Endpoint][]source.Span)
	}
	r.blocks[by] = append(r.blocks[by], block)
}

// distinct gives places once: one line can be the cause in many locations.
func distinct(places []source.Span) []source.Span {
	slices.SortFunc(places, inOrder)
	return slices.Compact(places)
}

// maxReach is the number of further upstreams that the repair of one may let keep connections. Where one line decides for more, each of their findings
// would have to look at them all.
const maxReach = 256

// others gives the further upstreams whose connections may be reused after the repair, and are not now, in the order of the passages; not ok where they
// are too many.
func (r reach) others(p *Pass, upstream *chain.Endpoint) (all []*chain.Endpoint, ok bool) {
	if len(r.places)+len(r.levels)+len(r.blocks) == 0 {
		return nil, true
	}
	idle := p.gathered.idle()
	first := make(map[*chain.Endpoint]uint32)
	touched := func(i uint32) (more bool) {
		e := idle.passages[i].pass.Upstream
		if had, ok := first[e]; e != upstream && (!ok || i < had) {
			first[e] = i
		}
		return len(first) <= maxReach
	}
	for _, at := range distinct(r.places) {
		idle.places.each(at, touched)
	}
	for _, at := range distinct(r.levels) {
		idle.levels.each(at, touched)
	}
	for by, blocks := range r.blocks {
		idle.around(p.Set, by, blocks, touched)
	}
	all = slices.Collect(maps.Keys(first))
	slices.SortFunc(all, func(a, b *chain.Endpoint) int { return cmp.Compare(first[a], first[b]) })
	return all, len(all) <= maxReach
}

// maxAround bounds the search for blocks around a location; beyond it a block counts as one that is.
const maxAround = 64

// closing is where a block of nginx ends whose { ends at open: the offset of its }, or the end of the text.
func closing(src []byte, open uint32) uint32 {
	depth, start := 1, true // start: a word could begin here
	end := uint32(len(src))
	for i := open; i < end; i++ {
		c := src[i]
		switch {
		case c == '\\':
			i++
			start = false
		case start && (c == '"' || c == '\''):
			for i++; i < end && src[i] != c; i++ {
				if src[i] == '\\' {
					i++
				}
			}
			start = false
		case start && c == '#':
			for i < end && src[i] != '\n' {
				i++
			}
		case c == '{' && (i == 0 || src[i-1] != '$'):
			depth++
			start = true
		case start && c == '}':
			if depth--; depth == 0 {
				return i
			}
		default:
			start = c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';'
		}
	}
	return end
}
