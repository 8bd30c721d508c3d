package report

import (
	"bufio"
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// maxPicture is the number of hops in a picture: more than anybody takes in at a glance, and still drawn at once by every browser.
const maxPicture = 100

// graphSVG writes the chain as a picture that needs nothing but itself: no script, no font, no network.
func graphSVG(w io.Writer, r *finding.Result, _ Options) error {
	b := bufio.NewWriter(w)
	newPicture(b, newModel(r, true)).draw()
	return b.Flush()
}

// picture is SVG in the making.
type picture struct {
	markup
	drawn
	*layout
	scale *scale
	rows  map[*edge][]bar
}

const (
	margin  = 24
	heading = 64  // height of what stands above the chain
	least   = 860 // width that the words above and below the chain need
)

// newPicture decides where everything stands.
func newPicture(w *bufio.Writer, m *model) *picture {
	p := &picture{markup: markup{w}, drawn: m.draw(maxPicture), rows: map[*edge][]bar{}}
	var clocks []time.Duration
	for _, e := range p.edges {
		rows := p.barsOf(e)
		p.rows[e] = rows
		for _, b := range rows {
			if b.State == chain.Known {
				clocks = append(clocks, b.Lo, b.Hi)
			}
		}
	}
	p.scale = newScale(clocks, barWidth-beyondBar)
	p.layout = newLayout(p.drawn, p.size)
	return p
}

func (p *picture) size(i *item) {
	switch {
	case i.node != nil:
		i.w, i.h = nodeWidth, p.nodeHeight(i.node)
	case i.hop != nil:
		i.w, i.h = panelWidth, p.panelHeight(i.hop)
	}
}

// draw writes the whole document.
func (p *picture) draw() {
	width := max(p.width, least-2*margin)
	foot := p.footer(width)
	total, high := width+2*margin, heading+p.height+foot.height+margin
	w, h := strconv.Itoa(total), strconv.Itoa(high)
	p.tag("<svg", "xmlns", "http://www.w3.org/2000/svg", "width", w, "height", h, "viewBox", "0 0 "+w+" "+h, "role", "img", "aria-label", "idle timeouts: "+p.counts())
	p.raw(">\n<style>" + svgStyle + "</style>\n" + svgPatterns)
	p.box("bg", 0, 0, total, high, 0)
	p.text("head", margin, 28, "At each hop the client side (upper bar) must drop idle connections before the server side (lower bar) does")
	p.text("small", margin, 48, p.counts())
	p.tag("<g", "transform", "translate("+strconv.Itoa(margin)+" "+strconv.Itoa(heading)+")")
	p.raw(">\n")
	for _, a := range p.arrows {
		p.arrow(a)
	}
	for _, column := range p.columns {
		for _, i := range column {
			switch {
			case i.node != nil:
				p.node(i)
			case i.hop != nil:
				p.panel(i)
			}
		}
	}
	p.write(foot)
	p.raw("</g>\n</svg>\n")
}

// text writes one line; its left end is at x, its base line at y.
func (p *picture) text(class string, x, y int, s string) {
	p.tag("<text", "class", class, "x", strconv.Itoa(x), "y", strconv.Itoa(y))
	p.raw(">" + xmlText(s) + "</text>\n")
}

// box writes a rectangle with corners of the given radius.
func (p *picture) box(class string, x, y, w, h, radius int) {
	p.tag("<rect", "class", class, "x", strconv.Itoa(x), "y", strconv.Itoa(y), "width", strconv.Itoa(w), "height", strconv.Itoa(h))
	if radius > 0 {
		p.tag("", "rx", strconv.Itoa(radius))
	}
	p.raw("/>\n")
}

// path writes a line of the path language, which holds numbers and letters of our own only.
func (p *picture) path(class, d string) {
	p.tag("<path", "class", class, "d", d)
	p.raw("/>\n")
}

// title writes what shows on hover, each line harmless by itself.
func (p *picture) title(lines []string) {
	p.raw("<title>")
	for i, line := range lines {
		if i > 0 {
			p.raw("\n")
		}
		p.raw(xmlText(clip(line, maxSentence)))
	}
	p.raw("</title>\n")
}

// fit cuts text to a number of columns. Characters without any width are bounded, too.
func fit(s string, width int) string {
	s = shorten(visible(s), width)
	if utf8.RuneCountInString(s) > 2*width {
		return clip(s, width)
	}
	return s
}
