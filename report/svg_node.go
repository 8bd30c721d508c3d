package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// Sizes of what shows an endpoint.
const (
	nodeWidth = 214
	nodeLine  = 16
	nodeText  = 27 // columns of a line
)

// nodeLines are what stands in the box of an endpoint: its name on at most two lines, how many others are like it, and its clocks.
func nodeLines(n *node) []string {
	lines := onTwoLines(visible(n.first().ID))
	if others := n.others(); others != "" {
		lines = append(lines, strings.TrimSpace(others))
	}
	if all := n.lines(); len(all) > 1 {
		lines = append(lines, fit(all[1], nodeText+2))
	}
	return lines
}

// onTwoLines breaks a name behind a slash or the like; what does not fit into two lines loses its middle.
func onTwoLines(name string) []string {
	if columns(name) <= nodeText {
		return []string{fit(name, nodeText)}
	}
	cut, forced, at := 0, 0, 0
	for i, r := range name {
		if at > nodeText-1 {
			break
		}
		if at += widths.RuneWidth(r); at <= nodeText {
			forced = i + len(string(r))
			if at > nodeText/3 && strings.ContainsRune("/.:-_ ", r) {
				cut = forced
			}
		}
	}
	if cut == 0 {
		cut = forced
	}
	return []string{fit(name[:cut], nodeText), fit(name[cut:], nodeText)}
}

func (p *picture) nodeHeight(n *node) int { return nodeLine*len(nodeLines(n)) + 14 }

// node draws an endpoint: a double frame for what only accepts, round ends for what only connects, a dashed frame for a mere address.
func (p *picture) node(i *item) {
	e := i.node.first()
	p.tag("<g", "class", "node", "transform", "translate("+strconv.Itoa(i.x)+" "+strconv.Itoa(i.y)+")")
	p.raw(">\n")
	p.title(p.about(i.node))
	switch e.Kind {
	case chain.Client:
		p.box("frame", 0, 0, i.w, i.h, 16)
	case chain.Server:
		p.box("frame", 0, 0, i.w, i.h, 2)
		p.box("frame", 3, 3, i.w-6, i.h-6, 2)
	case chain.Address:
		p.box("frame dashed", 0, 0, i.w, i.h, 6)
	default:
		p.box("frame", 0, 0, i.w, i.h, 6)
	}
	lines := nodeLines(i.node)
	clocks := len(i.node.lines()) > 1
	for k, line := range lines {
		class := "mono name"
		if clocks && k == len(lines)-1 {
			class = "mono faint"
		}
		p.text(class, 10, 20+nodeLine*k, line)
	}
	p.raw("</g>\n")
}

// about is what shows when the pointer rests on an endpoint.
func (p *picture) about(n *node) []string {
	e := n.first()
	lines := []string{e.ID}
	if e.Product != "" {
		lines = append(lines, "product: "+e.Product)
	}
	if at := place(p.Set, e.At); at != "" {
		lines = append(lines, at)
	}
	const shown = 10
	for k, other := range n.all[1:] {
		if k == shown {
			lines = append(lines, "... and "+strconv.Itoa(len(n.all)-1-k)+" more")
			break
		}
		lines = append(lines, "also "+other.ID)
	}
	return lines
}

// arrow draws the way of an edge through the gaps between the columns, and its head.
func (p *picture) arrow(a arrow) {
	class := "line " + string(a.verdict)
	switch {
	case len(a.hops) == 0:
		class = "line pass"
	case a.assumed():
		class += " assumed"
	}
	last := a.way[len(a.way)-1]
	var d strings.Builder
	for k := 1; k < len(a.way); k++ {
		from, to := a.way[k-1], a.way[k]
		curve(&d, from.x+from.w, from.middle(), to.x, to.middle())
		if k < len(a.way)-1 && to.hop == nil {
			fmt.Fprintf(&d, "H%d", to.x+to.w)
		}
	}
	x, y, back := last.x, last.middle(), -8
	switch a.turn {
	case home:
		x, y, back = a.way[0].x+a.way[0].w, a.way[0].middle(), 8
	case loop: // back below, to the endpoint at the same column
		to := p.itemOf(a)
		x, y, back = to.x+to.w, to.middle()+8, 8
		curve(&d, last.x, last.middle()+8, x, y)
	case ahead:
	}
	p.path(class, d.String())
	p.path("tip "+string(a.verdict), fmt.Sprintf("M%d %dl%d -5v10Z", x, y, back))
}

// itemOf is where an arrow leads that comes back to its own column.
func (p *picture) itemOf(a arrow) *item {
	for _, i := range p.columns[a.way[0].column] {
		if i.node == a.to {
			return i
		}
	}
	return a.way[0]
}

// curve begins a line and leads it to the next column.
func curve(d *strings.Builder, x1, y1, x2, y2 int) {
	fmt.Fprintf(d, "M%d %d", x1, y1)
	if y1 == y2 {
		fmt.Fprintf(d, "H%d", x2)
		return
	}
	middle := (x1 + x2) / 2
	fmt.Fprintf(d, "C%d %d %d %d %d %d", middle, y1, middle, y2, x2, y2)
}
