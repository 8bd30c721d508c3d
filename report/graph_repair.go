package report

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// broken reports whether requests can be lost on an edge.
func (e *edge) broken() bool { return e.verdict == chain.Violated || e.verdict == chain.Possible }

// fault says why a hop is broken, with both clocks and where they come from.
func (m *model) fault(h judged) string {
	o, several := worstOf(h)
	if o == nil {
		return reason(h)
	}
	var text string
	if b := culprit(o); b != nil {
		text = forgotten(h, o, b)
	} else {
		text = because(h.Hop, *o)
	}
	if when := beyond(o.When, h.world); when != "" && (several.client || several.server) {
		text = when + ": " + text
	}
	return text + " (client side: " + fromWord(m.Set, o.Client) + ", server side: " + fromWord(m.Set, o.Server) + ")"
}

// culprit is the middlebox that breaks a hop whose two clocks are in order, nil where it is the clocks.
func culprit(o *chain.Outcome) *chain.BoxOutcome {
	for i, b := range o.Boxes {
		if b.Verdict == overall(o) && b.Verdict != o.Verdict {
			return &o.Boxes[i]
		}
	}
	return nil
}

// forgotten says what a middlebox does to a connection that both ends keep.
func forgotten(h judged, o *chain.Outcome, b *chain.BoxOutcome) string {
	text := b.Box.ID + " forgets idle connections after " + b.Idle.String() + ", but " +
		h.Client.Owner.ID + " keeps them " + o.Client.Lasting() + " and " + h.Server.Owner.ID + " " + o.Server.Lasting()
	switch {
	case b.Late:
		text += "; TCP keepalive probes only after " + chain.Seconds(b.Probe.Idle)
	case b.Verdict == chain.Possible:
		text += "; whether TCP keepalive prevents that is not known"
	}
	return text
}

// repair says in brief what to change: what a finding on the hop says, else the bound that either side has to keep.
func (m *model) repair(e *edge) string {
	for _, h := range e.hops {
		if f := m.helps[h.Hop]; f != nil {
			return f.Help[0]
		}
	}
	h := e.hops[0]
	client, server := h.Client.Owner.ID, h.Server.Owner.ID
	o, _ := worstOf(h)
	if o == nil {
		return ""
	}
	if b := culprit(o); b != nil {
		text := client + " or " + server + " must drop them before " + chain.Seconds(b.Idle.Lo)
		if !b.Box.Box.Terminates {
			text += ", or send TCP keepalive sooner"
		}
		return text
	}
	var ways []string
	if o.Client.State == chain.Known {
		ways = append(ways, server+" must keep them longer than "+chain.Seconds(o.Client.Hi))
	}
	if o.Server.State == chain.Known {
		ways = append(ways, client+" must drop them before "+chain.Seconds(o.Server.Lo))
	}
	return strings.Join(ways, ", or ")
}

// helps finds for each hop the most severe finding that says what to do.
func helps(findings []*finding.Finding) map[*chain.Hop]*finding.Finding {
	best := map[*chain.Hop]*finding.Finding{}
	for _, f := range findings {
		if f.Hop == nil || len(f.Help) == 0 {
			continue
		}
		if known := best[f.Hop]; known == nil || f.Severity > known.Severity {
			best[f.Hop] = f
		}
	}
	return best
}
