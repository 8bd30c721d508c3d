package report

import (
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// location writes a place with 1-based lines and code-point columns, null for one that points nowhere.
func (d *document) location(at source.Span) {
	f := d.Set.File(at.File)
	if f == nil {
		d.null()
		return
	}
	start := f.Position(at.Start)
	end := start
	if at.End != at.Start {
		end = f.Position(at.End)
	}
	d.open("{")
	d.key("file")
	d.string(f.Name)
	d.key("line")
	d.integer(start.Line)
	d.key("column")
	d.integer(start.Column)
	d.key("end_line")
	d.integer(end.Line)
	d.key("end_column")
	d.integer(end.Column)
	d.close("}")
}

// locations writes the places that point somewhere.
func (d *document) locations(all []source.Span) {
	d.open("[")
	for _, at := range all {
		if d.Set.File(at.File) != nil {
			d.location(at)
		}
	}
	d.close("]")
}

func (d *document) sides(e *chain.Endpoint, all []*chain.Side) {
	world := worldOf(e)
	d.open("[")
	for _, s := range all {
		d.open("{")
		d.key("idle")
		d.clock(s.Idle, world)
		d.key("protocol")
		d.text(string(s.Protocol))
		d.key("at")
		d.locations(s.At)
		d.key("tcp_keepalive")
		d.keepalive(s.TCP)
		d.close("}")
	}
	d.close("]")
}

// keepalive writes how long a connection is silent before the kernel's first probe, null where nobody says whether it probes at all.
func (d *document) keepalive(k chain.Keepalive) {
	if k.State == chain.Absent {
		d.null()
		return
	}
	d.open("{")
	d.answer(chain.Case{State: k.State, Lo: k.Idle, Hi: k.Idle, From: k.From})
	d.close("}")
}

// clock writes the cases of a value that remain in a world: one answer, or alternatives under their guards.
func (d *document) clock(v chain.Value, world chain.Guard) { d.bounded(v, world, nil) }

// bounded is clock, and gives alternatives a number too: the one that bounds the other side.
func (d *document) bounded(v chain.Value, world chain.Guard, bounds func(a, b time.Duration) time.Duration) {
	cases := distinct(v, world)
	d.open("{")
	switch {
	case len(cases) == 0:
		d.answer(chain.Case{})
	case len(cases) == 1 && cases[0].Lo == cases[0].Hi:
		d.answer(cases[0])
	default:
		d.alternatives(cases, world, bounds)
	}
	d.close("}")
}

// answer writes the fields of a value that has one answer.
func (d *document) answer(c chain.Case) {
	d.key("state")
	d.string(c.State.String())
	d.key("seconds")
	if c.State == chain.Known {
		d.number(c.Lo.Seconds())
	} else {
		d.null()
	}
	d.key("alternatives")
	d.null()
	d.key("text")
	d.text(asWritten(c))
	d.provenance(c.From)
}

// alternatives writes the fields of a value that has several answers. An interval, which is what too many alternatives are widened to,
// counts as its two ends.
func (d *document) alternatives(cases []chain.Case, world chain.Guard, bounds func(a, b time.Duration) time.Duration) {
	d.key("state")
	d.string("alternatives")
	d.key("seconds")
	if bound, ok := bounding(cases, bounds); ok {
		d.number(bound.Seconds())
	} else {
		d.null()
	}
	d.key("alternatives")
	d.open("[")
	for _, c := range cases {
		when := condition(c.When, world)
		if c.State != chain.Known || c.Lo == c.Hi {
			d.alternative(c, when)
			continue
		}
		d.alternative(chain.Case{State: c.State, Lo: c.Lo, Hi: c.Lo, From: c.From}, join(when, "the shortest of many cases"))
		d.alternative(chain.Case{State: c.State, Lo: c.Hi, Hi: c.Hi, From: c.From}, join(when, "the longest of many cases"))
	}
	d.close("]")
	d.key("text")
	d.string(valueText(cases, world))
	d.provenance(cases[0].From)
}

// condition is a guard as the value of "when": var.env == "prod", unless include a.conf sets it; "" where a world leaves nothing of it open.
func condition(g, world chain.Guard) string { return strings.TrimPrefix(beyond(g, world), "if ") }

// shorter and longer are the two ways in which alternatives bound the other side.
func shorter(a, b time.Duration) time.Duration { return min(a, b) }
func longer(a, b time.Duration) time.Duration  { return max(a, b) }

// bounding is the alternative that counts for the other side; a side that keeps nothing counts as zero. There is none where an alternative has
// no number.
func bounding(cases []chain.Case, bounds func(a, b time.Duration) time.Duration) (d time.Duration, ok bool) {
	if bounds == nil {
		return 0, false
	}
	for i, c := range cases {
		if c.State != chain.Known && c.State != chain.Off {
			return 0, false
		}
		both := bounds(c.Lo, c.Hi)
		if i > 0 {
			both = bounds(d, both)
		}
		d = both
	}
	return d, true
}

func (d *document) alternative(c chain.Case, when string) {
	d.open("{")
	d.key("when")
	d.text(when)
	d.answer(c)
	d.close("}")
}

func (d *document) provenance(o *chain.Origin) {
	kind, note, url := chain.Unstated, "", ""
	if o != nil {
		kind, note, url = o.Kind, originNote(d.Set, o), o.URL
	}
	if kind == chain.Image { // the values of version 1 are fixed; the note names the file
		kind = chain.Preset
	}
	d.key("origin")
	d.string(kind.String())
	d.key("note")
	d.text(note)
	d.key("url")
	d.text(url)
	d.key("location")
	d.location(o.At())
}

// asWritten is the text of an answer as its file has it, without the name of the setting, else the printed duration; "" where there is none.
func asWritten(c chain.Case) string {
	switch {
	case c.From != nil && c.From.Text != "" && c.Lo == c.Hi:
		return strings.TrimPrefix(c.From.Text, c.From.Setting+" ")
	case c.State == chain.Absent:
		return ""
	}
	return c.String()
}
