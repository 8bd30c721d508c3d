package configs

import (
	"github.com/timeoutlint/timeoutlint/chain"
)

// history is what a setting is after the lines of a file, or of several, that set it in turn: the last one counts, where its condition holds.
type history []state

// state is what counts in some worlds; said is nil where nothing has set it yet.
type state struct {
	when chain.Guard
	said *said
}

// mostStates bounds the conditions that are kept apart.
const mostStates = chain.MaxCases

// set takes in one more line, which counts where the guard holds.
func (h *history) set(when chain.Guard, w said) {
	if len(*h) == 0 {
		*h = history{{}}
	}
	var next history
	for _, s := range *h {
		for _, rest := range without(s.when, when) {
			next = append(next, state{rest, s.said})
		}
	}
	next = append(next, state{when, &w})
	*h = next
	if len(*h) > mostStates {
		w.open = "it is set under too many conditions"
		*h = history{{nil, &w}}
	}
}

// doubt says that something that cannot be looked into may set it too.
func (h *history) doubt(what string, w said) {
	w.open = what + " may set it"
	h.set(chain.When(chain.Atom{Subject: what, Op: chain.Eq, Val: "sets it"}), w)
}

// without gives the worlds of a guard in which another one does not hold, as guards that exclude each other.
func without(g, other chain.Guard) (all []chain.Guard) {
	held := g
	for _, a := range other {
		if rest, ok := chain.And(held, chain.When(opposite(a))); ok {
			all = append(all, rest)
		}
		both, ok := chain.And(held, chain.When(a))
		if !ok {
			break
		}
		held = both
	}
	return all
}

// opposite holds where an atom does not. Those of this package are about what is so or is not.
func opposite(a chain.Atom) chain.Atom {
	if a.Op == chain.Eq {
		a.Op = chain.Ne
	} else {
		a.Op = chain.Eq
	}
	return a
}

// words are what has been said, without conditions.
func (h history) words() (all []said) {
	for _, s := range h {
		if s.said != nil {
			all = append(all, *s.said)
		}
	}
	return all
}

// empty reports whether nothing has set it.
func (h history) empty() bool { return len(h.words()) == 0 }

// value gives the cases of a setting; where nothing sets it a case is absent, and the product's default counts. otherwise is what counts in those worlds
// instead, such as the setting that this one falls back to.
func (h history) value(s setting, otherwise chain.Value) (v chain.Value) {
	if len(h) == 0 {
		h = history{{}}
	}
	for _, state := range h {
		cases := otherwise
		if state.said != nil {
			cases = s.value(*state.said)
		} else if len(cases) == 0 {
			cases = chain.Value{{State: chain.Absent}}
		}
		for _, c := range cases {
			if when, ok := chain.And(state.when, c.When); ok {
				c.When = when
				v = append(v, c)
			}
		}
	}
	return v.Widened()
}
