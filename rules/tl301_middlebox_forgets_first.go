package rules

import (
	"fmt"

	"github.com/timeoutlint/timeoutlint/chain"
)

var middleboxForgetsFirst = &Rule{Doc: doc("TL301"), Check: func(p *Pass) {
	for _, l := range p.losses(func(b chain.BoxOutcome) bool { return !b.Late }) {
		p.reportLoss(l, l.sentence(l.unprobed()))
	}
}}

// unprobed says why nothing refreshes what the middlebox knows of the connection.
func (l *loss) unprobed() string {
	switch {
	case l.box.Box.Box.Terminates:
		return "a relay ends connections itself, whatever TCP keepalive the ends send"
	case l.box.Verdict == chain.Possible && (l.hop.Client.TCP.State == chain.Absent || l.hop.Server.TCP.State == chain.Absent):
		return "it is not known whether an end sends TCP keepalive"
	}
	return "no end sends TCP keepalive"
}

// sentence names the box, both ends and the three numbers, then what happens.
func (l *loss) sentence(probes string) string {
	client, server := l.hop.Client.Owner.ID, l.hop.Server.Owner.ID
	ends := fmt.Sprintf("%s keeps them %s and %s %s", client, l.Client.Lasting(), server, l.Server.Lasting())
	loses := "forgets"
	if l.box.Box.Box.Terminates {
		loses = "closes"
	}
	return fmt.Sprintf("%s %s idle connections after %s, but %s (%s): %s", l.box.Box.ID, loses, l.box.Idle, ends, probes, l.consequence())
}

// consequence is what becomes of the next request on a connection that the middlebox has forgotten.
func (l *loss) consequence() string {
	client := l.hop.Client.Owner.ID
	switch l.box.Box.Box.Expiry {
	case "drop":
		return "the next request vanishes without an answer, and " + client + " hangs until its own timeout"
	case "reset":
		return "the next request of " + client + " ends in a connection reset"
	case "close":
		return "a request that " + client + " sends at that moment meets a closed connection"
	}
	return "the next request of " + client + " hangs or ends in a connection reset"
}
