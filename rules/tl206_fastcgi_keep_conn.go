package rules

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

var fastCGIKeepConn = &Rule{Doc: doc("TL206"), Check: func(p *Pass) {
	// Without keepalive nobody asked for reuse: FastCGI servers are mostly local, and PHP-FPM has few workers to hold.
	asked := func(u passage, _ chain.Cause) bool {
		return u.pooled() && u.pass.Upstream.Pool != nil && u.pass.Upstream.Pool.From != nil
	}
	for _, d := range p.defects(chain.KeepConn, asked) {
		first, from := d.passages[0], d.cause.From
		f := &finding.Finding{
			Severity: p.Milder(finding.Warning, d.possible()), Certainty: d.certainty(),
			At: first.pass.At, Label: from.Note, Subject: d.subject("fastcgi_keep_conn"), Parts: d.parts(),
			Message: "without fastcgi_keep_conn nginx " + d.closed(),
			Related: d.poolLine(),
			Help:    []string{"add fastcgi_keep_conn on; to " + first.where()},
		}
		if from.Kind == chain.Written {
			f.At, f.Label = from.At(), "asks the server to close"
			f.Help[0] = "replace " + from.Text + "; by fastcgi_keep_conn on;"
			f.Related = append(f.Related, d.also(0, "in force for this fastcgi_pass")...)
		} else {
			f.Related = append(f.Related, d.also(1, "and here")...)
		}
		f.Fixes = p.reuseFixes(f.Help[0], d, chain.KeepConn)
		if d.possible() {
			f.Message = "possible: " + f.Message
			f.Help[0] += ", unless a block around it does"
		}
		f.Help = append(append(f.Help, p.startsPool(first)...), d.cured()...)
		p.Report(f)
	}
}}
