package terraform

import (
	"maps"
	"slices"

	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// emitter turns scopes into the resources that providers see.
type emitter struct {
	*evaluator
	tree *Tree
	set  *source.Set
}

const maxResources = 200_000 // of one root

// scope adds the resources of one instance of a module, and of the modules that it calls.
func (m *emitter) scope(sc *scope) {
	for _, addr := range sc.mod.order {
		d := sc.mod.find(addr)
		worlds, ok := explore(&m.world, sc.when, func() *expansion { return m.expand(sc, d) })
		if !ok {
			worlds = []outcome[*expansion]{{v: m.crowdedExpansion(sc, d, subjects(guards(worlds)))}}
		}
		for _, e := range existence(possible(worlds)) {
			if len(m.tree.Resources) >= maxResources {
				return
			}
			m.instance(sc, e.inst, e.when)
		}
	}
}

// possible drops the worlds that Terraform would refuse, unless it refuses all.
func possible(worlds []outcome[*expansion]) []outcome[*expansion] {
	bad := func(w outcome[*expansion]) bool { return w.v.bad }
	if !slices.ContainsFunc(worlds, func(w outcome[*expansion]) bool { return !bad(w) }) {
		return worlds
	}
	return slices.DeleteFunc(worlds, bad)
}

type existing struct {
	inst *instance
	when chain.Guard
}

// existence says under which guard each instance exists: no guard where it does in all worlds, else what the worlds that have it share.
func existence(worlds []outcome[*expansion]) []existing {
	var order []*instance
	in := map[*instance][]chain.Guard{}
	for _, w := range worlds {
		for _, it := range w.v.items {
			if in[it.inst] == nil {
				order = append(order, it.inst)
			}
			in[it.inst] = append(in[it.inst], append(chain.Guard{}, w.when...))
		}
	}
	list := make([]existing, len(order))
	for i, inst := range order {
		guards := in[inst]
		list[i].inst = inst
		if len(guards) < len(worlds) {
			list[i].when = shared(guards)
		}
	}
	return list
}

// shared are the atoms that all guards have.
func shared(guards []chain.Guard) chain.Guard {
	var out chain.Guard
	for _, a := range guards[0] {
		if !slices.ContainsFunc(guards[1:], func(g chain.Guard) bool { return !g.Implies(chain.Guard{a}) }) {
			out = append(out, a)
		}
	}
	return out
}

func (m *emitter) instance(sc *scope, inst *instance, when chain.Guard) {
	all, ok := chain.And(sc.when, when)
	if !ok {
		return
	}
	if inst.child != nil {
		inst.child.when = all
		m.scope(inst.child)
		return
	}
	r := inst.res
	r.When = all
	r.Block = *m.block(inst.def.block, frame{sc: sc, inst: inst}, all, 0)
	r.Partial = inst.def.alone
	r.Open = r.Open || r.Partial
	m.tree.Resources = append(m.tree.Resources, r)
}

// unread are blocks that hold no settings of a resource.
var unread = map[string]bool{"lifecycle": true, "provisioner": true, "connection": true, "dynamic": true}

// block evaluates a body; base is what holds around it.
func (m *emitter) block(b *block, f frame, base chain.Guard, depth int) *Block {
	out := &Block{At: b.at, Insert: b.insert, Attrs: make(map[string]Attr, len(b.attrs))}
	if s := f.sc.stand; s != nil {
		out.At, out.Insert = s.at, s.insert
	}
	for _, name := range slices.Sorted(maps.Keys(b.attrs)) {
		if depth > 0 || !metaArguments[name] {
			out.Attrs[name] = m.attr(name, b.attrs[name], f, base)
		}
	}
	if depth > 50 {
		return out
	}
	for _, k := range b.blocks {
		switch {
		case k.typ == "dynamic" && len(k.labels) == 1:
			m.dynamic(out, k, f, base, depth)
		case !unread[k.typ]:
			out.add(k.typ, m.block(k, f, base, depth+1))
		}
	}
	return out
}

func (b *Block) add(typ string, k *Block) {
	if b.Sub == nil {
		b.Sub = map[string][]*Block{}
	}
	b.Sub[typ] = append(b.Sub[typ], k)
}

// dynamic makes a block for each element.
func (m *emitter) dynamic(out *Block, k *block, f frame, base chain.Guard, depth int) {
	each, ok := k.attrs["for_each"]
	var content *block
	for _, c := range k.blocks {
		if c.typ == "content" {
			content = c
		}
	}
	if !ok || content == nil {
		return
	}
	typ := k.labels[0]
	iterator := typ
	if a, ok := k.attrs["iterator"]; ok {
		if name := keyword(a.expr); name != "" {
			iterator = name
		}
	}
	worlds, ok := explore(&m.world, base, func() []part { return m.repetitions(out, each, f) })
	if !ok {
		out.Open = true
		return
	}
	for _, w := range worlds {
		inner, ok := chain.And(base, w.when)
		if !ok {
			continue
		}
		for _, p := range w.v {
			it := recordOf(map[string]*value{"key": p.key(), "value": p.v})
			g := f.bind(iterator, it)
			made := m.block(&block{typ: typ, body: content.body, at: k.at, insert: content.insert}, g, inner, depth+1)
			made.When = w.when
			out.add(typ, made)
		}
	}
}

// repetitions are the elements of a dynamic block's for_each in one world.
func (m *emitter) repetitions(out *Block, each attribute, f frame) []part {
	x := m.eval(each.expr, f)
	if x.err != "" || x.isNull() {
		return nil
	}
	parts, ok := x.elements()
	if ok && len(parts) <= m.limits.instances {
		return parts
	}
	out.Open = true
	none := operation(opEqual, word("length("+x.symbol().String()+")"), literal(cty.NumberIntVal(0)))
	if m.decide(none, m.prefix) {
		return nil
	}
	return []part{{k: unknown(x.why, word("a key of "+x.symbol().String())), v: x.unknownPart(anyStep)}}
}

// attr evaluates one attribute in all worlds.
func (m *emitter) attr(name string, a attribute, f frame, base chain.Guard) Attr {
	worlds, ok := explore(&m.world, base, func() *value { return m.eval(a.expr, f) })
	if !ok && many[name] {
		m.coarse = true
		coarse, fits := explore(&m.world, base, func() *value { return m.eval(a.expr, f) })
		m.coarse = false
		if fits {
			worlds, ok = coarse, true
		}
	}
	if !ok {
		x := m.crowded(name, subjects(guards(worlds)))
		x.from = decides(a.at, "")
		return Attr{m.kase(name, nil, x, a.at, f)}
	}
	valid := slices.ContainsFunc(worlds, func(w outcome[*value]) bool { return w.v.err == "" })
	attr := make(Attr, 0, len(worlds))
	for _, w := range worlds {
		if w.v.err != "" && valid {
			continue // Terraform would stop there: no such world
		}
		attr = append(attr, m.kase(name, w.when, w.v, a.at, f))
	}
	return attr
}

// many are attributes of many parts, each of which may hang on conditions of its own: those parts that hang on none are known however many there are.
var many = map[string]bool{"container_definitions": true}

// kase is one case of an attribute.
func (m *emitter) kase(name string, when chain.Guard, x *value, readAt source.Span, f frame) Case {
	c := Case{When: when, V: x.v, Why: x.why, Refs: x.allRefs(), Sensitive: x.anySensitive(), val: x, set: m.set, name: name, readAt: readAt, stand: f.sc.stand}
	if !c.V.IsKnown() && c.Why == "" {
		c.Why = x.reason(0)
	}
	c.From = c.origin()
	return c
}
