package terraform

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

func (e *evaluator) splat(n *hclsyntax.SplatExpr, f frame) *value {
	x := e.eval(n.Source, f)
	each := func(item *value) *value {
		g := f
		g.env = &binding{anon: n.Item, v: item, up: f.env}
		return e.eval(n.Each, g)
	}
	switch {
	case x.err != "":
		return x
	case x.isNull():
		return tuple(nil)
	case x.inst != nil || x.scope != nil:
		return tuple([]*value{each(x)})
	case x.shape == object || x.present() && !isSequence(x.v.Type()):
		return tuple([]*value{each(x)})
	}
	parts, ok := x.elements()
	if !ok {
		return x.mapped(each(x.unknownPart(anyStep)), e.spelled(n, f))
	}
	kids := make([]*value, len(parts))
	for i, p := range parts {
		kids[i] = each(p.v)
	}
	return tuple(kids)
}

func isSequence(ty cty.Type) bool { return ty.IsTupleType() || ty.IsListType() || ty.IsSetType() }

// mapped is a collection of an unknown number of elements that are all like elem.
func (x *value) mapped(elem *value, sym *symbol) *value {
	y := unknown(x.why, sym)
	y.elem, y.from, y.sensitive, y.linked = elem, x.from, x.sensitive, elem.hasRefs()
	y.refs = x.refs
	return y
}

func (e *evaluator) forExpr(n *hclsyntax.ForExpr, f frame) *value {
	x := e.eval(n.CollExpr, f)
	switch {
	case x.err != "":
		return x
	case x.isNull():
		return invalid("a for expression cannot go over null")
	}
	parts, ok := x.elements()
	if !ok {
		if x.isKnown() && x.inst == nil && x.scope == nil {
			return invalid("a for expression needs a collection")
		}
		g := f.bind(n.KeyVar, unknown(x.why, word("a key of "+x.symbol().String()))).bind(n.ValVar, x.unknownPart(anyStep))
		return x.mapped(e.eval(n.ValExpr, g), e.spelled(n, f))
	}
	if len(parts) > maxParts {
		return unknown("a for expression makes too many elements", nil)
	}
	b := forResult{grouped: n.Group, objects: map[string]*value{}, groups: map[string][]*value{}}
	for _, p := range parts {
		g := f
		if n.KeyVar != "" {
			g = g.bind(n.KeyVar, p.key())
		}
		g = g.bind(n.ValVar, p.v)
		if n.CondExpr != nil {
			c := e.truth(e.eval(n.CondExpr, g))
			if c.err != "" {
				return c
			}
			if !e.holdsTrue(c) {
				continue
			}
		}
		if bad := e.forPart(n, g, &b); bad != nil {
			return bad
		}
	}
	if n.KeyExpr == nil {
		return tuple(b.list)
	}
	for name, kids := range b.groups {
		b.objects[name] = tuple(kids)
	}
	return recordOf(b.objects)
}

type forResult struct {
	grouped bool
	list    []*value
	objects map[string]*value
	groups  map[string][]*value
}

// forPart adds one element; it gives the whole expression's value where that is settled.
func (e *evaluator) forPart(n *hclsyntax.ForExpr, f frame, b *forResult) *value {
	v := e.eval(n.ValExpr, f)
	if v.err != "" {
		return v
	}
	if n.KeyExpr == nil {
		b.list = append(b.list, v)
		return nil
	}
	k := e.eval(n.KeyExpr, f)
	if k.err != "" {
		return k
	}
	name, instead := e.keyed(k, v, n, f)
	if instead != nil {
		return instead
	}
	if b.grouped {
		b.groups[name] = append(b.groups[name], v)
		return nil
	}
	if _, twice := b.objects[name]; twice {
		return invalid("two elements have the key " + name)
	}
	b.objects[name] = v
	return nil
}
