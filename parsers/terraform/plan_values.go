package terraform

import (
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

func (p *plan) body(one *planned) {
	b := &one.res.Block
	b.Attrs = map[string]Attr{}
	change := p.changes[one.res.Address]
	unknowns := change.get("after_unknown")
	secret := one.secret
	if !secret.exists() {
		secret = change.get("after_sensitive")
	}
	exprs := one.config.get("expressions")
	names := map[string]bool{}
	for m := range one.values.members {
		name := m.name.text()
		names[name] = true
		x := p.value(one, m.value, companions{unknowns.get(name), secret.get(name), exprs.get(name), one.config.exists(), name}, 0)
		if m.value.kind() == jsonNull && !x.isUnknown() || x.shape == list && len(x.kids) == 0 && x.v.IsKnown() {
			continue // not set, whatever the schema makes of it
		}
		b.Attrs[name] = Attr{p.kase(name, x, p.span(m.value))}
	}
	for m := range exprs.members { // unknown attributes are left out of values
		name := m.name.text()
		if names[name] || !unknowns.get(name).exists() {
			continue
		}
		x := p.value(one, jsonValue{}, companions{unknowns.get(name), secret.get(name), m.value, true, name}, 0)
		b.Attrs[name] = Attr{p.kase(name, x, p.span(m.value))}
	}
}

func (p *plan) kase(name string, x *value, at source.Span) Case {
	c := Case{V: x.v, Why: x.why, Refs: x.allRefs(), Sensitive: x.anySensitive(), val: x, set: p.set, name: name, readAt: at}
	if !c.V.IsKnown() && c.Why == "" {
		c.Why = x.reason(0)
	}
	c.From = c.origin()
	return c
}

// companions are what the other trees of the plan say at the same place.
type companions struct {
	unknown, secret, expr jsonValue
	configured            bool // there is a configuration to compare with
	name                  string
}

// value turns a value of the plan into one of ours, with its place in the text of the plan.
func (p *plan) value(one *planned, v jsonValue, with companions, depth int) *value {
	written := !with.configured || with.expr.exists()
	var x *value
	switch {
	case with.unknown.isTrue():
		x = unknown(one.res.Address+"."+with.name+" is known after apply", word(one.res.Address+"."+with.name))
	case v.kind() == jsonArray && depth < maxDepth:
		x = p.array(one, v, with, depth)
	case v.kind() == jsonObject && depth < maxDepth:
		x = p.object(one, v, with, depth)
	case !v.exists():
		x = known(cty.NullVal(cty.DynamicPseudoType))
	default:
		x = fromJSON(v, p.file)
	}
	if with.secret.isTrue() {
		x.sensitive = true
	}
	if x.from != nil && x.shape == list {
		return x
	}
	if written {
		at := v
		if !v.exists() {
			at = with.expr
		}
		x.from = decides(p.span(at), "")
		x.refs = p.references(one, with.expr)
	} else {
		x.from = &trail{role: chain.DefaultOf, at: one.res.At}
	}
	return x
}

func (p *plan) array(one *planned, v jsonValue, with companions, depth int) *value {
	kids := []*value{}
	i := 0
	nested := with.expr.kind() == jsonArray // a block type: one map of expressions for each block
	unknowns, secrets, exprs := itemsOf(with.unknown), itemsOf(with.secret), itemsOf(with.expr)
	for item := range v.items {
		inner := companions{nth(unknowns, i), nth(secrets, i), with.expr, with.configured, with.name}
		if nested {
			if inner.expr = nth(exprs, i); !inner.expr.exists() && len(exprs) > 0 {
				inner.expr = exprs[0]
			}
		}
		// Blocks that a dynamic block makes are left out of the configuration: what they hold is written all the same.
		if !with.expr.exists() && item.kind() == jsonObject {
			inner.configured = false
		}
		kids = append(kids, p.value(one, item, inner, depth+1))
		i++
	}
	if !with.expr.exists() && with.configured && len(kids) > 0 && kids[0].shape == object {
		lost := p.dependsOn(one)
		for i, k := range kids {
			kids[i] = p.unresolved(one, k, nth(unknowns, i), lost)
		}
		x := tuple(kids)
		x.from = decides(p.span(v), "")
		return x
	}
	return tuple(kids)
}

// unresolved is a block that the configuration of the plan lost: what it names is among what the whole resource hangs on.
func (p *plan) unresolved(one *planned, k *value, unknowns jsonValue, lost []Ref) *value {
	kids := map[string]*value{}
	for i, name := range k.names {
		kids[name] = k.kids[i]
	}
	for m := range unknowns.members {
		if name := m.name.text(); m.value.isTrue() {
			kids[name] = unknown(one.res.Address+"."+name+" is known after apply", word(one.res.Address+"."+name))
			kids[name].from = k.from
		}
	}
	for _, x := range kids {
		if x.isUnknown() || x.present() && x.v.Type() == cty.String && strings.Contains(x.v.AsString(), "/") {
			x.refs = append(x.refs, lost...)
		}
	}
	y := recordOf(kids)
	y.from, y.sensitive = k.from, k.sensitive
	return y
}

func (p *plan) object(one *planned, v jsonValue, with companions, depth int) *value {
	kids := map[string]*value{}
	// The expressions of a block stand by name; a map that one expression makes has none for its parts.
	block := with.expr.exists() && with.expr.kind() == jsonObject && !with.expr.get("references").exists() && !with.expr.get("constant_value").exists() && len(itemsOf(with.expr)) == 0
	for m := range v.members {
		name := m.name.text()
		inner := companions{with.unknown.get(name), with.secret.get(name), jsonValue{}, with.configured, name}
		switch {
		case block:
			inner.expr = with.expr.get(name)
		default:
			inner.expr = with.expr
			inner.configured = with.configured && with.expr.exists()
		}
		k := p.value(one, m.value, inner, depth+1)
		if block && !inner.expr.exists() && m.value.kind() == jsonArray && len(k.kids) == 0 {
			continue
		}
		kids[name] = k
	}
	if block {
		for m := range with.expr.members {
			name := m.name.text()
			if _, have := kids[name]; !have && with.unknown.get(name).exists() {
				kids[name] = p.value(one, jsonValue{}, companions{with.unknown.get(name), with.secret.get(name), m.value, true, name}, depth+1)
			}
		}
	}
	return recordOf(kids)
}

func itemsOf(v jsonValue) (list []jsonValue) {
	for item := range v.items {
		list = append(list, item)
	}
	return list
}

func nth(list []jsonValue, i int) jsonValue {
	if i < len(list) {
		return list[i]
	}
	return jsonValue{}
}
