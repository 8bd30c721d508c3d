package terraform

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// constraint is the type of a variable. It is read by ourselves rather than by the library because the default of an optional attribute
// decides values, and so its place must be known.
type constraint struct {
	ty    cty.Type      // without what is optional
	elem  *constraint   // of a list, a set or a map
	elems []*constraint // of a tuple
	attrs map[string]attrConstraint
}

type attrConstraint struct {
	*constraint
	optional bool
	def      hclsyntax.Expression // nil: null
}

var anything = &constraint{ty: cty.DynamicPseudoType}

// parseConstraint reads a type expression. What it does not understand is any type.
func parseConstraint(expr hclsyntax.Expression, depth int) *constraint {
	switch hcl.ExprAsKeyword(expr) {
	case "string":
		return &constraint{ty: cty.String}
	case "number":
		return &constraint{ty: cty.Number}
	case "bool":
		return &constraint{ty: cty.Bool}
	case "list":
		return &constraint{ty: cty.List(cty.DynamicPseudoType), elem: anything}
	case "map":
		return &constraint{ty: cty.Map(cty.DynamicPseudoType), elem: anything}
	}
	call, ok := expr.(*hclsyntax.FunctionCallExpr)
	if !ok || len(call.Args) != 1 || depth > 100 {
		return anything
	}
	switch arg := call.Args[0]; call.Name {
	case "list", "set", "map":
		elem := parseConstraint(arg, depth+1)
		c := &constraint{elem: elem}
		switch call.Name {
		case "list":
			c.ty = cty.List(elem.ty)
		case "set":
			c.ty = cty.Set(elem.ty)
		default:
			c.ty = cty.Map(elem.ty)
		}
		return c
	case "tuple":
		return tupleConstraint(arg, depth)
	case "object":
		return objectConstraint(arg, depth)
	}
	return anything
}

func tupleConstraint(arg hclsyntax.Expression, depth int) *constraint {
	list, ok := arg.(*hclsyntax.TupleConsExpr)
	if !ok {
		return anything
	}
	c := &constraint{elems: make([]*constraint, len(list.Exprs))}
	types := make([]cty.Type, len(list.Exprs))
	for i, x := range list.Exprs {
		c.elems[i] = parseConstraint(x, depth+1)
		types[i] = c.elems[i].ty
	}
	c.ty = cty.Tuple(types)
	return c
}

func objectConstraint(arg hclsyntax.Expression, depth int) *constraint {
	body, ok := arg.(*hclsyntax.ObjectConsExpr)
	if !ok {
		return anything
	}
	c := &constraint{attrs: map[string]attrConstraint{}}
	types := map[string]cty.Type{}
	for _, item := range body.Items {
		name := objectKey(item.KeyExpr)
		if name == "" {
			continue
		}
		a := attrConstraint{}
		ty := item.ValueExpr
		if call, ok := ty.(*hclsyntax.FunctionCallExpr); ok && call.Name == "optional" && len(call.Args) > 0 {
			a.optional = true
			ty = call.Args[0]
			if len(call.Args) > 1 {
				a.def = call.Args[1]
			}
		}
		a.constraint = parseConstraint(ty, depth+1)
		c.attrs[name], types[name] = a, a.ty
	}
	c.ty = cty.Object(types)
	return c
}

// objectKey is a key that is written out.
func objectKey(expr hclsyntax.Expression) string {
	k, ok := expr.(*hclsyntax.ObjectConsKeyExpr)
	if !ok || k.ForceNonLiteral {
		return ""
	}
	if name := hcl.ExprAsKeyword(k.Wrapped); name != "" {
		return name
	}
	s, _ := constantText(attribute{expr: k.Wrapped})
	return s
}

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
	kids := make(map[string]*value, len(c.attrs))
	for name, a := range c.attrs {
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
		kids[name] = k
	}
	y := recordOf(kids)
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
	y := recordOf(kids)
	if c.elem == anything && y.err == "" {
		y = record(y.names, oneType(y.kids))
	}
	y.refs, y.from, y.sensitive = x.refs, x.from, x.sensitive
	return y
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
