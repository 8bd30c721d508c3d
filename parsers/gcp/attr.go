package gcp

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// defaults tells whether the provider's default counts: nothing is given, or a 0, which the provider does not send.
func defaults(n terraform.Num) bool {
	return n.State == terraform.Null || n.State == terraform.Known && n.N == 0
}

// nested gives the cases of a number in nested blocks of a kind. Where no such block is certain, one case is that it is not set.
func nested(b *terraform.Block, kind, name string) (all []terraform.Num) {
	certain := false
	for _, sub := range b.Blocks(kind) {
		certain = certain || len(sub.When) == 0
		for _, n := range sub.Number(name) {
			when, ok := chain.And(sub.When, n.When)
			if n.When = when; ok {
				all = append(all, n)
			}
		}
	}
	if !certain {
		all = append(all, (&terraform.Block{At: b.At, Insert: b.Insert, Open: b.Open}).Number(name)...)
	}
	return all
}

// text gives an attribute that is the same in all its cases, "" for one that is not, or is not known.
func text(b *terraform.Block, name string) string {
	all := b.Text(name)
	for _, a := range all {
		if a.State != terraform.Known || a.S != all[0].S {
			return ""
		}
	}
	return all[0].S
}

// list gives the known texts of an attribute that holds several.
func list(b *terraform.Block, name string) (all []terraform.Str) {
	for _, c := range b.Attr(name) {
		for _, p := range c.Parts() {
			if s := p.Text(); s.State == terraform.Known && s.S != "" {
				all = append(all, s)
			}
		}
	}
	return all
}

// argument reads a number inside the argument of a module: name.attribute.attribute.
func argument(b *terraform.Block, path string) (all []terraform.Num) {
	parts := strings.Split(path, ".")
	for _, c := range b.Attr(parts[0]) {
		for _, name := range parts[1:] {
			c = inside(c, name)
		}
		all = append(all, c.Number())
	}
	return all
}

// inside gives an attribute of an object or map: null where there is none.
func inside(c terraform.Case, name string) terraform.Case {
	p, ok := c.Get(name)
	if !ok {
		p = terraform.Case{When: c.When, From: c.From}
		if len(c.Parts()) == 0 && c.Number().State == terraform.Unknown {
			p.V, p.Why = c.V, c.Why
		}
	}
	return p
}

// named gives the resources of certain types that an attribute names, each once, with the guards under which it does.
func named(b *terraform.Block, attr string, types ...string) (refs []terraform.GuardedRef) {
	for _, ref := range b.Refs(attr) {
		if ref.To == nil || !slices.Contains(types, ref.To.Type) {
			continue
		}
		when, ok := chain.And(b.When, ref.When)
		if !ok || slices.ContainsFunc(refs, func(k terraform.GuardedRef) bool { return k.To == ref.To && slices.Equal(k.When, when) }) {
			continue
		}
		ref.When = when
		refs = append(refs, ref)
	}
	return refs
}

// placeOf is where an attribute is written, else its block.
func placeOf(b *terraform.Block, name string) source.Span {
	if at := b.Attr(name)[0].From.At(); !at.IsZero() {
		return at
	}
	return b.At
}

// seconds turns a number of seconds into a duration, cut off at what one can hold.
func seconds(n float64) time.Duration {
	d := n * float64(time.Second)
	switch {
	case math.IsNaN(d) || d <= 0:
		return 0
	case d >= math.MaxInt64:
		return math.MaxInt64
	}
	return time.Duration(d)
}
