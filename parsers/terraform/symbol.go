package terraform

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

// symbol is an unknown value as an expression over the root's variables, whatever locals and module arguments it went through. Two
// conditions with one symbol are one condition: that is what guards compare.
type symbol struct {
	op     string // "", "==", "!=", "!", "&&", "||"
	args   []*symbol
	text   string        // of what is no operation, once it is asked for
	render func() string // gives the text; most symbols are never shown
	lit    cty.Value     // of a literal
}

const (
	opEqual = "=="
	opOther = "!="
	opNot   = "!"
	opAnd   = "&&"
	opOr    = "||"
)

// maxSymbol bounds the text of a condition in messages. What is cut off is replaced by a hash, so that different conditions stay
// different.
const maxSymbol = 160

func word(s string) *symbol {
	if len(s) > maxSymbol {
		h := fnv.New64a()
		_, _ = h.Write([]byte(s)) // a hash takes any bytes
		s = strings.ToValidUTF8(s[:maxSymbol-20], "") + fmt.Sprintf("...#%x", h.Sum64())
	}
	return &symbol{text: s}
}

func literal(v cty.Value) *symbol {
	return &symbol{lit: v, render: func() string { return literalText(v) }}
}

func literalText(v cty.Value) string {
	switch {
	case !v.IsKnown():
		return "unknown"
	case v.IsNull():
		return "null"
	case v.Type() == cty.String:
		return word(strconv.Quote(v.AsString())).text
	case v.Type() == cty.Number:
		return numberText(v)
	case v.Type() == cty.Bool:
		return strconv.FormatBool(v.True())
	case !v.IsWhollyKnown():
		return word(fmt.Sprintf("%#v", v)).text
	}
	b, err := ctyjson.Marshal(v, v.Type())
	if err != nil {
		return word(fmt.Sprintf("%#v", v)).text
	}
	return word(string(b)).text
}

func numberText(v cty.Value) string {
	s, err := convert.Convert(v, cty.String)
	if err != nil || s.IsNull() {
		return "0"
	}
	return s.AsString()
}

// operation is a symbol of operands.
func operation(op string, args ...*symbol) *symbol { return &symbol{op: op, args: args} }

// call is a symbol for a function's result.
func call(name string, args []*value) *symbol {
	args = slices.Clip(args)
	return &symbol{render: func() string {
		texts := make([]string, len(args))
		for i, a := range args {
			texts[i] = a.symbol().String()
		}
		return word(name + "(" + strings.Join(texts, ", ") + ")").text
	}}
}

func (s *symbol) String() string {
	switch {
	case s == nil:
		return "unknown"
	case s.render != nil:
		s.text, s.render = s.render(), nil
		return s.text
	case s.op == "":
		return s.text
	case s.op == opNot:
		return word("!" + s.args[0].operand()).text
	}
	return word(s.args[0].operand() + " " + s.op + " " + s.args[1].operand()).text
}

func (s *symbol) operand() string {
	if s.op == "" || s.op == opNot {
		return s.String()
	}
	return "(" + s.String() + ")"
}

// literal reports the value of a literal in the words that guards use.
func (s *symbol) literal() (string, bool) {
	if s.lit == cty.NilVal || !s.lit.IsKnown() {
		return "", false
	}
	if !s.lit.IsNull() && s.lit.Type() == cty.String {
		return s.lit.AsString(), true
	}
	return s.String(), true
}
