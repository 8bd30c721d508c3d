package terraform

import (
	"slices"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/timeoutlint/timeoutlint/chain"
)

// isOf reports whether a plan was made from a root module: most of its blocks are there.
func (p *plan) isOf(t *Tree) bool {
	blocks := map[string]bool{}
	for _, r := range t.Resources {
		blocks[withoutKeys(r.Address)] = true
	}
	have, all := 0, 0
	for _, r := range p.tree.Resources {
		if r.Mode != Managed {
			continue
		}
		all++
		if blocks[withoutKeys(r.Address)] {
			have++
		}
	}
	return all > 0 && 2*have > all
}

// withoutKeys is the address of the block that an instance comes from.
func withoutKeys(addr string) string {
	var names []string
	for _, w := range splitRef(addr) {
		if !strings.HasPrefix(w, "[") {
			names = append(names, w)
		}
	}
	return strings.Join(names, ".")
}

// beside fills a plan together with the root module that it was made from.
func (p *plan) beside(t *Tree) {
	p.filled = true
	p.tree.Root.Dir, p.tree.Root.Canon = t.Root.Dir, t.Root.Canon
	p.tree.Problems = append(p.tree.Problems, t.Problems...)
	dir := make(map[string]*Resource, len(t.Resources))
	for _, r := range t.Resources {
		dir[r.Address] = r
	}
	p.fill(dir)
}

// combine tells the resource of a plan what its configuration says beside it: where values are written, and the references that a plan
// loses. Values are the plan's.
func combine(plan, written *Block) {
	plan.At, plan.Insert, plan.Open = written.At, written.Insert, false
	for name, a := range plan.Attrs {
		if w := written.Attrs[name]; len(w) > 0 {
			for i := range a {
				a[i].placed(w)
			}
			continue
		}
		if blocks := written.Sub[name]; len(blocks) > 0 {
			plan.blocksOf(name, a, blocks)
			continue
		}
		for i := range a {
			if o := a[i].From; o.Kind == chain.Default {
				a[i].From = written.missing(name)
				a[i].From.Note = o.Note
			}
		}
	}
	for name, w := range written.Attrs { // the plan leaves out what is not known yet
		if _, have := plan.Attrs[name]; !have && anyUnknown(w) {
			c := w[slices.IndexFunc(w, func(c Case) bool { return !c.V.IsKnown() })]
			c.When = nil
			plan.Attrs[name] = Attr{c}
		}
	}
}

func anyUnknown(a Attr) bool {
	return slices.ContainsFunc(a, func(c Case) bool { return !c.V.IsKnown() })
}

// blocksOf turns the objects of a plan into blocks beside those of the configuration.
func (b *Block) blocksOf(name string, a Attr, written []*Block) {
	var made []*Block
	for _, c := range a {
		made = append(made, c.Blocks()...)
	}
	if len(made) == 0 {
		return
	}
	for i, k := range made {
		switch {
		case len(made) == len(written):
			combine(k, written[i])
		case len(written) == 1: // a dynamic block whose number was not known
			combine(k, written[0])
		}
		b.add(name, k)
	}
	delete(b.Attrs, name)
}

// placed gives a case of a plan the place of the same value in the configuration, and its references.
func (c *Case) placed(written Attr) {
	best := written[0]
	for _, w := range written {
		if w.V.IsKnown() && c.V.IsKnown() && sameValue(w.V, c.V) {
			best = w
			break
		}
	}
	if best.V.IsKnown() && c.V.IsKnown() && sameValue(best.V, c.V) || !c.V.IsKnown() {
		c.From = best.From
	} else {
		// Decided elsewhere, by a variable that only the run of the plan knew: the plan is what there is to point at.
		o := *c.From
		o.Steps = append(slices.Clip(o.Steps), chain.Step{Role: chain.ReadBy, At: best.readAt})
		c.From = &o
	}
	for _, r := range best.Refs {
		if !slices.ContainsFunc(c.Refs, func(have Ref) bool { return have.Addr == r.Addr && have.Attr == r.Attr }) {
			c.Refs = append(c.Refs, r)
		}
	}
	c.Sensitive = c.Sensitive || best.Sensitive
}

func sameValue(a, b cty.Value) bool {
	if !a.IsWhollyKnown() || !b.IsWhollyKnown() {
		return false
	}
	if a.IsNull() || b.IsNull() {
		return a.IsNull() == b.IsNull()
	}
	if b.Type().IsPrimitiveType() {
		c, err := convertSafely(a, b.Type())
		if err != nil {
			return false
		}
		a = c
	}
	same, err := callSafely(stdlib.EqualFunc.Call, []cty.Value{a, b})
	return err == nil && same.IsKnown() && same.True()
}
