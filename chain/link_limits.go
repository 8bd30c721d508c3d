package chain

import (
	"fmt"

	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/source"
)

// room is how far linking may go: a wildcard at both ends of a link joins all with all, servers that share an address are each met by all that connect to
// it, and middleboxes in rows multiply.
type room struct {
	hops, ofRoot, ways int // at most

	started map[*Root]int // hops by the root of their client
	spent   int           // pairs of endpoints that declared links led over
	told    map[*limits.Limit]bool
	crowded bool // more than maxBeside was told
}

func newRoom(s limits.Set) room {
	return room{hops: s.Int(limits.Hops), ofRoot: s.Int(limits.RootHops), ways: s.Int(limits.Ways), started: map[*Root]int{}, told: map[*limits.Limit]bool{}}
}

// maxBeside bounds the ways through middleboxes from one side to another: there are two where devices are doubled.
const maxBeside = 16

// full reports whether there is no room for a hop that starts at a side.
func (l *linker) full(c *Side, join Join) bool {
	at := join.At
	if at.IsZero() {
		at = c.Owner.At
	}
	switch {
	case l.room.started[c.Owner.Root] >= l.room.ofRoot:
		what := "one root"
		if c.Owner.Root == nil {
			what = "what timeoutlint.yaml declares"
		}
		l.tooMany(limits.RootHops, at, "more than %d hops start in %s", l.room.ofRoot, what)
	case len(l.Hops) >= l.room.hops:
		l.tooMany(limits.Hops, at, "there are more than %d hops", l.room.hops)
	default:
		return false
	}
	return true
}

// closed reports whether it was told that there is no room for hops that start at a side: to look for more would cost time for nothing.
func (l *linker) closed(c *Side) bool {
	return l.room.told[limits.RootHops] && l.room.started[c.Owner.Root] >= l.room.ofRoot || l.room.told[limits.Hops] && len(l.Hops) >= l.room.hops
}

// spend counts one more pair of endpoints that links lead over, and reports whether they are too many.
func (l *linker) spend(at source.Span) (exhausted bool) {
	l.room.spent++
	if l.room.spent > l.room.ways {
		l.tooMany(limits.Ways, at, "links lead over more than %d ways", l.room.ways)
		return true
	}
	return false
}

// tooMany shows the place at which hops were left out, once for each limit.
func (l *linker) tooMany(limit *limits.Limit, at source.Span, format string, args ...any) {
	if !l.room.told[limit] {
		l.room.told[limit] = true
		l.leftOut(at, fmt.Sprintf(format, args...), " "+limit.Raise(), "name the endpoints of links more narrowly, or check parts of the tree by themselves")
	}
}

// tooManyBeside shows the first link that adds to too many ways between the same two sides, once.
func (l *linker) tooManyBeside(at source.Span) {
	if !l.room.crowded {
		l.room.crowded = true
		l.leftOut(at, fmt.Sprintf("more than %d ways through middleboxes lead from one side to the same other", maxBeside), "", "name the endpoints of links more narrowly")
	}
}

func (l *linker) leftOut(at source.Span, what, raise, help string) {
	l.Problems = append(l.Problems, Problem{Kind: ReferenceProblem, At: at, Msg: what + ": from here on some hops are left out" + raise, Help: help})
}
