package clients

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// box is what a middlebox does with idle flows: as written, else as its preset does.
func (r *reader) box(c *declaration) *chain.Box {
	b := &chain.Box{At: map[string]source.Span{}}
	var p *presets.Idle
	if c.product != nil && c.product.Passes != nil {
		passes := c.product.Passes
		p, b.Expiry, b.Terminates = &passes.Idle, passes.OnExpiry, passes.Relay
	}
	b.Idle = r.idle(c, "idle_timeout", p)
	for _, k := range c.pairs {
		f, known := middleboxShape.field(k.key)
		if !known || f.is == presetRef {
			continue
		}
		b.At[k.key] = k.value.at
		switch k.key {
		case "on_expiry":
			b.Expiry = k.value.text
		case "state":
			b.Stateless = k.value.text == "stateless"
		case "loose":
			b.Loose = answer(k.value) == chain.Yes
		case "terminates":
			b.Terminates = answer(k.value) == chain.Yes
		case "balancing":
			b.Balancing = k.value.text
		case "direct_return":
			b.DirectReturn = answer(k.value)
		case "resets_unknown":
			b.ResetsUnknown = answer(k.value)
		}
	}
	return b
}

func answer(n *node) chain.Answer {
	if n.text == "true" || n.text == "True" || n.text == "TRUE" {
		return chain.Yes
	}
	return chain.No
}
