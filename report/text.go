package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// Lists in the text report end after so many lines; JSON is complete.
const (
	maxRelated  = 6
	maxUnjudged = 10
	maxLeft     = 5
	maxOK       = 50
)

// writeText writes the report for people: findings, then the hops, then what could not be judged, then one line with the numbers.
func writeText(w io.Writer, r *finding.Result, o Options) error {
	p := newPrinter(w, o)
	d := newDigest(r)
	spell := o.Notes || r.FailOn == finding.Note // notes that decide the exit status are shown
	for _, f := range r.Findings {
		if f.Severity != finding.Note || spell {
			p.finding(d, f)
		}
	}
	if o.Quiet {
		p.counted(d)
		return p.flush()
	}
	p.hops(d)
	p.unjudged(d)
	if !spell {
		p.noteCounts(d)
	}
	p.left(d)
	p.known(d)
	p.counted(d)
	p.summary(d)
	return p.flush()
}

// severityStyle paints a severity.
func severityStyle(s finding.Severity) style {
	switch s {
	case finding.Error:
		return bad
	case finding.Warning:
		return risky
	default:
		return hint
	}
}

// finding prints one finding: its sentence, its places, and what to do.
func (p *printer) finding(d *digest, f *finding.Finding) {
	paint := severityStyle(f.Severity)
	p.put(paint, f.Severity.String()+"["+f.Rule.ID+"]")
	p.put(plain, ": ")
	const below = 4 // indentation of the lines below the first
	head := len(f.Severity.String()) + len(f.Rule.ID) + 4
	for i, line := range hang(visible(f.Message), p.room(head), p.room(below)) {
		if i > 0 {
			p.newline()
			p.spaces(below)
		}
		p.put(strong, line)
	}
	p.newline()

	related := f.Related[:min(len(f.Related), maxRelated)]
	marks := append(make([]mark, 0, 1+len(related)), mark{at: f.At, label: label(f), main: true})
	for _, r := range related {
		marks = append(marks, mark{at: r.At, label: r.Message})
	}
	gutter := p.snippets(d.Set, marks, paint)
	p.nowhere(d, related, gutter)
	if n := len(f.Related) - len(related); n > 0 {
		p.remark(gutter, "also", count(n, "further place")+": --format json lists them")
	}
	if f.Joined != nil {
		p.remark(gutter, "joined", joined(d, f.Joined))
	}
	for _, h := range f.Help {
		p.remark(gutter, "help", h)
	}
	p.remark(gutter, "more", "timeoutlint explain "+f.Rule.ID)
	p.newline()
}

// label is what stands beside the main place: the rule's words, else the hop whose client side it is.
func label(f *finding.Finding) string {
	if f.Label == "" && f.Hop != nil {
		return "client side: " + shorten(visible(f.Hop.ID), 2*maxID)
	}
	return f.Label
}

// nowhere prints what related places without a place have to say.
func (p *printer) nowhere(d *digest, related []finding.Related, gutter int) {
	for _, r := range related {
		if d.Set.File(r.At.File) == nil && r.Message != "" {
			p.remark(gutter, "note", r.Message)
		}
	}
}

// remark prints a line "= word: text" below the snippets.
func (p *printer) remark(gutter int, word, text string) {
	if text == "" {
		return
	}
	p.spaces(gutter + 1)
	p.put(hint, "= ")
	p.put(strong, word)
	p.put(plain, ": ")
	p.paragraph(plain, text, gutter+1+2+len(word)+2)
}

// joined says where and why the two sides of a hop were put together.
func joined(d *digest, j *chain.Join) string {
	text := place(d.Set, j.At)
	if j.Text != "" {
		if text != "" {
			text += " "
		}
		text += `"` + j.Text + `"`
	}
	switch j.How {
	case chain.ByAddress:
		return strings.TrimSpace(text + " (same host and port)")
	case chain.Assumed:
		if j.Met {
			return join(place(d.Set, j.At), "assumed: "+j.Text)
		}
		return join(text, "assumed: nothing else in the scan can belong together")
	default:
		return text
	}
}

// count prints a number with its noun.
func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
