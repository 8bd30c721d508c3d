package lint

import (
	"maps"
	"strconv"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

const (
	// maxRounds is how often a repair is followed by a further one. Two or three are the rule: what is repaired brings to light what it hid.
	maxRounds = 10
	// maxTrials bounds the search for the repairs that are at fault: about seven checks find one of a hundred.
	maxTrials = 100
)

// rounds checks and repairs until nothing is left to apply. Where that ends in something that was not there before, all is done again with care.
func (f *fixing) rounds() error {
	start, err := f.check(f.Instead)
	if err != nil {
		return err
	}
	instead := f.Instead
	for _, step := range []func(*finding.Result) (bool, error){f.quickly, f.carefully} {
		f.result, f.Instead = start, maps.Clone(instead)
		f.first, f.repairs, f.done = map[string]*source.File{}, map[string][]Repair{}, map[string]bool{}
		if done, err := step(start); done || err != nil {
			return err
		}
	}
	return nil
}

// quickly applies all that can be applied in each round, and looks at the end what came of it.
func (f *fixing) quickly(start *finding.Result) (done bool, err error) {
	for range maxRounds {
		plan := f.plan()
		if len(plan.Taken) == 0 {
			return f.harm(start, f.result) == "", nil
		}
		instead, next, err := f.try(plan)
		if err != nil || mistakes(next) > mistakes(start) {
			return false, err
		}
		f.take(plan)
		f.result, f.Instead = next, instead
	}
	return false, nil
}

// carefully looks after each plan what came of it. Of one that does harm the first half is tried, until the repair that is at fault stands alone:
// it is refused.
func (f *fixing) carefully(*finding.Result) (done bool, err error) {
	width := 0 // how many repairs are tried at once; 0: all
	for range maxTrials {
		plan := f.plan()
		if width > 0 && len(plan.Taken) > width {
			plan = finding.NewPlan(f.result.Set, plan.Taken[:width])
		}
		n := len(plan.Taken)
		if n == 0 {
			return true, nil
		}
		instead, next, err := f.try(plan)
		if err != nil {
			return false, err
		}
		before := maps.Clone(f.done)
		f.mark(plan)
		switch harm := f.harm(f.result, next); {
		case harm == "":
			f.take(plan)
			f.result, f.Instead = next, instead
			width *= 2
		case n == 1:
			f.refuse(plan.Taken[0], harm)
		default:
			f.done = before
			width = n / 2
		}
	}
	for _, p := range f.plan().Taken {
		f.refuse(p, "end in too many others")
	}
	return true, nil
}

// try gives the texts after a plan, and what is found in them.
func (f *fixing) try(plan *finding.Plan) (instead map[string][]byte, next *finding.Result, err error) {
	if instead, err = f.apply(plan); err == nil {
		next, err = f.check(instead)
	}
	return instead, next, err
}

// refuse leaves a repair undone for good, and keeps the reason.
func (f *fixing) refuse(p finding.Proposal, harm string) {
	f.done[key(p.Finding, p.Fix)] = true
	r := f.repair(p.Finding, p.Fix)
	for _, e := range p.Fix.Edits {
		name := f.result.Set.File(e.At.File).Name
		f.refused[name] = "line " + strconv.Itoa(r.Line) + ": " + r.Rule + " (" + r.Title + ") would " + harm + "; apply it by hand together with what else it needs"
	}
}

// harm says what repairs did that they must not do, as what follows "would"; empty for nothing. They may not bring a finding, but for those that say of
// a pool which somebody wanted started that too little is known of its servers; and none may still be proposed after it was applied.
func (f *fixing) harm(before, after *finding.Result) string {
	if mistakes(after) > mistakes(before) {
		return "break the file"
	}
	known := map[string]bool{}
	for _, x := range before.Findings {
		known[subject(x)] = true
	}
	for _, x := range after.Findings {
		if wanted := f.Unsafe && (x.Rule.ID == "TL004" || x.Rule.ID == "TL005"); !known[subject(x)] && !wanted {
			return "bring " + x.Rule.ID
		}
		if fix, ok := best(x); ok && f.done[key(x, fix)] {
			return "not be enough"
		}
	}
	return ""
}

// subject is what a finding is about, whatever the numbers in it are.
func subject(x *finding.Finding) string {
	switch {
	case x.Hop != nil:
		return x.Rule.ID + " " + x.Hop.Client.Owner.Canon + " -> " + x.Hop.Server.Owner.Canon
	case len(x.Subject) > 0:
		return x.Rule.ID + " " + x.Subject[0]
	}
	return x.Rule.ID
}

// mistakes counts what cannot be parsed, or would be refused.
func mistakes(r *finding.Result) int {
	n := len(r.Unreadable)
	for _, p := range r.Graph.Problems {
		if p.Kind == chain.SyntaxProblem {
			n++
		}
	}
	return n
}
