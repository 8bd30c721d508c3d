package terraform

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// inputs are the values that a root module's variables are given from outside, lowest precedence first: TF_VAR_ variables of the
// environment, terraform.tfvars, terraform.tfvars.json, *.auto.tfvars and *.auto.tfvars.json, then the command line in its order. The
// files of a variable set stand before the command line.
type inputs struct {
	env     func(string) string
	files   map[string]given // of the folder
	sets    []variableSet
	command map[string]given
}

type variableSet struct {
	name   string
	values map[string]given
}

// given is one value of one variable: an expression in a file, or a text.
type given struct {
	attribute
	text string
	raw  bool // text counts
	note string
}

// readInputs reads what a root module's folder and the settings say.
func (fs *files) readInputs(dir string, set parsers.Settings) *inputs {
	in := &inputs{env: set.Env, files: map[string]given{}, command: map[string]given{}}
	for _, path := range fs.variableFiles(dir) {
		fs.readVariables(path, in.files, false)
	}
	if set.VariableSets != nil {
		for _, s := range set.VariableSets(dir) {
			vs := variableSet{name: s.Name, values: map[string]given{}}
			for _, path := range s.Files {
				fs.readVariables(path, vs.values, true)
			}
			in.sets = append(in.sets, vs)
		}
	}
	for _, v := range set.Variables {
		if v.File != "" {
			fs.readVariables(v.File, in.command, true)
		} else if name, val, ok := strings.Cut(v.Value, "="); ok {
			in.command[strings.TrimSpace(name)] = given{text: val, raw: true, note: "--var " + strings.TrimSpace(name)}
		}
	}
	return in
}

// variableFiles are the files that Terraform reads by itself, in their order.
func (fs *files) variableFiles(dir string) []string {
	entries, err := fs.in.Tree.Dir(dir)
	if err != nil {
		return nil
	}
	var first, auto []string
	for _, e := range entries { // in the order of their names
		switch base := filepath.Base(e.Path); {
		case base == "terraform.tfvars":
			first = slices.Insert(first, 0, e.Path)
		case base == "terraform.tfvars.json":
			first = append(first, e.Path)
		case strings.HasSuffix(base, ".auto.tfvars"), strings.HasSuffix(base, ".auto.tfvars.json"):
			auto = append(auto, e.Path)
		}
	}
	return append(first, auto...)
}

// readVariables adds the values that one file holds.
func (fs *files) readVariables(path string, to map[string]given, asked bool) {
	f, err := fs.in.Tree.Read(path)
	if err != nil {
		if asked {
			fs.report(source.Span{}, chain.IncludeProblem, "the variable file cannot be read: "+err.Error(), "")
		}
		return
	}
	if source.Binary(f.Src) {
		fs.report(source.Span{File: f.ID}, chain.UnresolvedProblem, "the variable file is no text, perhaps it is encrypted: the values in it are not known", "")
		return
	}
	b := fs.parse(f)
	if b == nil {
		return
	}
	for name, a := range b.attrs {
		to[name] = given{attribute: a}
	}
}

// input is what a root variable is given, nil for nothing. Where it differs between variable sets, the set is decided.
func (e *evaluator) input(sc *scope, name string, v *variable) *value {
	in := sc.inputs
	if g, ok := in.command[name]; ok {
		return e.inputValue(g, v)
	}
	base := in.base(name)
	var found []given
	differs := false
	for _, s := range in.sets {
		g, ok := s.values[name]
		if !ok {
			g = base
		}
		differs = differs || len(found) > 0 && !sameGiven(found[0], g)
		found = append(found, g)
	}
	switch {
	case len(found) == 0:
		return e.inputValue(base, v)
	case !differs:
		return e.inputValue(found[0], v)
	}
	answers := make([]chain.Guard, len(found))
	for i, s := range in.sets {
		answers[i] = chain.Guard{{Subject: chain.VariableSet, Op: chain.Eq, Val: s.name}}
	}
	return e.inputValue(found[e.choose(answers)], v)
}

// base is the value that holds in every set.
func (in *inputs) base(name string) given {
	if g, ok := in.files[name]; ok {
		return g
	}
	if in.env != nil {
		if s := in.env("TF_VAR_" + name); s != "" {
			return given{text: s, raw: true, note: "TF_VAR_" + name + " of the environment"}
		}
	}
	return given{}
}

func sameGiven(a, b given) bool { return a.at == b.at && a.raw == b.raw && a.text == b.text }

func (e *evaluator) inputValue(g given, v *variable) *value {
	switch {
	case g.expr != nil:
		return e.eval(g.expr, frame{})
	case !g.raw:
		return nil
	}
	from := decides(v.at, g.note)
	if v.typ.ty == cty.String || v.attrs["type"].expr == nil {
		return text(g.text).at(from)
	}
	if _, why := tooDeep([]byte(g.text)); why != "" {
		return invalid(why)
	}
	expr, diags := hclsyntax.ParseExpression([]byte(g.text), "", hcl.Pos{Line: 1, Column: 1})
	if diags.HasErrors() {
		return invalid("the text is no expression")
	}
	x := e.eval(expr, frame{})
	return x.placed(from, 0)
}

// placed puts a value and its parts at one place: what comes from outside of the files has none of its own.
func (x *value) placed(from *trail, depth int) *value {
	y := x.with(func(y *value) { y.from = from })
	if depth < maxDepth && len(x.kids) > 0 {
		y.kids = make([]*value, len(x.kids))
		for i, k := range x.kids {
			y.kids[i] = k.placed(from, depth+1)
		}
	}
	return y
}
