package report

import (
	"bufio"
	"strings"
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// markup writes XML. The first error of the writer is kept and comes back from its Flush.
type markup struct{ w *bufio.Writer }

func (x *markup) raw(s string) { _, _ = x.w.WriteString(s) }

// tag begins a tag, "<name" or with blanks before it, and writes attributes: names and values in turn. The caller closes it.
func (x *markup) tag(begin string, attributes ...string) {
	x.raw(begin)
	for i := 0; i+1 < len(attributes); i += 2 {
		x.raw(" " + attributes[i] + `="` + xmlText(attributes[i+1]) + `"`)
	}
}

// xmlText is text of one line for an element or an attribute. Control characters, which XML cannot hold even escaped, are made visible as on
// a terminal; the two characters besides them that it forbids become U+FFFD.
func xmlText(s string) string { return xmlEscapes.Replace(visible(s)) }

var xmlEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&apos;", "\uFFFE", "\uFFFD", "\uFFFF", "\uFFFD")
