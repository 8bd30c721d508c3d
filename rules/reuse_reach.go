package rules

import (
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// reach is how far the edits of a repair count: a setting is inherited by the blocks inside, which may pass to other upstreams than the one that is to
// be repaired.
type reach struct {
	places map[source.Span]bool // directives and rows of maps that get another value
	levels map[source.Span]bool // where header lines are added to others
	blocks map[*chain.Endpoint][]source.Span
}

func newReach() reach {
	return reach{map[source.Span]bool{}, map[source.Span]bool{}, map[*chain.Endpoint][]source.Span{}}
}

// others gives the further upstreams whose connections may be reused after the repair, and are not now.
func (r reach) others(p *Pass, upstream *chain.Endpoint) (all []*chain.Endpoint) {
	if len(r.places)+len(r.levels)+len(r.blocks) == 0 {
		return nil
	}
	for u := range p.passages() {
		if e := u.pass.Upstream; e != upstream && u.Reuse != chain.ReuseYes && u.pooled() && !slices.Contains(all, e) && r.touches(p, u) {
			all = append(all, e)
		}
	}
	return all
}

func (r reach) touches(p *Pass, u passage) bool {
	return slices.ContainsFunc(u.Causes, func(c chain.Cause) bool {
		if c.From == nil {
			return false
		}
		if slices.ContainsFunc(c.From.Steps, func(s chain.Step) bool { return r.places[s.At] }) || r.levels[c.From.Insert.Span] {
			return true
		}
		return c.From.Kind != chain.Written && r.around(p, u)
	})
}

// maxAround bounds the search for blocks around a location; beyond it a block counts as one that is.
const maxAround = 64

// around reports whether a block that gets a new line may hold the block of a passage.
func (r reach) around(p *Pass, u passage) bool {
	blocks := r.blocks[u.by]
	if len(blocks) > maxAround {
		return true
	}
	return slices.ContainsFunc(blocks, func(b source.Span) bool {
		f := p.Set.File(b.File)
		return f == nil || b.File != u.route.At.File || encloses(f.Src, b.Start, u.route.At.Start)
	})
}

// encloses reports whether a block of nginx whose { ends at open is still open at a later place.
func encloses(src []byte, open, at uint32) bool {
	if at < open || uint64(at) > uint64(len(src)) {
		return false
	}
	depth, start := 1, true // start: a word could begin here
	for i := open; i < at; i++ {
		c := src[i]
		switch {
		case c == '\\':
			i++
			start = false
		case start && (c == '"' || c == '\''):
			for i++; i < at && src[i] != c; i++ {
				if src[i] == '\\' {
					i++
				}
			}
			start = false
		case start && c == '#':
			for i < at && src[i] != '\n' {
				i++
			}
		case c == '{' && (i == 0 || src[i-1] != '$'):
			depth++
			start = true
		case start && c == '}':
			if depth--; depth == 0 {
				return false
			}
		default:
			start = c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';'
		}
	}
	return true
}
