package terraform

import (
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
			k, ok := p.label()
			if !ok {
				return invalid("merge needs objects")
			}
			kids[k] = p.v
		}
	}
	return recordOf(kids)
}

func length(e *evaluator, args []*value) *value {
	return oneArg("length", args, func(x *value) *value {
		if x.merging {
			return e.sizeOfSet(x, args)
		}
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

// sizeOfSet is how many elements a set has of which some are unknown: as many as are known and differ, and at most all.
func (e *evaluator) sizeOfSet(x *value, args []*value) *value {
	sure := 0
	for _, k := range x.kids {
		if k.isKnown() && k.v.IsWhollyKnown() {
			sure++
		}
	}
	y := e.opaque("length", args, x.why)
	y.v = cty.UnknownVal(cty.Number).Refine().NotNull().
		NumberRangeLowerBound(cty.NumberIntVal(int64(max(sure, 1))), true).
		NumberRangeUpperBound(cty.NumberIntVal(int64(len(x.kids))), true).NewValue()
	return y
}

// jsonEncode keeps what the text was made from: a text that is partly unknown can still be looked into.
func jsonEncode(e *evaluator, args []*value) *value {
	return oneArg("jsonencode", args, func(x *value) *value {
		y := e.callPlain("jsonencode", stdlib.JSONEncodeFunc, args)
		if y.err != "" {
			return y
		}
		y.text, y.from = &textual{encoded: x}, nil
		if y.isUnknown() {
			y.v = cty.UnknownVal(cty.String)
		}
		return y
	})
}
