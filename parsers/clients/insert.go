package clients

import (
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// insert is where a missing setting would be written: behind preset, else behind another single value of the declaration; nowhere for one that holds
// none. In braces the place is right behind that value, EOL is empty, and what is inserted begins with a comma; else the place is the end
// of its line, and what is inserted begins with EOL and Indent.
func (c *declaration) insert() source.Place {
	for _, preferred := range []bool{true, false} {
		for _, p := range c.pairs {
			if p.value.form != isText || preferred != (p.key == "preset") || !c.holds(p.at) {
				continue
			}
			return c.behind(p)
		}
	}
	return source.Place{}
}

// holds tells whether a key stands in the declaration itself, and not in a mapping that it merges.
func (c *declaration) holds(at source.Span) bool {
	return c.node.at.Start <= at.Start && at.End <= c.node.at.End
}

func (c *declaration) behind(p pair) source.Place {
	f, end := c.doc.file, p.value.at.End
	if a := p.value.alias; !a.IsZero() {
		end = a.End
	}
	place := f.Place(end)
	if c.flow {
		place.EOL = ""
		return place
	}
	for end < uint32(len(f.Src)) && yamlspan.LineBreak(f.Src[end:]) == 0 {
		end++
	}
	place.Indent = f.Place(p.at.Start).Indent
	place.Start, place.End = end, end
	return place
}
