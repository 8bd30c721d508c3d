package terraform

import (
	"math/big"

	"github.com/zclconf/go-cty/cty"
)

// coalesce gives the first argument that is neither null nor an empty text.
func coalesce(e *evaluator, args []*value) *value {
	for i, a := range args {
		switch {
		case a.isNull(), a.present() && a.v.Type() == cty.String && a.v.AsString() == "":
			continue
		case a.isUnknown() && i < len(args)-1 && a.inst == nil && len(a.refs) == 0:
			// It may be null: then the next one counts. What a resource is known by after apply is not.
			if e.decide(operation(opEqual, a.symbol(), literal(cty.NullVal(cty.DynamicPseudoType))), e.prefix) {
				continue
			}
		}
		return a
	}
	return invalid("coalesce: no argument has a value")
}

func coalesceList(e *evaluator, args []*value) *value {
	for _, a := range args {
		if n, ok := a.size(); ok && n == 0 || a.isNull() {
			continue
		}
		return a
	}
	return invalid("coalescelist: no argument has an element")
}

// lookup is m[key] with a default.
func lookup(e *evaluator, args []*value) *value {
	if len(args) < 2 || len(args) > 3 {
		return invalid("lookup needs two or three arguments")
	}
	m, key := args[0], args[1]
	if m.isUnknown() && m.inst == nil {
		return e.opaque("lookup", args, m.why)
	}
	if key.isUnknown() {
		parts, ok := m.elements()
		names := namesOf(parts)
		if !ok || len(names) > maxKeys || names == nil && len(parts) > 0 {
			return e.opaque("lookup", args, key.why)
		}
		n := len(parts)
		if n > 0 {
			n = e.chooseKey(key.symbol(), names, len(args) == 3)
		}
		if n < len(parts) {
			return parts[n].v
		}
	} else if k, ok := key.key(); ok {
		if x, ok := m.named(k); ok {
			return x
		}
	}
	if len(args) == 3 {
		return args[2]
	}
	return invalid("lookup: there is no such key")
}

// element is list[index], counting on from the start where the index is behind the end.
func element(e *evaluator, args []*value) *value {
	if len(args) != 2 {
		return invalid("element needs two arguments")
	}
	x, key := args[0], toType(args[1], cty.Number)
	n, ok := x.size()
	if !ok || !key.isKnown() {
		return x.unknownPart("[" + key.symbol().String() + "]")
	}
	if key.isNull() || n == 0 {
		return invalid("element: the list is empty")
	}
	i, accuracy := key.v.AsBigFloat().Int64()
	if accuracy != big.Exact {
		return invalid("element: the index must be a whole number")
	}
	parts, _ := x.elements()
	return parts[int((i%int64(n)+int64(n))%int64(n))].v
}

func one(_ *evaluator, args []*value) *value {
	return oneArg("one", args, func(x *value) *value {
		parts, ok := x.elements()
		switch {
		case !ok && x.isKnown():
			return invalid("one needs a list")
		case !ok:
			return x.unknownPart("[0]")
		case len(parts) == 0:
			return &value{v: cty.NullVal(cty.DynamicPseudoType), from: x.from}
		case len(parts) > 1:
			return invalid("one: the list has more than one element")
		}
		return parts[0].v
	})
}

// extreme is max or min: the argument that wins decides.
func extreme(name string, sign int) builtin {
	return func(e *evaluator, args []*value) *value {
		if len(args) == 0 {
			return invalid(name + " needs an argument")
		}
		var best *value
		for _, a := range args {
			a = toType(a, cty.Number)
			switch {
			case a.err != "":
				return a
			case a.isNull():
				return invalid(name + ": an argument is null")
			case !a.isKnown():
				y := e.opaque(name, args, firstWhy(args))
				y.v = cty.UnknownVal(cty.Number)
				return y
			case best == nil || a.v.AsBigFloat().Cmp(best.v.AsBigFloat())*sign > 0:
				best = a
			}
		}
		return best
	}
}

// contains with an unknown element and known candidates is a chain of comparisons, so that it goes together with them in guards.
func contains(e *evaluator, args []*value) *value {
	if len(args) != 2 {
		return invalid("contains needs two arguments")
	}
	parts, ok := args[0].elements()
	x := args[1]
	if !ok {
		y := e.opaque("contains", args, firstWhy(args))
		y.v = cty.UnknownVal(cty.Bool)
		return y
	}
	var sym *symbol
	for _, p := range parts {
		if x.isKnown() && p.v.isKnown() {
			if p.v.v.RawEquals(x.v) {
				return known(cty.True)
			}
			if p.v.v.IsWhollyKnown() && x.v.IsWhollyKnown() {
				continue
			}
		}
		equal := operation(opEqual, x.symbol(), p.v.symbol())
		if sym == nil {
			sym = equal
		} else {
			sym = operation(opOr, sym, equal)
		}
	}
	if sym == nil {
		return known(cty.False)
	}
	y := &value{v: cty.UnknownVal(cty.Bool), why: firstWhy(args), sym: sym, refs: union(args...)}
	return y
}
