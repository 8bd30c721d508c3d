package terraform

import (
	"math"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/chain"
)

func keyword(expr hclsyntax.Expression) string { return hcl.ExprAsKeyword(expr) }

// State says what is known of a [Num] or a [Str].
type State uint8

// The states.
const (
	Null    State = iota // not set, or set to null: the provider's default counts
	Known                // the value is there
	Unknown              // it has a value, which cannot be known statically: Why says why
)

// Num is one case of a number.
type Num struct {
	When      chain.Guard
	State     State
	N         float64
	Why       string
	From      *chain.Origin
	Sensitive bool
}

// Str is one case of a text.
type Str struct {
	When      chain.Guard
	State     State
	S         string
	Why       string
	Refs      []Ref
	From      *chain.Origin
	Sensitive bool
}

// Attr gives an attribute's cases, at least one. An attribute that is not written has one case, null, whose origin is the block, with the
// place where the attribute would be written. A block that stands for one that an open block may have all the same (Open, without Attrs) has unknown
// attributes, and so has one that overrides what is not there (Partial).
func (b *Block) Attr(name string) Attr {
	if a := b.Attrs[name]; len(a) > 0 {
		return a
	}
	c := Case{V: cty.NullVal(cty.DynamicPseudoType), From: b.missing(name)}
	switch {
	case b.Open && b.Attrs == nil:
		c.V, c.Why = cty.DynamicVal, "the block is made from something unknown"
	case b.Partial:
		c.V, c.Why = cty.DynamicVal, "an override file changes a resource that is not in these files"
	}
	return Attr{c}
}

// missing is the origin of a setting that the block does not write.
func (b *Block) missing(name string) *chain.Origin {
	return &chain.Origin{Kind: chain.Default, Setting: name, Steps: []chain.Step{{Role: chain.DefaultOf, At: b.At}}, Insert: b.Insert}
}

// Number reads an attribute as a number. Texts that hold numbers are numbers, as in Terraform; what is no number is unknown.
func (b *Block) Number(name string) []Num {
	var list []Num
	for _, c := range b.Attr(name) {
		list = append(list, c.Number())
	}
	return list
}

// Number is the case as a number.
func (c Case) Number() Num {
	n := Num{When: c.When, From: c.From, Why: c.Why, Sensitive: c.Sensitive}
	v, state, why := c.as(cty.Number)
	n.State = state
	if why != "" {
		n.Why = why
	}
	if state == Known {
		n.N, _ = v.AsBigFloat().Float64()
		if math.IsInf(n.N, 0) || math.IsNaN(n.N) {
			n.State, n.Why = Unknown, "the number is too large"
		}
	}
	return n
}

// as converts to a primitive type.
func (c Case) as(ty cty.Type) (v cty.Value, state State, why string) {
	if c.V == cty.NilVal || c.V.IsKnown() && c.V.IsNull() {
		return cty.NilVal, Null, ""
	}
	if !c.V.IsKnown() {
		return cty.NilVal, Unknown, ""
	}
	v, err := convertSafely(c.V, ty)
	if err != nil || !v.IsKnown() {
		return cty.NilVal, Unknown, "it is no " + ty.FriendlyName()
	}
	return v, Known, ""
}

// Text reads an attribute as a text; numbers and booleans become texts, as in Terraform.
func (b *Block) Text(name string) []Str {
	var list []Str
	for _, c := range b.Attr(name) {
		list = append(list, c.Text())
	}
	return list
}

// Text is the case as a text.
func (c Case) Text() Str {
	s := Str{When: c.When, From: c.From, Why: c.Why, Refs: c.Refs, Sensitive: c.Sensitive}
	v, state, why := c.as(cty.String)
	s.State = state
	if why != "" {
		s.Why = why
	}
	if state == Known {
		s.S = v.AsString()
	}
	return s
}

// Refs gives the resources that an attribute names, nearest first, over all of its cases. The guard of each is that of the first case that
// has it.
func (b *Block) Refs(name string) []GuardedRef {
	var list []GuardedRef
	for _, c := range b.Attrs[name] {
		for _, r := range c.Refs {
			list = append(list, GuardedRef{When: c.When, Ref: r})
		}
	}
	return list
}

// GuardedRef is a reference that an attribute holds in the worlds that When admits.
type GuardedRef struct {
	When chain.Guard
	Ref
}
