package terraform

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/source"
)

// frame is what names mean where an expression stands.
type frame struct {
	sc   *scope
	inst *instance // each, count and self; nil outside of what is repeated
	env  *binding  // names of for expressions, iterators of dynamic blocks, the symbol of a splat
}

type binding struct {
	name string
	anon *hclsyntax.AnonSymbolExpr
	v    *value
	up   *binding
}

func (f frame) bind(name string, v *value) frame {
	if name != "" {
		f.env = &binding{name: name, v: v, up: f.env}
	}
	return f
}

func (f frame) lookup(name string) *value {
	for b := f.env; b != nil; b = b.up {
		if b.anon == nil && b.name == name {
			return b.v
		}
	}
	return nil
}

// evaluator gives expressions their values in the world of the moment.
type evaluator struct {
	world
	root      *chain.Root
	prefix    string // of subjects in guards: the root's folder, where there are several roots
	files     files
	steps     int
	depth     int
	makeshift int // how often a name was not worth what it is in its worlds: it hangs on itself, or on too much
	bodies    int // modules whose bodies were entered
	limits    costs
	converted map[conversion]*value
	report    func(at source.Span, kind chain.ProblemKind, msg, help string)
}

// costs are what one root may take.
type costs struct {
	steps, modules, instances int

	slow string // what is said of expressions above steps: there may be millions
}

func costsOf(s limits.Set) costs {
	return costs{
		steps: s.Int(limits.Steps), modules: s.Int(limits.Modules), instances: s.Int(limits.Instances),
		slow: fmt.Sprintf("the configuration takes more than %d steps to evaluate %s", s.Of(limits.Steps), limits.Steps.Raise()),
	}
}

const (
	maxDepth = 1_000   // of expressions inside of expressions, through locals and modules
	maxParts = 100_000 // elements that one expression makes
)

// eval never fails: what cannot be known is unknown, what Terraform would refuse is invalid.
func (e *evaluator) eval(expr hclsyntax.Expression, f frame) *value {
	e.steps++
	if e.steps > e.limits.steps {
		return unknown(e.limits.slow, e.spelled(expr, f))
	}
	if e.depth++; e.depth > maxDepth {
		e.depth--
		return unknown("nested too deeply", e.spelled(expr, f))
	}
	defer func() { e.depth-- }()
	if e.again && f.env == nil && f.sc != nil && composed(expr) {
		return e.part(expr, f)
	}
	return e.worth(expr, f)
}

// worth is the value of an expression with what decides it.
func (e *evaluator) worth(expr hclsyntax.Expression, f frame) *value {
	x := e.named(e.node(expr, f), expr, f)
	if x.from != nil || x.err != "" {
		return x
	}
	from := decides(spanOf(expr.Range()), "")
	switch expr.(type) {
	case *hclsyntax.LiteralValueExpr, *hclsyntax.TemplateExpr, *hclsyntax.ObjectConsExpr, *hclsyntax.TupleConsExpr:
		x.from = from // made here: nobody else has it yet
		return x
	}
	return x.at(from)
}

func (e *evaluator) node(expr hclsyntax.Expression, f frame) *value {
	switch n := expr.(type) {
	case *hclsyntax.LiteralValueExpr:
		return known(n.Val)
	case *hclsyntax.TemplateExpr:
		return e.template(n, f)
	case *hclsyntax.TemplateWrapExpr:
		return e.eval(n.Wrapped, f)
	case *hclsyntax.TemplateJoinExpr:
		return e.join(n, f)
	case *hclsyntax.ParenthesesExpr:
		return e.eval(n.Expression, f)
	case *hclsyntax.ScopeTraversalExpr:
		return e.traversal(n, f)
	case *hclsyntax.RelativeTraversalExpr:
		return e.walk(e.eval(n.Source, f), n.Traversal, spanOf(n.SrcRange))
	case *hclsyntax.IndexExpr:
		return e.index(e.eval(n.Collection, f), e.eval(n.Key, f))
	case *hclsyntax.SplatExpr:
		return e.splat(n, f)
	case *hclsyntax.AnonSymbolExpr:
		for b := f.env; b != nil; b = b.up {
			if b.anon == n {
				return b.v
			}
		}
		return invalid("a splat without its source")
	case *hclsyntax.ConditionalExpr:
		return e.conditional(n, f)
	case *hclsyntax.BinaryOpExpr:
		return e.binary(n, f)
	case *hclsyntax.UnaryOpExpr:
		return e.unary(n, f)
	case *hclsyntax.TupleConsExpr:
		kids := make([]*value, len(n.Exprs))
		for i, k := range n.Exprs {
			kids[i] = e.eval(k, f)
		}
		return tuple(kids)
	case *hclsyntax.ObjectConsExpr:
		return e.object(n, f)
	case *hclsyntax.ObjectConsKeyExpr:
		if !n.ForceNonLiteral {
			if name := hcl.ExprAsKeyword(n.Wrapped); name != "" {
				return text(name)
			}
		}
		return e.eval(n.Wrapped, f)
	case *hclsyntax.ForExpr:
		return e.forExpr(n, f)
	case *hclsyntax.FunctionCallExpr:
		return e.function(n, f)
	}
	return unknown("the expression does not parse", nil)
}

func (e *evaluator) object(n *hclsyntax.ObjectConsExpr, f frame) *value {
	kids := make(map[string]*value, len(n.Items))
	for _, item := range n.Items {
		var k *value
		name := objectKey(item.KeyExpr)
		if name == "" {
			if k = e.eval(item.KeyExpr, f); k.err != "" {
				return k
			}
		}
		v := e.eval(item.ValueExpr, f)
		if v.err != "" {
			return v
		}
		if k != nil {
			var instead *value
			if name, instead = e.keyed(k, v, n, f); instead != nil {
				return instead
			}
		}
		kids[name] = v
	}
	return recordOf(kids)
}

// keyed is the key that k names; where it names none, instead is what becomes of the object that holds v behind it.
func (e *evaluator) keyed(k, v *value, n hclsyntax.Expression, f frame) (name string, instead *value) {
	if name, ok := k.key(); ok {
		return name, nil
	}
	if k.isNull() {
		return "", invalid("a key must not be null")
	}
	x := unknown(k.why, e.spelled(n, f))
	x.elem, x.refs, x.linked, x.some = v, k.refs, v.hasRefs(), true
	return "", x
}

func firstInvalid(args ...*value) *value {
	for _, a := range args {
		if a.err != "" {
			return a
		}
	}
	return nil
}

func firstWhy(args []*value) string {
	for _, a := range args {
		if why := a.reason(0); why != "" {
			return why
		}
	}
	return ""
}

// reason is why a value, or a part of it, is unknown.
func (x *value) reason(depth int) string {
	if x.why != "" || depth > maxDepth || !x.open {
		return x.why
	}
	for _, k := range x.kids {
		if why := k.reason(depth + 1); why != "" {
			return why
		}
	}
	return ""
}

// union is what all operands refer to.
func union(args ...*value) []Ref {
	var refs []Ref
	for _, a := range args {
		a.collect(&refs, 0)
	}
	return refs
}

func anySensitive(args []*value) bool {
	for _, a := range args {
		if a.anySensitive() {
			return true
		}
	}
	return false
}
