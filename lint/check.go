package lint

import (
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/rules"
)

// check judges every hop once, has the rules put the outcomes into words, and drops what is suppressed.
func (r *run) check(g *chain.Graph, selected []*rules.Rule) {
	r.Progress.begin("judge", len(g.Hops))
	outcomes := make([][]chain.Outcome, len(g.Hops))
	inParallel(r.jobs(), len(g.Hops), func(i int) {
		r.guard("the judge", func() { outcomes[i] = chain.Judge(g.Hops[i]) })
		r.Progress.step()
	})
	judged := make(map[*chain.Hop][]chain.Outcome, len(g.Hops))
	for i, h := range g.Hops {
		judged[h] = outcomes[i]
	}

	r.Progress.begin("rules", len(selected))
	pass := rules.Pass{
		Graph: g, Set: r.tree.Set,
		Outcomes: func(h *chain.Hop) []chain.Outcome { return judged[h] },
		Margin:   r.margin(), Now: r.Now,
		WholeRun: len(selected) == len(rules.All),
	}
	if pass.Now.IsZero() {
		pass.Now = time.Now()
	}
	found := make([][]*finding.Finding, len(selected))
	inParallel(r.jobs(), len(selected), func(i int) {
		r.guard("rule "+selected[i].ID, func() { found[i] = selected[i].Run(pass) })
		r.Progress.step()
	})
	var all []*finding.Finding
	for _, f := range found {
		all = append(all, f...)
	}
	all = r.weigh(all)

	r.Progress.begin("sort", 0)
	kept := suppress(r.tree.Set, all, pass.Now)
	finding.Sort(r.tree.Set, kept)
	r.result.Graph, r.result.Findings, r.result.Suppressed = g, kept, len(all)-len(kept)
	r.result.Unjudged = unjudged(g, pass.Outcomes)
}
