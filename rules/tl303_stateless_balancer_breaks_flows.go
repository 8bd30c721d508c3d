package rules

import (
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

var statelessBalancerBreaksFlows = &Rule{Doc: doc("TL303"), Check: func(p *Pass) {
	for _, e := range p.Graph.Endpoints {
		if e.Box == nil {
			continue
		}
		if broken := e.Box.Broken(); len(broken) > 0 && !p.outlasted(e) {
			p.reportBroken(e, broken)
		}
	}
}}

// outlasted reports whether on every hop through a box the connections end before the box forgets them, so that its conditions never matter.
func (p *Pass) outlasted(box *chain.Endpoint) bool {
	passed := false
	for _, h := range p.Graph.Hops {
		if !slices.Contains(h.Via, box) {
			continue
		}
		passed = true
		for _, o := range p.Outcomes(h) {
			if o.InForce && slices.ContainsFunc(o.Boxes, func(b chain.BoxOutcome) bool { return b.Box == box && b.Verdict != chain.OK }) {
				return false
			}
		}
	}
	return passed
}

// conditions are the three that a device without state has to keep, by their names in timeoutlint.yaml: what breaks, and what to do.
var conditions = map[string]struct{ label, breaks, repair string }{
	"balancing": {
		"packets of one connection go to different servers", "does not hash consistently, so the next packet goes to another server, which answers with a reset",
		"balance by a consistent hash of addresses and ports (Maglev, ECMP with resilient hashing), and say balancing: consistent-hash",
	},
	"direct_return": {
		"answers need a state that it does not keep", "has to rewrite the answers, and has forgotten to which connection they belong",
		"let the servers answer the client directly (direct server return), and say direct_return: true",
	},
	"resets_unknown": {
		"packets of unknown connections are reset", "resets packets of connections that it does not know",
		"let it pass packets of unknown connections on (F5 FastL4: looseInitialization true), and say resets_unknown: false",
	},
}

func (p *Pass) reportBroken(box *chain.Endpoint, broken []string) {
	first := conditions[broken[0]]
	f := &finding.Finding{
		At: settingAt(box, broken[0]), Label: first.label,
		Message: box.ID + " keeps no state, but " + first.breaks + ": connections that were idle break",
		Subject: append([]string{box.Canon}, broken...), Help: []string{first.repair},
	}
	if idle := box.Box.Idle; len(idle) == 1 && idle[0].State == chain.Known {
		f.Message = box.ID + " keeps no state beyond " + idle[0].String() + ", but " + first.breaks + ": connections that were idle longer break"
	}
	for _, name := range broken[1:] {
		f.Related = append(f.Related, finding.Related{Message: "and " + conditions[name].label, At: settingAt(box, name)})
		f.Help = append(f.Help, conditions[name].repair)
	}
	if by := settingAt(box, "state"); by != box.At {
		f.Related = append(f.Related, finding.Related{Message: "declared without state", At: by})
	}
	p.Report(f)
}

// settingAt is where a setting of a middlebox is written, else the middlebox.
func settingAt(box *chain.Endpoint, name string) source.Span {
	if at, ok := box.Box.At[name]; ok {
		return at
	}
	return box.At
}
