package report

import (
	"slices"
	"strconv"

	"github.com/timeoutlint/timeoutlint/chain"
)

// Sizes of what shows a hop: a headline, a bar for each clock, and the time scale below.
const (
	panelWidth = 330
	barStart   = 66  // where the time scale begins
	barWidth   = 180 // of the longest bar
	beyondBar  = 16  // the part of it that is for clocks without end
	barHeight  = 10
	rowHeight  = 18
	headHeight = 26
	boxName    = 14 // the line with the name of a middlebox
	axisHeight = 18
	panelText  = 43 // columns of the headline
	maxBoxes   = 3  // middleboxes with their own bar
)

// bar is one clock of a hop.
type bar struct {
	chain.Case
	label string // client, server, via
	name  string // of a middlebox
	word  string // the clock as it stands on the arrow of all drawings
	class string
	title []string
}

// barsOf are the clocks of an edge as they are judged, the client's first and the server's last; none on the way from an nginx server to
// its upstream.
func (p *picture) barsOf(e *edge) []bar {
	if len(e.hops) == 0 {
		return nil
	}
	h := e.hops[0]
	o, _ := worstOf(h)
	if o == nil {
		o = &chain.Outcome{Verdict: chain.Unknown}
	}
	rows := []bar{{Case: o.Client, label: "client", word: e.client, class: "client", title: p.provenance("client", h, h.Client, o.Client)}}
	for i, via := range h.Via {
		if i == maxBoxes {
			rows = append(rows, bar{label: "via", name: "... and " + strconv.Itoa(len(h.Via)-i) + " more"})
			break
		}
		b := bar{label: "via", name: via.ID, title: []string{"middlebox " + via.ID}}
		if via.Box != nil && !via.Box.Stateless && !via.Box.Loose {
			if j := slices.IndexFunc(o.Boxes, func(b chain.BoxOutcome) bool { return b.Box == via }); j >= 0 {
				b.Case = o.Boxes[j].Idle
			}
			b.word, b.class = clockWord(b.Case), "via"
			b.title = append(b.title, "forgets idle connections after "+b.word, origin(p.Set, b.Case))
		}
		rows = append(rows, b)
	}
	rows = append(rows, bar{Case: o.Server, label: "server", word: e.server, class: "server", title: p.provenance("server", h, h.Server, o.Server)})
	if o.Verdict == chain.NoReuse {
		for i := range rows {
			rows[i].class += " hollow"
		}
	}
	return rows
}

func (p *picture) panelHeight(e *edge) int {
	high := headHeight + axisHeight
	for _, b := range p.rows[e] {
		high += rowHeight
		if b.name != "" {
			high += boxName
			if b.class == "" {
				high -= rowHeight
			}
		}
	}
	return high
}

// panel draws a hop.
func (p *picture) panel(i *item) {
	e := i.hop
	class := "hop " + string(e.verdict)
	if e.assumed() {
		class += " assumed"
	}
	p.tag("<g", "class", class, "transform", "translate("+strconv.Itoa(i.x)+" "+strconv.Itoa(i.y)+")")
	p.raw(">\n")
	p.title(p.story(e))
	p.box("panel", 0, 0, i.w, i.h, 4)
	p.sign(e.verdict, 14, 13)
	p.text("mono verdict", 28, 17, fit(headline(e), panelText))
	bottom := i.h - axisHeight
	for _, t := range p.scale.ticks {
		x := barStart + t.at
		p.path("grid", "M"+strconv.Itoa(x)+" "+strconv.Itoa(headHeight-2)+"V"+strconv.Itoa(bottom))
		p.text("tick", x, i.h-6, t.text)
	}
	limit := deadline(e)
	y := headHeight
	for _, b := range p.rows[e] {
		p.raw("<g>\n")
		if len(b.title) > 0 {
			p.title(b.title)
		}
		if b.name != "" {
			p.text("mono faint", 8, y+10, fit(b.label+" "+b.name, panelText+4))
			y += boxName
		}
		if b.class != "" {
			p.row(b, y, limit)
			y += rowHeight
		}
		p.raw("</g>\n")
	}
	if limit != nil {
		x := strconv.Itoa(barStart + p.scale.place(limit.Lo))
		p.path("limit", "M"+x+" "+strconv.Itoa(headHeight-3)+"V"+strconv.Itoa(bottom))
	}
	p.raw("</g>\n")
}

// row draws a clock: how long a connection is kept for certain, perhaps, or beyond what the other side or a middlebox allows.
func (p *picture) row(b bar, y int, limit *chain.Case) {
	middle := y + barHeight - 1
	if b.name == "" {
		p.text("mono faint", 8, middle+1, b.label)
	}
	p.text("mono value", barStart+barWidth+10, middle+1, fit(b.word, 11))
	right := barStart + barWidth
	switch b.State {
	case chain.Known:
		sure, perhaps := barStart+p.scale.place(b.Lo), barStart+p.scale.place(b.Hi)
		p.box("bar "+b.class, barStart, y, max(sure-barStart, 2), barHeight, 0)
		if perhaps > sure {
			p.box("bar perhaps", sure, y, perhaps-sure, barHeight, 0)
		}
		p.overhang(b, y, perhaps, limit)
	case chain.Unlimited:
		tip := strconv.Itoa(right) + " " + strconv.Itoa(y+barHeight/2)
		p.path("bar "+b.class, bent(barStart, y, right-barHeight, barHeight)+"L"+tip+"Z")
		p.overhang(b, y, right-barHeight, limit)
	case chain.Off:
		p.box("bar off", barStart, y, barHeight, barHeight, 0)
	default: // open to the right: nobody knows where it ends
		p.path("bar open", "M"+strconv.Itoa(right)+" "+strconv.Itoa(y)+"H"+strconv.Itoa(barStart)+"v"+strconv.Itoa(barHeight)+"H"+strconv.Itoa(right))
	}
}

// overhang marks the time during which a connection is reused that is gone at the other side or on the way.
func (p *picture) overhang(b bar, y, end int, limit *chain.Case) {
	if limit == nil || b.label != "client" {
		return
	}
	if start := barStart + p.scale.place(limit.Lo); end > start {
		p.box("bar lost", start, y, end-start, barHeight, 0)
	}
}

// bent is three sides of a rectangle, from the lower right corner round to the upper right one.
func bent(x, y, right, h int) string {
	return "M" + strconv.Itoa(right) + " " + strconv.Itoa(y+h) + "H" + strconv.Itoa(x) + "v" + strconv.Itoa(-h) + "H" + strconv.Itoa(right)
}

// deadline is the clock that ends connections too early on a broken edge, nil where the edge is not broken.
func deadline(e *edge) *chain.Case {
	if !e.broken() {
		return nil
	}
	o, _ := worstOf(e.hops[0])
	if o == nil {
		return nil
	}
	limit := &o.Server
	if b := culprit(o); b != nil {
		limit = &b.Idle
	}
	if limit.State != chain.Known {
		return nil
	}
	return limit
}
