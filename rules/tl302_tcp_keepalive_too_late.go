package rules

import (
	"fmt"

	"github.com/timeoutlint/timeoutlint/chain"
)

var tcpKeepaliveTooLate = &Rule{Doc: doc("TL302"), Check: func(p *Pass) {
	for _, l := range p.losses(func(b chain.BoxOutcome) bool { return b.Late }) {
		p.reportLoss(l, l.sentence(l.lateProbe()))
	}
}}

// lateProbe names the first probe that would refresh the connection, if it were still known.
func (l *loss) lateProbe() string {
	return fmt.Sprintf("the first TCP keepalive probe of %s comes after %s only", l.box.Prober.Owner.ID, chain.Seconds(l.box.Probe.Idle))
}
