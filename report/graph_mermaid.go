package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// maxMermaid is the number of hops in a flowchart. Mermaid refuses more than 500 edges, and more than 50,000 characters, unless it is
// configured otherwise (maxEdges and maxTextSize in https://mermaid.js.org/config/schema-docs/config.html); GitHub configures nothing.
const maxMermaid = 250

// mermaidShapes are the brackets around the text of a node: rounded ends for what only connects, a bar at both sides for what only accepts.
var mermaidShapes = map[chain.EndpointKind][2]string{
	chain.Client:  {"([", "])"},
	chain.Server:  {"[[", "]]"},
	chain.Address: {"(", ")"},
}

// graphMermaid writes the chain as a flowchart for Markdown.
func graphMermaid(w io.Writer, r *finding.Result, _ Options) error {
	b := bufio.NewWriter(w)
	d := newModel(r, true).draw(maxMermaid)
	fmt.Fprintln(b, "flowchart LR")
	for _, n := range d.nodes {
		shape, ok := mermaidShapes[n.first().Kind]
		if !ok {
			shape = [2]string{"[", "]"}
		}
		fmt.Fprintf(b, "  n%d%s%s%s\n", n.index, shape[0], mermaidText(n.lines()), shape[1])
	}
	var looks []string
	for i, e := range d.edges {
		arrow, look := mermaidLook(e)
		if look != "" {
			looks = append(looks, fmt.Sprintf("  linkStyle %d %s\n", i, look))
		}
		label := ""
		if lines := e.lines(); len(lines) > 0 {
			label = "|" + mermaidText(lines) + "|"
		}
		fmt.Fprintf(b, "  n%d %s%s n%d\n", e.from.index, arrow, label, e.to.index)
	}
	if text := d.rest(); text != "" {
		fmt.Fprintf(b, "  rest[%s]\n", mermaidText([]string{text}))
	}
	fmt.Fprint(b, strings.Join(looks, ""))
	return b.Flush()
}

func mermaidLook(e *edge) (arrow, style string) {
	arrow = "-.->"
	switch e.verdict {
	case chain.Violated:
		arrow, style = "==>", "stroke:#d1382b,color:#d1382b"
	case chain.Possible:
		arrow, style = "==>", "stroke:#b8720a,color:#b8720a"
	case chain.OK:
		arrow = "-->"
	default:
	}
	if e.assumed() {
		arrow = "-.->"
	}
	return arrow, style
}

// mermaidText is quoted text. Mermaid reads Markdown, HTML and commands in it, even in places where its grammar has no room for them, so
// that every character is written as a number but those that mean nothing anywhere.
func mermaidText(lines []string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, l := range lines {
		if i > 0 {
			b.WriteString("<br/>")
		}
		runes := []rune(visible(l))
		for j, r := range runes {
			if harmlessInMermaid(r, runes, j) {
				b.WriteRune(r)
			} else {
				fmt.Fprintf(&b, "#%d;", r)
			}
		}
	}
	b.WriteByte('"')
	return b.String()
}

func harmlessInMermaid(r rune, all []rune, i int) bool {
	word := func(i int) bool {
		return i >= 0 && i < len(all) && (unicode.IsLetter(all[i]) || unicode.IsDigit(all[i]))
	}
	switch r {
	case ' ', ',', '(', ')':
		return i > 0 && i < len(all)-1 || r == ')'
	case '.', '-', '_', '/': // at the start of a word some are Markdown
		return word(i-1) && word(i+1)
	case '+':
		return i > 0 && word(i+1)
	}
	return word(i) || r == '→' || r == '✗'
}
