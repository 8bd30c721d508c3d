package rules

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

var websocketMapCloses = &Rule{Doc: doc("TL203"), Check: func(p *Pass) {
	closes := func(u passage, _ chain.Cause) bool { return u.pooled() && u.asksToClose() }
	for _, d := range p.defects(chain.ConnectionMap, closes) {
		first, from := d.passages[0], d.cause.From
		f := &finding.Finding{
			Severity: p.Milder(finding.Error, d.possible()), Certainty: d.certainty(),
			At: from.At(), Label: "chosen for a plain request", Subject: d.subject("map"), Parts: d.parts(),
			Message: hedged("for every plain request the map gives Connection: close, which "+d.closed(), d.cause),
			Related: append(readers(from), d.poolLine()...),
			Help:    []string{mapRepair(p.line(from.At()))},
		}
		f.Fixes = p.reuseFixes(f.Help[0], d, chain.ConnectionMap)
		f.Related = append(f.Related, d.also(0, "sent with this "+first.pass.Directive)...)
		if d.upgradesOnly() {
			f.Severity = finding.Note
			f.Message = hedged("for plain requests in "+first.where()+", which by its path serves WebSockets, the map gives Connection: close, which asks the servers of "+
				upstreamName(d.upstream)+" to close", d.cause)
		}
		f.Help = append(append(f.Help, p.startsPool(first)...), d.cured()...)
		p.Report(f)
	}
}}

// mapRepair says how a map leaves Connection empty for plain requests, given the row that decides now.
func mapRepair(row string) string {
	key, _, _ := strings.Cut(row, " ")
	if key == "''" || key == `""` {
		return "replace " + row + "; by '' \"\"; in the map: plain requests then send no Connection header, upgrades are as before"
	}
	return "add the row '' \"\"; to the map: plain requests then send no Connection header, upgrades are as before"
}
