package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// maxDot is the number of hops in a picture for Graphviz: its layout takes more than linear time.
const maxDot = 2000

// dotColors are readable on white, and tell apart without the words for those who see them.
var dotColors = map[chain.Verdict]string{chain.Violated: "#c0271a", chain.Possible: "#a15c00", chain.Unknown: "#6b6b6b", chain.NoReuse: "#6b6b6b"}

// graphDot writes the chain for Graphviz: timeoutlint graph --format dot | dot -Tsvg.
func graphDot(w io.Writer, r *finding.Result, _ Options) error {
	b := bufio.NewWriter(w)
	d := newModel(r, true).draw(maxDot)
	fmt.Fprintln(b, "digraph timeoutlint {")
	fmt.Fprintln(b, "  rankdir=LR")
	fmt.Fprintln(b, `  node [shape=box, style=rounded, fontname="sans-serif"]`)
	fmt.Fprintln(b, `  edge [fontname="sans-serif", fontsize=11]`)
	for _, n := range d.nodes {
		shape := ""
		if n.first().Kind == chain.Address {
			shape = `, style="rounded,dashed"`
		}
		fmt.Fprintf(b, "  n%d [label=%s%s]\n", n.index, dotText(n.lines()), shape)
	}
	for _, e := range d.edges {
		fmt.Fprintf(b, "  n%d -> n%d%s\n", e.from.index, e.to.index, dotLook(e))
	}
	if text := d.rest(); text != "" {
		fmt.Fprintf(b, "  rest [shape=plaintext, label=%s]\n", dotText([]string{text}))
	}
	fmt.Fprintln(b, "}")
	return b.Flush()
}

func dotLook(e *edge) string {
	if len(e.hops) == 0 {
		return " [style=dotted]"
	}
	look := " [label=" + dotText(e.lines())
	if color := dotColors[e.verdict]; color != "" {
		look += fmt.Sprintf(", color=%q, fontcolor=%q", color, color)
	}
	switch e.verdict {
	case chain.Violated:
		look += ", penwidth=3"
	case chain.Possible:
		look += ", penwidth=2"
	default:
	}
	if e.assumed() || e.verdict == chain.Unknown || e.verdict == chain.NoReuse {
		look += ", style=dashed"
	}
	return look + "]"
}

// dotText is a string of the language with a line break behind each line but the last. Inside of quotes Graphviz knows the quote, the
// backslash with a letter behind it, and HTML's character references; all other text stands for itself.
func dotText(lines []string) string {
	escaped := make([]string, len(lines))
	for i, l := range lines {
		escaped[i] = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;").Replace(visible(l))
	}
	return `"` + strings.Join(escaped, `\n`) + `"`
}
