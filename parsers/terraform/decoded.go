package terraform

import (
	"fmt"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// longestJSON bounds a text that is read as JSON: ECS takes 64 KiB, API Gateway's documents 10 MiB.
const longestJSON = 10 << 20

// Decoded is what the JSON text of a case holds: what jsonencode made it from, so that each part has its own origin and unknown parts do not
// hide the others, else the text read as JSON, in which interpolations that are unknown are unknown values. ok is false for what is no JSON
// or not known at all.
func (c Case) Decoded() (decoded Case, ok bool) {
	x := c.val
	switch {
	case x == nil:
		return Case{}, false
	case x.made().encoded != nil:
		return c.part("", x.made().encoded), true
	case x.present() && x.v.Type() == cty.String && len(x.v.AsString()) <= longestJSON:
		src, f := []byte(x.v.AsString()), x.made().file
		if f != nil && len(f.Src) != len(src) {
			f = nil
		}
		y, err := fromJSONText(src, f)
		if err != nil {
			return Case{}, false
		}
		return c.part("", y.inherit(x.from, 0)), true
	case x.isUnknown() && len(x.made().parts) > 0:
		y, ok := decodeParts(x.made().parts)
		if !ok {
			return Case{}, false
		}
		return c.part("", y.inherit(x.from, 0)), true
	}
	return Case{}, false
}

// hole marks an unknown part in a text while it is read as JSON, and bare one that stands for a value of its own, of which more may be known.
const (
	hole = "\uFFFCunknown %d\uFFFC"
	bare = "\uFFFCunknown %d bare\uFFFC"
)

// decodeParts reads a text as JSON whose interpolations are partly unknown.
func decodeParts(parts []*value) (*value, bool) {
	var b strings.Builder
	quoted := false
	for i, p := range parts {
		switch {
		case p.isKnown():
			s := p.v.AsString()
			quoted = quoted != oddQuotes(s)
			b.WriteString(s)
		case quoted:
			fmt.Fprintf(&b, hole, i)
		default:
			fmt.Fprintf(&b, `"`+bare+`"`, i)
		}
		if b.Len() > longestJSON {
			return nil, false
		}
	}
	y, err := fromJSONText([]byte(b.String()), nil)
	if err != nil {
		return nil, false
	}
	return y.filled(parts, 0), true
}

// oddQuotes reports whether a text ends inside of a JSON string that it starts, or the other way round.
func oddQuotes(s string) bool {
	odd := false
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			odd = !odd
		}
	}
	return odd
}

// filled puts the unknown parts back.
func (x *value) filled(parts []*value, depth int) *value {
	switch {
	case depth > maxDepth:
		return x
	case x.shape == list:
		kids := make([]*value, len(x.kids))
		for i, k := range x.kids {
			kids[i] = k.filled(parts, depth+1)
		}
		return tuple(kids)
	case x.shape == object:
		kids := make([]*value, len(x.kids))
		for i, k := range x.kids {
			kids[i] = k.filled(parts, depth+1)
		}
		return record(x.names, kids)
	case x.v.Type() != cty.String || !strings.Contains(x.v.AsString(), "\uFFFCunknown "):
		return x
	}
	return filledText(x.v.AsString(), parts)
}

// filledText is a text with its unknown parts; one that is nothing but such a part is that part.
func filledText(s string, parts []*value) *value {
	var pieces []*value
	for s != "" {
		before, rest, ok := strings.Cut(s, "\uFFFCunknown ")
		if before != "" {
			pieces = append(pieces, text(before))
		}
		if !ok {
			break
		}
		number, after, _ := strings.Cut(rest, "\uFFFC")
		var n int
		if _, err := fmt.Sscanf(number, "%d", &n); err == nil && n >= 0 && n < len(parts) {
			piece := parts[n]
			if piece.made().encoded != nil && strings.HasSuffix(number, " bare") {
				piece = piece.made().encoded
			}
			pieces = append(pieces, piece)
		}
		s = after
	}
	if len(pieces) == 1 {
		return pieces[0]
	}
	return joinText(pieces)
}
