package rules

import (
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// upstreamName is how a message names an nginx upstream: "upstream app", or the address that a pass directive names itself.
func upstreamName(e *chain.Endpoint) string {
	name := strings.TrimPrefix(e.Local, "nginx/upstream/")
	if e.Pool == nil {
		return name
	}
	return "upstream " + name
}

// poolName names an upstream's pool by the line that asks for it.
func poolName(e *chain.Endpoint) string {
	if e.Pool == nil || e.Pool.From == nil {
		return "its pool"
	}
	return "its pool (" + e.Pool.From.Text + ")"
}

// emptied is the consequence of all that defeats a pool.
func (d *defect) emptied() string {
	if d.partly {
		return "each request from there opens a new connection beside " + poolName(d.upstream)
	}
	return poolName(d.upstream) + " stays empty and each request opens a new connection"
}

// closed is the consequence of asking the servers to close. What they answer decides, and nearly all obey.
func (d *defect) closed() string {
	return "asks the servers of " + upstreamName(d.upstream) + " to close; where they do, " + d.emptied()
}

// poolLine shows where the pool is asked for that is of no use.
func (d *defect) poolLine() []finding.Related {
	if pool := d.upstream.Pool; pool != nil && pool.From != nil {
		return []finding.Related{{Message: "the pool that is not used", At: pool.From.At()}}
	}
	return nil
}

// cured says that a later nginx does not have the defect, where nothing states which nginx runs.
func (d *defect) cured() []string {
	first := d.passages[0]
	latest := passage{PassCase: &first.pass.Cases[len(first.pass.Cases)-1]}
	if _, still := latest.cause(d.cause.Kind); still || !first.root.Assumed {
		return nil
	}
	return []string{curedText}
}

// sayVersion is what to do where a verdict hangs on the version of nginx, and nothing states it.
const sayVersion = "say which one runs with --nginx-version (or settings: nginx_version in timeoutlint.yaml)"

const curedText = "not so from nginx 1.29.7 on: " + sayVersion

// startsPool warns that a repair puts idle connections on this hop, so that the server's clock begins to matter. It is silent where the
// server is known to keep them long enough.
func (p *Pass) startsPool(u passage) []string {
	if p.serversKeepLonger(u.pass.Side) || len(u.Idle) == 0 {
		return nil
	}
	idle := u.Idle[0]
	first, known := p.firstToClose(u.pass.Side)
	switch {
	case idle.State == chain.Unlimited && known:
		return []string{"this starts a pool without a limit in time (nginx before 1.15.3 has none), but " + first.closes() + ", maybe while a request is sent"}
	case idle.State == chain.Unlimited:
		return []string{"this starts a pool without a limit in time (nginx before 1.15.3 has none): the server closes idle connections, maybe while a request is sent"}
	case idle.State != chain.Known:
		return nil
	case known && first.Lo <= idle.Hi:
		return []string{"this starts a pool of " + chain.Seconds(idle.Hi) + ", but " + first.closes() + ": " + first.inOrder(idle.Hi)}
	}
	return []string{"this starts a pool of " + chain.Seconds(idle.Hi) + ": the server must keep idle connections longer, such as " +
		chain.Seconds(Later(idle.Hi)) + ", or let a keepalive_timeout in the upstream block end them sooner"}
}

// inOrder says how the clock of a server and that of a pool which does not exist yet get into the right order.
func (c part) inOrder(pool time.Duration) string {
	lower := "let keepalive_timeout " + nginxTime(Sooner(c.Lo)) + "; in the upstream block end them sooner"
	if !c.changeable() || !c.allows(Later(pool)) {
		return lower
	}
	return "raise that to " + chain.Seconds(Later(pool)) + " first, or " + lower
}

// firstToClose gives the server behind a side that is known to close idle connections first.
func (p *Pass) firstToClose(s *chain.Side) (first part, known bool) {
	for _, h := range p.hopsOf(s) {
		for _, o := range p.Outcomes(h) {
			if o.Server.State == chain.Known && (!known || o.Server.Lo < first.Lo) {
				first, known = part{"server side", h, h.Server, o.Server}, true
			}
		}
	}
	return first, known
}

// closes says what a server does, and when.
func (c part) closes() string {
	return c.side.Owner.ID + " closes idle connections after " + c.String()
}

// serversKeepLonger reports whether every server behind a side is known to keep idle connections longer than the side does.
func (p *Pass) serversKeepLonger(s *chain.Side) bool {
	known := false
	for _, h := range p.hopsOf(s) {
		if known = chain.SumPooled(p.Outcomes(h)) == chain.OK; !known {
			return false
		}
	}
	return known
}

// hopsOf gives the hops on which a side is the client.
func (p *Pass) hopsOf(s *chain.Side) []*chain.Hop { return p.gathered.hops()[s] }

func (p *Pass) gatherHops() map[*chain.Side][]*chain.Hop {
	all := make(map[*chain.Side][]*chain.Hop, len(p.Graph.Hops))
	for _, h := range p.Graph.Hops {
		all[h.Client] = append(all[h.Client], h)
	}
	return all
}

// slots is a pool size to suggest: twice the servers, so that each can have a connection in use and one to spare, and never below 16.
func slots(pool *chain.Pool) string {
	n := 16
	for pool != nil && n < 2*pool.Live {
		n *= 2
	}
	return strconv.Itoa(n)
}

// poolsByDefault reports whether the nginx of a root pools without being asked: 1.29.7 and later (facts/nginx.md section 0).
func poolsByDefault(r *chain.Root) bool {
	return r.World.Implies(chain.When(chain.Atom{Subject: "nginx", Op: chain.Ge, Val: "1.29.7"}))
}

// hedged puts a sentence about something that is only possible into words, with the reason.
func hedged(sentence string, c chain.Cause) string {
	if !c.Possible {
		return sentence
	}
	return "possible: " + sentence + " (" + c.Note + ")"
}

// certainty of a defect.
func (d *defect) certainty() finding.Certainty {
	if d.possible() {
		return finding.Possible
	}
	return finding.Certain
}

// subject is what a defect's identity consists of: the upstream and the setting, and for a line that is written somewhere that line.
func (d *defect) subject(setting string) []string {
	s := []string{d.upstream.Canon, setting}
	if o := d.cause.From; o != nil && o.Kind == chain.Written {
		s = append(s, o.Text)
	}
	return s
}

// parts are the locations in which a line that is written somewhere counts: the same line in another location is another defect. What is
// written nowhere is one defect of the upstream.
func (d *defect) parts() (all []finding.Part) {
	if o := d.cause.From; o == nil || o.Kind != chain.Written {
		return nil
	}
	for _, u := range d.passages {
		all = append(all, finding.Part{u.route.Server, u.route.Path})
	}
	return all
}
