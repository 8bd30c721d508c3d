package terraform

import (
	"bytes"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/source"
)

// body is what stands between braces, whether it was written in HCL or in JSON.
type body struct {
	attrs  map[string]attribute
	blocks []*block
}

type attribute struct {
	expr hclsyntax.Expression
	at   source.Span // the whole line: idle_timeout = 60
}

// block is resource "aws_lb" "public" { ... }.
type block struct {
	typ    string
	labels []string
	*body
	at     source.Span // its header
	insert source.Place
}

// module is what the files of one folder say.
type module struct {
	dir       string // absolute
	variables map[string]*variable
	locals    map[string]attribute
	outputs   map[string]*block
	blocks    map[string]*definition // resources, data sources and module calls by address: aws_lb.x, data.aws_lb.x, module.x
	order     []string               // addresses in the order of files
}

// variable is a declaration.
type variable struct {
	*block
	typ       *constraint
	sensitive bool
	nullable  bool
}

// definition is a block that can be repeated with count and for_each.
type definition struct {
	*block
	mode  Mode
	typ   string // aws_lb; "" for a module call
	name  string
	addr  string // aws_lb.public, data.aws_lb.public, module.alb
	file  *source.File
	lazy  func() *body // parses it; nil once that is done
	alone bool         // an override file holds it and no other file: what it overrides is elsewhere
}

// load parses a block that was left for later.
func (d *definition) load() *definition {
	if d.lazy != nil {
		parsed := d.lazy()
		d.lazy = nil
		if parsed != nil && len(parsed.blocks) == 1 {
			d.block = parsed.blocks[0]
		}
	}
	return d
}

// find gives a block by its address, parsed; nil where there is none.
func (m *module) find(addr string) *definition {
	d := m.blocks[addr]
	if d == nil {
		return nil
	}
	return d.load()
}

// later adds a resource or a data source that is parsed when it is wanted.
func (m *module) later(f *source.File, c chunk, parse func() *body) {
	mode, addr := Managed, c.labels[0]+"."+c.labels[1]
	if c.typ == "data" {
		mode, addr = Data, "data."+addr
	}
	if m.blocks[addr] != nil {
		return
	}
	at := source.Span{File: f.ID, Start: uint32(c.start), End: uint32(c.start)}
	k := &block{typ: c.typ, labels: c.labels, at: at, body: &body{attrs: map[string]attribute{}}}
	m.blocks[addr] = &definition{block: k, mode: mode, addr: addr, name: c.labels[1], typ: c.labels[0], file: f, lazy: parse}
}

// parseHCL reads the native syntax. What does not parse is reported; the rest of the file still counts.
func parseHCL(f *source.File, report reporter) *body {
	src := f.Src
	parsed, diags := hclsyntax.ParseConfig(src, fileName(f.ID), hcl.Pos{Line: 1, Column: 1})
	reportDiagnostics(f, diags, report)
	if parsed == nil {
		return &body{}
	}
	return fromHCL(f, parsed.Body.(*hclsyntax.Body))
}

func fromHCL(f *source.File, hb *hclsyntax.Body) *body {
	b := &body{attrs: make(map[string]attribute, len(hb.Attributes)), blocks: make([]*block, 0, len(hb.Blocks))}
	for name, a := range hb.Attributes {
		b.attrs[name] = attribute{expr: a.Expr, at: spanOf(a.SrcRange)}
	}
	for _, k := range hb.Blocks {
		header := k.TypeRange
		for _, l := range k.LabelRanges {
			header = hcl.RangeBetween(header, l)
		}
		b.blocks = append(b.blocks, &block{
			typ: k.Type, labels: k.Labels, body: fromHCL(f, k.Body), at: spanOf(header),
			insert: placeIn(f, spanOf(k.OpenBraceRange), spanOf(k.TypeRange)),
		})
	}
	return b
}

// placeIn is where an argument would be written: behind the brace that opens a block. What is inserted begins with EOL and Indent.
func placeIn(f *source.File, brace, header source.Span) source.Place {
	p := f.Place(brace.End)
	outer := f.Place(header.Start).Indent
	unit := "  "
	rest := f.Src[min(int(brace.End), len(f.Src)):]
	if n := bytes.IndexByte(rest, '\n'); n >= 0 && len(bytes.TrimSpace(rest[:n])) == 0 {
		inner := f.Place(brace.End + uint32(n) + 1).Indent
		if len(inner) > len(outer) {
			unit = inner[len(outer):]
		}
	}
	p.Indent = outer + unit
	return p
}

// newModule sorts the blocks of a folder's files. Files are in the order in which Terraform reads them, overrides last.
func newModule(dir string) *module {
	return &module{dir: dir, variables: map[string]*variable{}, locals: map[string]attribute{}, outputs: map[string]*block{}, blocks: map[string]*definition{}}
}

func (m *module) add(f *source.File, b *body, override bool) {
	for _, k := range b.blocks {
		switch {
		case k.typ == "locals":
			for name, a := range k.attrs {
				if _, have := m.locals[name]; !have || override {
					m.locals[name] = a
				}
			}
		case k.typ == "variable" && len(k.labels) == 1:
			m.addVariable(k, override)
		case k.typ == "output" && len(k.labels) == 1:
			if have := m.outputs[k.labels[0]]; have != nil && override {
				have.override(k.body)
			} else if have == nil {
				m.outputs[k.labels[0]] = k
			}
		case k.typ == "resource" && len(k.labels) == 2:
			m.define(f, k, Managed, k.labels[0]+"."+k.labels[1], override)
		case k.typ == "data" && len(k.labels) == 2:
			m.define(f, k, Data, "data."+k.labels[0]+"."+k.labels[1], override)
		case k.typ == "module" && len(k.labels) == 1:
			m.define(f, k, Opaque, "module."+k.labels[0], override)
		}
	}
}

func (m *module) define(f *source.File, k *block, mode Mode, addr string, override bool) {
	if have := m.blocks[addr]; have != nil {
		if override {
			have.load().override(k.body)
		}
		return // Terraform refuses a second block of one name
	}
	d := &definition{block: k, mode: mode, addr: addr, name: k.labels[len(k.labels)-1], file: f, alone: override}
	if mode != Opaque {
		d.typ = k.labels[0]
	}
	m.blocks[addr] = d
	m.order = append(m.order, addr)
}

// override applies an override file: attributes replace those of the same name, a block type replaces all blocks of that type.
func (b *body) override(o *body) {
	for name, a := range o.attrs {
		if b.attrs == nil {
			b.attrs = map[string]attribute{}
		}
		b.attrs[name] = a
	}
	replaced := map[string]bool{}
	for _, k := range o.blocks {
		replaced[k.kind()] = true
	}
	b.blocks = slices.DeleteFunc(b.blocks, func(k *block) bool { return replaced[k.kind()] })
	b.blocks = append(b.blocks, o.blocks...)
}

// kind is the type of block that a block makes: dynamic "x" makes x.
func (b *block) kind() string {
	if b.typ == "dynamic" && len(b.labels) == 1 {
		return b.labels[0]
	}
	return b.typ
}

func (m *module) addVariable(k *block, override bool) {
	name := k.labels[0]
	v := m.variables[name]
	switch {
	case v == nil:
		v = &variable{block: k}
		m.variables[name] = v
	case override:
		v.override(k.body)
	default:
		return
	}
	v.typ, v.nullable, v.sensitive = anything, true, false
	if a, ok := v.attrs["type"]; ok {
		v.typ = parseConstraint(a.expr, 0)
	}
	v.nullable = !isLiteral(v.attrs["nullable"], false)
	v.sensitive = isLiteral(v.attrs["sensitive"], true)
}

func isLiteral(a attribute, want bool) bool {
	v, ok := constant(a.expr)
	return ok && v.Type() == cty.Bool && !v.IsNull() && v.True() == want
}

// constant is the value of an expression that is written out. Nothing deeper is evaluated: these are read before anything is checked.
func constant(expr hclsyntax.Expression) (cty.Value, bool) {
	switch n := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return n.Val, true
	case *hclsyntax.TemplateExpr:
		if len(n.Parts) == 0 {
			return cty.StringVal(""), true
		}
		if len(n.Parts) == 1 {
			if lit, ok := n.Parts[0].(*hclsyntax.LiteralValueExpr); ok && lit.Val.Type() == cty.String {
				return lit.Val, true
			}
		}
	case *hclsyntax.ParenthesesExpr:
		switch n.Expression.(type) {
		case *hclsyntax.LiteralValueExpr, *hclsyntax.TemplateExpr:
			return constant(n.Expression)
		}
	}
	return cty.NilVal, false
}
