package terraform

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// toType converts a value to a type without optional attributes.
func toType(x *value, ty cty.Type) *value {
	if x.err != "" || x.v.Type() == ty {
		return x
	}
	if x.inst != nil || x.scope != nil {
		return invalid("a whole resource is no " + ty.FriendlyName())
	}
	if ty == cty.Number && x.v.Type() == cty.String && x.v.IsKnown() && !x.v.IsNull() && len(x.v.AsString()) > maxDigits {
		return unknown("the number is too long", nil)
	}
	v, err := convertSafely(x.v, ty)
	if err != nil {
		return invalid(err.Error())
	}
	if !ty.IsPrimitiveType() {
		return x
	}
	return x.with(func(y *value) { y.v = v })
}

// convertTo applies a variable's type: defaults of optional attributes, conversions, and what is not in an object type is dropped.
func (e *evaluator) convertTo(x *value, c *constraint) *value {
	if x.err != "" || x.isNull() || c.ty == cty.DynamicPseudoType {
		return x
	}
	if e.depth++; e.depth > maxDepth {
		e.depth--
		return x
	}
	defer func() { e.depth-- }()
	if c.ty.IsPrimitiveType() {
		return toType(x, c.ty)
	}
	if x.inst != nil || x.scope != nil {
		return x
	}
	if _, ok := x.size(); !ok { // unknown, with what is known of its elements
		if x.elem != nil && c.elem != nil {
			elem := e.convertTo(x.elem, c.elem)
			return x.with(func(y *value) { y.elem = elem })
		}
		return x
	}
	if !e.again || len(x.kids) == 0 {
		return e.convertParts(x, c)
	}
	// Worlds share most parts of what they differ in.
	k := conversion{x, c}
	y := e.converted[k]
	if y == nil {
		if e.converted == nil {
			e.converted = map[conversion]*value{}
		}
		y = e.convertParts(x, c)
		e.converted[k] = y
	}
	return y
}

// conversion is a value with the type that is wanted.
type conversion struct {
	x *value
	c *constraint
}

// convertParts converts a collection whose elements are known.
func (e *evaluator) convertParts(x *value, c *constraint) *value {
	switch {
	case c.attrs != nil:
		return e.convertObject(x, c)
	case c.elems != nil:
		return e.convertElems(x, func(i int) *constraint {
			if i < len(c.elems) {
				return c.elems[i]
			}
			return anything
		})
	case c.ty.IsMapType():
		return e.convertMap(x, c)
	case c.elem != nil:
		y := e.convertElems(x, func(int) *constraint { return c.elem })
		if c.ty.IsSetType() && y.err == "" {
			return y.asSet()
		}
		return y
	}
	return x
}

func (e *evaluator) convertObject(x *value, c *constraint) *value {
	if x.shape == list {
		return invalid("an object is required")
	}
	kids := make([]*value, len(c.names))
	for i, name := range c.names {
		a := c.attrs[name]
		k, ok := x.named(name)
		if (!ok || k.isNull()) && a.optional {
			k = known(cty.NullVal(a.ty))
			if a.def != nil {
				k = e.eval(a.def, frame{})
				k = k.with(func(y *value) { y.from = decides(spanOf(a.def.Range()), "default of the optional attribute "+name) })
			} else {
				k.from = x.from
			}
			ok = true
		}
		if !ok {
			return invalid("the attribute " + name + " is required")
		}
		if k = e.convertTo(k, a.constraint); k.err != "" {
			return k
		}
		kids[i] = k
	}
	return x.rebuilt(c.names, kids)
}

// rebuilt is an object with other parts.
func (x *value) rebuilt(names []string, kids []*value) *value {
	if x.sym == nil && len(x.passes) == 0 && slices.Equal(names, x.names) && slices.Equal(kids, x.kids) {
		return x
	}
	y := record(names, kids)
	y.refs, y.from, y.sensitive = x.refs, x.from, x.sensitive
	return y
}

func (e *evaluator) convertElems(x *value, of func(i int) *constraint) *value {
	parts, _ := x.elements()
	kids := make([]*value, len(parts))
	for i, p := range parts {
		if kids[i] = e.convertTo(p.v, of(i)); kids[i].err != "" {
			return kids[i]
		}
	}
	if of(0) == anything && of(len(kids)) == anything {
		kids = oneType(kids)
	}
	y := tuple(kids)
	y.refs, y.from, y.sensitive = x.refs, x.from, x.sensitive
	return y
}

func (e *evaluator) convertMap(x *value, c *constraint) *value {
	parts, _ := x.elements()
	kids := make(map[string]*value, len(parts))
	for _, p := range parts {
		name, ok := p.label()
		if !ok {
			return invalid("a map is required")
		}
		k := e.convertTo(p.v, c.elem)
		if k.err != "" {
			return k
		}
		kids[name] = k
	}
	names, list := byName(kids)
	if c.elem == anything {
		list = oneType(list)
	}
	return x.rebuilt(names, list)
}

// asSet gives a list the order of a set and drops what repeats.
func (x *value) asSet() *value {
	parts, ok := x.elements()
	if !ok {
		return x
	}
	kids := make([]*value, len(parts))
	for i, p := range parts {
		kids[i] = p.v
	}
	kids = sortedSet(kids)
	y := tuple(kids)
	y.refs, y.from, y.sensitive = x.refs, x.from, x.sensitive
	if len(kids) > 0 && slices.ContainsFunc(kids, func(k *value) bool { return !k.isKnown() || !k.v.IsWhollyKnown() }) {
		items := y.built()
		y.sym, y.why, y.some = &symbol{render: func() string { return word("toset(" + items.String() + ")").text }}, firstWhy(kids), true
		y.merging = len(kids) > 1
		return y
	}
	if v, err := convertSafely(y.v, cty.Set(cty.DynamicPseudoType)); err == nil {
		y.v = v
	}
	return y
}

// convertSafely is convert.Convert, which panics on some values that mix unknown types.
func convertSafely(v cty.Value, ty cty.Type) (out cty.Value, err error) {
	return callSafely(func([]cty.Value) (cty.Value, error) { return convert.Convert(v, ty) }, nil)
}
