package rules

import (
	"math"
	"slices"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// loss is a connection that a middlebox forgets while both ends count on it: the subject of TL301 and TL302.
type loss struct {
	hop *chain.Hop
	chain.Outcome
	box chain.BoxOutcome
}

// losses gives what middleboxes with state lose, once for each hop and value of the box: of several cases the surest.
func (p *Pass) losses(pick func(chain.BoxOutcome) bool) (all []*loss) {
	type key struct {
		hop   *chain.Hop
		box   *chain.Endpoint
		value string
	}
	index := make(map[key]*loss)
	for _, h := range p.Graph.Hops {
		for _, o := range p.Outcomes(h) {
			for _, b := range o.Boxes {
				if !lost(o, b) || b.Box.Box.Stateless || !pick(b) {
					continue
				}
				k := key{h, b.Box, b.Idle.String()}
				first := index[k]
				if first == nil {
					index[k] = &loss{h, o, b}
					all = append(all, index[k])
				} else if first.box.Verdict == chain.Possible && b.Verdict == chain.Violated {
					*first = loss{h, o, b}
				}
			}
		}
	}
	return all
}

// lost reports whether a middlebox may forget a connection of an outcome in force.
func lost(o chain.Outcome, b chain.BoxOutcome) bool {
	return o.InForce && o.Verdict != chain.NoReuse && (b.Verdict == chain.Violated || b.Verdict == chain.Possible)
}

// reportLoss points at the middlebox's timeout, or at the hop's client where the middlebox's is written nowhere, and shows both clocks.
func (p *Pass) reportLoss(l *loss, message string) {
	client := part{"client side", l.hop, l.hop.Client, l.Client}
	server := part{"server side", l.hop, l.hop.Server, l.Server}
	box := part{"middlebox", l.hop, &chain.Side{Owner: l.box.Box}, l.box.Idle}
	f := &finding.Finding{
		Message: message, Hop: l.hop, Client: min(client.longest(), server.longest()), Server: l.box.Idle.Lo,
		Subject: []string{l.box.Box.Canon, box.setting()}, Help: l.repairs(),
	}
	ends := []part{client, server}
	if box.written() {
		f.At, f.Label = box.at(), box.label()
	} else {
		f.At, f.Label = client.at(), client.mainLabel()
		ends = ends[1:]
		f.Related = append(f.Related, finding.Related{Message: box.label(), At: box.at()})
	}
	for _, end := range ends {
		f.Related = append(f.Related, finding.Related{Message: endLabel(end), At: end.at()})
	}
	if from := l.box.Probe.From; l.box.Late && from != nil {
		f.Related = append(f.Related, finding.Related{Message: "TCP keepalive: the first probe after " + chain.Seconds(l.box.Probe.Idle), At: from.At()})
	}
	f.Joined = joinOf(l.hop)
	possible := l.box.Verdict == chain.Possible || slices.ContainsFunc(p.Outcomes(l.hop), func(o chain.Outcome) bool { return o.InForce && l.spared(o) })
	assumed := l.hop.Joined.How == chain.Assumed
	switch {
	case assumed:
		f.Certainty = finding.Assumed
	case possible:
		f.Certainty = finding.Possible
	}
	f.Severity = p.Milder(p.rule.Severity, possible, assumed)
	both, _ := chain.And(l.When, l.box.Idle.When)
	if when := both.Beyond(l.hop.World()).Words(); when != "" && possible {
		f.Related = append(f.Related, finding.Related{Message: "this holds " + when})
	}
	p.Report(f)
}

// spared reports whether another outcome of the hop loses nothing in this box.
func (l *loss) spared(o chain.Outcome) bool {
	return !slices.ContainsFunc(o.Boxes, func(b chain.BoxOutcome) bool { return b.Box == l.box.Box && lost(o, b) })
}

// endLabel always gives the number: the sentence names three of them.
func endLabel(c part) string {
	if c.From == nil || c.From.Note == "" {
		return c.name + ": " + c.side.Owner.ID + " " + c.Lasting()
	}
	return c.label()
}

// repairs: an end that gives up sooner, or a probe that comes in time. A relay knows only the first.
func (l *loss) repairs() (ways []string) {
	if l.box.Idle.State != chain.Known {
		return nil
	}
	limit := Sooner(l.box.Idle.Lo)
	client := part{side: l.hop.Client, hop: l.hop, Case: l.Client}
	if l.hop.Client.Owner.Kind != chain.Balancer && client.changeable() {
		ways = append(ways, client.set(limit))
	}
	if l.box.Box.Box.Terminates {
		box := part{side: &chain.Side{Owner: l.box.Box}, Case: l.box.Idle}
		if box.changeable() {
			ways = append(ways, or(ways)+"let "+l.box.Box.ID+" keep idle connections longer than one end does ("+box.setting()+")")
		}
		return ways
	}
	if words := l.remember(); words != "" {
		ways = append(ways, or(ways)+words)
	}
	prober := l.hop.Client.Owner
	if l.box.Prober != nil {
		prober = l.box.Prober.Owner
	}
	return append(ways, or(ways)+"let "+prober.ID+" send the first TCP keepalive probe after "+chain.Seconds(probeAfter(l.box.Idle.Lo))+probeSetting(prober))
}

// remember is a middlebox that keeps flows longer than one end does, where it can be set so.
func (l *loss) remember() string {
	client, server := part{Case: l.Client}, part{Case: l.Server}
	first := min(client.longest(), server.longest())
	if l.box.Box.Box.Set == nil || first == math.MaxInt64 {
		return ""
	}
	if text := l.box.Box.Box.Set(Later(first)); text != "" {
		return "let " + l.box.Box.ID + " remember idle connections " + chain.Seconds(Later(first)) + ": " + text
	}
	return ""
}

// or joins a further way to those before it.
func or(ways []string) string {
	if len(ways) == 0 {
		return ""
	}
	return "or "
}

// probeAfter leaves time for a second probe, should the first one get lost.
func probeAfter(d time.Duration) time.Duration {
	if d > 2*time.Second {
		return (d / 2).Truncate(time.Second)
	}
	return d / 2
}

// probeSetting names the setting of TCP keepalive where the product's is known here.
func probeSetting(e *chain.Endpoint) string {
	switch e.Kind {
	case chain.NginxOut:
		return " (proxy_socket_keepalive on; and net.ipv4.tcp_keepalive_time of its host)"
	case chain.NginxIn:
		return " (so_keepalive=IDLE:: of its listen line)"
	default:
		return ""
	}
}
