package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"

	"github.com/timeoutlint/timeoutlint/chain"
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
	root   *chain.Root
	prefix string // of subjects in guards: the root's folder, where there are several roots
	files  files
	steps  int
	depth  int
	report func(at source.Span, kind chain.ProblemKind, msg, help string)
}

const (
	maxVisits = 20_000_000 // expressions of one root: some seconds
	maxDepth  = 1_000      // of expressions inside of expressions, through locals and modules
	maxParts  = 100_000    // elements that one expression makes
)

// eval never fails: what cannot be known is unknown, what Terraform would refuse is invalid.
func (e *evaluator) eval(expr hclsyntax.Expression, f frame) *value {
	e.steps++
	if e.steps > maxVisits {
		return unknown("the configuration takes too long to evaluate", word("too long"))
	}
	if e.depth++; e.depth > maxDepth {
		e.depth--
		return unknown("nested too deeply", word("too deep"))
	}
	defer func() { e.depth-- }()
	x := e.node(expr, f)
	if x.from == nil && x.err == "" {
		x = x.at(decides(spanOf(expr.Range()), ""))
	}
	return x
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
		return e.walk(e.eval(n.Source, f), n.Traversal, f)
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
	return unknown("the expression does not parse", word("syntax error"))
}

func (e *evaluator) conditional(n *hclsyntax.ConditionalExpr, f frame) *value {
	c := e.truth(e.eval(n.Condition, f))
	if c.err != "" {
		return c
	}
	chosen, other := n.TrueResult, n.FalseResult
	if !e.holdsTrue(c) {
		chosen, other = other, chosen
	}
	x := e.eval(chosen, f)
	if c.sensitive && !x.sensitive {
		x = x.with(func(y *value) { y.sensitive = true })
	}
	// Both branches have one type: a number beside a text is a text.
	if x.present() && x.v.Type().IsPrimitiveType() && x.v.Type() != cty.String && isText(other) {
		if s, err := convert.Convert(x.v, cty.String); err == nil {
			x = x.with(func(y *value) { y.v = s })
		}
	}
	return x
}

func isText(expr hclsyntax.Expression) bool {
	_, ok := expr.(*hclsyntax.TemplateExpr)
	return ok
}

// truth converts a condition.
func (e *evaluator) truth(x *value) *value {
	if x.err != "" {
		return x
	}
	if x.isNull() {
		return invalid("a condition must not be null")
	}
	return toType(x, cty.Bool)
}

// holdsTrue reads a condition, and decides it where it is unknown.
func (e *evaluator) holdsTrue(c *value) bool {
	if c.isKnown() {
		return c.v.True()
	}
	return e.decide(c.symbol(), e.prefix)
}

var symbolOf = map[*hclsyntax.Operation]string{
	hclsyntax.OpLogicalOr: opOr, hclsyntax.OpLogicalAnd: opAnd, hclsyntax.OpEqual: opEqual, hclsyntax.OpNotEqual: opOther,
	hclsyntax.OpGreaterThan: ">", hclsyntax.OpGreaterThanOrEqual: ">=", hclsyntax.OpLessThan: "<", hclsyntax.OpLessThanOrEqual: "<=",
	hclsyntax.OpAdd: "+", hclsyntax.OpSubtract: "-", hclsyntax.OpMultiply: "*", hclsyntax.OpDivide: "/", hclsyntax.OpModulo: "%",
}

func (e *evaluator) binary(n *hclsyntax.BinaryOpExpr, f frame) *value {
	op := symbolOf[n.Op]
	l := e.eval(n.LHS, f)
	if op == opAnd || op == opOr {
		return e.logical(op, l, n, f)
	}
	r := e.eval(n.RHS, f)
	if bad := firstInvalid(l, r); bad != nil {
		return bad
	}
	if op != opEqual && op != opOther {
		if l, r = toType(l, cty.Number), toType(r, cty.Number); firstInvalid(l, r) != nil {
			return firstInvalid(l, r)
		}
		if l.isNull() || r.isNull() {
			return invalid("an operand must not be null")
		}
	}
	result := e.apply(n.Op, []*value{l, r}, func() *symbol { return operation(op, l.symbol(), r.symbol()) })
	return result
}

// logical stops at the operand that settles the answer.
func (e *evaluator) logical(op string, l *value, n *hclsyntax.BinaryOpExpr, f frame) *value {
	if l = e.truth(l); l.err != "" {
		return l
	}
	if l.isKnown() && l.v.True() == (op == opOr) {
		return l
	}
	r := e.truth(e.eval(n.RHS, f))
	if r.err != "" {
		return r
	}
	switch {
	case l.isKnown():
		return r
	case r.isKnown() && r.v.True() == (op == opOr):
		return r
	case r.isKnown():
		return l
	}
	x := unknown(l.why, operation(op, l.symbol(), r.symbol()))
	x.v = cty.UnknownVal(cty.Bool)
	x.refs = union(l, r)
	return x
}

func (e *evaluator) unary(n *hclsyntax.UnaryOpExpr, f frame) *value {
	x := e.eval(n.Val, f)
	if n.Op == hclsyntax.OpLogicalNot {
		if x = e.truth(x); x.err != "" {
			return x
		}
		return e.apply(n.Op, []*value{x}, func() *symbol { return operation(opNot, x.symbol()) })
	}
	if x = toType(x, cty.Number); x.err != "" {
		return x
	}
	if x.isNull() {
		return invalid("an operand must not be null")
	}
	return e.apply(n.Op, []*value{x}, func() *symbol { return word("-" + x.symbol().operand()) })
}

// apply runs an operator of HCL on plain values.
func (e *evaluator) apply(op *hclsyntax.Operation, args []*value, sym func() *symbol) *value {
	vs := make([]cty.Value, len(args))
	for i, a := range args {
		vs[i] = a.v
	}
	v, err := callSafely(op.Impl.Call, vs)
	if err != nil {
		return invalid(err.Error())
	}
	x := &value{v: v, refs: union(args...), sensitive: anySensitive(args)}
	if !v.IsKnown() {
		x.v = cty.UnknownVal(op.Type)
		x.why, x.sym = firstWhy(args), sym()
	}
	return x
}

func (e *evaluator) object(n *hclsyntax.ObjectConsExpr, f frame) *value {
	kids := make(map[string]*value, len(n.Items))
	for _, item := range n.Items {
		k := e.eval(item.KeyExpr, f)
		if k.err != "" {
			return k
		}
		v := e.eval(item.ValueExpr, f)
		if v.err != "" {
			return v
		}
		name, ok := k.key()
		if !ok {
			if k.isNull() {
				return invalid("a key must not be null")
			}
			x := unknown(k.why, word("an object with the key "+k.symbol().String()))
			x.elem, x.refs, x.linked, x.some = v, k.refs, v.hasRefs(), true
			return x
		}
		kids[name] = v
	}
	return recordOf(kids)
}

// template joins the parts of a text.
func (e *evaluator) template(n *hclsyntax.TemplateExpr, f frame) *value {
	parts := make([]*value, len(n.Parts))
	for i, p := range n.Parts {
		parts[i] = e.eval(p, f)
	}
	return joinText(parts)
}

func (e *evaluator) join(n *hclsyntax.TemplateJoinExpr, f frame) *value {
	parts, ok := e.eval(n.Tuple, f).elements()
	if !ok {
		return unknown("a template repeats over something unknown", word("template"))
	}
	texts := make([]*value, len(parts))
	for i, p := range parts {
		texts[i] = p.v
	}
	return joinText(texts)
}

func joinText(parts []*value) *value {
	var b strings.Builder
	isKnown := true
	texts := make([]*value, len(parts))
	for i, p := range parts {
		switch {
		case p.err != "":
			return p
		case p.isNull():
			return invalid("null cannot be part of a text")
		}
		p = toType(p, cty.String)
		if p.err != "" {
			return p
		}
		texts[i] = p
		if isKnown = isKnown && p.isKnown(); isKnown {
			b.WriteString(p.v.AsString())
		}
		if b.Len() > maxFile {
			return heavy()
		}
	}
	x := &value{refs: union(texts...), sensitive: anySensitive(texts)}
	if isKnown {
		x.v = cty.StringVal(b.String())
		return x
	}
	x.v, x.parts, x.why = cty.UnknownVal(cty.String), texts, firstWhy(texts)
	b.Reset()
	for _, p := range texts {
		if p.isKnown() {
			b.WriteString(p.v.AsString())
		} else {
			b.WriteString("${" + p.symbol().String() + "}")
		}
	}
	x.sym = word(`"` + b.String() + `"`)
	return x
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
