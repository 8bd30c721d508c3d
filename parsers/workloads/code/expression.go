package code

import (
	"math"
	"slices"

	"github.com/timeoutlint/timeoutlint/source"
)

// dialect is what a language adds to the expressions that all of them share.
type dialect interface {
	// operand reads what begins with a name at i, and gives the index behind it. ok is false for what the language has no reading of.
	operand(e *evaluation, i int) (a answer, next int, ok bool)
	// suffix gives the index behind what may follow an operand without changing it: "!" and "as number" of TypeScript.
	suffix(i int) int
	// constant finds the expression that a name stands for wherever it is used in the file, -1 for none.
	constant(name string) int
	// binds is the strength of a binary operator at i, 0 for none, and what it is called.
	binds(i int) (strength int, op string, length int)
	// conditional says whether "a if c else b" is written instead of "c ? a : b".
	conditional() bool
}

// nested is how deep expressions may be: constants of constants, brackets in brackets.
const nested = 64

// steps is how many operands one value may take: constants that are made of constants twice each would double without bound.
const steps = 2000

// evaluation is one reading of an expression in a world: with certain variables set, and conditions that cannot be known decided one way.
type evaluation struct {
	s       *script
	d       dialect
	env     map[string]string // variables that are set; all others are not
	decided map[string]bool   // conditions that cannot be known, by their text

	reads      []string // variables that were asked for
	conditions []string // conditions that could not be known
	depth      int
	taken      int
}

// operators bind this strongly at least where an expression begins anew.
const weakest = 1

// expression reads the expression at i as far as it goes, and gives the index behind it.
func (e *evaluation) expression(i, strength int) (answer, int) {
	e.depth++
	defer func() { e.depth-- }()
	if e.taken++; e.depth > nested || e.taken > steps {
		return computed("a long expression"), i
	}
	a, i := e.unary(i)
	for {
		b, op, length := e.d.binds(i)
		if b == 0 || b < strength {
			break
		}
		next := b + 1
		if op == "**" {
			next = b
		}
		right, after := e.expression(i+length, next)
		a, i = e.operate(op, a, right), after
	}
	if strength <= weakest {
		return e.choice(a, i)
	}
	return a, i
}

// operate is a binary operator, with those that choose between their sides.
func (e *evaluation) operate(op string, a, b answer) answer {
	yes, known := a.holds()
	switch op {
	case "||", "or":
		if known && yes {
			return a
		}
		if known {
			return b
		}
	case "??":
		if a.sort == nothing {
			return b
		}
		if a.sort != unknown {
			return a
		}
	case "&&", "and":
		if known && !yes {
			return a
		}
		if known {
			return b
		}
	default:
		return apply(op, a, b)
	}
	out := computed(a.why)
	if n, ok := b.number(); ok && a.why != "" {
		out.why += ", else " + plain(n)
	}
	return out
}

// choice reads "c ? a : b" and "a if c else b" behind their first part.
func (e *evaluation) choice(first answer, i int) (answer, int) {
	switch {
	case e.d.conditional() && e.s.is(i, "if") && !e.s.first(i):
		from := i + 1
		cond, i := e.expression(from, weakest+1)
		if !e.s.is(i, "else") {
			return computed("a condition"), i
		}
		second, end := e.expression(i+1, weakest)
		return e.either(cond, from, i, first, second), end
	case !e.d.conditional() && e.s.is(i, "?"):
		from := e.head(i)
		yes, colon := e.expression(i+1, weakest)
		if !e.s.is(colon, ":") {
			return computed("a condition"), colon
		}
		no, end := e.expression(colon+1, weakest)
		return e.either(first, from, i, yes, no), end
	}
	return first, i
}

// head is where the condition before a question mark begins, for its text.
func (e *evaluation) head(question int) int {
	i := question - 1
	for i > 0 {
		if p := e.s.pair(i); p >= 0 && p < i {
			i = p - 1
			continue
		}
		if e.s.isAny(i, "=", "(", ",", ":", "return", "[", "{", ";", "=>", "?") {
			break
		}
		i--
	}
	return i + 1
}

// either takes one of two answers by a condition that spans tokens from up to end; where the condition is not known, as this world decides.
func (e *evaluation) either(cond answer, from, end int, yes, no answer) answer {
	holds, known := cond.holds()
	if !known {
		holds = e.decide(from, end)
	}
	if holds {
		return yes
	}
	return no
}

// decide takes a condition that cannot be known as this world has it.
func (e *evaluation) decide(from, end int) bool {
	if from >= end {
		return true
	}
	at := e.s.between(from, end-1)
	name := source.ClipLine(string(e.s.src[at.Start:at.End]))
	if holds, decided := e.decided[name]; decided {
		return holds
	}
	if !slices.Contains(e.conditions, name) {
		e.conditions = append(e.conditions, name)
	}
	return true
}

func (e *evaluation) unary(i int) (answer, int) {
	switch {
	case e.s.is(i, "-"), e.s.is(i, "+"), e.s.is(i, "~"):
		e.depth++
		defer func() { e.depth-- }()
		if e.depth > nested {
			return computed("a long expression"), i + 1
		}
		a, next := e.unary(i + 1)
		n, ok := a.number()
		switch {
		case a.sort == unknown:
			return a, next
		case !ok:
			return numeric(math.NaN()), next
		case e.s.is(i, "-"):
			return numeric(-n), next
		case e.s.is(i, "~"):
			return computed("the operator ~"), next
		}
		return numeric(n), next
	case e.s.is(i, "!"), e.s.is(i, "not"):
		e.depth++
		defer func() { e.depth-- }()
		if e.depth > nested {
			return computed("a long expression"), i + 1
		}
		a, next := e.unary(i + 1)
		if yes, known := a.holds(); known {
			return truth(!yes), next
		}
		return computed(a.why), next
	}
	a, next := e.primary(i)
	return a, e.d.suffix(next)
}
