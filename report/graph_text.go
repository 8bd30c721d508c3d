package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// textBounds are what a person reads through; what is wrong comes first.
var textBounds = bounds{paths: 100, steps: 5000}

// maxAlone is the number of endpoints on no path that are named.
const maxAlone = 20

// graphText writes a line for each path, and below each hop that breaks what is wrong with it.
func graphText(w io.Writer, r *finding.Result, o Options) error {
	p := newPrinter(w, o)
	m := newModel(r, true)
	listed, left := m.paths(textBounds)
	if len(listed) == 0 {
		p.nothing(m.digest)
		return p.flush()
	}
	p.heading("paths", "at each arrow the left clock must run out before the right one")
	told := map[*edge]bool{}
	marked := false
	for _, way := range listed {
		p.path(m, way, told)
		for _, e := range way.edges {
			marked = marked || e.marked()
		}
	}
	if left > 0 {
		p.paragraph(plain, "  ... and "+several(left, "more path")+" that combine such hops", 2)
	}
	p.newline()
	if marked {
		p.paragraph(plain, worstMark+" the worst of several cases: --format json lists them", 0)
		p.newline()
	}
	p.alone(m)
	p.left(m.digest)
	p.paragraph(strong, m.counts(), 0)
	return p.flush()
}

// several is a count that may have been given up.
func several(n int, noun string) string {
	if n > 1_000_000 {
		return "more than a million " + noun + "s"
	}
	return count(n, noun)
}

// A path goes on below its first line at pathIndent; what is wrong with its hops stands further in, at faultIndent.
const (
	pathIndent  = 4
	faultIndent = 8
)

// path prints one path. A line that is too long goes on below, before one of its hops.
func (p *printer) path(m *model, way path, told map[*edge]bool) {
	p.put(verdictStyle(way.verdict), signs[way.verdict])
	l := line{printer: p, at: 1}
	var faulty []*edge // on this line
	for _, u := range p.units(way) {
		if !l.holds(u.width()) {
			l.below(func() { p.faults(m, faulty) })
			faulty = nil
		}
		for _, t := range u.tokens {
			l.put(t)
		}
		if e := u.hop; e != nil && e.broken() && !told[e] {
			told[e] = true
			faulty = append(faulty, e)
		}
	}
	p.newline()
	p.faults(m, faulty)
}

// line is a line of text that goes on below where the width is used up.
type line struct {
	*printer
	at    int
	empty bool // nothing stands behind the indentation
}

// holds reports whether so many columns behind a blank still fit. An empty line holds anything.
func (l *line) holds(size int) bool { return l.width == 0 || l.empty || l.at+1+size <= l.width }

func (l *line) below(before func()) {
	l.newline()
	before()
	l.spaces(pathIndent)
	l.at, l.empty = pathIndent, true
}

func (l *line) put(t piece) {
	size := columns(visible(t.text))
	if !l.holds(size) {
		l.below(func() {})
	}
	if !l.empty {
		l.spaces(1)
		l.at++
	}
	l.printer.put(t.style, t.text)
	l.at, l.empty = l.at+size, false
}

// unit is what a line is not broken inside of unless it has to be: where a path starts, or a hop with its two clocks.
type unit struct {
	tokens []piece
	hop    *edge
}

func (u unit) width() int {
	width := len(u.tokens) - 1
	for _, t := range u.tokens {
		width += columns(visible(t.text))
	}
	return width
}

// units cuts a path into what its lines are made of.
func (p *printer) units(way path) []unit {
	longest := maxID
	if p.width > 0 {
		longest = min(longest, p.width-pathIndent-len("(upstream , +100 more)"))
	}
	start := way.edges[0].from
	u := unit{}
	if idle := start.accepts(); idle != "" {
		u.tokens = append(u.tokens, piece{strong, idle})
	}
	u.tokens = append(u.tokens, piece{plain, start.name(longest)})
	var all []unit
	for _, e := range way.edges {
		if len(e.hops) == 0 { // the upstream stands with its server
			u.tokens = append(u.tokens, piece{faint, "(" + e.to.pool(longest) + ")"})
			continue
		}
		all = append(all, u)
		u = unit{hop: e, tokens: []piece{{strong, e.client}, e.arrow(), {strong, e.server}, {plain, e.to.name(longest)}}}
	}
	if way.round() {
		u.tokens = append(u.tokens, piece{risky, "↺ round in a circle"})
	}
	return append(all, u)
}

// arrow draws a hop with the middleboxes on it, and says what is wrong with it.
func (e *edge) arrow() piece {
	var inside []string
	for _, b := range e.boxes {
		inside = append(inside, "["+b+"]")
	}
	paint := plain
	if e.assumed() {
		inside = append(inside, "assumed")
	}
	switch e.verdict {
	case chain.Violated, chain.Possible:
		paint = verdictStyle(e.verdict)
		inside = append(inside, signs[e.verdict]+" "+string(e.verdict))
	case chain.NoReuse:
		paint = faint
		inside = append(inside, "not reused")
	default:
	}
	if len(inside) == 0 {
		return piece{paint, "-->"}
	}
	return piece{paint, "--" + strings.Join(inside, " ") + "-->"}
}

// faults says below a line what is wrong with its hops, and what to do.
func (p *printer) faults(m *model, faulty []*edge) {
	for _, e := range faulty {
		p.spaces(faultIndent)
		p.put(verdictStyle(e.verdict), signs[e.verdict]+" ")
		p.paragraph(plain, m.fault(e.hops[0]), faultIndent+2)
		if repair := m.repair(e); repair != "" {
			p.spaces(faultIndent + 2)
			p.put(strong, "repair: ")
			p.paragraph(plain, repair, faultIndent+2+len("repair: "))
		}
	}
}

// alone names the endpoints that nothing leads to or from.
func (p *printer) alone(m *model) {
	var ids []string
	for _, n := range m.nodes {
		if n.in == 0 && len(n.out) == 0 && n.first().Kind != chain.NginxOut {
			ids = append(ids, n.name(maxID))
		}
	}
	if len(ids) == 0 {
		return
	}
	p.heading("on no path", "nothing says what connects to these")
	text := strings.Join(ids[:min(len(ids), maxAlone)], ", ")
	if more := len(ids) - maxAlone; more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	p.spaces(2)
	p.paragraph(plain, text, 2)
	p.newline()
}
