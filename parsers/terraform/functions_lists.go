package terraform

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// allTrue and anyTrue stop at the element that settles the answer; what stays open is one condition.
func allTrue(e *evaluator, args []*value) *value { return e.quantified("alltrue", args, false, opAnd) }

func anyTrue(e *evaluator, args []*value) *value { return e.quantified("anytrue", args, true, opOr) }

func (e *evaluator) quantified(name string, args []*value, settles bool, op string) *value {
	return oneArg(name, args, func(x *value) *value {
		parts, ok := x.elements()
		if !ok {
			y := e.opaque(name, args, x.why)
			y.v = cty.UnknownVal(cty.Bool)
			return y
		}
		var sym *symbol
		for _, p := range parts {
			c := p.v
			if !c.isNull() {
				c = toType(c, cty.Bool)
			}
			switch {
			case c.err != "":
				return c
			case c.isNull() && !settles:
				return known(cty.False)
			case c.isNull():
			case c.isKnown() && c.v.True() == settles:
				return known(c.v)
			case !c.isKnown() && sym == nil:
				sym = c.symbol()
			case !c.isKnown():
				sym = operation(op, sym, c.symbol())
			}
		}
		if sym == nil {
			return known(cty.BoolVal(!settles))
		}
		return &value{v: cty.UnknownVal(cty.Bool), why: firstWhy(args), sym: sym, refs: union(args...)}
	})
}

func sum(e *evaluator, args []*value) *value {
	return oneArg("sum", args, func(x *value) *value {
		parts, ok := x.elements()
		if !ok {
			y := e.opaque("sum", args, x.why)
			y.v = cty.UnknownVal(cty.Number)
			return y
		}
		if len(parts) == 0 {
			return invalid("sum: the list is empty")
		}
		total := cty.Zero
		for _, p := range parts {
			n := toType(p.v, cty.Number)
			switch {
			case n.err != "":
				return n
			case n.isNull():
				return invalid("sum: an element is null")
			case !n.isKnown():
				y := e.opaque("sum", args, firstWhy(args))
				y.v = cty.UnknownVal(cty.Number)
				return y
			}
			total = total.Add(n.v)
		}
		return known(total)
	})
}

// indexOf is the place of a value in a list.
func indexOf(e *evaluator, args []*value) *value {
	if len(args) != 2 {
		return invalid("index needs a list and a value")
	}
	parts, ok := args[0].elements()
	if !ok || !args[1].isKnown() {
		y := e.opaque("index", args, firstWhy(args))
		y.v = cty.UnknownVal(cty.Number)
		return y
	}
	for i, p := range parts {
		if !p.v.isKnown() {
			y := e.opaque("index", args, firstWhy(args))
			y.v = cty.UnknownVal(cty.Number)
			return y
		}
		if same, err := callSafely(stdlib.EqualFunc.Call, []cty.Value{p.v.v, args[1].v}); err == nil && same.IsKnown() && same.True() {
			return known(cty.NumberIntVal(int64(i)))
		}
	}
	return invalid("index: the list has no such value")
}

// matchKeys keeps the values whose key is among those that are searched for.
func matchKeys(e *evaluator, args []*value) *value {
	if len(args) != 3 {
		return invalid("matchkeys needs values, keys and a list to search for")
	}
	vals, ok := args[0].elements()
	names, ok2 := args[1].elements()
	search, ok3 := args[2].elements()
	if !ok || !ok2 || !ok3 {
		return e.several("matchkeys", args, firstWhy(args))
	}
	if len(vals) != len(names) {
		return invalid("matchkeys: as many keys as values are needed")
	}
	kids := []*value{}
	for i, n := range names {
		for _, s := range search {
			if !n.v.isKnown() || !s.v.isKnown() {
				return e.several("matchkeys", args, firstWhy(args))
			}
			a, _ := n.v.key()
			if b, _ := s.v.key(); a == b {
				kids = append(kids, vals[i].v)
				break
			}
		}
	}
	return tuple(kids)
}

// transpose turns a map of lists of texts around.
func transpose(e *evaluator, args []*value) *value {
	return oneArg("transpose", args, func(x *value) *value {
		parts, ok := x.elements()
		if !ok {
			return e.several("transpose", args, firstWhy(args))
		}
		groups := map[string][]*value{}
		for _, p := range parts {
			items, ok := p.v.elements()
			if !ok {
				return e.several("transpose", args, firstWhy(args))
			}
			for _, item := range items {
				name, ok := item.v.key()
				if !ok {
					return e.several("transpose", args, firstWhy(args))
				}
				groups[name] = append(groups[name], p.key())
			}
		}
		kids := map[string]*value{}
		for name, list := range groups {
			slices.SortStableFunc(list, func(a, b *value) int { return compareParts(a.v, b.v) })
			kids[name] = tuple(list)
		}
		return recordOf(kids)
	})
}

// chunkList cuts a list into pieces.
func chunkList(e *evaluator, args []*value) *value {
	if len(args) != 2 {
		return invalid("chunklist needs a list and a size")
	}
	parts, ok := args[0].elements()
	size := toType(args[1], cty.Number)
	if size.err != "" {
		return size
	}
	if !ok || !size.present() {
		return e.several("chunklist", args, firstWhy(args))
	}
	n, _ := size.v.AsBigFloat().Int64()
	if n < 0 {
		return invalid("chunklist: the size is negative")
	}
	if n == 0 {
		n = int64(max(len(parts), 1))
	}
	kids := []*value{}
	for chunk := range slices.Chunk(parts, int(n)) {
		inner := make([]*value, len(chunk))
		for i, p := range chunk {
			inner[i] = p.v
		}
		kids = append(kids, tuple(inner))
	}
	return tuple(kids)
}

// setProduct is every combination of the elements of several lists.
func setProduct(e *evaluator, args []*value) *value {
	rows := [][]*value{nil}
	for _, a := range args {
		parts, ok := a.elements()
		if !ok {
			return e.several("setproduct", args, firstWhy(args))
		}
		if len(rows)*len(parts) > maxParts {
			return e.several("setproduct", args, "setproduct makes too many elements")
		}
		var next [][]*value
		for _, row := range rows {
			for _, p := range parts {
				next = append(next, append(slices.Clip(row), p.v))
			}
		}
		rows = next
	}
	kids := make([]*value, len(rows))
	for i, row := range rows {
		kids[i] = tuple(row)
	}
	return tuple(kids)
}
