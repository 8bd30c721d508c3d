package rules

import (
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

var clientOutlivesServer = &Rule{Doc: doc("TL101"), Check: func(p *Pass) {
	for _, pair := range p.pairs(func(h *chain.Hop, o chain.Outcome) bool { return broken(o) && !multiplexed(h) }) {
		p.reportOrder(pair, p.worst(pair))
	}
}}

// broken reports whether an outcome in force has its clocks in the wrong order.
func broken(o chain.Outcome) bool {
	return o.InForce && (o.Verdict == chain.Violated || o.Verdict == chain.Possible)
}

// reportOrder reports two clocks in the wrong order.
func (p *Pass) reportOrder(pair *clocks, severity finding.Severity) {
	m := pair.meetings[0]
	f := pair.finding()
	f.Severity, f.Message = severity, hedge(m.outlives(), m.possible)
	p.repair(f, m)
	switch {
	case m.hop.Joined.Met:
		f.Help = append(f.Help, "if another server runs there, say so in timeoutlint.yaml: servers: { "+p.key(m.hop.Client)+": { preset: PRODUCT, "+Reached(m.hop, m.hop.Client.ID())+" } }")
	case m.hop.Joined.How == chain.Assumed:
		f.Help = append(f.Help, "if they do belong together, say so in timeoutlint.yaml: links: [\""+m.hop.Client.Owner.ID+" -> "+m.hop.Server.Owner.ID+"\"]")
	}
	p.Report(f)
}

// worst is the severity of a pair of clocks. What is only possible or assumed is one step milder; an assumed join of which not even
// the port is known to fit is a note.
func (p *Pass) worst(pair *clocks) finding.Severity {
	m := pair.meetings[0]
	assumed := m.hop.Joined.How == chain.Assumed
	if assumed && !m.hop.Joined.Met && !samePort(m.hop) && !anyPort(m.hop.Server) {
		return finding.Note
	}
	return p.Milder(p.rule.Severity, m.possible, assumed)
}

// anyPort reports whether nothing says on which port an application listens: it takes the one that it is given.
func anyPort(s *chain.Side) bool {
	return s.Owner.Kind == chain.Server && !slices.ContainsFunc(s.Addrs, func(a chain.Addr) bool { return a.Port != 0 })
}

// samePort reports whether the client goes to a port on which the server listens.
func samePort(h *chain.Hop) bool {
	return slices.ContainsFunc(h.Client.Addrs, func(c chain.Addr) bool {
		return c.Port != 0 && slices.ContainsFunc(h.Server.Addrs, func(s chain.Addr) bool { return s.Port == c.Port })
	})
}
