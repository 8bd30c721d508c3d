package terraform

import (
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
)

// world is where evaluation decides what the input leaves open. An expression is evaluated in one world at a time, in which every condition
// is true or false: a condition that cannot be known is decided, and the other answers are remembered as worlds to look at next. So each
// evaluation has one value, one origin and one set of references, and the alternatives come out as cases under guards.
type world struct {
	holds  chain.Guard                 // what is decided so far
	next   []chain.Guard               // worlds still to be looked at
	asked  []asked                     // what the running evaluation depends on
	latest map[chain.Atom]int          // where in asked the answer that begins with an atom stands for the last time
	starts []int                       // where in asked the evaluations around it began
	found  map[remembering]*remembered // what names are worth here
	most   int                         // worlds that are looked at: limits.Worlds
	again  bool                        // what is evaluated was evaluated before, in other worlds
	coarse bool                        // conditions between single values are left open: there are too many for every combination to be looked at
}

// asked is a question that an evaluation asked, one of whose answers holds.
type asked struct {
	of     []chain.Guard
	chosen int
}

func (a asked) answer() chain.Guard { return a.of[a.chosen] }

func atoms(all []asked) (list []chain.Atom) {
	for _, a := range all {
		list = append(list, a.answer()...)
	}
	return list
}

// outcome is what was found in one world.
type outcome[T any] struct {
	when chain.Guard
	v    T
}

// explore evaluates f in all worlds that base admits. What base says is left out of the guards. ok is false if there are more than
// w.most: then found are the first of them, one more than are looked at, which tell what it hangs on, and leave each name that has them all full.
func explore[T any](w *world, base chain.Guard, f func() T) (found []outcome[T], ok bool) {
	saved := *w
	defer func() { *w = saved }()
	todo := []chain.Guard{base}
	for len(todo) > 0 {
		if len(found) > saved.most {
			return found, false
		}
		*w = world{holds: todo[len(todo)-1], most: saved.most, again: len(found) > 0, coarse: saved.coarse}
		todo = todo[:len(todo)-1]
		v := f()
		when := without(chain.When(atoms(w.asked)...), base)
		found = append(found, outcome[T]{when, v})
		slices.Reverse(w.next) // the worlds come out in the order of the answers
		todo = append(todo, w.next...)
	}
	return found, len(found) <= saved.most
}

// without drops the atoms that base settles.
func without(g, base chain.Guard) chain.Guard {
	if len(g) == 0 {
		return nil
	}
	if len(base) > 0 {
		g = slices.DeleteFunc(g, func(a chain.Atom) bool { return base.Implies(chain.Guard{a}) })
	}
	return g
}

// choose decides which of several answers holds; together they cover every case.
func (w *world) choose(answers []chain.Guard) int {
	if i := w.settled(answers); i >= 0 {
		w.ask(asked{answers, i})
		return i
	}
	chosen, before := -1, w.holds
	for i, a := range answers {
		joined, ok := chain.And(before, a)
		switch {
		case !ok:
		case chosen < 0:
			chosen, w.holds = i, joined
		default:
			w.next = append(w.next, joined)
		}
	}
	if chosen < 0 { // cannot be: the answers cover every case
		return len(answers) - 1
	}
	w.ask(asked{answers, chosen})
	return chosen
}

// settled is the answer that follows from what is decided so far, -1 for none.
func (w *world) settled(answers []chain.Guard) int { return slices.IndexFunc(answers, w.holds.Implies) }

// remembering is a name in a scope.
type remembering struct {
	sc   *scope
	name string
}

// find keeps what a name is worth in this world: what is decided later cannot change it.
func (w *world) find(k remembering, r *remembered) {
	if w.found == nil {
		w.found = map[remembering]*remembered{}
	}
	w.found[k] = r
}

// ask notes what the running evaluation depends on, each question once: a loop asks for the same ones again and again.
func (w *world) ask(all ...asked) {
	begun := 0
	if len(w.starts) > 0 {
		begun = w.starts[len(w.starts)-1]
	}
	for _, a := range all {
		first := a.answer()[0]
		if i, ok := w.latest[first]; ok && i >= begun && i < len(w.asked) && slices.Equal(w.asked[i].answer(), a.answer()) {
			continue
		}
		if w.latest == nil {
			w.latest = map[chain.Atom]int{}
		}
		w.latest[first] = len(w.asked)
		w.asked = append(w.asked, a)
	}
}

// decide gives a condition's truth in this world.
func (w *world) decide(s *symbol, prefix string) bool {
	switch s.op {
	case opNot:
		return !w.decide(s.args[0], prefix)
	case opAnd:
		return w.decide(s.args[0], prefix) && w.decide(s.args[1], prefix)
	case opOr:
		return w.decide(s.args[0], prefix) || w.decide(s.args[1], prefix)
	case opEqual, opOther:
		subject, lit := s.args[0], s.args[1]
		val, ok := lit.literal()
		if !ok {
			subject, lit = lit, subject
			val, ok = lit.literal()
		}
		if !ok {
			break
		}
		equal := w.is(prefix+subject.String(), val)
		return equal == (s.op == opEqual)
	}
	return w.is(prefix+s.operand(), "true")
}

// is decides whether a subject has a value. Truth is told by "true" and "false", so that a flag and its negation exclude each other.
func (w *world) is(subject, val string) bool {
	yes := chain.Guard{{Subject: subject, Op: chain.Eq, Val: val}}
	no := chain.Guard{{Subject: subject, Op: chain.Ne, Val: val}}
	switch val {
	case "true":
		no = chain.Guard{{Subject: subject, Op: chain.Eq, Val: "false"}}
	case "false":
		no = chain.Guard{{Subject: subject, Op: chain.Eq, Val: "true"}}
	}
	return w.choose([]chain.Guard{yes, no}) == 0
}

// begin and end surround an evaluation whose result is remembered: end gives what it depended on, and the evaluation around it depends on
// that too.
func (w *world) begin() { w.starts = append(w.starts, len(w.asked)) }

func (w *world) end() []asked {
	from := w.starts[len(w.starts)-1]
	w.starts = w.starts[:len(w.starts)-1]
	all := slices.Clone(w.asked[from:])
	w.asked = w.asked[:from]
	w.ask(all...)
	return all
}
