package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/limits"
)

// unjudged lists what could not be judged, each with what would decide it.
func (p *printer) unjudged(d *digest) {
	if len(d.Unjudged) == 0 {
		return
	}
	sentence := ""
	if slices.ContainsFunc(d.Unjudged, func(u finding.Unjudged) bool { return u.Try != "" }) {
		sentence = "where it is so, say it in timeoutlint.yaml"
	}
	p.heading("not judged", sentence)
	for _, u := range d.Unjudged[:min(len(d.Unjudged), maxUnjudged)] {
		text := u.What
		if at := place(d.Set, u.At); at != "" {
			text += " (" + at + ")"
		}
		p.spaces(2)
		p.paragraph(plain, text, 2)
		if u.Try != "" {
			p.paste(u.Try)
		}
	}
	if n := len(d.Unjudged) - maxUnjudged; n > 0 {
		p.put(plain, "  ... and "+strconv.Itoa(n)+" more")
		p.newline()
	}
	p.newline()
}

// paste prints lines that are meant to be copied: never broken, one source line each.
func (p *printer) paste(text string) {
	for line := range strings.Lines(text) {
		p.spaces(6)
		p.put(good, strings.TrimRight(line, "\r\n"))
		p.newline()
	}
}

// listed are the hops of which the list of what is not judged tells what TL005 has to say of them.
func (d *digest) listed() map[*chain.Hop]bool {
	hops := make(map[*chain.Hop]bool)
	for _, h := range d.hops {
		if len(d.Unjudged) > 0 && h.verdict == chain.Unknown {
			hops[h.Hop] = true
		}
	}
	return hops
}

// noteCounts prints one line for each rule that has notes to tell, beyond those that the list above has told.
func (p *printer) noteCounts(d *digest) {
	type noted struct {
		doc   *finding.Doc
		n     int
		first string
	}
	var rules []noted
	listed := d.listed()
	for _, f := range d.Findings {
		if f.Severity != finding.Note || f.Rule.ID == "TL005" && listed[f.Hop] {
			continue
		}
		i := slices.IndexFunc(rules, func(r noted) bool { return r.doc.ID == f.Rule.ID })
		if i < 0 {
			i = len(rules)
			rules = append(rules, noted{doc: f.Rule, first: place(d.Set, f.At)})
		}
		rules[i].n++
	}
	if len(rules) == 0 {
		return
	}
	slices.SortFunc(rules, func(a, b noted) int { return cmp.Compare(a.doc.ID, b.doc.ID) })
	p.heading("notes", "--notes spells them out")
	var t table
	for _, r := range rules {
		where := r.first
		if r.n > 1 && where != "" {
			where = "first at " + where
		}
		t = append(t, []piece{{hint, r.doc.ID}, {plain, r.doc.Name}, {plain, strconv.Itoa(r.n)}, {faint, where}})
	}
	p.table(t, t.widths(), 2)
	p.newline()
}

// left prints what was not read, one line for each reason.
func (p *printer) left(d *digest) {
	if len(d.left) == 0 {
		return
	}
	type reason struct {
		text, first string
		n           int
	}
	var reasons []reason
	index := make(map[string]int)
	for _, s := range d.left {
		i, known := index[s.Reason]
		if !known {
			i = len(reasons)
			index[s.Reason] = i
			reasons = append(reasons, reason{text: s.Reason, first: s.File})
		}
		reasons[i].n++
	}
	p.heading("not read", "")
	for _, r := range reasons[:min(len(reasons), maxLeft)] {
		text := shorten(visible(r.first), maxID)
		if r.n > 1 {
			text += " and " + strconv.Itoa(r.n-1) + " more"
		}
		p.spaces(2)
		p.paragraph(plain, text+": "+r.text, 2)
	}
	if n := len(reasons) - maxLeft; n > 0 {
		p.put(plain, "  ... and for "+count(n, "more reason")+": --format json lists them")
		p.newline()
	}
	p.newline()
}

// known tells how many findings are left out because a baseline knows them.
func (p *printer) known(d *digest) {
	for _, k := range d.Known {
		if k.Count > 0 {
			p.paragraph(plain, count(k.Count, "known finding")+" not shown ("+k.Source+")", 0)
		}
	}
}

// unlisted is what is said of findings that are counted only.
func unlisted(u finding.Unlisted) string {
	return count(u.Count, "more "+u.Severity.String()) + " of " + u.Rule.ID + " not listed " + limits.Findings.Raise()
}

// counted tells of findings that are too many to be listed.
func (p *printer) counted(d *digest) {
	for _, u := range d.Unlisted {
		p.paragraph(plain, unlisted(u), 0)
	}
}

// summary prints the last line, and where nothing could be judged, why not and what to do.
func (p *printer) summary(d *digest) {
	at := 0
	switch {
	case len(d.Findings) > 0:
	case len(d.hops) == 0:
		p.nothing(d)
		return
	case d.verdicts[chain.OK]+d.verdicts[chain.NoReuse] == len(d.hops):
		p.put(good, signs[chain.OK]+" ")
		at = 2
	}
	p.paragraph(strong, d.counts(), at)
}

// nothing tells what was read when there was nothing to compare, and what to do next.
func (p *printer) nothing(d *digest) {
	var what, next string
	switch {
	case d.Files == 0:
		what = "no file was read that timeoutlint understands"
		next = "name the folder or file that holds the configuration, or pipe one in: nginx -vT 2>&1 | timeoutlint -"
	case len(d.endpoints) == 0:
		what = count(d.Files, "file") + " read, and nothing in " + itThem(d.Files) + " accepts or makes connections"
		next = "name the folder or file that holds the servers and upstreams as well"
	default:
		what = count(d.Files, "file") + " read, " + count(len(d.endpoints), "endpoint") + " found, but nothing says what connects to what"
		next = "timeoutlint show lists the timeouts that are in force; give the other end of the connection in the same run to compare them"
	}
	p.paragraph(strong, "nothing to judge: "+what, 0)
	p.paragraph(plain, "next: "+next, 0)
}

func itThem(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

// counts is the last line of the report: the numbers of the JSON summary, those that are zero left out.
func (d *digest) counts() string {
	var parts []string
	for _, s := range []finding.Severity{finding.Error, finding.Warning, finding.Note} {
		if n := d.Count(s); n > 0 {
			parts = append(parts, count(n, s.String()))
		}
	}
	text := "no findings"
	if len(parts) > 0 {
		text = strings.Join(parts, ", ")
	}
	suppressed := d.Suppressed
	for _, k := range d.Known {
		suppressed -= k.Count // they are told by themselves
	}
	if suppressed > 0 {
		text += " (" + strconv.Itoa(suppressed) + " suppressed)"
	}
	text += " in " + count(d.Files, "file") + "; " + count(len(d.hops), "hop")
	if len(d.hops) == 0 {
		return text
	}
	parts = parts[:0]
	for _, v := range verdictOrder {
		if n := d.verdicts[v]; n > 0 {
			parts = append(parts, strconv.Itoa(n)+" "+string(v))
		}
	}
	return text + ": " + strings.Join(parts, ", ")
}
