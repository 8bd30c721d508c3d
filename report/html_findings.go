package report

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/finding"
)

// folded lists the findings, the worst first, each to be opened.
func (p *webPage) folded(version string) {
	if len(p.Findings) == 0 {
		return
	}
	p.element("h2", "Findings")
	shown := 0
	for _, s := range []finding.Severity{finding.Error, finding.Warning, finding.Note} {
		for _, f := range p.Findings {
			if f.Severity == s && shown < maxPageFindings {
				p.finding(f, version)
				shown++
			}
		}
	}
	p.more(len(p.Findings)-shown, "findings; the report of timeoutlint check has them all")
}

// finding is one finding: its message, and behind it the places, why the two sides belong together, and what to do.
func (p *webPage) finding(f *finding.Finding, version string) {
	p.raw("<details>\n<summary>")
	p.tag("<b", "class", f.Severity.String())
	p.raw(">" + f.Severity.String() + "</b> " + xmlText(f.Rule.ID+": "+clip(f.Message, maxSentence)))
	at := place(p.Set, f.At)
	if at != "" {
		p.raw(" (" + xmlText(clip(at, maxSentence)) + ")")
	}
	p.raw("</summary>\n<ul>\n")
	if text := label(f); at != "" && text != "" {
		p.element("li", at+": "+text)
	}
	for _, line := range p.detail(f) {
		p.element("li", line)
	}
	p.raw("<li>")
	p.tag("<a", "href", page(f.Rule.ID, version), "rel", "noreferrer")
	p.raw(">" + xmlText(title(f)) + "</a></li>\n</ul>\n</details>\n")
}

// unjudgedList is what could not be judged, with the lines that would decide it.
func (p *webPage) unjudgedList() {
	if len(p.Unjudged) == 0 {
		return
	}
	p.element("h2", "Not judged")
	p.raw("<ul>\n")
	for _, u := range p.Unjudged[:min(len(p.Unjudged), maxPageFindings)] {
		text := u.What
		if at := place(p.Set, u.At); at != "" {
			text += " (" + at + ")"
		}
		p.raw("<li>" + xmlText(clip(text, maxSentence)))
		if u.Try != "" && len(u.Try) <= maxSentence {
			p.raw("\n<pre>")
			for line := range strings.Lines(u.Try) {
				p.raw(xmlText(strings.TrimRight(line, "\r\n")) + "\n")
			}
			p.raw("</pre>")
		}
		p.raw("</li>\n")
	}
	p.raw("</ul>\n")
	p.more(len(p.Unjudged)-maxPageFindings, "that could not be judged")
}

// leftList is what was not read.
func (p *webPage) leftList() {
	if len(p.left) == 0 {
		return
	}
	p.element("h2", "Not read")
	p.raw("<ul>\n")
	for _, s := range p.left[:min(len(p.left), maxPageFindings)] {
		p.element("li", s.File+": "+s.Reason)
	}
	p.raw("</ul>\n")
	p.more(len(p.left)-maxPageFindings, "that were not read")
}
