package terraform

import (
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// Hole stands in a pattern for what is not known.
const Hole = "\x00"

// Pattern is the case as a text of which parts may not be known: those are a [Hole]. It is "" where nothing is known of it.
func (c Case) Pattern() string {
	switch x := c.val; {
	case x == nil || c.Sensitive:
		return ""
	case x.present() && x.v.Type() == cty.String:
		return x.v.AsString()
	case x.isUnknown() && len(x.made().parts) > 0:
		var b strings.Builder
		for _, p := range x.made().parts {
			if p.isKnown() && p.v.Type() == cty.String && p.present() {
				b.WriteString(p.v.AsString())
			} else {
				b.WriteString(Hole)
			}
		}
		if strings.Trim(b.String(), Hole) != "" {
			return b.String()
		}
	}
	return ""
}

// Spelled is a text that is known in part, as an expression over the root module's variables: two texts that are spelled alike are the same text in one root.
// It is "" for one of which nothing is known, or everything.
func (c Case) Spelled() string {
	if p := c.Pattern(); !strings.Contains(p, Hole) {
		return ""
	}
	return c.val.symbol().String()
}
