package report

import (
	"strconv"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// deadlineClocks is "30s -> 60s".
func deadlineClocks(c finding.DeadlineChange) string { return c.Was.String() + " -> " + c.Is.String() }

// deadlinePlaces is where the deadlines come from: "openapi.yaml:12, before: openapi.yaml:3".
func (d *diff) deadlinePlaces(c finding.DeadlineChange) string {
	was, is := deadlinePlace(d.base.Set, c.Was), deadlinePlace(d.head.Set, c.Is)
	if was == is {
		return is
	}
	return is + ", before: " + was
}

func deadlinePlace(set *source.Set, c chain.Case) string {
	if c.From == nil || c.From.Kind != chain.Written {
		return "default"
	}
	return place(set, c.From.At())
}

// deadlines prints the operations whose deadlines the change moves, a line each.
func (p *printer) deadlines(d *diff) {
	for _, doc := range d.Deadlines {
		p.heading("deadlines of "+shorten(visible(doc.Document), maxID), "how long the gateway waits for a response")
		var t table
		for _, c := range doc.Moved[:min(len(doc.Moved), maxDiffHops)] {
			t = append(t, []piece{{strong, shorten(visible(c.Operation), 2*maxID)}, {plain, deadlineClocks(c)}, {plain, visible(d.deadlinePlaces(c))}})
		}
		p.table(t, t.widths(), 2)
		if n := len(doc.Moved) - maxDiffHops; n > 0 {
			p.put(plain, "  ... and "+strconv.Itoa(n)+" more: --format json lists them")
			p.newline()
		}
		if doc.Incomplete != "" {
			p.spaces(2)
			p.paragraph(plain, doc.Incomplete, 2)
		}
		p.newline()
	}
}

// deadlineTable is a row for each operation whose deadline the change moves, in at most half the comment.
func (d *diff) deadlineTable(m *comment) {
	for _, doc := range d.Deadlines {
		m.add("\nDeadlines of " + codeSpan(shorten(visible(doc.Document), maxID), false) + ": how long the gateway waits for a response.\n\n")
		if len(doc.Moved) > 0 {
			m.add("| operation | before | from | after | from |\n|---|---|---|---|---|\n")
		}
		hidden := 0
		for _, c := range doc.Moved {
			from := func(r *digest, c chain.Case) string { return prose(shorten(deadlinePlace(r.Set, c), maxID), true) }
			line := "| " + codeSpan(shorten(visible(c.Operation), 2*maxID), true) + " | " + c.Was.String() + " | " + from(d.base, c.Was) +
				" | **" + c.Is.String() + "** | " + from(d.head, c.Is) + " |\n"
			if m.left < maxComment/2 || !m.add(line) {
				hidden++
			}
		}
		m.more(hidden, "operations; --format json has them all")
		if doc.Incomplete != "" {
			m.add("\n" + prose(clip(doc.Incomplete, maxSentence), false) + "\n")
		}
	}
}

// deadlines writes the deadlines that a document moves.
func (x *diffDocument) deadlines(doc finding.DeadlineChanges) {
	x.open("{")
	x.key("document")
	x.string(doc.Document)
	x.key("incomplete")
	x.text(doc.Incomplete)
	x.key("operations")
	x.open("[")
	for _, c := range doc.Moved {
		x.open("{")
		x.key("operation")
		x.string(c.Operation)
		x.key("before")
		x.before.clock(chain.Value{c.Was}, nil)
		x.key("after")
		x.after.clock(chain.Value{c.Is}, nil)
		x.close("}")
	}
	x.close("]")
	x.close("}")
}
