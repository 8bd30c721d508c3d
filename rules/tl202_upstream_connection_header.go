package rules

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

var upstreamConnectionHeader = &Rule{Doc: doc("TL202"), Check: func(p *Pass) {
	closes := func(u passage, _ chain.Cause) bool { return u.pooled() && u.asksToClose() }
	for _, d := range p.defects(chain.ConnectionClose, closes) {
		first := d.passages[0]
		f := &finding.Finding{
			Severity: p.Milder(finding.Error, d.possible(), first.root.Assumed), Certainty: d.certainty(),
			Subject: d.subject("proxy_set_header Connection"), Parts: d.parts(),
		}
		switch lost, isLost := step(d.cause.From, chain.Lost); {
		case isLost:
			p.connectionLost(f, d, lost)
		case d.cause.From.Kind == chain.Written:
			connectionWritten(f, d)
		default:
			p.connectionMissing(f, d)
		}
		f.Fixes = p.reuseFixes(f.Help[0], d, chain.ConnectionClose)
		f.Message = hedged(f.Message, d.cause)
		f.Related = append(f.Related, d.poolLine()...)
		f.Help = append(append(f.Help, p.startsPool(first)...), d.cured()...)
		p.Report(f)
	}
}}

// connectionLost words the trap of nginx's header lists: a level that has any line of its own inherits none.
func (p *Pass) connectionLost(f *finding.Finding, d *defect, lost chain.Step) {
	from := d.cause.From
	line := p.line(lost.At)
	f.At, f.Label = from.At(), "replaces all proxy_set_header lines of the outer levels"
	f.Message = line + " is lost in " + d.passages[0].where() + ", which has header lines of its own: nginx " + d.closed()
	f.Related = append(f.Related, finding.Related{Message: "this line does not count there", At: lost.At})
	f.Related = append(f.Related, includes(from)...)
	f.Related = append(f.Related, finding.Related{Message: "sent with this " + d.passages[0].pass.Directive, At: d.passages[0].pass.At})
	f.Related = append(f.Related, d.lostAlso()...)
	f.Help = []string{`write proxy_set_header Connection ""; once more beside the line that replaces it: a level inherits all header lines or none`}
}

// lostAlso shows the further lines that replace the same outer line.
func (d *defect) lostAlso() []finding.Related {
	var list []finding.Related
	for _, u := range d.passages[1:] {
		at := u.pass.At
		if c, _ := u.cause(chain.ConnectionClose); c.From.At() != d.cause.From.At() {
			at = c.From.At()
		}
		list = append(list, finding.Related{Message: "lost here, too", At: at})
	}
	return atMost(list, "more location")
}

// connectionWritten words a Connection header that is sent as somebody wrote it.
func connectionWritten(f *finding.Finding, d *defect) {
	from := d.cause.From
	f.At, f.Label = from.At(), "asks the server to close"
	f.Message = from.Text + " " + d.closed()
	f.Related = append(readers(from), d.also(0, "sent with this "+d.passages[0].pass.Directive)...)
	f.Help = []string{`replace it by proxy_set_header Connection "";`}
}

// connectionMissing words nginx's own default.
func (p *Pass) connectionMissing(f *finding.Finding, d *defect) {
	first := d.passages[0]
	f.At, f.Label = first.pass.At, d.cause.From.Note
	f.Message = "nginx sends Connection: close, which " + d.closed()
	f.Related = d.also(1, "and here")
	f.Help = []string{`add proxy_set_header Connection ""; to ` + first.where()}
	if beside, ok := step(d.cause.From, chain.ReadBy); ok {
		f.Related = append([]finding.Related{{Message: "the header lines in force; none sets Connection", At: beside.At}}, f.Related...)
		f.Related = append(f.Related, includes(d.cause.From)...)
		f.Help = []string{`add proxy_set_header Connection ""; beside the header lines that are in force: a level inherits all of them or none`}
	}
}

// includes shows by which include lines a setting came to where it counts.
func includes(o *chain.Origin) (all []finding.Related) {
	for _, s := range o.Steps {
		if s.Role == chain.PassedBy {
			all = append(all, finding.Related{Message: s.Note, At: s.At})
		}
	}
	return all
}
