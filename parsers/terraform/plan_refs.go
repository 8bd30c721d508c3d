package terraform

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

// references resolves what an expression of the plan's configuration names to resources. The plan lists each reference from the longest
// form to the shortest: aws_lb.a[0].arn, aws_lb.a[0], aws_lb.a.
func (p *plan) references(one *planned, expr jsonValue) []Ref {
	if !expr.exists() || expr.kind() != jsonObject {
		return nil
	}
	r := &planRefs{plan: p, seen: map[string]bool{}}
	r.list(expr.get("references"), at{one.module, one.path, one})
	if r.open {
		r.refs = append(r.refs, p.dependsOn(one)...)
	}
	return r.refs
}

// at is where references stand: in a module instance, and for each and count in a resource.
type at struct {
	module string
	path   []string
	one    *planned
}

type planRefs struct {
	*plan
	refs []Ref
	seen map[string]bool
	open bool // something was named that the plan does not resolve: a local
}

const maxHops = 1_000 // of references through modules

func (r *planRefs) list(refs jsonValue, from at) {
	longest := ""
	for ref := range refs.items {
		s := ref.text()
		if strings.HasPrefix(longest, s) && longest != s && strings.ContainsAny(longest[len(s):len(s)+1], ".[") {
			continue
		}
		longest = s
		r.one(s, r.span(ref), from)
	}
}

func (r *planRefs) one(s string, place source.Span, from at) {
	if len(r.seen) > maxHops || r.seen[from.module+" "+s] || len(r.refs) > maxRefs {
		return
	}
	r.seen[from.module+" "+s] = true
	words := splitRef(s)
	switch words[0] {
	case "local":
		r.open = true
	case "var":
		r.variable(words, from)
	case "module":
		r.output(words, from)
	case "each", "count":
		if from.one != nil {
			r.list(from.one.config.get("for_each_expression", "references"), at{from.module, from.path, nil})
		}
	case "path", "terraform", "self", "tofu":
	default:
		r.resource(words, s, place, from)
	}
}

// splitRef cuts a reference into names and keys: aws_lb, a, ["x.y"], arn.
func splitRef(s string) []string {
	var words []string
	start, depth, quoted := 0, 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' && (i == 0 || s[i-1] != '\\'):
			quoted = !quoted
		case quoted:
		case c == '[':
			if depth == 0 && i > start {
				words, start = append(words, s[start:i]), i
			}
			depth++
		case c == ']':
			depth--
		case c == '.' && depth == 0:
			if i > start {
				words = append(words, s[start:i])
			}
			start = i + 1
		}
	}
	if start < len(s) {
		words = append(words, s[start:])
	}
	if len(words) == 0 {
		words = []string{""}
	}
	return words
}

// variable goes to the argument of the module call around.
func (r *planRefs) variable(words []string, from at) {
	if len(words) < 2 || len(from.path) == 0 {
		return
	}
	up := at{module: parentModule(from.module), path: from.path[:len(from.path)-1]}
	r.list(r.call(from.path).get("expressions", words[1], "references"), up)
}

// parentModule is the address of the module instance around another.
func parentModule(addr string) string {
	// A key may hold anything: only a module that stands outside of brackets counts.
	cut, depth, quoted := 0, 0, false
	for i := range len(addr) {
		switch c := addr[i]; {
		case c == '"' && (i == 0 || addr[i-1] != '\\'):
			quoted = !quoted
		case quoted:
		case c == '[':
			depth++
		case c == ']':
			depth--
		case depth == 0 && strings.HasPrefix(addr[i:], ".module."):
			cut = i
		}
	}
	return addr[:cut]
}

// output goes into a module that is called.
func (r *planRefs) output(words []string, from at) {
	if len(words) < 2 {
		return
	}
	base := "module." + words[1]
	if from.module != "" {
		base = from.module + "." + base
	}
	rest := words[2:]
	if len(rest) > 0 && strings.HasPrefix(rest[0], "[") {
		base += rest[0]
		rest = rest[1:]
	}
	if len(rest) == 0 {
		return
	}
	path := slices.Concat(from.path, words[1:2])
	out := r.call(path).get("module", "outputs", rest[0], "expression", "references")
	for _, inst := range r.instancesOf(base) {
		r.list(out, at{module: inst, path: path})
	}
}

// instancesOf are the module instances that an address means: without a key all of them.
func (p *plan) instancesOf(base string) []string {
	if p.instances == nil {
		p.instances = map[string][]string{}
		seen := map[string]bool{}
		for _, res := range p.tree.Resources {
			for m := res.Module; m != "" && !seen[m]; m = parentModule(m) {
				seen[m] = true
				p.instances[m] = append(p.instances[m], m)
				if i := strings.LastIndex(m, "["); strings.HasSuffix(m, "]") && i > 0 {
					p.instances[m[:i]] = append(p.instances[m[:i]], m)
				}
			}
		}
	}
	return p.instances[base]
}

// call is a module call in the configuration.
func (p *plan) call(path []string) jsonValue {
	if len(path) == 0 {
		return jsonValue{}
	}
	up := path[:len(path)-1]
	key := configKey(up, "")
	calls, ok := p.calls[key]
	if !ok {
		calls = map[string]jsonValue{}
		config := p.doc.get("configuration", "root_module")
		if len(up) > 0 {
			config = p.call(up).get("module")
		}
		for m := range config.get("module_calls").members {
			calls[m.name.text()] = m.value
		}
		p.calls[key] = calls
	}
	return calls[path[len(path)-1]]
}

// resource finds the instances that a reference means: the one with its key, else the one with the same key as what refers to it, else all.
func (r *planRefs) resource(words []string, s string, place source.Span, from at) {
	n := 2
	if words[0] == "data" {
		n = 3
	}
	if len(words) < n {
		return
	}
	name := strings.Join(words[:n], ".")
	rest := words[n:]
	addr := name
	if from.module != "" {
		addr = from.module + "." + name
	}
	if len(rest) > 0 && strings.HasPrefix(rest[0], "[") {
		addr += rest[0]
		rest = rest[1:]
	}
	attr := ""
	if len(rest) > 0 {
		attr = rest[0]
	}
	if one := r.resources[addr]; one != nil {
		r.refs = append(r.refs, Ref{To: one.res, Addr: addr, Attr: attr, At: place})
		return
	}
	var all []*planned
	for _, c := range r.byConfig[configKey(from.path, name)] {
		if c.module != from.module {
			continue
		}
		if from.one != nil && from.one.index.exists() && c.index.exists() && string(from.one.index.raw()) == string(c.index.raw()) {
			all = []*planned{c}
			break
		}
		all = append(all, c)
	}
	for _, c := range all {
		r.refs = append(r.refs, Ref{To: c.res, Addr: c.res.Address, Attr: attr, At: place})
	}
	if len(all) == 0 {
		r.refs = append(r.refs, Ref{Addr: addr, Attr: attr, At: place})
	}
}

// dependsOn are the resources that the state says a resource hangs on, through locals and dynamic blocks too.
func (p *plan) dependsOn(one *planned) []Ref {
	var refs []Ref
	for _, d := range p.depends[one.res.Address] {
		words := splitRef(d)
		var names []string
		for len(words) > 2 && words[0] == "module" {
			names, words = append(names, words[1]), words[2:]
		}
		for _, c := range p.byConfig[configKey(names, strings.Join(words, "."))] {
			refs = append(refs, Ref{To: c.res, Addr: c.res.Address, At: one.res.At})
		}
	}
	return refs
}
