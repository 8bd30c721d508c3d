package terraform

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

func (e *evaluator) conditional(n *hclsyntax.ConditionalExpr, f frame) *value {
	c := e.truth(e.eval(n.Condition, f))
	if c.err != "" {
		return c
	}
	if x := e.either(c, n, f); x != nil {
		return x
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

// either is what a condition that is left open comes to: its two results where they are the same, and else something unknown. It is nil where conditions
// are decided, and for results that have parts: those decide what else there is.
func (e *evaluator) either(c *value, n *hclsyntax.ConditionalExpr, f frame) *value {
	if !e.coarse || !c.isUnknown() {
		return nil
	}
	a, b := e.eval(n.TrueResult, f), e.eval(n.FalseResult, f)
	single := func(x *value) bool {
		return x.err == "" && x.shape == plain && x.inst == nil && x.scope == nil && x.elem == nil && x.made().encoded == nil && (x.isNull() || x.v.Type().IsPrimitiveType())
	}
	switch {
	case !single(a) || !single(b):
		return nil
	case a.present() && b.present() && a.v.RawEquals(b.v):
		return a
	}
	x := unknown("it depends on "+c.symbol().String(), word(c.symbol().operand()+" ? "+a.symbol().String()+" : "+b.symbol().String()))
	x.refs, x.sensitive = union(a, b), anySensitive([]*value{a, b, c})
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
