package finding

import "github.com/timeoutlint/timeoutlint/chain"

// State is the input at one time, or in one place, with what a run says of it.
type State struct {
	Name   string   // as the user named it: a revision, a folder; "" is the work tree
	Commit string   // the beginning of the hash, "" where it is no revision
	Left   []Skip   // what the revision could not give, beyond what the run itself left out
	Absent []string // PATHs that it does not have
	Result *Result
}

// Change is what lies between two states.
type Change struct {
	Base, Head State
	Hops       []chain.HopChange
	Introduced []*Finding // of Head: those that Base does not have, or has with a smaller gap
	Repaired   []*Finding // of Base: those that Head does not have any more
	Deadlines  []DeadlineChanges
	before     Baseline
}

// Compare finds what changes from base to head.
func Compare(base, head State) *Change {
	c := &Change{Base: base, Head: head, before: NewBaseline(base.Result.Findings)}
	c.Hops = chain.CompareHops(base.Result.Graph, head.Result.Graph)
	c.Introduced = c.before.New(head.Result.Findings)
	c.Repaired = NewBaseline(head.Result.Findings).Gone(base.Result.Findings)
	return c
}

// Worse reports whether an introduced finding was there before, with a smaller gap or at fewer places.
func (c *Change) Worse(f *Finding) bool { return c.before.Worse(f) }

// Exit is the status of the comparison: findings count only where the change introduces them.
func (c *Change) Exit() int {
	if len(c.Base.Result.Unreadable)+len(c.Head.Result.Unreadable) > 0 {
		return ExitUnreadable
	}
	r := Result{Findings: c.Introduced, FailOn: c.Head.Result.FailOn}
	return r.Exit()
}
