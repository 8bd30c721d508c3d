package terraform

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/source"
)

// child makes the scope of a module call, nil where its body is not at hand.
func (e *evaluator) child(inst *instance) *scope {
	sc := inst.sc
	dir := e.bodyOf(inst)
	if dir == "" {
		return e.standIn(inst)
	}
	for up := sc; up != nil; up = up.up {
		if up.mod.dir == dir {
			e.report(inst.def.at, chain.SyntaxProblem, "the module calls itself: "+inst.def.addr, "")
			return nil
		}
	}
	if sc.depth >= maxModules {
		e.report(inst.def.at, chain.SyntaxProblem, "modules call each other more than 50 deep: "+inst.def.addr, "")
		return nil
	}
	if e.bodies++; e.bodies > e.limits.modules {
		if e.bodies == e.limits.modules+1 {
			e.report(inst.def.at, chain.UnresolvedProblem, fmt.Sprintf("modules are called more than %d times: what is called from here on is not looked at %s", e.limits.modules, limits.Modules.Raise()), "")
		}
		return nil
	}
	mod := e.files.module(dir)
	if mod == nil {
		return nil
	}
	return &scope{mod: mod, up: sc, call: inst, addr: inst.addr, depth: sc.depth + 1, root: sc.root, memo: map[string]*memory{}, instances: map[string]*instance{}}
}

// bodyOf is the folder of a module's body, "" where it is not at hand.
func (e *evaluator) bodyOf(inst *instance) string {
	src := e.meta(inst, "source")
	if src == "" {
		return ""
	}
	if isLocal(src) {
		return filepath.Join(inst.sc.mod.dir, filepath.FromSlash(src))
	}
	return e.files.installed(inst.sc, inst.def.name)
}

// isLocal reports whether a module's source is a folder beside the caller.
func isLocal(src string) bool {
	return strings.HasPrefix(src, "./") || strings.HasPrefix(src, "../") || src == "." || src == ".."
}

// constantText reads an argument that Terraform wants as a plain text.
func constantText(a attribute) (string, bool) {
	v, ok := constant(a.expr)
	if !ok || v.IsNull() || v.Type() != cty.String {
		return "", false
	}
	return v.AsString(), true
}

// meta is an argument of a module call that selects its body. OpenTofu lets variables and locals stand there.
func (e *evaluator) meta(inst *instance, name string) string {
	a := inst.def.attrs[name]
	if a.expr == nil {
		return ""
	}
	if s, ok := constantText(a); ok {
		return s
	}
	s, _ := e.eval(a.expr, frame{sc: inst.sc}).key()
	return s
}

// sourceOf is the source of a module call without what selects a version, and the version.
func (e *evaluator) sourceOf(inst *instance) (src, version string) {
	src, version = e.meta(inst, "source"), e.meta(inst, "version")
	src = strings.TrimPrefix(src, "registry.terraform.io/")
	src = strings.TrimPrefix(src, "registry.opentofu.org/")
	if base, query, ok := strings.Cut(src, "?"); ok {
		src = base
		for p := range strings.SplitSeq(query, "&") {
			if ref, ok := strings.CutPrefix(p, "ref="); ok && version == "" {
				version = strings.TrimPrefix(strings.TrimPrefix(ref, "refs/"), "tags/")
			}
		}
	}
	return src, version
}

// variable is var.x in a scope.
func (e *evaluator) variable(sc *scope, name string, at source.Span) *value {
	v := sc.mod.variables[name]
	if v == nil { // what writes it, as terragrunt does, has not run yet
		return unknown("var."+name+" is not declared in these files", word(sc.inside("var."+name)))
	}
	return e.value(sc, "var."+name, func() *value { return e.variableOnce(sc, name, v) })
}

func (e *evaluator) variableOnce(sc *scope, name string, v *variable) *value {
	x := e.given(sc, name, v)
	if x == nil || x.isNull() && !v.nullable {
		def, ok := v.attrs["default"]
		switch {
		case ok:
			x = e.eval(def.expr, frame{})
			x.note("default of the variable " + name)
		case x == nil && sc.up == nil:
			return e.unset(name, v)
		case x == nil:
			return unknown("the argument "+name+" of "+sc.addr+" is missing", word(sc.addr+": var."+name))
		}
	}
	if x.err != "" {
		return x
	}
	y := e.convertTo(x, v.typ)
	if y.err != "" {
		y = unknown("the value of var."+name+" does not fit its type: "+y.err, word(sc.inside("var."+name)))
		y.refs, y.from = x.allRefs(), x.from
	}
	if v.sensitive {
		y = y.with(func(z *value) { z.sensitive = true })
	}
	return y
}

// note tells what the place that decides is.
func (x *value) note(s string) {
	if x.from != nil && x.from.prev == nil && x.from.note == "" {
		x.from = &trail{role: x.from.role, at: x.from.at, note: s}
	}
}

// unset is a root variable that nothing gives a value.
func (e *evaluator) unset(name string, v *variable) *value {
	x := unknown("var."+name+" is not set", word("var."+name))
	if v.typ.ty.IsPrimitiveType() {
		x.v = cty.UnknownVal(v.typ.ty)
	}
	x.from = decides(v.at, "variable without a value")
	return x
}

// given is what a variable is set to, nil for nothing.
func (e *evaluator) given(sc *scope, name string, v *variable) *value {
	if sc.up == nil {
		return e.input(sc, name, v)
	}
	a, ok := sc.call.def.attrs[name]
	if !ok {
		return nil
	}
	x := e.eval(a.expr, frame{sc: sc.up, inst: sc.call})
	if x.err != "" {
		return x
	}
	step := &trail{role: chain.PassedBy, at: a.at, note: "argument " + name + " of " + sc.addr}
	if x.from != nil && within(x.from.at, a.at) && x.from.prev == nil {
		return x // written in the call itself
	}
	return x.passed(step)
}

func within(inner, outer source.Span) bool {
	return inner.File == outer.File && outer.Start <= inner.Start && inner.End <= outer.End
}
