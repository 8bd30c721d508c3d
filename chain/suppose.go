package chain

import (
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/source"
)

// Supposed is what an accept side is if something holds that nothing states: that a container's image is built from the only Dockerfile of the scan.
type Supposed struct {
	Idle     Value
	Announce Value
	TCP      Keepalive
	Product  string
	Set      func(idle time.Duration) string
	Advice   string
	Why      string      // what is supposed, in words
	At       source.Span // where
}

// suppose takes what accept sides are supposed to be, where nothing better is known of them.
func (l *linker) suppose() {
	for _, e := range l.Endpoints {
		for _, s := range e.Accepts {
			p := s.Supposed
			if p == nil || slices.ContainsFunc(s.Idle, decided) {
				continue
			}
			s.Idle, s.Announce, s.TCP, s.Set, s.Advice = p.Idle, p.Announce, p.TCP, p.Set, p.Advice
			if e.Product == "" {
				e.Product = p.Product
			}
			l.guessed[s] = p
		}
	}
}

// assumed is a join as it is where one of its ends is only supposed to be what it is.
func (l *linker) assumed(s *Side, join Join) Join {
	p := l.guessed[s]
	if p == nil || join.How == ByLink {
		return join
	}
	return Join{How: Assumed, At: p.At, Text: p.Why, When: join.When, Met: join.How == ByReference || join.How == ByAddress}
}

// assume joins the only balancer whose targets nothing states to the only server that it can mean: the only nginx of the scan, and where there is none the
// only application. Several candidates are told and none is taken.
func (l *linker) assume() {
	alone := l.untargeted()
	if len(alone) == 0 {
		return
	}
	servers, reason := l.names.nginx("", accepting)
	if reason == "" && (len(alone) == 1 || ofOnePorts(alone)) {
		for _, c := range alone {
			for _, e := range onPort(servers, c) {
				if len(alone) == 1 || slices.ContainsFunc(e.Accepts, func(s *Side) bool { return samePort(c, s) }) {
					l.assumeHop(c, e)
				}
			}
		}
		return
	}
	if l.hasNginx() {
		return
	}
	candidates := l.applications()
	if len(alone) == 1 && len(candidates) == 1 {
		l.assumeHop(alone[0], candidates[0])
		return
	}
	for _, c := range alone {
		l.may[c] = candidates
	}
}

// ofOnePorts reports whether sides are those of one balancer, such as the target groups of an ALB, that lead to known ports.
func ofOnePorts(sides []*Side) bool {
	return !slices.ContainsFunc(sides, func(s *Side) bool {
		return s.Owner != sides[0].Owner || !slices.ContainsFunc(s.Addrs, func(a Addr) bool { return a.Port != 0 })
	})
}

func (l *linker) assumeHop(c *Side, e *Endpoint) {
	for _, s := range acceptsOf(e, c, "") {
		l.join(c, s, nil, Join{How: Assumed, At: c.Owner.At, Text: c.Owner.ID + " -> " + e.ID}, "")
	}
}

// untargeted are the connect sides of balancers of which nothing states where they lead.
func (l *linker) untargeted() (alone []*Side) {
	busy := map[*Side]bool{}
	for _, h := range l.Hops {
		busy[h.Client] = true
	}
	for _, e := range l.Endpoints {
		if e.Kind != Balancer {
			continue
		}
		for _, c := range e.Connect {
			if !busy[c] && !slices.ContainsFunc(c.Addrs, func(a Addr) bool { return !a.hostless() }) {
				alone = append(alone, c)
			}
		}
	}
	return alone
}

func (l *linker) hasNginx() bool {
	return slices.ContainsFunc(l.Endpoints, func(e *Endpoint) bool { return e.Root != nil && e.Root.Kind == "nginx" })
}

// applications are the servers that were recognised and that nothing else leads to.
func (l *linker) applications() (found []*Endpoint) {
	reached := map[*Endpoint]bool{}
	for _, h := range l.Hops {
		reached[h.Server.Owner] = true
	}
	for _, e := range l.Endpoints {
		recognised := e.Kind == Server && e.Root != nil && e.Product != "" && !reached[e] && (l.forShow == nil || !l.forShow(e))
		if recognised && slices.ContainsFunc(e.Accepts, func(s *Side) bool { return web(s.Protocol) && slices.ContainsFunc(s.Idle, stated) }) {
			found = append(found, e)
		}
	}
	return found
}

// stated reports whether something is known of a server's idle timeout, be it that it is computed.
func stated(c Case) bool { return c.State != Absent }

// web reports whether what balancers pass on may reach a side: a database is no target of theirs.
func web(p Protocol) bool { return p == "" || p == HTTP1 || p.Multiplexed() }

// which says between which candidates nothing decides, "" where there are none.
func which(candidates []*Endpoint) string {
	if len(candidates) == 0 {
		return ""
	}
	var ids []string
	for _, e := range candidates {
		ids = append(ids, e.ID)
	}
	if more := len(ids) - 5; more > 0 {
		ids = append(ids[:5], "others")
	}
	says := "which"
	if len(ids) == 1 {
		says = "so"
	}
	return "it may be " + strings.Join(ids, " or ") + ": nothing says " + says
}
