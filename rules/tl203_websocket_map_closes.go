package rules

import (
	"bytes"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/source"
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
			Help:    []string{p.mapRepair(from.At())},
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

// mapRepair says how a map leaves Connection empty for plain requests. at is the row that decides now.
func (p *Pass) mapRepair(at source.Span) string {
	row := p.line(at)
	key, _, _ := strings.Cut(row, " ")
	switch {
	case key == "''" || key == `""`:
		return "replace " + row + "; by '' \"\"; in the map: plain requests then send no Connection header, upgrades are as before"
	case p.asksClient(at):
		return "add the row '' \"\"; to the map: plain requests then send no Connection header, upgrades are as before"
	}
	return "replace " + row + "; by " + key + " \"\"; in the map: requests then send no Connection header there"
}

// asksClient reports whether the map in which a row stands asks for what a plain request does not have: a header, an argument, a cookie.
func (p *Pass) asksClient(row source.Span) bool {
	f := p.Set.File(row.File)
	if f == nil {
		return false
	}
	head := f.Src[:row.Start]
	head = head[:bytes.LastIndexAny(head, "{}")+1]
	return clientMap().Match(head[bytes.LastIndexAny(head[:max(len(head)-1, 0)], ";{}")+1:])
}

// clientMap is what begins a map of a variable of the client's, with its brace.
var clientMap = pattern.New(`(?i)map[ \t\r\n]+['"]?\$(?:http|arg|cookie)_\w+['"]?[ \t\r\n]+['"]?\$\w+['"]?[ \t\r\n]*\{$`)
