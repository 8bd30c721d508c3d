package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/timeoutlint/timeoutlint/chain"
)

// memory is what a name, or an expression, was worth in the worlds that were looked at: a tree of what its evaluation asked for, in that order. A world
// in which nothing is decided yet goes down the tree as the evaluation would, and none is evaluated twice.
type memory struct {
	top     branch
	worlds  []*remembered
	running bool
}

// branch is a question with what follows each answer, or where nothing is asked any more what was found.
type branch struct {
	answers []chain.Guard
	then    []branch // as many as answers
	r       *remembered
}

// remembered is what something is worth in one world, and in all that answer its questions alike.
type remembered struct {
	asked     []asked
	v         *value
	exp       *expansion
	makeshift bool   // something in it hangs on itself, or on too much: other worlds that answer alike may know more
	crowd     string // there are more worlds than are looked at: these subjects are what they hang on
}

// recall goes to what is known of this world, nil where it is a new one. Of what has more worlds than are looked at only those are known that are
// decided already: to go on deciding would lead to the others.
func (m *memory) recall(w *world) *remembered {
	b := &m.top
	for b.answers != nil {
		if m.full(w) && w.settled(b.answers) < 0 {
			return nil
		}
		b = &b.then[w.choose(b.answers)]
	}
	return b.r
}

func (m *memory) full(w *world) bool { return len(m.worlds) > w.most }

// keep remembers a world. It is not remembered where the same answers led to other questions: something ran out on the way.
func (m *memory) keep(r *remembered) {
	b := &m.top
	for _, a := range r.asked {
		switch {
		case b.r != nil:
			return
		case b.answers == nil:
			b.answers, b.then = a.of, make([]branch, len(a.of))
		case len(b.answers) != len(a.of) || !slices.Equal(b.answers[a.chosen], a.answer()):
			return
		}
		b = &b.then[a.chosen]
	}
	if b.r == nil && b.answers == nil {
		b.r = r
		m.worlds = append(m.worlds, r)
	}
}

// remember evaluates a name once for each world that matters to it. ok is false where the name hangs on itself.
func (e *evaluator) remember(sc *scope, name string, f func(r *remembered)) (r *remembered, ok bool) {
	if e.coarse { // what is worth something else there is remembered apart
		name = "coarse " + name
	}
	k := remembering{sc, name}
	if r := e.found[k]; r != nil {
		if r.makeshift {
			e.makeshift++
		}
		e.ask(r.asked...)
		return r, true
	}
	m := sc.memo[name]
	if m == nil {
		m = &memory{}
		sc.memo[name] = m
	}
	if m.running {
		e.makeshift++
		return nil, false
	}
	if r = m.recall(&e.world); r == nil && !m.full(&e.world) {
		r = e.once(m, f)
	}
	if r == nil {
		e.makeshift++
		r = &remembered{crowd: sc.crowd(name), makeshift: true}
	}
	e.find(k, r)
	return r, true
}

// once evaluates what is not known of this world. What is makeshift counts for this world alone.
func (e *evaluator) once(m *memory, f func(r *remembered)) *remembered {
	r := &remembered{}
	around, before := e.again, e.makeshift
	e.again, m.running = len(m.worlds) > 0, true
	e.begin()
	f(r)
	r.asked, r.makeshift = e.end(), e.makeshift != before
	e.again, m.running = around, false
	if !r.makeshift {
		m.keep(r)
	}
	return r
}

// written is an expression in a scope, for one of the instances that a block there makes.
type written struct {
	expr   hclsyntax.Expression
	inst   *instance
	coarse bool
}

// part evaluates a part of a name's expression when the name is evaluated for a further world: mostly only few of its parts hang on what differs.
func (e *evaluator) part(expr hclsyntax.Expression, f frame) *value {
	k := written{expr, f.inst, e.coarse}
	m := f.sc.parts[k]
	if m == nil {
		m = &memory{}
		if f.sc.parts == nil {
			f.sc.parts = map[written]*memory{}
		}
		f.sc.parts[k] = m
	}
	e.steps++
	if r := m.recall(&e.world); r != nil {
		return r.v
	}
	before := e.makeshift
	e.begin()
	r := &remembered{v: e.worth(expr, f)}
	r.asked = e.end()
	if e.makeshift == before && !m.full(&e.world) {
		m.keep(r)
	}
	return r.v
}

// composed reports whether an expression is made of others that may be many.
func composed(expr hclsyntax.Expression) bool {
	switch expr.(type) {
	case *hclsyntax.ObjectConsExpr, *hclsyntax.TupleConsExpr, *hclsyntax.FunctionCallExpr, *hclsyntax.ForExpr, *hclsyntax.SplatExpr:
		return true
	}
	return false
}
