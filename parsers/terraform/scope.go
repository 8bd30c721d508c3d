package terraform

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// scope is one instance of a module: the root module, or what a module call makes of its body. Names mean something in a scope.
type scope struct {
	mod   *module
	up    *scope      // nil for the root module
	call  *instance   // of the module block in up
	addr  string      // module.edge["a"], "" for the root module
	when  chain.Guard // under which it exists
	depth int
	root  string // folder of the root module
	text  bool   // it is that of a template

	stand     *standPlace // of a model
	inputs    *inputs     // of the root module
	memo      map[string]*memory
	parts     map[written]*memory
	crowds    map[string]string // of names with too many worlds: what these hang on
	instances map[string]*instance
}

func (e *evaluator) value(sc *scope, name string, f func() *value) *value {
	r, ok := e.remember(sc, name, func(r *remembered) { r.v = f() })
	if ok && r.crowd != "" {
		return e.crowded(sc.inside(name), r.crowd)
	}
	if !ok {
		return unknown(name+inCircle, word(sc.inside(name)+" (a cycle)"))
	}
	return r.v
}

// inside is an address as seen from the root module.
func (sc *scope) inside(addr string) string {
	if sc.addr == "" {
		return addr
	}
	return sc.addr + "." + addr
}

// traversal is a reference: var.x, local.y.z, aws_lb.public.arn, each.value.
func (e *evaluator) traversal(n *hclsyntax.ScopeTraversalExpr, f frame) *value {
	first := n.Traversal.RootName()
	rest := n.Traversal[1:]
	at := spanOf(n.SrcRange)
	if x := f.lookup(first); x != nil {
		return e.walk(x, rest, at)
	}
	if f.sc == nil {
		return invalid("references cannot stand here")
	}
	step := func() string { // the name behind the first one
		if len(rest) == 0 {
			return ""
		}
		name, _ := rest[0].(hcl.TraverseAttr)
		return name.Name
	}
	switch first {
	case "var":
		return e.walk(e.variable(f.sc, step(), at), rest[min(1, len(rest)):], at)
	case "local":
		return e.walk(e.local(f.sc, step()), rest[min(1, len(rest)):], at)
	case "each", "count", "self":
		return e.repeated(first, step(), rest, f, at)
	case "path":
		return e.path(step(), f)
	case "terraform", "tofu":
		x := unknown("terraform."+step()+" is known when Terraform runs", word("terraform."+step()))
		x.v = cty.UnknownVal(cty.String)
		return x
	case "module":
		return e.object1(f, "module."+step(), rest[min(1, len(rest)):], at)
	case "data":
		if len(rest) < 2 {
			return unknown("data names all data sources", word("data"))
		}
		name, _ := rest[1].(hcl.TraverseAttr)
		return e.object1(f, "data."+step()+"."+name.Name, rest[2:], at)
	}
	if len(rest) == 0 {
		return invalid("there is nothing called " + first)
	}
	if step() == "" {
		return unknown(first+" names all resources of a type", word(first))
	}
	if first == "resource" && len(rest) > 1 {
		name, _ := rest[1].(hcl.TraverseAttr)
		return e.object1(f, step()+"."+name.Name, rest[2:], at)
	}
	return e.object1(f, first+"."+step(), rest[1:], at)
}

// object1 is a resource, a data source or a module by its address, with the steps behind it.
func (e *evaluator) object1(f frame, addr string, rest hcl.Traversal, at source.Span) *value {
	d := f.sc.mod.find(addr)
	if d == nil {
		x := unknown(f.sc.inside(addr)+undeclared, word(f.sc.inside(addr)))
		x.refs = []Ref{{Addr: f.sc.inside(addr), Attr: lastName(rest), At: at}}
		return e.walk(x, rest, at)
	}
	return e.walk(e.whole(f.sc, d), rest, at)
}

func lastName(rest hcl.Traversal) string {
	for _, step := range rest {
		if a, ok := step.(hcl.TraverseAttr); ok {
			return a.Name
		}
	}
	return ""
}

func (e *evaluator) local(sc *scope, name string) *value {
	a, ok := sc.mod.locals[name]
	if !ok {
		return invalid("there is no local." + name)
	}
	return e.value(sc, "local."+name, func() *value { return e.eval(a.expr, frame{sc: sc}) })
}

// repeated is what count and for_each set for each instance.
func (e *evaluator) repeated(first, name string, rest hcl.Traversal, f frame, at source.Span) *value {
	inst := f.inst
	rest = rest[min(1, len(rest)):]
	if inst == nil {
		return invalid(first + "." + name + " cannot stand here")
	}
	switch {
	case first == "count" && name == "index":
		if inst.key.kind == numberKey {
			return known(cty.NumberIntVal(int64(inst.key.n)))
		}
		return unknown("the number of "+inst.addr+" is unknown", word(inst.addr+": count.index"))
	case first == "each" && name == "key":
		if inst.key.kind == nameKey {
			return text(inst.key.name)
		}
		return unknown("the keys of "+inst.addr+" are unknown", word(inst.addr+": each.key"))
	case first == "each" && name == "value":
		return e.walk(e.eachValue(inst), rest, at)
	}
	x := unknown(first+"."+name+" is known when Terraform runs", word(inst.addr+": "+first+"."+name))
	return x
}

// path is path.module, path.root or path.cwd. Terraform is taken to be run in the root module's folder.
func (e *evaluator) path(name string, f frame) *value {
	switch name {
	case "root":
		return text(".")
	case "module":
		rel, err := filepath.Rel(f.sc.root, f.sc.mod.dir)
		if err == nil {
			return text(filepath.ToSlash(rel))
		}
	}
	x := unknown("path."+name+" is known when Terraform runs", word("path."+name))
	x.v = cty.UnknownVal(cty.String)
	return x
}

// output is module.x.name.
func (e *evaluator) output(sc *scope, name string, at source.Span) *value {
	o := sc.mod.outputs[name]
	if o == nil && sc.stand != nil { // the module may well have it: its model does not
		x := unknown(sc.addr+"."+name+" is known after apply", word(sc.addr+"."+name))
		x.refs = []Ref{{Addr: sc.addr, Attr: name, At: at}}
		return x
	}
	if o == nil {
		return invalid("the module " + sc.addr + " has no output " + name)
	}
	a, ok := o.attrs["value"]
	if !ok {
		return invalid("the output " + name + " has no value")
	}
	x := e.value(sc, "output."+name, func() *value {
		x := e.eval(a.expr, frame{sc: sc})
		if isLiteral(o.attrs["sensitive"], true) {
			x = x.with(func(y *value) { y.sensitive = true })
		}
		return x
	})
	return x
}

// addressKey is an instance key as addresses show it.
func addressKey(k instanceKey) string {
	switch k.kind {
	case numberKey:
		return "[" + strconv.Itoa(k.n) + "]"
	case nameKey:
		return "[" + quoteKey(k.name) + "]"
	case unknownKey:
		return "[*]"
	case singleKey:
	}
	return ""
}

// quoteKey quotes a key as HCL does.
func quoteKey(s string) string {
	s = strconv.Quote(s)
	s = strings.ReplaceAll(s, "${", "$${")
	return strings.ReplaceAll(s, "%{", "%%{")
}
