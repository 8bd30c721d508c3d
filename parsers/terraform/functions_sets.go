package terraform

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
)

func concat(e *evaluator, args []*value) *value {
	var kids []*value
	for _, a := range args {
		parts, ok := a.elements()
		if !ok {
			if a.isKnown() {
				return invalid("concat needs lists")
			}
			return e.several("concat", args, a.why)
		}
		for _, p := range parts {
			kids = append(kids, p.v)
		}
	}
	return tuple(kids)
}

// several is a list of which not all elements are known: each is like all of them together.
func (e *evaluator) several(name string, args []*value, why string) *value {
	x := e.opaque(name, args, why)
	elem := unknown(why, word("an element of "+x.sym.String()))
	elem.refs = x.refs
	x.elem = elem
	return x
}

func flatten(e *evaluator, args []*value) *value {
	return oneArg("flatten", args, func(x *value) *value {
		var kids []*value
		if open := flattenInto(&kids, x, 0); open != nil {
			return e.several("flatten", args, open.why)
		}
		if len(kids) > maxParts {
			return e.opaque("flatten", args, "flatten makes too many elements")
		}
		return tuple(kids)
	})
}

// flattenInto gives the part whose elements are unknown, if there is one.
func flattenInto(kids *[]*value, x *value, depth int) (open *value) {
	if x.isUnknown() && x.shape == plain || depth > maxDepth {
		return x
	}
	parts, ok := x.elements()
	if !ok {
		return x
	}
	for _, p := range parts {
		if p.v.inst == nil && (p.v.shape == list || p.v.present() && p.v.shape == plain && isSequence(p.v.v.Type())) {
			if open := flattenInto(kids, p.v, depth+1); open != nil {
				return open
			}
			continue
		}
		if p.v.isUnknown() && p.v.elem != nil {
			return p.v
		}
		*kids = append(*kids, p.v)
	}
	return nil
}

func values(e *evaluator, args []*value) *value {
	return oneArg("values", args, func(x *value) *value {
		parts, ok := x.elements()
		if !ok {
			if x.isKnown() {
				return invalid("values needs an object")
			}
			return x.mapped(x.unknownPart(anyStep), call("values", args))
		}
		kids := make([]*value, len(parts))
		for i, p := range parts {
			kids[i] = p.v
		}
		return tuple(kids)
	})
}

func keys(e *evaluator, args []*value) *value {
	return oneArg("keys", args, func(x *value) *value {
		parts, ok := x.elements()
		if !ok {
			if x.isKnown() {
				return invalid("keys needs an object")
			}
			return e.opaque("keys", args, x.why)
		}
		kids := make([]*value, len(parts))
		for i, p := range parts {
			kids[i] = p.key().at(x.from)
		}
		return tuple(kids)
	})
}

func toSet(e *evaluator, args []*value) *value {
	return oneArg("toset", args, func(x *value) *value {
		if parts, ok := x.elements(); ok && (x.shape == list || x.shape == plain && isSequence(x.v.Type())) {
			return unified(x, parts).asSet()
		}
		if x.isKnown() && !x.v.IsNull() {
			return invalid("toset needs a list")
		}
		return x
	})
}

// unified gives the elements of a list one type.
func unified(x *value, parts []part) *value {
	kids := make([]*value, len(parts))
	for i, p := range parts {
		kids[i] = p.v
	}
	y := tuple(oneType(kids))
	y.refs, y.from, y.sensitive = x.refs, x.from, x.sensitive
	return y
}

// oneType makes texts of all where texts stand beside numbers or booleans.
func oneType(kids []*value) []*value {
	if !slices.ContainsFunc(kids, func(k *value) bool { return k.present() && k.v.Type() == cty.String }) {
		return kids
	}
	out := make([]*value, len(kids))
	for i, k := range kids {
		out[i] = k
		if k.present() && k.v.Type().IsPrimitiveType() {
			out[i] = toType(k, cty.String)
		}
	}
	return out
}

func toList(_ *evaluator, args []*value) *value {
	return oneArg("tolist", args, func(x *value) *value {
		if parts, ok := x.elements(); ok && (x.shape == list || x.shape == plain && isSequence(x.v.Type())) {
			return unified(x, parts)
		}
		if x.isKnown() && !x.v.IsNull() {
			return invalid("tolist needs a list")
		}
		return x
	})
}

func toMap(_ *evaluator, args []*value) *value {
	return oneArg("tomap", args, func(x *value) *value {
		if x.present() && x.shape != object && !x.v.Type().IsMapType() && !x.v.Type().IsObjectType() {
			return invalid("tomap needs an object")
		}
		if x.shape == object {
			y := record(x.names, oneType(x.kids))
			y.refs, y.from, y.passes, y.sensitive = x.refs, x.from, x.passes, x.sensitive
			return y
		}
		return x
	})
}

// filtered keeps some elements of a list.
func filtered(e *evaluator, name string, args []*value, keep func(have []*value, k *value) bool) *value {
	return oneArg(name, args, func(x *value) *value {
		parts, ok := x.elements()
		if !ok {
			if x.isKnown() {
				return invalid(name + " needs a list")
			}
			return x
		}
		var kids []*value
		for _, p := range parts {
			if keep(kids, p.v) {
				kids = append(kids, p.v)
			}
		}
		y := tuple(kids)
		y.from = x.from
		return y
	})
}

func compact(e *evaluator, args []*value) *value {
	return filtered(e, "compact", args, func(_ []*value, k *value) bool {
		return !k.isNull() && (!k.isKnown() || k.v.Type() != cty.String || k.v.AsString() != "")
	})
}

func distinct(e *evaluator, args []*value) *value {
	return filtered(e, "distinct", args, func(have []*value, k *value) bool {
		return !k.isKnown() || !k.v.IsWhollyKnown() || !slices.ContainsFunc(have, func(h *value) bool { return h.isKnown() && h.v.RawEquals(k.v) })
	})
}

func reversed(e *evaluator, args []*value) *value {
	x := filtered(e, "reverse", args, func([]*value, *value) bool { return true })
	if x.shape != list {
		return x
	}
	kids := slices.Clone(x.kids)
	slices.Reverse(kids)
	return tuple(kids)
}

func sliced(e *evaluator, args []*value) *value {
	if len(args) != 3 {
		return invalid("slice needs three arguments")
	}
	parts, ok := args[0].elements()
	from, to := toType(args[1], cty.Number), toType(args[2], cty.Number)
	if !ok || !from.present() || !to.present() {
		if bad := firstInvalid(from, to); bad != nil {
			return bad
		}
		return e.several("slice", args, firstWhy(args))
	}
	a, _ := from.v.AsBigFloat().Int64()
	b, _ := to.v.AsBigFloat().Int64()
	if a < 0 || b < a || b > int64(len(parts)) {
		return invalid("slice: the end is behind the list's end, or before the start")
	}
	var kids []*value
	for _, p := range parts[a:b] {
		kids = append(kids, p.v)
	}
	return tuple(kids)
}

func zipmap(e *evaluator, args []*value) *value {
	if len(args) != 2 {
		return invalid("zipmap needs two arguments")
	}
	names, ok := args[0].elements()
	vals, ok2 := args[1].elements()
	if !ok || !ok2 {
		return e.several("zipmap", args, firstWhy(args))
	}
	if len(names) != len(vals) {
		return invalid("zipmap: as many keys as values are needed")
	}
	kids := map[string]*value{}
	for i, n := range names {
		name, ok := n.v.key()
		if !ok {
			return e.several("zipmap", args, firstWhy(args))
		}
		kids[name] = vals[i].v
	}
	return recordOf(kids)
}

func setUnion(e *evaluator, args []*value) *value {
	x := concat(e, args)
	if x.shape != list {
		return x
	}
	return toSet(e, []*value{x})
}
