package rules

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

var upstreamHTTPVersion = &Rule{Doc: doc("TL201"), Check: func(p *Pass) {
	speaks10 := func(u passage, _ chain.Cause) bool { return u.pooled() && u.Version == "1.0" }
	for _, d := range p.defects(chain.HTTPVersion, speaks10) {
		first, from := d.passages[0], d.cause.From
		f := &finding.Finding{
			Severity: p.Milder(finding.Error, d.possible(), first.root.Assumed), Certainty: d.certainty(),
			At: first.pass.At, Label: from.Note, Subject: d.subject("proxy_http_version"), Parts: d.parts(),
			Message: hedged("nginx speaks HTTP/1.0 to "+upstreamName(d.upstream)+": "+d.emptied(), d.cause),
		}
		words, around := "add proxy_http_version 1.1; to "+first.where(), ", or to a block around it"
		if from.Kind == chain.Written {
			f.At, f.Label = from.At(), "HTTP/1.0 has no connections to keep"
			words, around = "replace "+from.Text+"; by proxy_http_version 1.1;", ""
			f.Related = d.also(0, "in force for this "+first.pass.Directive)
		} else {
			f.Related = d.also(1, "and here")
		}
		f.Fixes = p.reuseFixes(words, d, chain.HTTPVersion)
		f.Help = []string{words + around}
		if first.asksToClose() {
			f.Help[0] += ` together with proxy_set_header Connection ""; (TL202)`
		}
		f.Related = append(d.poolLine(), f.Related...)
		f.Help = append(append(f.Help, p.startsPool(first)...), d.cured()...)
		p.Report(f)
	}
}}
