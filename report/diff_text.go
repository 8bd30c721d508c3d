package report

import (
	"io"
	"strconv"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// maxDiffHops is the number of hops that the text report shows; those whose verdict is wrong come first.
const maxDiffHops = 50

// diffText writes a change for people: its hops, what it introduces and what it repairs, then one line with the numbers.
func diffText(w io.Writer, c *finding.Change, o Options) error {
	p := newPrinter(w, o)
	d := newDiff(c)
	if !o.Quiet {
		p.put(strong, "from "+stateName(c.Base)+" to "+stateName(c.Head))
		p.newline()
		p.newline()
		p.changes(d)
		p.deadlines(d)
	}
	for _, f := range c.Introduced {
		if f.Severity == finding.Note && !o.Notes && c.Head.Result.FailOn != finding.Note {
			continue
		}
		if c.Worse(f) {
			p.put(faint, "known before, with a smaller gap or at fewer places:")
			p.newline()
		}
		p.finding(d.head, f)
	}
	if o.Quiet {
		return p.flush()
	}
	p.brief(d, "notes introduced", "--notes spells them out", d.head, notesOf(c, o))
	p.brief(d, "repaired", "", d.base, c.Repaired)
	p.leftAt(c.Base)
	p.leftAt(c.Head)
	p.paragraph(strong, d.counts(), 0)
	return p.flush()
}

// notesOf are the notes that a change introduces, where they are not spelled out.
func notesOf(c *finding.Change, o Options) (notes []*finding.Finding) {
	for _, f := range c.Introduced {
		if f.Severity == finding.Note && !o.Notes && c.Head.Result.FailOn != finding.Note {
			notes = append(notes, f)
		}
	}
	return notes
}

// changes prints the hops that differ: a line for each, and one below it for each of its sides.
func (p *printer) changes(d *diff) {
	if len(d.Hops) == 0 {
		return
	}
	p.heading("hops", "the client side must drop idle connections before the server side does")
	all := d.urgent()
	for _, c := range all[:min(len(all), maxDiffHops)] {
		p.change(d, c)
	}
	if n := len(all) - maxDiffHops; n > 0 {
		p.put(plain, "  ... and "+strconv.Itoa(n)+" more: --format json lists them")
		p.newline()
	}
	p.newline()
}

func (p *printer) change(d *diff, c chain.HopChange) {
	paint, sign := faint, "-"
	if c.New != nil {
		paint, sign = verdictStyle(c.After), signs[c.After]
	}
	const below = 4
	p.spaces(2)
	p.put(paint, sign+" "+changeKind(c))
	p.put(plain, " ")
	p.put(strong, shorten(visible(hopOf(c).ID), 2*maxID))
	p.put(plain, ": ")
	p.put(paint, verdictChange(c))
	p.newline()
	client, server := d.sides(c)
	t := table{
		{{plain, "client side"}, {strong, client.clocks()}, {plain, client.places()}},
		{{plain, "server side"}, {strong, server.clocks()}, {plain, server.places()}},
	}
	p.table(t, t.widths(), below)
	if text := d.rollout(c); text != "" {
		p.spaces(below)
		p.put(hint, "roll-out: ")
		p.paragraph(plain, text, below+len("roll-out: "))
	}
}

// brief lists findings with a line for each.
func (p *printer) brief(d *diff, name, sentence string, of *digest, all []*finding.Finding) {
	if len(all) == 0 {
		return
	}
	p.heading(name, sentence)
	for _, f := range all[:min(len(all), maxDiffHops)] {
		p.spaces(2)
		p.put(severityStyle(f.Severity), f.Severity.String()+"["+f.Rule.ID+"]")
		p.put(plain, " ")
		text := f.Message
		if at := place(of.Set, f.At); at != "" {
			text = at + ": " + text
		}
		p.paragraph(plain, text, 4)
	}
	if n := len(all) - maxDiffHops; n > 0 {
		p.put(plain, "  ... and "+strconv.Itoa(n)+" more: --format json lists them")
		p.newline()
	}
	p.newline()
}

// leftAt prints what a revision could not give.
func (p *printer) leftAt(s finding.State) {
	if len(s.Left) == 0 {
		return
	}
	p.heading("not in "+visible(stateName(s)), "what is found there counts as introduced, or as repaired")
	for _, l := range s.Left[:min(len(s.Left), maxLeft)] {
		p.spaces(2)
		p.paragraph(plain, shorten(visible(l.File), maxID)+": "+l.Reason, 2)
	}
	if n := len(s.Left) - maxLeft; n > 0 {
		p.put(plain, "  ... and "+strconv.Itoa(n)+" more: --format json lists them")
		p.newline()
	}
	p.newline()
}
