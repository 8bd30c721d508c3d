package lint

import (
	"slices"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/rules"
	"github.com/timeoutlint/timeoutlint/source"
)

// check judges every hop once, has the rules put the outcomes into words, and drops what is suppressed.
func (r *run) check(g *chain.Graph, c claims, selected []*rules.Rule) {
	r.Progress.begin("judge", len(g.Hops))
	outcomes := make([][]chain.Outcome, len(g.Hops))
	each(r.jobs(), len(g.Hops), func(i int) {
		r.guard(func() { outcomes[i] = chain.Judge(g.Hops[i]) }, "the judge")
		r.Progress.step()
	})
	r.result.Judged = make(map[*chain.Hop][]chain.Outcome, len(g.Hops))
	for i, h := range g.Hops {
		r.result.Judged[h] = outcomes[i]
	}

	r.Progress.begin("rules", len(selected))
	pass := rules.Pass{
		Graph: g, Set: r.tree.Set,
		Outcomes: r.result.Outcomes,
		Margin:   r.margin(), Now: r.Now,
		WholeRun: len(selected) == len(rules.All) && !r.narrowed(), NoFixes: r.NoFixes,
	}
	pass.Share()
	if pass.Now.IsZero() {
		pass.Now = time.Now()
	}
	all := r.apply(pass, selected, false)

	r.Progress.begin("sort", 0)
	hide := r.ignores(c)
	kept := hide.suppress(r.tree.Set, all, pass.Now)
	r.result.Suppressed = len(all) - len(kept)
	pass.Suppressions = hide.told(pass.Now)
	kept = append(kept, r.apply(pass, selected, true)...)
	finding.Sort(r.tree.Set, kept)
	finding.Identify(kept, g, r.tree.Set, r.tree.Canon)
	r.result.Graph, r.result.Findings = g, kept
	r.result.Unjudged = unjudged(&pass)
}

// apply runs the selected rules that are late, or those that are not.
func (r *run) apply(pass rules.Pass, selected []*rules.Rule, late bool) (all []*finding.Finding) {
	found := make([][]*finding.Finding, len(selected))
	each(r.jobs(), len(selected), func(i int) {
		if selected[i].Late == late {
			r.guard(func() { found[i] = selected[i].Run(pass) }, "rule ", selected[i].ID)
			r.Progress.step()
		}
	})
	for _, f := range found {
		all = append(all, f...)
	}
	return r.weigh(all)
}

// narrowed reports whether some PATH is a single file or standard input, so that not all that belongs together was read.
func (r *run) narrowed() bool {
	return slices.ContainsFunc(r.tree.Walk(), func(e source.Entry) bool { return e.Named || e.Path == "-" })
}

// ignores gathers what the user wants hidden: the comments of all files that were read and understood.
func (r *run) ignores(c claims) *ignores {
	left := make(map[string]bool)
	for _, s := range c.skipped() {
		left[s.File] = true
	}
	all := &ignores{declared: r.declaredIgnores()}
	for f := range r.tree.Set.All() {
		if !left[f.Name] {
			all.read(f)
		}
	}
	return all
}
