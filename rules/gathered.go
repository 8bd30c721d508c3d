package rules

import (
	"sync"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// gathered is what rules ask of the whole graph again and again. Each part is made when a rule first asks for it, and not changed any more:
// all rules of a run share it.
type gathered struct {
	passages  func() []passage
	idle      func() *idlePassages                // passages that a repair may have use their pools
	hops      func() map[*chain.Side][]*chain.Hop // by client side
	keys      func() map[string]int               // names in timeoutlint.yaml, and how many endpoints would have them
	users     func() map[source.FileID]users      // who has settings from a file
	bounds    func() map[place]*bounds            // what the clocks of a place have to agree with
	neverKept func() map[*chain.Endpoint]bool     // upstreams with a line that would keep a pool empty
	likely    func() map[ends][]*chain.Endpoint   // for hops to what may be one of several: those that a link would let judge
	filled    sync.Map                            // *source.File: whether it is a template
}

// Share has the rules that run on copies of p gather once what they ask of its graph. Later changes of the graph are not seen.
func (p *Pass) Share() {
	of := *p
	p.gathered = &gathered{
		passages:  sync.OnceValue(of.gatherPassages),
		idle:      sync.OnceValue(of.gatherIdlePassages),
		hops:      sync.OnceValue(of.gatherHops),
		keys:      sync.OnceValue(of.gatherKeys),
		users:     sync.OnceValue(of.gatherUsers),
		bounds:    sync.OnceValue(of.gatherBounds),
		neverKept: sync.OnceValue(of.gatherNeverKept),
		likely:    sync.OnceValue(of.gatherLikely),
	}
	of.gathered = p.gathered
}
