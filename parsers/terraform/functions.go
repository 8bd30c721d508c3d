package terraform

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// builtin is a function that looks into its arguments' parts: it hands on their origins and references.
type builtin func(e *evaluator, args []*value) *value

// plainFunctions see values only. What they make is decided by the call, and refers to all that the arguments refer to.
var plainFunctions = map[string]function.Function{
	"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "floor": stdlib.FloorFunc, "log": stdlib.LogFunc, "pow": stdlib.PowFunc,
	"signum": stdlib.SignumFunc, "parseint": stdlib.ParseIntFunc,
	"upper": stdlib.UpperFunc, "lower": stdlib.LowerFunc, "title": stdlib.TitleFunc, "strrev": stdlib.ReverseFunc,
	"substr": stdlib.SubstrFunc, "join": stdlib.JoinFunc, "sort": stdlib.SortFunc, "split": stdlib.SplitFunc, "chomp": stdlib.ChompFunc,
	"indent": stdlib.IndentFunc, "trimspace": stdlib.TrimSpaceFunc, "trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc,
	"trimsuffix": stdlib.TrimSuffixFunc, "format": stdlib.FormatFunc, "formatlist": stdlib.FormatListFunc,
	"regex": stdlib.RegexFunc, "regexall": stdlib.RegexAllFunc,
	"formatdate": stdlib.FormatDateFunc, "timeadd": stdlib.TimeAddFunc,
	"range":           stdlib.RangeFunc,
	"setintersection": stdlib.SetIntersectionFunc, "setsubtract": stdlib.SetSubtractFunc,
	"csvdecode": stdlib.CSVDecodeFunc,
}

// impure functions give another value at every run, or ask the machine.
var impure = map[string]string{
	"timestamp": "the time of the run", "plantimestamp": "the time of the run", "uuid": "a random value", "bcrypt": "a salted hash",
	"abspath": "a folder of the machine", "rsadecrypt": "a decrypted text",
}

func (e *evaluator) function(n *hclsyntax.FunctionCallExpr, f frame) *value {
	name := strings.TrimPrefix(n.Name, "core::")
	switch name {
	case "try":
		return e.try(n.Args, f)
	case "can":
		return e.can(n.Args, f)
	case "templatefile", "templatestring":
		return e.templated(name, n, f)
	}
	args, bad := e.arguments(n, f)
	if bad != nil {
		return bad
	}
	if b := builtins[name]; b != nil {
		return b(e, args)
	}
	if b := fileFunctions[name]; b != nil {
		return b(e, args, f)
	}
	if fn, ok := textFunctions[name]; ok {
		return e.callText(name, fn, args)
	}
	if fn, ok := plainFunctions[name]; ok {
		return e.callPlain(name, fn, args)
	}
	if why := impure[name]; why != "" {
		return e.opaque(name, args, name+"() gives "+why)
	}
	return e.opaque(name, args, "the function "+name+" is not known here")
}

// arguments evaluates what a function is given.
func (e *evaluator) arguments(n *hclsyntax.FunctionCallExpr, f frame) (args []*value, bad *value) {
	for i, arg := range n.Args {
		x := e.eval(arg, f)
		if x.err != "" {
			return nil, x
		}
		if !n.ExpandFinal || i < len(n.Args)-1 {
			args = append(args, x)
			continue
		}
		parts, ok := x.elements()
		if !ok {
			if x.isKnown() {
				return nil, invalid("an expanded argument must be a list")
			}
			if x.elem != nil {
				return nil, x.elem
			}
			y := unknown(x.why, call(n.Name, append(args, x)))
			y.refs = union(append(args, x)...)
			return nil, y
		}
		for _, p := range parts {
			args = append(args, p.v)
		}
	}
	return args, nil
}

// opaque is a result that cannot be known.
func (e *evaluator) opaque(name string, args []*value, why string) *value {
	x := unknown(why, call(name, args))
	x.refs, x.sensitive = union(args...), anySensitive(args)
	return x
}

func (e *evaluator) callPlain(name string, fn function.Function, args []*value) *value {
	vs := make([]cty.Value, len(args))
	for i, a := range args {
		if a.inst != nil || a.scope != nil {
			return e.opaque(name, args, firstWhy(args))
		}
		vs[i] = a.v
		if p, ok := parameter(fn, i); ok {
			v, err := convertSafely(a.v, p)
			if err != nil {
				return invalid(name + ": " + err.Error())
			}
			vs[i] = v
		}
	}
	if e.heavyArguments(args) || name == "format" && len(vs) > 0 && wide(vs[0]) || name == "indent" && len(vs) > 1 && wideIndent(vs[0], vs[1]) {
		return heavy()
	}
	v, err := callSafely(fn.Call, vs)
	if err != nil {
		if why := firstWhy(args); why != "" {
			return e.opaque(name, args, why)
		}
		return invalid(name + ": " + err.Error())
	}
	x := &value{v: v, refs: union(args...), sensitive: anySensitive(args), weight: int32(weighPlain(v, maxWeight))}
	if !v.IsWhollyKnown() {
		x.why, x.sym = firstWhy(args), call(name, args)
	}
	if len(args) == 1 {
		x.from = args[0].from
	}
	return x
}

// heavyArguments reports whether a function would have too much to go through. It counts as work.
func (e *evaluator) heavyArguments(args []*value) bool {
	n := 0
	for _, a := range args {
		n += a.weigh()
	}
	e.steps += n / 8
	return n > maxWeight
}

// wide reports whether a format asks for more than a few thousand places.
func wide(format cty.Value) bool {
	if !format.IsKnown() || format.IsNull() || format.Type() != cty.String {
		return false
	}
	digits := 0
	for _, c := range []byte(format.AsString()) {
		if digits++; c < '0' || c > '9' {
			digits = 0
		}
		if digits > 4 {
			return true
		}
	}
	return false
}

// wideIndent reports whether an indentation makes a text of many megabytes.
func wideIndent(spaces, text cty.Value) bool {
	if !spaces.IsKnown() || spaces.IsNull() || !text.IsKnown() || text.IsNull() {
		return false
	}
	n, _ := spaces.AsBigFloat().Int64()
	return n > 0 && n*int64(1+strings.Count(text.AsString(), "\n")) > maxFile
}

// parameter is the type that a function wants of its i-th argument.
func parameter(fn function.Function, i int) (cty.Type, bool) {
	if list := fn.Params(); i < len(list) {
		return list[i].Type, true
	}
	if p := fn.VarParam(); p != nil {
		return p.Type, true
	}
	return cty.NilType, false
}

// callSafely turns a panic of the library into an error: some functions do not expect lists whose elements are unknown.
func callSafely(f func([]cty.Value) (cty.Value, error), args []cty.Value) (v cty.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			v, err = cty.DynamicVal, fmt.Errorf("it cannot be evaluated: %v", r)
		}
	}()
	v, err = f(args)
	if err == nil && v.IsMarked() {
		v, _ = v.UnmarkDeep()
	}
	return v, err
}

// try gives the first argument that Terraform would not refuse. An argument that is unknown might be refused, but when it is not it
// is the one that counts: it is taken.
func (e *evaluator) try(args []hclsyntax.Expression, f frame) *value {
	last := invalid("try needs an argument")
	for _, arg := range args {
		if last = e.eval(arg, f); last.err == "" {
			return last
		}
	}
	return last
}

func (e *evaluator) can(args []hclsyntax.Expression, f frame) *value {
	if len(args) != 1 {
		return invalid("can needs one argument")
	}
	x := e.eval(args[0], f)
	if x.isUnknown() && x.inst == nil && x.scope == nil && len(x.refs) == 0 { // what a resource is known by after apply is there
		y := unknown(x.why, word("can("+x.symbol().String()+")"))
		y.v, y.refs = cty.UnknownVal(cty.Bool), x.allRefs()
		return y
	}
	return known(cty.BoolVal(x.err == ""))
}
