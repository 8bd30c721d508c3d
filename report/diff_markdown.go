package report

import (
	"io"
	"strings"

	"github.com/timeoutlint/timeoutlint/finding"
)

// diffMarkdown writes a change as the comment on a pull request: the numbers, the hops in a table, in which order to roll them out, and
// the findings folded. What writeMarkdown says of the platforms holds here too.
func diffMarkdown(w io.Writer, c *finding.Change, o Options) error {
	d := newDiff(c)
	m := &comment{left: maxComment - 500}
	m.add("### timeoutlint\n\n" + d.counts() + " (from " + prose(clip(stateName(c.Base), maxID), false) + " to " + prose(clip(stateName(c.Head), maxID), false) + ")\n")
	if !o.Quiet {
		d.changeTable(m)
		d.deadlineTable(m)
	}
	hidden := 0
	for _, s := range []finding.Severity{finding.Error, finding.Warning, finding.Note} {
		for _, f := range c.Introduced {
			if f.Severity == s && (hidden > 0 || !m.add(d.head.foldedFinding(f, o.Version))) {
				hidden++
			}
		}
	}
	m.more(hidden, "findings; --format json has them all")
	if !o.Quiet {
		d.repairedList(m)
		stateLeft(m, c.Base)
		stateLeft(m, c.Head)
	}
	_, err := io.WriteString(w, m.String())
	return err
}

// changeTable is a row for each hop that differs, in at most half the comment, and below it the orders to roll out in.
func (d *diff) changeTable(m *comment) {
	if len(d.Hops) == 0 {
		return
	}
	m.add("\nThe client side must drop idle connections before the server side does.\n\n" +
		"| change | hop | client side | server side | verdict |\n|---|---|---|---|---|\n")
	hidden := 0
	var orders []string
	for _, c := range d.urgent() {
		client, server := d.sides(c)
		sign := "-"
		if c.New != nil {
			sign = signs[c.After]
		}
		id := codeSpan(shorten(visible(hopOf(c).ID), 2*maxID), true)
		line := "| " + changeKind(c) + " | " + id + " | " + changeCell(client) + " | " + changeCell(server) + " | " + sign + " " + verdictChange(c) + " |\n"
		if m.left < maxComment/2 || !m.add(line) {
			hidden++
			continue
		}
		if text := d.rollout(c); text != "" {
			orders = append(orders, "- "+codeSpan(shorten(visible(hopOf(c).ID), 2*maxID), false)+": "+prose(text, false)+"\n")
		}
	}
	m.more(hidden, "hops; --format json has them all")
	if len(orders) > 0 {
		m.add("\n**Roll-out**\n\n" + strings.Join(orders, ""))
	}
}

// changeCell is 60s → **120s** `infra/alb.tf:7`, before: default.
func changeCell(s sideChange) string {
	idle := prose(s.new.idle, true)
	switch {
	case s.new.id == "":
		idle = prose(s.old.idle, true)
	case s.changed && s.old.idle != s.new.idle:
		idle = prose(s.old.idle, true) + " → **" + idle + "**"
	}
	return idle + " " + prose(shorten(s.places(), maxID), true)
}

// repairedList is what the change repairs.
func (d *diff) repairedList(m *comment) {
	if len(d.Repaired) == 0 {
		return
	}
	if !m.add("\n<details>\n<summary>repaired: " + count(len(d.Repaired), "finding") + "</summary>\n\n") {
		m.more(len(d.Repaired), "that are repaired")
		return
	}
	hidden := 0
	for _, f := range d.Repaired {
		text := f.Rule.ID + ": " + f.Message
		if at := place(d.base.Set, f.At); at != "" {
			text += " (" + at + ")"
		}
		if !m.add("- " + prose(clip(text, maxSentence), false) + "\n") {
			hidden++
		}
	}
	m.more(hidden, "that are repaired")
	m.WriteString("\n</details>\n")
}

// stateLeft is what a revision could not give.
func stateLeft(m *comment, s finding.State) {
	if len(s.Left) == 0 {
		return
	}
	m.add("\nNot in " + prose(clip(stateName(s), maxID), false) + ": what is found there counts as introduced, or as repaired.\n\n")
	for _, l := range s.Left[:min(len(s.Left), maxLeft)] {
		m.add("- " + prose(clip(l.File+": "+l.Reason, maxSentence), false) + "\n")
	}
	m.more(len(s.Left)-maxLeft, "files")
}
