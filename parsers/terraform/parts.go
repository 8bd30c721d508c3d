package terraform

import (
	"slices"

	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// Blocks gives the nested blocks of a type in order; an attribute that holds an object, or a list or a map of objects, counts as blocks
// too. When of each is relative to the block around it.
func (b *Block) Blocks(name string) []*Block {
	list := append([]*Block(nil), b.Sub[name]...)
	for _, c := range b.Attrs[name] {
		list = append(list, c.Blocks()...)
	}
	return list
}

// Blocks is the case as nested blocks.
func (c Case) Blocks() []*Block {
	if c.val == nil {
		return nil
	}
	if c.isObject() {
		return []*Block{c.block("")}
	}
	var list []*Block
	for _, p := range c.Parts() {
		if p.isObject() {
			list = append(list, p.block(p.Key))
		}
	}
	return list
}

// Literals are the pieces of a text that are known, in order: a name may end in what tells its kind, whatever stands before it.
func (c Case) Literals() (all []string) {
	if c.val == nil {
		return nil
	}
	for _, p := range append([]*value{c.val}, c.val.made().parts...) {
		if p.present() && p.v.Type() == cty.String {
			all = append(all, p.v.AsString())
		}
	}
	return all
}

func (c Case) isObject() bool {
	return c.val != nil && (c.val.shape == object || c.val.present() && (c.val.v.Type().IsObjectType() || c.val.v.Type().IsMapType()))
}

// block makes a block of an object's attributes.
func (c Case) block(key string) *Block {
	b := &Block{At: c.From.At(), When: c.When, Key: key, Attrs: map[string]Attr{}}
	for _, p := range c.Parts() {
		p.When = nil // told by the block
		b.Attrs[p.Key] = Attr{p.Case}
	}
	return b
}

// Part is an element of a value with its key: the name in an object or a map, "" in a list.
type Part struct {
	Key string
	Case
}

// Parts takes a list, an object or a map apart. Each element has its own origin. It is empty for all other values.
func (c Case) Parts() []Part {
	if c.val == nil {
		return nil
	}
	parts, ok := c.val.elements()
	if !ok {
		return nil
	}
	list := make([]Part, len(parts))
	for i, p := range parts {
		name, ok := p.text()
		if !ok || c.val.isSequence() {
			name = ""
		}
		list[i] = Part{name, c.part(name, p.v)}
	}
	return list
}

func (x *value) isSequence() bool {
	return x.shape == list || x.shape == plain && isSequence(x.v.Type())
}

// Get finds an element by its name; ok is false where the object has none, or where it is not known what it has.
func (c Case) Get(name string) (Case, bool) {
	if c.val == nil {
		return Case{}, false
	}
	x, ok := c.val.named(name)
	if !ok {
		return Case{}, false
	}
	return c.part(name, x), true
}

func (c Case) part(name string, x *value) Case {
	p := Case{When: c.When, V: x.v, Why: x.why, Refs: x.allRefs(), Sensitive: c.Sensitive || x.anySensitive(), val: x, set: c.set, name: name, readAt: c.readAt, stand: c.stand}
	if name == "" {
		p.name = c.name
	}
	if !p.V.IsKnown() && p.Why == "" {
		p.Why = x.reason(0)
	}
	p.From = p.origin()
	return p
}

// origin says where the case comes from.
func (c Case) origin() *chain.Origin {
	o := &chain.Origin{Kind: chain.Written, Setting: c.name, Steps: c.val.from.steps()}
	if !c.V.IsKnown() {
		o.Note, o.Refused = c.Why, c.val.refused()
	}
	if c.stand != nil {
		c.stand.settle(o, c.name)
		if o.Kind == chain.Default {
			return o
		}
	}
	o.Steps = slices.DeleteFunc(o.Steps, func(s chain.Step) bool { return s.At.File == 0 }) // inside of a model
	if len(o.Steps) > 0 && o.Steps[0].Role == chain.DefaultOf {
		o.Kind = chain.Default
		if o.Note = o.Steps[0].Note; o.Note == "" {
			o.Note = c.name + " not set: default of the provider"
		}
		return o
	}
	if len(o.Steps) == 0 {
		o.Steps = []chain.Step{{Role: chain.Decides, At: c.readAt}}
	}
	if last := o.Steps[len(o.Steps)-1].At; !within(last, c.readAt) && c.readAt != (source.Span{}) {
		o.Steps = append(o.Steps, chain.Step{Role: chain.ReadBy, At: c.readAt})
	}
	if text := c.set.Text(o.Steps[0].At); !c.Sensitive && len(text) <= maxText {
		o.Text = text
	}
	return o
}

const maxText = 80 // of what is shown as written
