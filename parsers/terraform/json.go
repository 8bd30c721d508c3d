package terraform

import (
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// The JSON syntax is turned into the tree of the native one, so that there is one evaluator. Which properties are blocks cannot be told
// without a provider's schema: all are arguments, and [Block.Blocks] reads blocks from both.

// jsonReader reads one file of the JSON syntax.
type jsonReader struct {
	f      *source.File
	report reporter
}

// parseJSON reads a configuration or, where its file is one of variables, values.
func parseJSON(f *source.File, report reporter) *body {
	doc, err := readJSON(f.Src)
	if err != nil {
		at := jsonPlace(err)
		report(source.Span{File: f.ID, Start: at, End: min(at+1, uint32(len(f.Src)))}, chain.SyntaxProblem, err.Error(), "")
		return nil
	}
	r := &jsonReader{f: f, report: report}
	if !isConfig(f.Name) {
		return r.body(doc.root(), true)
	}
	b := &body{attrs: map[string]attribute{}}
	for top := range r.objects(doc.root()) {
		for m := range top.members {
			r.topLevel(b, m)
		}
	}
	return b
}

// labelsOf is how many names stand between a block type and its body.
var labelsOf = map[string]int{"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "locals": 0}

func (r *jsonReader) topLevel(b *body, m jsonMember) {
	typ := m.name.text()
	n, ok := labelsOf[typ]
	if !ok {
		return
	}
	r.labelled(b, typ, nil, n, m.name, m.value)
}

// labelled goes down through the names of a block to its bodies.
func (r *jsonReader) labelled(b *body, typ string, labels []string, n int, header, v jsonValue) {
	for o := range r.objects(v) {
		if n > 0 {
			for m := range o.members {
				if name := m.name.text(); name != "//" {
					r.labelled(b, typ, append(slices.Clip(labels), name), n-1, m.name, m.value)
				}
			}
			continue
		}
		b.blocks = append(b.blocks, &block{typ: typ, labels: labels, at: r.span(header), body: r.body(o, typ == "variable")})
	}
}

// objects gives an object, or the objects of an array.
func (r *jsonReader) objects(v jsonValue) func(yield func(jsonValue) bool) {
	return func(yield func(jsonValue) bool) {
		if v.kind() == jsonObject {
			yield(v)
			return
		}
		for item := range v.items {
			if item.kind() == jsonObject && !yield(item) {
				return
			}
		}
	}
}

// body reads the arguments of a block. In the declaration of a variable texts are no templates.
func (r *jsonReader) body(v jsonValue, plain bool) *body {
	b := &body{attrs: map[string]attribute{}}
	for m := range v.members {
		switch name := m.name.text(); name {
		case "//":
		case "dynamic":
			for o := range r.objects(m.value) {
				for d := range o.members {
					r.dynamic(b, d)
				}
			}
		case "lifecycle":
			for o := range r.objects(m.value) {
				b.blocks = append(b.blocks, &block{typ: name, at: r.span(m.name), body: r.body(o, false)})
			}
		case "type":
			if plain {
				b.attrs[name] = attribute{expr: r.typeExpr(m.value), at: r.whole(m)}
				continue
			}
			fallthrough
		default:
			b.attrs[name] = attribute{expr: r.expr(m.value, plain), at: r.whole(m)}
		}
	}
	return b
}

func (r *jsonReader) dynamic(b *body, m jsonMember) {
	for o := range r.objects(m.value) {
		k := &block{typ: "dynamic", labels: []string{m.name.text()}, at: r.span(m.name), body: &body{attrs: map[string]attribute{}}}
		for p := range o.members {
			if name := p.name.text(); name == "content" {
				for c := range r.objects(p.value) {
					k.blocks = append(k.blocks, &block{typ: "content", at: r.span(p.name), body: r.body(c, false)})
				}
			} else {
				k.attrs[name] = attribute{expr: r.expr(p.value, name == "iterator"), at: r.whole(p)}
			}
		}
		if a := k.attrs["iterator"]; a.expr != nil {
			if s, ok := constantText(a); ok {
				k.attrs["iterator"] = attribute{expr: r.parse(s, a.expr.Range()), at: a.at}
			}
		}
		b.blocks = append(b.blocks, k)
	}
}

func (r *jsonReader) span(v jsonValue) source.Span {
	n := v.node()
	return source.Span{File: r.f.ID, Start: n.start, End: n.end}
}

func (r *jsonReader) whole(m jsonMember) source.Span {
	return source.Span{File: r.f.ID, Start: m.name.node().start, End: m.value.node().end}
}

// hclRange gives a place as HCL's nodes have it. Lines and columns are not used.
func (r *jsonReader) hclRange(v jsonValue) hcl.Range {
	n := v.node()
	return hcl.Range{Filename: fileName(r.f.ID), Start: hcl.Pos{Byte: int(n.start)}, End: hcl.Pos{Byte: int(n.end)}}
}

// expr turns a value into an expression; plain texts are no templates.
func (r *jsonReader) expr(v jsonValue, plain bool) hclsyntax.Expression {
	at := r.hclRange(v)
	lit := func(x cty.Value) hclsyntax.Expression { return &hclsyntax.LiteralValueExpr{Val: x, SrcRange: at} }
	switch v.kind() {
	case jsonBool:
		return lit(cty.BoolVal(v.isTrue()))
	case jsonNumber:
		n, err := cty.ParseNumberVal(string(v.raw()))
		if err != nil {
			return lit(cty.NumberVal(new(big.Float)))
		}
		return lit(n)
	case jsonString:
		s := v.text()
		if plain || !strings.Contains(s, "${") && !strings.Contains(s, "%{") {
			return lit(cty.StringVal(s))
		}
		return r.template(s, at)
	case jsonArray:
		list := &hclsyntax.TupleConsExpr{SrcRange: at, OpenRange: at}
		for item := range v.items {
			list.Exprs = append(list.Exprs, r.expr(item, plain))
		}
		return list
	case jsonObject:
		o := &hclsyntax.ObjectConsExpr{SrcRange: at, OpenRange: at}
		for m := range v.members {
			key := r.expr(m.name, plain)
			o.Items = append(o.Items, hclsyntax.ObjectConsItem{KeyExpr: &hclsyntax.ObjectConsKeyExpr{Wrapped: key, ForceNonLiteral: true}, ValueExpr: r.expr(m.value, plain)})
		}
		return o
	case jsonNull:
	}
	return lit(cty.NullVal(cty.DynamicPseudoType))
}

// template parses a text with interpolations. Escapes of JSON shift the places inside of it.
func (r *jsonReader) template(s string, at hcl.Range) hclsyntax.Expression {
	if _, why := tooDeep([]byte(s)); why != "" {
		r.report(spanOf(at), chain.SyntaxProblem, why, "")
		return &hclsyntax.ExprSyntaxError{SrcRange: at, Placeholder: cty.DynamicVal}
	}
	start := at.Start
	start.Byte++
	x, diags := hclsyntax.ParseTemplate([]byte(s), at.Filename, start)
	if diags.HasErrors() {
		r.report(spanOf(at), chain.SyntaxProblem, "the template in this text does not parse: "+lowered(diags[0].Summary), "")
		return &hclsyntax.ExprSyntaxError{SrcRange: at, Placeholder: cty.DynamicVal}
	}
	return x
}

// typeExpr reads the type of a variable, which the JSON syntax writes as a text.
func (r *jsonReader) typeExpr(v jsonValue) hclsyntax.Expression {
	return r.parse(v.text(), r.hclRange(v))
}

func (r *jsonReader) parse(s string, at hcl.Range) hclsyntax.Expression {
	if _, why := tooDeep([]byte(s)); why != "" {
		return &hclsyntax.ExprSyntaxError{SrcRange: at, Placeholder: cty.DynamicVal}
	}
	start := at.Start
	start.Byte++
	x, diags := hclsyntax.ParseExpression([]byte(s), at.Filename, start)
	if diags.HasErrors() {
		return &hclsyntax.ExprSyntaxError{SrcRange: at, Placeholder: cty.DynamicVal}
	}
	return x
}
