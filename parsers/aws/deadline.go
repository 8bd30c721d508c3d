package aws

import (
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// deadline reads an attribute as a limit of the wait for a response; usual is the number that counts where none is written, 0 for no limit.
func deadline(b *terraform.Block, attr string, usual float64, unit time.Duration) (v chain.Value) {
	for _, x := range numbers(b, attr) {
		c := chain.Case{When: x.when, State: chain.Known}
		switch {
		case x.known() && x.n > 0:
			c.Lo, c.From = length(x.n, unit), origin(b, x, attr)
		case x.state == missing && usual > 0:
			c.Lo = length(usual, unit)
			c.From = &chain.Origin{
				Kind: chain.Default, Setting: attr, Note: attr + " not set: default", Steps: []chain.Step{{Role: chain.DefaultOf, At: b.At}}, Insert: b.Insert,
			}
		default:
			continue
		}
		c.Hi = c.Lo
		v = append(v, c)
	}
	return v
}

// silence is the idle timeout of a balancer as a limit of the wait for a response: it cuts those that are silent for longer. Nobody writes it to say how
// long responses take, so it is no deadline that others have to wait for.
func silence(idle chain.Value) (v chain.Value) {
	for _, c := range idle {
		if c.State != chain.Known {
			continue
		}
		o := *c.From
		o.Kind = chain.Default
		c.From = &o
		v = append(v, c)
	}
	return v
}
