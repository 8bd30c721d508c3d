package terraform

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// Two conditions that have one text are taken for one condition, so what is unknown needs a text that nothing else has. Where no operation or
// function gives one, the expression is quoted as it is written, with what its names stand for.

// spelled is an unknown expression as it is written: the same text in the same place of the same instance has one value. What it keeps is small: many
// values are unknown and few are asked for their text.
func (e *evaluator) spelled(expr hclsyntax.Expression, f frame) *symbol {
	r := expr.Range()
	quoted, place := e.quote(r), ""
	switch {
	case f.inst != nil && f.inst.key.kind != singleKey:
		place = f.inst.addr + ": "
	case f.sc != nil && f.sc.addr != "":
		place = f.sc.addr + ": "
	}
	var names []string
	var stand []*symbol
	for b := f.env; b != nil; b = b.up {
		switch {
		case b.anon != nil:
			names, stand = append(names, " of "), append(stand, b.v.symbol())
		case bytes.Contains(quoted, []byte(b.name)):
			names, stand = append(names, " with "+b.name+" = "), append(stand, b.v.symbol())
		}
	}
	return &symbol{render: func() string {
		text := strings.Join(strings.Fields(string(quoted)), " ")
		if text == "" { // the model of a module
			text = fmt.Sprintf("an expression at %s:%d", r.Filename, r.Start.Byte)
		}
		text = place + text
		for i, name := range names {
			text += name + stand[i].String()
		}
		return word(text).text
	}}
}

// quote is what is written in a range, without a copy.
func (e *evaluator) quote(r hcl.Range) []byte {
	at := spanOf(r)
	if e.files.in == nil || e.files.in.Tree == nil {
		return nil
	}
	f := e.files.in.Tree.Set.File(at.File)
	if f == nil || int(at.End) > len(f.Src) || at.Start > at.End {
		return nil
	}
	return f.Src[at.Start:at.End]
}

// named makes sure that what is unknown has a text of its own.
func (e *evaluator) named(x *value, expr hclsyntax.Expression, f frame) *value {
	if x.sym != nil || x.err != "" || x.v.IsKnown() || x.inst != nil || x.scope != nil {
		return x
	}
	return x.with(func(y *value) { y.sym = e.spelled(expr, f) })
}

// built is a list or an object of which some parts are unknown: each part by itself.
func (x *value) built() *symbol {
	return &symbol{render: func() string {
		var b strings.Builder
		open, end := "[", "]"
		if x.shape == object {
			open, end = "{", "}"
		}
		b.WriteString(open)
		for i, k := range x.kids {
			if i > 0 {
				b.WriteString(", ")
			}
			if x.shape == object {
				b.WriteString(x.names[i] + " = ")
			}
			b.WriteString(k.symbol().String())
		}
		b.WriteString(end)
		return word(b.String()).text
	}}
}

// chosen are the parts of what stands for all elements, as one element of them: what is unknown in two elements is not one and the same.
func (x *value) chosen(step string) *value {
	if x.isKnown() && !x.open && x.v.IsWhollyKnown() || x.inst != nil || x.scope != nil || x.err != "" {
		return x
	}
	return x.with(func(y *value) {
		if y.shape == plain || y.sym != nil {
			whole := x.symbol()
			y.sym = &symbol{render: func() string { return word(whole.operand() + " at " + step).text }}
		}
		if y.elem != nil {
			y.elem = y.elem.chosen(step)
		}
		if y.shape != plain {
			y.kids = make([]*value, len(x.kids))
			for i, k := range x.kids {
				y.kids[i] = k.chosen(step)
			}
		}
	})
}

// step is a key as a step of a traversal.
func step(key cty.Value) string { return "[" + literalText(key) + "]" }
