package terraform

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// constraint is the type of a variable. It is read by ourselves rather than by the library because the default of an optional attribute
// decides values, and so its place must be known.
type constraint struct {
	ty    cty.Type      // without what is optional
	elem  *constraint   // of a list, a set or a map
	elems []*constraint // of a tuple
	attrs map[string]attrConstraint
	names []string // of attrs, sorted
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
	c.ty, c.names = cty.Object(types), slices.Sorted(maps.Keys(types))
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
