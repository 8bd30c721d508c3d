package rules

import (
	"fmt"

	"github.com/timeoutlint/timeoutlint/chain"
)

var marginTooSmall = &Rule{Doc: doc("TL102"), Check: func(p *Pass) {
	thin := func(_ *chain.Hop, o chain.Outcome) bool {
		return o.InForce && o.Verdict == chain.OK && o.Client.State == chain.Known && o.Server.State == chain.Known &&
			o.Server.Lo-o.Client.Hi < p.Margin
	}
	for _, pair := range p.pairs(thin) {
		m := pair.meetings[0]
		f := pair.finding()
		// Where the end of a connection is announced, a request that meets it can be repeated: the margin matters less.
		f.Severity = p.Milder(p.worst(pair), multiplexed(m.hop) && !m.possible)
		f.Message = hedge(fmt.Sprintf("%s drops idle connections after %s, only %s before %s does (%s): a slow network or a late timer turns the order round",
			m.hop.Client.Owner.ID, m.Client, chain.Seconds(m.Server.Lo-m.Client.Hi), m.hop.Server.Owner.ID, m.Server), m.possible)
		p.repair(f, m)
		p.Report(f)
	}
}}
