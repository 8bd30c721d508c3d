package terraform

import (
	"bytes"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// A plan as terraform show -json prints it says what each resource will be like, and in its configuration which expressions name which other
// resources. What it does not say is told by prior_state (through locals and dynamic blocks) or by the folder it was made from.

// looksLikePlan knows the start of what terraform show -json prints, for a plan or for a state.
func looksLikePlan(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(head) == 0 || head[0] != '{' {
		return false
	}
	start := head[:min(len(head), 4096)]
	return bytes.Contains(start, []byte(`"format_version"`)) &&
		(bytes.Contains(start, []byte(`"terraform_version"`)) || bytes.Contains(start, []byte(`"planned_values"`)))
}

// plan is one file.
type plan struct {
	file   *source.File
	doc    jsonValue
	values jsonValue // the root module of planned_values, or of a state's values
	tree   *Tree
	set    *source.Set
	filled bool

	changes   map[string]jsonValue // change of each resource by address
	depends   map[string][]string  // of prior_state, by address without keys
	resources map[string]*planned  // by address
	byConfig  map[string][]*planned
	calls     map[string]map[string]jsonValue // module calls by name, by the path of the module around them
	instances map[string][]string             // of modules, by address with and without the last key
}

// planned is one resource of a plan.
type planned struct {
	res    *Resource
	module string    // address of its module instance
	path   []string  // names of the module calls it stands in
	name   string    // aws_lb.public, data.aws_lb.public
	index  jsonValue // its key
	values jsonValue
	secret jsonValue
	config jsonValue // its block in configuration, absent where there is none
}

// readPlan reads a plan, nil where it cannot be read.
func readPlan(f *source.File, set *source.Set, t *Tree, most int) *plan {
	report := t.reporter(most)
	doc, err := readJSON(f.Src)
	if err != nil {
		at := jsonPlace(err)
		report(source.Span{File: f.ID, Start: at, End: min(at+1, uint32(len(f.Src)))}, chain.SyntaxProblem, err.Error(), "write the plan again with: terraform show -json")
		return nil
	}
	p := &plan{
		file: f, doc: doc.root(), tree: t, set: set,
		changes: map[string]jsonValue{}, depends: map[string][]string{}, resources: map[string]*planned{}, byConfig: map[string][]*planned{},
		calls: map[string]map[string]jsonValue{},
	}
	version := p.doc.get("format_version")
	if major, _, _ := strings.Cut(version.text(), "."); major != "0" && major != "1" {
		report(p.span(version), chain.SyntaxProblem, "this plan has the format "+strconv.Quote(version.text())+": formats 0 and 1 are known", "")
		return nil
	}
	if e := p.doc.get("errored"); e.isTrue() {
		report(p.span(e), chain.UnresolvedProblem, "the plan ended with an error: it holds a part of the resources only", "")
	}
	p.values = p.doc.get("planned_values", "root_module")
	if !p.values.exists() {
		p.values = p.doc.get("values", "root_module")
	}
	p.read()
	return p
}

func (p *plan) span(v jsonValue) source.Span {
	if !v.exists() {
		return source.Span{File: p.file.ID}
	}
	n := v.node()
	return source.Span{File: p.file.ID, Start: n.start, End: n.end}
}

func (p *plan) read() {
	for c := range p.doc.get("resource_changes").items {
		p.changes[c.get("address").text()] = c.get("change")
	}
	prior := p.doc.get("prior_state", "values", "root_module")
	p.dependencies(prior, 0)
	config := p.doc.get("configuration", "root_module")
	p.module(p.values, config, "", nil, false)
	p.module(prior, config, "", nil, true) // data sources that were read stand only here
}

const maxPlanDepth = 100 // modules inside of modules

// module adds the resources of one module instance; of a state only the data sources that the plan does not list.
func (p *plan) module(m, config jsonValue, addr string, names []string, state bool) {
	if len(names) > maxPlanDepth {
		return
	}
	blocks := map[string]jsonValue{}
	for r := range config.get("resources").items {
		blocks[r.get("address").text()] = r
	}
	for r := range m.get("resources").items {
		full := r.get("address").text()
		if state && (r.get("mode").text() != "data" || p.resources[full] != nil) || len(p.resources) >= maxResources {
			continue
		}
		p.add(r, blocks, addr, names, full)
	}
	for c := range m.get("child_modules").items {
		child := c.get("address").text()
		path := slices.Concat(names, []string{callName(child, addr)})
		p.module(c, p.call(path).get("module"), child, path, state)
	}
}

// callName is the name of the call that made a module instance: edge of module.a.module.edge["x"].
func callName(child, parent string) string {
	rest := strings.TrimPrefix(child, parent)
	rest = strings.TrimPrefix(rest, ".")
	rest = strings.TrimPrefix(rest, "module.")
	name, _, _ := strings.Cut(rest, "[")
	return name
}

func (p *plan) add(r jsonValue, blocks map[string]jsonValue, module string, names []string, full string) {
	one := &planned{
		module: module, path: names, index: r.get("index"), values: r.get("values"), secret: r.get("sensitive_values"),
		name: r.get("type").text() + "." + r.get("name").text(),
	}
	mode := Managed
	if r.get("mode").text() == "data" {
		mode, one.name = Data, "data."+one.name
	}
	one.config = blocks[one.name]
	one.res = &Resource{Root: p.tree.Root, Address: full, Mode: mode, Type: r.get("type").text(), Module: module}
	one.res.At = p.span(r.get("address"))
	p.resources[full] = one
	key := configKey(names, one.name)
	p.byConfig[key] = append(p.byConfig[key], one)
	p.tree.Resources = append(p.tree.Resources, one.res)
}

// configKey is an address without instance keys.
func configKey(names []string, name string) string {
	var b strings.Builder
	for _, n := range names {
		b.WriteString("module." + n + ".")
	}
	return b.String() + name
}

// dependencies reads what each resource of the state hangs on.
func (p *plan) dependencies(m jsonValue, depth int) {
	if depth > maxPlanDepth {
		return
	}
	for r := range m.get("resources").items {
		for d := range r.get("depends_on").items {
			addr := r.get("address").text()
			p.depends[addr] = append(p.depends[addr], d.text())
		}
	}
	for c := range m.get("child_modules").items {
		p.dependencies(c, depth+1)
	}
}

// fill evaluates all bodies; the directory's resources, by address, tell places and lost references. It may be nil.
func (p *plan) fill(dir map[string]*Resource) {
	written := map[*Resource]Block{}
	for i, r := range p.tree.Resources {
		// The directory's resources are the ones that its references point to: they stay, with what the plan says.
		if beside := dir[r.Address]; beside != nil {
			one := p.resources[r.Address]
			written[beside] = beside.Block
			beside.Root, beside.Mode, beside.When = r.Root, r.Mode, nil
			beside.Block = Block{At: r.At}
			one.res, p.tree.Resources[i] = beside, beside
		}
	}
	for _, r := range p.tree.Resources {
		p.body(p.resources[r.Address])
		if w, ok := written[r]; ok {
			combine(&r.Block, &w)
			p.redirect(&r.Block, 0)
		}
	}
}

// redirect points references to instances whose keys only the plan knows.
func (p *plan) redirect(b *Block, depth int) {
	for _, a := range b.Attrs {
		for i := range a {
			a[i].Refs = p.known(a[i].Refs)
		}
	}
	for _, blocks := range b.Sub {
		for _, k := range blocks {
			if depth < maxDepth {
				p.redirect(k, depth+1)
			}
		}
	}
}

func (p *plan) known(refs []Ref) []Ref {
	var out []Ref
	for _, r := range refs {
		if p.resources[r.Addr] != nil || !strings.Contains(r.Addr, "[*]") {
			out = append(out, r)
			continue
		}
		var names []string
		words := splitRef(strings.ReplaceAll(r.Addr, "[*]", ""))
		for len(words) > 2 && words[0] == "module" {
			names, words = append(names, words[1]), words[2:]
			if len(words) > 0 && strings.HasPrefix(words[0], "[") {
				words = words[1:]
			}
		}
		for _, c := range p.byConfig[configKey(names, strings.Join(words, "."))] {
			out = append(out, Ref{To: c.res, Addr: c.res.Address, Attr: r.Attr, At: r.At})
		}
	}
	return out
}

// dirOf is the folder of a plan as shown.
func dirOf(f *source.File) string { return path.Dir(f.Name) }
