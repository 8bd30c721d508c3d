package chain

import (
	"slices"
	"time"
)

// Verdict is what the judge says of a hop, or of one case of it.
type Verdict string

// The verdicts.
const (
	OK       Verdict = "ok"
	Violated Verdict = "violated"
	Possible Verdict = "possible" // in some cases only
	Unknown  Verdict = "unknown"  // a clock is missing
	NoReuse  Verdict = "no-reuse" // no connection is idle between requests
)

// Outcome is the verdict on a hop in the worlds that When admits.
type Outcome struct {
	When    Guard
	InForce bool // compatible with what is known or assumed of the roots; others tell what an upgrade would bring
	Client  Case // with the server's Keep-Alive header applied where the client honours it
	Server  Case
	Verdict Verdict
	Pooled  Verdict // what it would be if the connection were pooled; equal to Verdict but for no-reuse
	Causes  []Cause // why nothing is reused
	Hinted  bool    // the server's header decided the client's clock
	Boxes   []BoxOutcome
}

// Judge compares the two clocks of a hop in every combination of their cases that can hold at once. It is the only
// place that decides: rules put its outcomes into words.
func Judge(h *Hop) []Outcome {
	world := h.World()
	pools, clients, servers := poolings(h.Client), cases(h.Client.Idle), cases(h.Server.Idle)
	outcomes := make([]Outcome, 0, min(len(pools)*len(clients)*len(servers), MaxCases))
	for _, p := range pools {
		for _, c := range clients {
			for _, s := range servers {
				if when, ok := conjoin(h.When, p.When, c.When, s.When); ok {
					outcomes = judge(outcomes, h, p, c, s, when, world)
				}
			}
		}
	}
	return merge(outcomes)
}

// judge adds the outcomes for one combination of cases.
func judge(all []Outcome, h *Hop, p Pooling, c, s Case, when, world Guard) []Outcome {
	announce := h.Server.Announce
	if h.Client.Honours == nil {
		announce = nil // a header that the client ignores makes no cases
	}
	for _, announced := range cases(announce) {
		both, ok := And(when, announced.When)
		if !ok {
			continue
		}
		o := Outcome{When: both, Client: c, Server: s, Causes: p.Causes}
		_, o.InForce = And(both, world)
		if hinted, ok := h.Client.Honours.apply(c, announced); ok {
			o.Client, o.Hinted = hinted, true
		}
		o.Pooled = compare(o.Client, s)
		o.Boxes = judgeBoxes(h, o.Client, s, both)
		o.Verdict = o.Pooled
		switch p.Reuse {
		case ReuseNo:
			o.Verdict = NoReuse
		case ReuseUnclear:
			o.hedge()
		case ReuseYes:
		}
		if h.guessed() {
			o.hedge()
		}
		all = append(all, o)
	}
	return all
}

// guessed reports whether an endpoint of the hop may be another thing altogether.
func (h *Hop) guessed() bool {
	return h.Client.Owner.Guessed || h.Server.Owner.Guessed || slices.ContainsFunc(h.Via, func(e *Endpoint) bool { return e.Guessed })
}

// hedge makes what is violated possible: it is not certain that any connection is idle between requests, or that an end is what it is taken for.
func (o *Outcome) hedge() {
	if o.Verdict == Violated {
		o.Verdict = Possible
	}
	for i := range o.Boxes {
		if o.Boxes[i].Verdict == Violated {
			o.Boxes[i].Verdict = Possible
		}
	}
}

// compare is the rule of the whole tool: the client's clock must run out strictly before the server's.
func compare(c, s Case) Verdict {
	switch {
	case c.State == Off || s.State == Off:
		return NoReuse
	case s.State == Unlimited:
		return OK
	case c.State == Absent || c.State == Unresolved || s.State == Absent || s.State == Unresolved:
		return Unknown
	case c.State == Unlimited:
		return Violated
	case c.Hi < s.Lo:
		return OK
	case c.Lo >= s.Hi:
		return Violated
	}
	return Possible
}

// apply lowers or replaces the client's clock by what the server announces.
func (h *Hint) apply(c, announced Case) (Case, bool) {
	if h == nil || announced.State != Known || c.State == Off {
		return c, false
	}
	bound := func(d time.Duration) time.Duration {
		if h.Cap > 0 {
			d = min(d, h.Cap)
		}
		return d - h.Margin
	}
	lo, hi := bound(announced.Lo), bound(announced.Hi)
	if hi <= 0 {
		return Case{When: c.When, State: Off, From: announced.From}, true
	}
	lo = max(lo, 0)
	switch {
	case h.Replace:
	case c.State == Known && c.Hi <= lo:
		return c, false
	case c.State == Known:
		lo, hi = min(c.Lo, lo), min(c.Hi, hi)
	case c.State == Unresolved: // whatever it is, the header bounds it from above
		lo = 0
	}
	return Case{When: c.When, State: Known, Lo: lo, Hi: hi, From: announced.From}, true
}

// Sum is the one verdict of a hop: that of its outcomes in force, "possible" where they differ and one is violated.
func Sum(outcomes []Outcome) Verdict {
	return sum(outcomes, func(o Outcome) Verdict { return worst(o.Verdict, o.Boxes) })
}

// SumPooled is what [Sum] would be if the connections were pooled.
func SumPooled(outcomes []Outcome) Verdict {
	return sum(outcomes, func(o Outcome) Verdict { return worst(o.Pooled, o.Boxes) })
}

// sum takes each declared set of variables by itself, since all of them are run: the worst of them counts.
func sum(outcomes []Outcome, of func(Outcome) Verdict) Verdict {
	sets := setsOf(outcomes)
	if len(sets) == 0 {
		return sumIn("", outcomes, of)
	}
	order := []Verdict{OK, NoReuse, Unknown, Possible, Violated}
	worst := OK
	for _, set := range sets {
		if v := sumIn(set, outcomes, of); slices.Index(order, v) > slices.Index(order, worst) {
			worst = v
		}
	}
	return worst
}

// setsOf are the declared sets of variables among the outcomes in force.
func setsOf(outcomes []Outcome) (sets []string) {
	for _, o := range outcomes {
		if s := o.When.Set(); o.InForce && s != "" && !slices.Contains(sets, s) {
			sets = append(sets, s)
		}
	}
	return sets
}

// sumIn sums up what holds in one set; outcomes without a set hold in all.
func sumIn(set string, outcomes []Outcome, of func(Outcome) Verdict) Verdict {
	var seen []Verdict
	for _, o := range outcomes {
		if s := o.When.Set(); s != "" && set != "" && s != set {
			continue
		}
		if v := of(o); o.InForce && !slices.Contains(seen, v) {
			seen = append(seen, v)
		}
	}
	switch {
	case len(seen) == 1:
		return seen[0]
	case slices.Contains(seen, Violated), slices.Contains(seen, Possible):
		return Possible
	case slices.Contains(seen, OK) && !slices.Contains(seen, Unknown):
		return OK
	}
	return Unknown
}

// merge joins outcomes that differ in their guards only where one of them holds always, in place.
func merge(outcomes []Outcome) []Outcome {
	kept := outcomes[:0]
	for i := range outcomes {
		o := &outcomes[i]
		said := false
		for k := range kept {
			said = said || kept[k].same(o) && o.When.Implies(kept[k].When)
		}
		if !said {
			kept = append(kept, *o)
		}
	}
	return kept
}

// same reports whether two outcomes say the same in different worlds.
func (o *Outcome) same(p *Outcome) bool {
	return o.Verdict == p.Verdict && o.Pooled == p.Pooled && o.InForce == p.InForce && o.Client.Same(p.Client) && o.Server.Same(p.Server) &&
		slices.EqualFunc(o.Boxes, p.Boxes, func(x, y BoxOutcome) bool {
			return x.Box == y.Box && x.Verdict == y.Verdict && x.Idle.Same(y.Idle)
		})
}

func poolings(s *Side) []Pooling {
	if len(s.Reuse) == 0 {
		return []Pooling{{Reuse: ReuseYes}}
	}
	return s.Reuse
}

// cases gives a value at least one case, so that an absent clock takes part in the comparison.
func cases(v Value) Value {
	if len(v) == 0 {
		return Value{{}}
	}
	return v
}

func conjoin(guards ...Guard) (joined Guard, ok bool) {
	for _, g := range guards {
		if joined, ok = And(joined, g); !ok {
			return nil, false
		}
	}
	return joined, true
}
