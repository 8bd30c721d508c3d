package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/finding"
)

// Markdown for the comment on a pull request, as GitHub, GitLab and Gitea show it: the numbers, both clocks of each hop in a table, and the
// findings folded.
//
//   - GitHub takes comments of up to 65,536 characters and refuses longer ones: what comes last is left out, and counted.
//   - What stands between <summary> tags is HTML: no Markdown is read there, but mentions and references to issues are found.
//   - A blank line ends HTML and begins Markdown; without it the lines below <summary> would be text.

// maxComment is the number of bytes that a comment may have: no platform counts a character as less than a byte.
const maxComment = 65_000

// writeMarkdown writes the comment.
func writeMarkdown(w io.Writer, r *finding.Result, o Options) error {
	d := newDigest(r)
	c := &comment{left: maxComment - 500} // what is told of the rest needs room
	c.add("### timeoutlint\n\n" + d.counts() + "\n")
	if !o.Quiet {
		d.hopTable(c)
	}
	d.folded(c, o.Version)
	if !o.Quiet {
		d.unjudgedList(c)
		d.leftList(c)
	}
	_, err := io.WriteString(w, c.String())
	return err
}

// comment is Markdown of limited length.
type comment struct {
	strings.Builder
	left int
}

// add writes a block if there is room for it.
func (c *comment) add(block string) bool {
	if len(block) > c.left {
		return false
	}
	c.left -= len(block)
	c.WriteString(block)
	return true
}

// more tells how many of a list were left out, in the room that is kept for this.
func (c *comment) more(n int, noun string) {
	if n > 0 {
		c.WriteString("\n... and " + strconv.Itoa(n) + " more " + noun + "\n")
	}
}

// hopTable is the table of hops of the text report, in at most half the comment.
func (d *digest) hopTable(c *comment) {
	if len(d.hops) == 0 {
		return
	}
	rows, ok := rowsOf(d)
	c.add("\nThe client side must drop idle connections before the server side does.\n\n" +
		"| verdict | client side | idle | server side | idle |\n|---|---|---|---|---|\n")
	hidden := 0
	for _, r := range rows {
		client := prose(r.client.id, true)
		if r.users != "" {
			client += " " + prose(r.users, true)
		}
		line := "| " + signs[r.verdict] + " " + string(r.verdict) + " | " + client + " | " + clockCell(r.client) +
			" | " + prose(r.server.id, true) + r.others() + " | " + clockCell(r.server) + " |\n"
		if c.left < maxComment/2 || !c.add(line) {
			hidden++
		}
	}
	c.more(hidden, "rows")
	c.more(ok, "that are ok")
}

// clockCell is a clock and where it comes from: **120s** `infra/alb.tf:7`.
func clockCell(s tableSide) string {
	idle := prose(s.idle, true)
	if s.idle != "?" && !strings.HasPrefix(idle, "`") {
		idle = "**" + idle + "**"
	}
	return idle + " " + prose(shorten(s.from, maxID), true)
}

// folded lists the findings, the worst first, each to be opened.
func (d *digest) folded(c *comment, version string) {
	hidden := 0
	for _, s := range []finding.Severity{finding.Error, finding.Warning, finding.Note} {
		for _, f := range d.Findings {
			if f.Severity == s && (hidden > 0 || !c.add(d.foldedFinding(f, version))) {
				hidden++
			}
		}
	}
	c.more(hidden, "findings; the other reports of the run have them all")
}

func (d *digest) foldedFinding(f *finding.Finding, version string) string {
	var b strings.Builder
	at := place(d.Set, f.At)
	b.WriteString("\n<details>\n<summary><b>" + f.Severity.String() + "</b> " + f.Rule.ID + ": " + summaryText(clip(f.Message, maxSentence)))
	if at != "" {
		b.WriteString(" (" + summaryText(clip(at, maxSentence)) + ")")
	}
	b.WriteString("</summary>\n\n")
	if text := label(f); at != "" && text != "" {
		b.WriteString("- " + prose(clip(at+": "+text, maxSentence), false) + "\n")
	}
	for _, line := range d.detail(f) {
		b.WriteString("- " + prose(line, false) + "\n")
	}
	b.WriteString("- [" + title(f) + "](" + page(f.Rule.ID, version) + ")\n\n</details>\n")
	return b.String()
}

// unjudgedList is what could not be judged, with the lines that would decide it.
func (d *digest) unjudgedList(c *comment) {
	if len(d.Unjudged) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString("\n<details>\n<summary>not judged: " + strconv.Itoa(len(d.Unjudged)) + "</summary>\n")
	for _, u := range d.Unjudged[:min(len(d.Unjudged), maxUnjudged)] {
		text := u.What
		if at := place(d.Set, u.At); at != "" {
			text += " (" + at + ")"
		}
		b.WriteString("\n" + prose(clip(text, maxSentence), false) + "\n")
		if u.Try != "" && len(u.Try) <= maxSentence {
			b.WriteString("\n" + codeBlock("yaml", u.Try))
		}
	}
	if n := len(d.Unjudged) - maxUnjudged; n > 0 {
		b.WriteString("\n... and " + strconv.Itoa(n) + " more\n")
	}
	b.WriteString("\n</details>\n")
	c.add(b.String())
}

// leftList is what was not read.
func (d *digest) leftList(c *comment) {
	if len(d.left) == 0 {
		return
	}
	var b strings.Builder
	b.WriteString("\n<details>\n<summary>not read: " + strconv.Itoa(len(d.left)) + "</summary>\n\n")
	for _, s := range d.left[:min(len(d.left), maxLeft)] {
		b.WriteString("- " + prose(clip(s.File+": "+s.Reason, maxSentence), false) + "\n")
	}
	if n := len(d.left) - maxLeft; n > 0 {
		b.WriteString("- and " + strconv.Itoa(n) + " more\n")
	}
	b.WriteString("\n</details>\n")
	c.add(b.String())
}
