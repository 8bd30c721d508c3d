package aws

import (
	"math"

	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// state of an attribute: whether anything is written, and whether it is known.
type state uint8

const (
	missing state = iota // null, or not written: the provider's default counts
	given
	unclear // something is written, or may be, that is not known
)

// reading is one possible value of an attribute, converted as Terraform converts it.
type reading struct {
	when chain.Guard
	state
	text string
	n    float64
	why  string // for what is unclear
	from *chain.Origin
}

func (x reading) known() bool { return x.state == given }

// texts reads an attribute as a string; what is not written is one missing case.
func texts(b *terraform.Block, attr string) (all []reading) {
	for _, x := range b.Text(attr) {
		all = append(all, reading{when: x.When, state: stateOf(x.State), text: x.S, why: why(x.Why, attr), from: x.From})
	}
	return all
}

// numbers reads an attribute as a number; strings that hold numbers are numbers to Terraform.
func numbers(b *terraform.Block, attr string) (all []reading) {
	for _, x := range b.Number(attr) {
		one := reading{when: x.When, state: stateOf(x.State), n: x.N, why: why(x.Why, attr), from: x.From}
		if x.Sensitive && one.known() { // to judge it is to print it
			one.state, one.n, one.why = unclear, 0, attr+" is sensitive"
		}
		all = append(all, one)
	}
	return all
}

func stateOf(s terraform.State) state {
	return [...]state{terraform.Null: missing, terraform.Known: given, terraform.Unknown: unclear}[s]
}

// why never leaves a value without a reason.
func why(reason, attr string) string {
	if reason == "" {
		return attr + " is an expression"
	}
	return reason
}

// only is the value of an attribute that has but one, "" for one that is not written; known is false where it has several or is not known.
func only(all []reading) (text string, known bool) {
	for i, x := range all {
		if x.state == unclear || i > 0 && x.text != text {
			return "", false
		}
		text = x.text
	}
	return text, true
}

// onlyNumber is the same for whole numbers; ok is false where nothing is written.
func onlyNumber(b *terraform.Block, attr string) (n int, ok bool) {
	for i, x := range numbers(b, attr) {
		if !x.known() || i > 0 && int(x.n) != n || math.Abs(x.n) > math.MaxInt32 {
			return 0, false
		}
		n = int(x.n)
	}
	return n, n != 0
}

// written reports whether an attribute has a value in some world, and gives that case.
func written(all []reading) (reading, bool) {
	for _, x := range all {
		if x.state != missing && x.from != nil && x.from.Kind != chain.Default { // what an override leaves open has the origin of a default
			return x, true
		}
	}
	return reading{}, false
}

// stringsIn are the strings that a value holds: itself, or the elements of a list.
func stringsIn(v cty.Value) (all []string) {
	if v == cty.NilVal || !v.IsKnown() || v.IsNull() {
		return nil
	}
	switch ty := v.Type(); {
	case ty == cty.String:
		return []string{v.AsString()}
	case ty.IsListType(), ty.IsSetType(), ty.IsTupleType():
		for it := v.ElementIterator(); it.Next(); {
			if _, e := it.Element(); e.IsKnown() && !e.IsNull() && e.Type() == cty.String {
				all = append(all, e.AsString())
			}
		}
	}
	return all
}
