package terraform

import (
	"math/big"
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// builtins are the functions that hand on the parts of their arguments. They are set up by a function because some of them call the
// evaluator, which looks them up.
var builtins map[string]builtin

func init() {
	builtins = map[string]builtin{
		"coalesce": coalesce, "coalescelist": coalesceList, "lookup": lookup, "element": element, "one": one, "merge": merge,
		"concat": concat, "flatten": flatten, "values": values, "keys": keys, "toset": toSet, "tolist": toList, "tomap": toMap,
		"compact": compact, "distinct": distinct, "reverse": reversed, "slice": sliced, "zipmap": zipmap, "length": length,
		"tonumber": converted("tonumber", cty.Number), "tostring": converted("tostring", cty.String), "tobool": converted("tobool", cty.Bool),
		"nonsensitive": func(_ *evaluator, a []*value) *value {
			return oneArg("nonsensitive", a, func(x *value) *value { return x })
		},
		"sensitive": func(_ *evaluator, a []*value) *value {
			return oneArg("sensitive", a, func(x *value) *value { return x.with(func(y *value) { y.sensitive = true }) })
		},
		"ephemeralasnull": func(_ *evaluator, a []*value) *value {
			return oneArg("ephemeralasnull", a, func(x *value) *value { return x })
		},
		"issensitive": func(_ *evaluator, a []*value) *value {
			return oneArg("issensitive", a, func(x *value) *value { return known(cty.BoolVal(x.anySensitive())) })
		},
		"max": extreme("max", 1), "min": extreme("min", -1), "contains": contains, "setunion": setUnion, "jsonencode": jsonEncode,
		"jsondecode": jsonDecode, "yamldecode": yamlDecode, "yamlencode": yamlEncode, "alltrue": allTrue, "anytrue": anyTrue, "sum": sum,
		"index": indexOf, "matchkeys": matchKeys, "transpose": transpose, "chunklist": chunkList, "setproduct": setProduct, "cidrsubnets": cidrSubnets,
	}
}

func oneArg(name string, args []*value, f func(x *value) *value) *value {
	if len(args) != 1 {
		return invalid(name + " needs one argument")
	}
	return f(args[0])
}

func converted(name string, ty cty.Type) builtin {
	return func(_ *evaluator, args []*value) *value {
		return oneArg(name, args, func(x *value) *value { return toType(x, ty) })
	}
}

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

// merge joins objects; the last one that has a name wins.
func merge(e *evaluator, args []*value) *value {
	kids := map[string]*value{}
	for _, a := range args {
		if a.isNull() {
			continue
		}
		parts, ok := a.elements()
		if !ok {
			if a.isKnown() {
				return invalid("merge needs objects")
			}
			return e.opaque("merge", args, a.why)
		}
		for _, p := range parts {
			k, ok := p.key.key()
			if !ok {
				return invalid("merge needs objects")
			}
			kids[k] = p.v
		}
	}
	return recordOf(kids)
}

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
			return x.mapped(x.unknownPart("[*]"), ": values")
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
			kids[i] = p.key.at(x.from)
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
		return !k.isNull() && !(k.isKnown() && k.v.Type() == cty.String && k.v.AsString() == "")
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

func length(e *evaluator, args []*value) *value {
	return oneArg("length", args, func(x *value) *value {
		if n, ok := x.size(); ok {
			return known(cty.NumberIntVal(int64(n)))
		}
		if x.present() && x.v.Type() == cty.String {
			return e.callPlain("length", stdlib.StrlenFunc, args)
		}
		if x.isKnown() && x.inst == nil && x.scope == nil {
			return invalid("length needs a collection or a text")
		}
		y := e.opaque("length", args, x.why)
		y.v = cty.UnknownVal(cty.Number)
		return y
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

func setUnion(e *evaluator, args []*value) *value {
	x := concat(e, args)
	if x.shape != list {
		return x
	}
	return toSet(e, []*value{x})
}

// jsonEncode keeps what the text was made from: a text that is partly unknown can still be looked into.
func jsonEncode(e *evaluator, args []*value) *value {
	return oneArg("jsonencode", args, func(x *value) *value {
		y := e.callPlain("jsonencode", stdlib.JSONEncodeFunc, args)
		if y.err != "" {
			return y
		}
		y.encoded, y.from = x, nil
		if y.isUnknown() {
			y.v = cty.UnknownVal(cty.String)
		}
		return y
	})
}
