package terraform

import (
	"fmt"
	"math/big"

	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/source"
)

// instance is one of what count or for_each make of a block, or the only one of a block without them.
type instance struct {
	sc    *scope // in which the block stands
	def   *definition
	key   instanceKey
	addr  string    // with its module: module.edge.aws_lb.this["a"]
	res   *Resource // what providers see; nil for a module whose body is at hand
	child *scope    // of a module whose body is at hand
}

type keyKind uint8

const (
	singleKey keyKind = iota
	numberKey
	nameKey
	unknownKey
)

type instanceKey struct {
	kind keyKind
	n    int
	name string
}

// expansion is the instances of a block in one world.
type expansion struct {
	mode  keyKind // singleKey, numberKey (count), nameKey (for_each)
	items []item
	bad   bool   // Terraform would refuse it in this world
	open  *value // what decides the number, where it is unknown: then there is one item
}

type item struct {
	inst *instance
	each *value // each.value
}

// maxModules bounds modules inside of modules.
const maxModules = 50

// expand finds the instances of a block in the world of the moment.
func (e *evaluator) expand(sc *scope, d *definition) *expansion {
	r, ok := e.remember(sc, "instances of "+d.addr, func(r *remembered) { r.exp = e.expandOnce(sc, d) })
	if ok && r.crowd != "" {
		return e.crowdedExpansion(sc, d, r.crowd)
	}
	if !ok || r.exp == nil {
		return &expansion{mode: singleKey, items: []item{{inst: e.instance(sc, d, instanceKey{})}}}
	}
	return r.exp
}

func (e *evaluator) expandOnce(sc *scope, d *definition) *expansion {
	f := frame{sc: sc}
	if a, ok := d.attrs["for_each"]; ok {
		return e.forEach(sc, d, e.eval(a.expr, f))
	}
	if a, ok := d.attrs["count"]; ok {
		return e.count(sc, d, a, e.eval(a.expr, f))
	}
	if a, ok := d.meta("enabled"); ok { // OpenTofu's lifecycle { enabled = ... }
		c := e.truth(e.eval(a.expr, f))
		if c.err == "" && !e.holdsTrue(c) {
			return &expansion{mode: singleKey}
		}
	}
	return &expansion{mode: singleKey, items: []item{{inst: e.instance(sc, d, instanceKey{})}}}
}

// meta is an argument of the lifecycle block.
func (d *definition) meta(name string) (attribute, bool) {
	for _, k := range d.blocks {
		if k.typ == "lifecycle" {
			a, ok := k.attrs[name]
			return a, ok
		}
	}
	return attribute{}, false
}

func (e *evaluator) count(sc *scope, d *definition, a attribute, x *value) *expansion {
	x = toType(x, cty.Number)
	if !x.present() {
		return e.expandUnknown(sc, d, numberKey, x)
	}
	n, accuracy := x.v.AsBigFloat().Int64()
	if accuracy != big.Exact || n < 0 {
		return &expansion{mode: numberKey}
	}
	if most := int64(e.limits.instances); n > most {
		e.manyInstances(a, "count makes "+literalText(x.v)+" instances, more than %d: the first of them stand for all")
		n = most
	}
	exp := &expansion{mode: numberKey, items: make([]item, n)}
	for i := range exp.items {
		exp.items[i] = item{inst: e.instance(sc, d, instanceKey{kind: numberKey, n: i})}
	}
	return exp
}

func (e *evaluator) manyInstances(a attribute, format string) {
	e.report(spanOf(a.expr.Range()), chain.UnresolvedProblem, fmt.Sprintf(format, e.limits.instances)+" "+limits.Instances.Raise(), "")
}

func (e *evaluator) forEach(sc *scope, d *definition, x *value) *expansion {
	parts, ok := x.elements()
	if ok && len(parts) > e.limits.instances {
		e.manyInstances(d.attrs["for_each"], "for_each makes more than %d instances: one stands for all")
		ok = false
	}
	if !ok {
		return e.expandUnknown(sc, d, nameKey, x)
	}
	exp := &expansion{mode: nameKey}
	for _, p := range parts {
		name, ok := p.label()
		if x.isSequence() { // a set: its elements are the keys
			name, ok = p.v.key()
		}
		if !ok {
			return e.expandUnknown(sc, d, nameKey, x)
		}
		exp.items = append(exp.items, item{inst: e.instance(sc, d, instanceKey{kind: nameKey, name: name}), each: p.v})
	}
	return exp
}

// expandUnknown makes one instance that stands for all, where there are any.
func (e *evaluator) expandUnknown(sc *scope, d *definition, mode keyKind, x *value) *expansion {
	if x.err == "" && !x.isNull() && !x.some {
		var none *symbol
		if mode == numberKey {
			none = operation(opEqual, x.symbol(), literal(cty.NumberIntVal(0)))
		} else {
			none = operation(opEqual, word("length("+x.symbol().String()+")"), literal(cty.NumberIntVal(0)))
		}
		if e.decide(none, e.prefix) {
			return &expansion{mode: mode}
		}
	}
	return e.openExpansion(sc, d, mode, x)
}

func (e *evaluator) openExpansion(sc *scope, d *definition, mode keyKind, x *value) *expansion {
	return &expansion{mode: mode, open: x, bad: x.err != "", items: []item{{inst: e.instance(sc, d, instanceKey{kind: unknownKey}), each: x.unknownPart(anyStep)}}}
}

// crowdedExpansion stands for the instances of a block that hang on too many conditions: one, of an open number.
func (e *evaluator) crowdedExpansion(sc *scope, d *definition, subjects string) *expansion {
	mode := numberKey
	if _, ok := d.attrs["for_each"]; ok {
		mode = nameKey
	}
	return e.openExpansion(sc, d, mode, e.crowded("the instances of "+sc.inside(d.addr), subjects))
}

// instance gives the one object that stands for a key, in whatever world it exists.
func (e *evaluator) instance(sc *scope, d *definition, k instanceKey) *instance {
	addr := sc.inside(d.addr + addressKey(k))
	if have := sc.instances[addr]; have != nil {
		return have
	}
	inst := &instance{sc: sc, def: d, key: k, addr: addr}
	sc.instances[addr] = inst
	if d.mode == Opaque {
		inst.child = e.child(inst)
	}
	if inst.child == nil {
		inst.res = &Resource{Root: e.root, Block: Block{At: d.at}, Address: addr, Mode: d.mode, Type: d.typ, Module: sc.addr}
		if d.mode == Opaque {
			inst.res.Type, inst.res.Version = e.sourceOf(inst)
		}
	}
	return inst
}

// eachValue is each.value in the world of the moment.
func (e *evaluator) eachValue(inst *instance) *value {
	for _, it := range e.expand(inst.sc, inst.def).items {
		if it.inst == inst && it.each != nil {
			return it.each
		}
	}
	return invalid(inst.addr + " does not exist here") // in this world
}

// whole is a resource or a module without any step behind it.
func (e *evaluator) whole(sc *scope, d *definition) *value {
	exp := e.expand(sc, d)
	switch {
	case exp.mode == singleKey && len(exp.items) == 0:
		return known(cty.NullVal(cty.DynamicPseudoType))
	case exp.mode == singleKey:
		return exp.items[0].inst.value()
	case exp.open != nil:
		x := unknown(exp.open.why, word(sc.inside(d.addr)))
		x.elem, x.linked = exp.items[0].inst.value(), true
		return x
	case exp.mode == numberKey:
		kids := make([]*value, len(exp.items))
		for i, it := range exp.items {
			kids[i] = it.inst.value()
		}
		return tuple(kids)
	}
	kids := make(map[string]*value, len(exp.items))
	for _, it := range exp.items {
		kids[it.inst.key.name] = it.inst.value()
	}
	return recordOf(kids)
}

// value is the instance as an object of its own.
func (inst *instance) value() *value {
	if inst.child != nil {
		x := unknown(inst.addr+" is a whole module", word(inst.addr))
		x.scope = inst.child
		return x
	}
	x := unknown(inst.addr+" is known after apply", word(inst.addr))
	x.inst = inst
	x.refs = []Ref{{To: inst.res, Addr: inst.addr}}
	return x
}

// instanceAttr is aws_lb.public.name: what the configuration says it is, else something that is known only after apply.
func (e *evaluator) instanceAttr(inst *instance, name string, at source.Span) *value {
	ref := Ref{To: inst.res, Addr: inst.addr, Attr: name, At: at}
	if inst.def.mode != Opaque {
		if a, ok := inst.def.attrs[name]; ok && !metaArguments[name] {
			x := e.value(inst.sc, inst.addr+" "+name, func() *value { return e.eval(a.expr, frame{sc: inst.sc, inst: inst}) })
			if x.err == "" && !x.isNull() {
				return x.with(func(y *value) { y.refs = append([]Ref{ref}, x.refs...) })
			}
		}
	}
	if inst.def.mode == Data && inst.def.typ == "template_file" && name == "rendered" {
		return e.value(inst.sc, inst.addr+" rendered", func() *value { return e.rendered(inst) })
	}
	why := ""
	switch inst.def.mode {
	case Managed:
		why = inst.addr + "." + name + " is known after apply"
	case Data:
		why = inst.addr + "." + name + " is read when Terraform runs"
	case Opaque:
		why = "the body of " + inst.addr + " is not in the scan"
	}
	x := unknown(why, word(inst.addr+"."+name))
	x.refs = []Ref{ref}
	if texts[name] {
		x.v = cty.UnknownVal(cty.String)
	}
	return x
}

// texts are attributes that are texts in every provider, so that sets of them can be made.
var texts = map[string]bool{
	"arn": true, "id": true, "name": true, "self_link": true, "dns_name": true, "zone_id": true, "arn_suffix": true, "domain_name": true,
	"hosted_zone_id": true, "ip_address": true, "address": true, "uri": true, "url": true,
}

// metaArguments belong to Terraform, not to the resource.
var metaArguments = map[string]bool{"count": true, "for_each": true, "provider": true, "providers": true, "depends_on": true}
