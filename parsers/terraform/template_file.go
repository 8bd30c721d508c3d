package terraform

import (
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/source"
)

// rendered is what data "template_file" makes of its template and its variables: the one data source that asks nobody, and what task definitions were written with
// before templatefile.
// https://registry.terraform.io/providers/hashicorp/template/latest/docs/data-sources/file
func (e *evaluator) rendered(inst *instance) *value {
	f := frame{sc: inst.sc, inst: inst}
	a, ok := inst.def.attrs["template"]
	if !ok {
		return unknown(inst.addr+" has no template", word(inst.addr+".rendered"))
	}
	src := e.eval(a.expr, f)
	s, ok := src.key()
	if !ok {
		return unknown(src.why, word(inst.addr+".rendered"))
	}
	var vars []part
	for _, one := range e.templateVars(inst, f) {
		parts, ok := one.elements()
		if !ok {
			return unknown(one.why, word(inst.addr+".rendered"))
		}
		vars = append(vars, parts...)
	}
	for i := range vars { // the provider takes texts only
		vars[i].v = toType(vars[i].v, cty.String)
	}
	file := src.made().file
	if file != nil && len(file.Src) != len(s) {
		file = nil
	}
	return e.render(inst.addr, []byte(s), file, vars, f)
}

// templateVars are the variables of a template_file: an argument, or a block as Terraform 0.11 had it.
func (e *evaluator) templateVars(inst *instance, f frame) (all []*value) {
	if a, ok := inst.def.attrs["vars"]; ok {
		all = append(all, e.eval(a.expr, f))
	}
	for _, k := range inst.def.blocks {
		if k.typ != "vars" {
			continue
		}
		kids := map[string]*value{}
		for name, a := range k.attrs {
			kids[name] = e.eval(a.expr, f)
		}
		all = append(all, recordOf(kids))
	}
	return all
}

// render evaluates the text of a template in which nothing but its variables has a name. file is where the text stands, nil for nowhere.
func (e *evaluator) render(name string, src []byte, file *source.File, vars []part, f frame) *value {
	if _, why := tooDeep(src); why != "" || !utf8.Valid(src) {
		return unknown(name+": the template cannot be parsed", nil)
	}
	at := ""
	if file != nil {
		at = fileName(file.ID)
	}
	expr, diags := hclsyntax.ParseTemplate(src, at, hcl.Pos{Line: 1, Column: 1})
	if diags.HasErrors() {
		return invalid(name + ": the template does not parse")
	}
	g := frame{sc: &scope{mod: newModule(f.sc.mod.dir), root: f.sc.root, text: true, memo: map[string]*memory{}}}
	for _, p := range vars {
		k, _ := p.label()
		g = g.bind(k, p.v)
	}
	return e.eval(expr, g)
}
