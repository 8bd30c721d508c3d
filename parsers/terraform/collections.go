package terraform

import (
	"math/big"
	"slices"
	"strconv"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// walk follows the steps of a traversal behind its first name.
func (e *evaluator) walk(x *value, steps hcl.Traversal, whole source.Span) *value {
	for _, step := range steps {
		if x.err != "" {
			return x
		}
		switch s := step.(type) {
		case hcl.TraverseAttr:
			at := spanOf(s.SrcRange)
			if at.File == whole.File {
				at.Start = min(at.Start, whole.Start)
			}
			x = e.attribute(x, s.Name, at)
		case hcl.TraverseIndex:
			x = e.index(x, known(s.Key))
		default:
			return unknown("a splat in a place where none can be", nil)
		}
	}
	return x
}

// attribute is x.name.
func (e *evaluator) attribute(x *value, name string, at source.Span) *value {
	switch {
	case x.err != "":
		return x
	case x.inst != nil:
		return e.instanceAttr(x.inst, name, at)
	case x.scope != nil:
		return e.output(x.scope, name, at)
	case x.isNull():
		return invalid("null has no attribute " + name)
	case x.shape == object || x.present():
		if k, ok := x.named(name); ok {
			return k
		}
		// Terraform also reads list.0 as an index.
		if n, err := strconv.Atoi(name); err == nil && x.shape != object {
			return e.index(x, known(cty.NumberIntVal(int64(n))))
		}
		return invalid("there is no attribute " + name)
	}
	return x.unknownPart("." + name)
}

// anyStep stands for any element, where each of them is looked at in turn.
const anyStep = "[*]"

// unknownPart is a part of something unknown.
func (x *value) unknownPart(step string) *value {
	if x.elem != nil && step == anyStep {
		return x.elem
	}
	if x.elem != nil {
		return x.elem.chosen(step)
	}
	y := unknown(x.why, word(x.symbol().operand()+step))
	y.refs, y.from, y.sensitive = x.allRefs(), x.from, x.sensitive
	return y
}

// index is x[key]. A key that is unknown is compared with the names that there are, so that a table of settings per environment gives one
// case per environment.
func (e *evaluator) index(x, key *value) *value {
	if bad := firstInvalid(x, key); bad != nil {
		return bad
	}
	switch {
	case x.isNull():
		return invalid("null has no elements")
	case key.isNull():
		return invalid("an index must not be null")
	case x.inst != nil || x.scope != nil:
		if name, ok := key.key(); ok {
			return e.attribute(x, name, source.Span{})
		}
		return x.unknownPart("[" + key.symbol().String() + "]")
	case !key.isKnown():
		return e.indexUnknown(x, key)
	}
	if _, ok := x.size(); !ok {
		return x.unknownPart("[" + literalText(key.v) + "]")
	}
	if k, ok := e.at(x, key); ok {
		return k
	}
	return invalid("there is no element " + literalText(key.v))
}

// at finds an element by a known key.
func (e *evaluator) at(x, key *value) (*value, bool) {
	if x.shape == list || x.shape == plain && (x.v.Type().IsTupleType() || x.v.Type().IsListType()) {
		if x.v.Type().IsSetType() {
			return nil, false
		}
		key = toType(key, cty.Number)
		if !key.isKnown() {
			return nil, false
		}
		n, accuracy := key.v.AsBigFloat().Int64()
		size, _ := x.size()
		if accuracy != big.Exact || n < 0 || n >= int64(size) {
			return nil, false
		}
		if x.shape == list {
			return x.kid(int(n)), true
		}
		at := cty.NumberIntVal(n)
		return x.derived(x.v.Index(at), at), true
	}
	name, ok := key.key()
	if !ok {
		return nil, false
	}
	return x.named(name)
}

const maxKeys = 24 // names that an unknown key is compared with

// indexUnknown is an element of which only the collection is known.
func (e *evaluator) indexUnknown(x, key *value) *value {
	parts, ok := x.elements()
	names := namesOf(parts)
	if ok && names != nil && len(names) <= maxKeys {
		if n := e.chooseKey(key.symbol(), names, false); n < len(parts) {
			return parts[n].v
		}
	}
	y := x.unknownPart("[" + key.symbol().String() + "]")
	if y.why == "" {
		y = y.with(func(z *value) { z.why = key.why })
	}
	return y
}

// namesOf are the keys of an object or a map, nil for a list.
func namesOf(parts []part) []string {
	var names []string
	for _, p := range parts {
		name, ok := p.text()
		if !ok {
			return nil
		}
		names = append(names, name)
	}
	return names
}

// chooseKey decides which of the names something unknown is. With other it may be none of them: then the answer is len(names).
func (e *evaluator) chooseKey(s *symbol, names []string, other bool) int {
	subject := e.prefix + s.String()
	answers := make([]chain.Guard, 0, len(names)+1)
	var none chain.Guard
	for _, name := range names {
		answers = append(answers, chain.Guard{{Subject: subject, Op: chain.Eq, Val: name}})
		none = append(none, chain.Atom{Subject: subject, Op: chain.Ne, Val: name})
	}
	if other || len(names) == 0 {
		if len(none) == 0 {
			return 0
		}
		answers = append(answers, chain.When(none...))
	}
	return e.choose(answers)
}

// sortedSet puts the kids of a set into the order in which Terraform goes through them, each once. Elements that are unknown stay where
// they are, behind the known ones.
func sortedSet(kids []*value) []*value {
	var sure, open []*value
	for _, k := range kids {
		if !k.isKnown() || !k.v.IsWhollyKnown() {
			open = append(open, k)
			continue
		}
		if !slices.ContainsFunc(sure, func(s *value) bool { return s.v.RawEquals(k.v) }) {
			sure = append(sure, k)
		}
	}
	slices.SortStableFunc(sure, func(a, b *value) int { return compareParts(a.v, b.v) })
	return append(sure, open...)
}

// compareParts orders texts and numbers as a set of them is ordered; other values keep their order.
func compareParts(a, b cty.Value) int {
	if a.IsNull() || b.IsNull() || !a.Type().Equals(b.Type()) {
		return 0
	}
	switch a.Type() {
	case cty.String:
		switch x, y := a.AsString(), b.AsString(); {
		case x < y:
			return -1
		case x > y:
			return 1
		}
	case cty.Number:
		return a.AsBigFloat().Cmp(b.AsBigFloat())
	}
	return 0
}
