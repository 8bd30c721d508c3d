package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// template joins the parts of a text.
func (e *evaluator) template(n *hclsyntax.TemplateExpr, f frame) *value {
	if v, ok := constant(n); ok {
		return known(v)
	}
	parts := make([]*value, len(n.Parts))
	for i, p := range n.Parts {
		parts[i] = e.eval(p, f)
	}
	return joinText(parts)
}

func (e *evaluator) join(n *hclsyntax.TemplateJoinExpr, f frame) *value {
	parts, ok := e.eval(n.Tuple, f).elements()
	if !ok {
		return unknown("a template repeats over something unknown", nil)
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
	x.v, x.text, x.why = cty.UnknownVal(cty.String), &textual{parts: texts}, firstWhy(texts)
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
