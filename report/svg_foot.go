package report

import (
	"github.com/timeoutlint/timeoutlint/chain"
)

// footer is what stands below the chain: endpoints on no path, what is left out, and what the signs mean.
type footer struct {
	aloneText, restText string
	alone, rest, legend int // where they begin
	height              int
}

const footLine = 20

// footer decides where it all stands, and gives the endpoints on no path their places, side by side.
func (p *picture) footer(width int) footer {
	f := footer{height: p.height}
	if f.aloneText = p.onNoPath(); f.aloneText != "" {
		f.alone = f.height + 2*footLine
		x, y, row := 0, f.alone+footLine/2, 0
		for _, i := range p.alone {
			if x > 0 && x+i.w > width {
				x, y, row = 0, y+row+itemGap/2, 0
			}
			i.x, i.y = x, y
			x, row = x+i.w+itemGap, max(row, i.h)
		}
		f.height = y + row
	}
	if f.restText = p.rest(); f.restText != "" {
		f.height += 2 * footLine
		f.rest = f.height
	}
	f.height += 2 * footLine
	f.legend = f.height
	f.height += 2 * footLine
	f.height -= p.height
	return f
}

// onNoPath stands above the endpoints that nothing leads to and that lead to nothing, "" where there is none. Not all may have room.
func (p *picture) onNoPath() string {
	more := 0
	for _, n := range p.model.nodes {
		if n.in == 0 && len(n.out) == 0 && n.first().Kind != chain.NginxOut {
			more += len(n.all)
		}
	}
	if more == 0 {
		return ""
	}
	for _, i := range p.alone {
		more -= len(i.node.all)
	}
	text := "on no path: nothing says what connects to "
	switch {
	case more == 0:
		return text + "these"
	case len(p.alone) == 0:
		return text + count(more, "endpoint")
	}
	return text + "these and " + count(more, "more endpoint")
}

func (p *picture) write(f footer) {
	if f.aloneText != "" {
		p.text("small", 0, f.alone, f.aloneText)
		for _, i := range p.alone {
			p.node(i)
		}
	}
	if f.restText != "" {
		p.text("head", 0, f.rest, f.restText)
	}
	if len(p.arrows) == 0 {
		return
	}
	x := 0
	for _, sample := range []struct{ class, text string }{
		{"bar client", "client side"},
		{"bar server", "server side"},
		{"bar via", "middlebox"},
		{"bar lost", "reused although it is gone"},
		{"bar perhaps", "perhaps"},
		{"bar open", "not known"},
		{"bar hollow", "not reused"},
	} {
		p.box(sample.class, x, f.legend-9, 22, barHeight, 0)
		p.text("small", x+28, f.legend, sample.text)
		x += 44 + 6*len(sample.text)
	}
	p.text("small", 0, f.legend+footLine, "time scale: the same at every hop, stretched so that different clocks can be told apart; an arrow has no end")
	p.text("small", 0, f.legend+2*footLine, "* the worst of several cases; rest the pointer on a bar to see where it is set, on a headline to see why")
}
