package rules

import "github.com/timeoutlint/timeoutlint/chain"

var multiplexedIdleOrder = &Rule{Doc: doc("TL103"), Check: func(p *Pass) {
	for _, pair := range p.pairs(func(h *chain.Hop, o chain.Outcome) bool { return broken(o) && multiplexed(h) }) {
		p.reportOrder(pair, p.worst(pair))
	}
}}
