package terraform

import (
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// longestJSON bounds a text that is read as JSON: ECS takes 64 KiB, API Gateway's documents 10 MiB.
const longestJSON = 10 << 20

// Decoded is what the JSON text of a case holds: what jsonencode made it from, so that each part has its own origin and unknown parts do not hide the others, else
// the text read as JSON. ok is false for what is no JSON or not known.
func (c Case) Decoded() (decoded Case, ok bool) {
	if c.val != nil && c.val.encoded != nil {
		return c.part("", c.val.encoded), true
	}
	text := c.Text()
	if text.State != Known || len(text.S) > longestJSON {
		return Case{}, false
	}
	v, err := stdlib.JSONDecode(cty.StringVal(text.S))
	if err != nil || !v.IsWhollyKnown() {
		return Case{}, false
	}
	if c.val == nil {
		return Case{When: c.When, V: v, From: c.From, Sensitive: c.Sensitive}, true
	}
	return c.part("", c.val.derived(v)), true
}
