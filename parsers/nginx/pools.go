package nginx

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// upstream is an upstream block with what decides about its pool.
type upstream struct {
	scope    *scope
	name     string
	endpoint *chain.Endpoint
	peers    []peer
	size     *entry // keepalive
	balancer *entry
	replaced bool        // the balancer stands behind keepalive, maybe in another file
	states   []poolState // one per era
	sides    map[sideKey]*use
	tuples   map[string]*chain.Side // by effective tuple
}

// peer is a server line.
type peer struct {
	entry        *entry
	addr         chain.Addr
	weight       int
	down, backup bool
}

// poolState is the pool of an upstream in one era.
type poolState struct {
	exists bool
	size   int
	local  bool
	idle   chain.Value
	causes []chain.Cause // why nothing stays in it, whoever asks
}

var balancers = map[string]bool{"least_conn": true, "ip_hash": true, "hash": true, "random": true}

func (c *config) newUpstream(sc *scope) *upstream {
	u := &upstream{scope: sc, name: sc.args[0].text, sides: map[sideKey]*use{}, tuples: map[string]*chain.Side{}}
	for _, e := range sc.entries {
		switch {
		case e.spec.name == "server":
			u.peers = append(u.peers, newPeer(e))
		case e.spec.name == "keepalive":
			u.size, u.replaced = e, false
		case balancers[e.spec.name]:
			u.balancer, u.replaced = e, u.size != nil
		}
	}
	for _, e := range c.eras {
		u.states = append(u.states, c.pool(u, e))
	}
	return u
}

func newPeer(e *entry) peer {
	p := peer{entry: e, weight: 1}
	port := 80
	p.addr, _ = parseHost(e.args[0].text, port)
	p.addr.At = e.args[0].at
	for _, a := range e.args[1:] {
		switch w, weighted := strings.CutPrefix(a.text, "weight="); {
		case weighted && digits(w):
			p.weight = max(1, min(number(w), 1000))
		case a.text == "down":
			p.down = true
		case a.text == "backup":
			p.backup = true
		}
	}
	return p
}

// targets gives the servers that connections can go to: none where a script chooses them.
func (u *upstream) targets() []peer {
	if u.scope != nil && u.scope.scripted {
		return nil
	}
	return u.peers
}

// live gives the servers that take requests: the primaries that are not down, else the backups.
func (u *upstream) live() []peer {
	var primaries, backups []peer
	for _, p := range u.peers {
		switch {
		case p.down:
		case p.backup:
			backups = append(backups, p)
		default:
			primaries = append(primaries, p)
		}
	}
	if len(primaries) == 0 {
		return backups
	}
	return primaries
}

// pool decides whether connections can stay in the pool of u at all.
func (c *config) pool(u *upstream, e era) poolState {
	s := poolState{idle: c.poolIdle(u.scope)}
	written := u.size != nil && u.size.state == chain.Known
	switch {
	case u.size != nil && u.size.state != chain.Known:
		s.exists, s.size = true, 1<<30
		s.causes = append(s.causes, chain.Cause{Kind: chain.Undecided, Possible: true, Note: "the size of the pool is a " + u.size.why, From: u.size.provenance()})
	case written && number(u.size.args[0].text) == 0:
		s.causes = []chain.Cause{{Kind: chain.KeepaliveOff, Note: "keepalive 0 switches the pool off", From: u.size.provenance()}}
		return s
	case written:
		s.exists, s.size, s.local = true, number(u.size.args[0].text), len(u.size.args) > 1
		if u.replaced && !e.pool {
			s.exists = false
			from := *u.size.provenance()
			from.Steps = append([]chain.Step{}, from.Steps[0], chain.Step{Role: chain.Lost, At: u.balancer.at, Note: u.balancer.spec.name + " replaces what keepalive has set up"})
			s.causes = []chain.Cause{{Kind: chain.BalancerLast, Note: u.balancer.spec.name + " stands behind keepalive and removes the pool", From: &from}}
			return s
		}
	case e.pool:
		s.exists, s.size, s.local = true, 32, true
	default:
		cause := chain.Cause{Kind: chain.NoPool, Note: "upstream " + u.name + " has no keepalive", From: &chain.Origin{
			Kind: chain.Default, Setting: "keepalive", Note: "keepalive not set: no idle connections are kept before nginx 1.29.7",
			Steps: []chain.Step{{Role: chain.DefaultOf, At: u.scope.at}}, Insert: c.insertion(u.scope),
		}}
		if len(u.scope.holes) > 0 {
			cause.Possible, cause.Note = true, cause.Note+", unless "+u.scope.holes[0].text+" sets it"
		}
		s.causes = []chain.Cause{cause}
		return s
	}
	s.causes = append(s.causes, c.neverKept(u)...)
	if len(u.scope.holes) == 0 && evicts(u, s.size) {
		s.causes = append(s.causes, chain.Cause{Kind: chain.PoolTooSmall, Note: "each connection is evicted before its next use", From: c.sized(u)})
	}
	return s
}

// sized tells what gives a pool its size: keepalive, or nginx's own default.
func (c *config) sized(u *upstream) *chain.Origin {
	if u.size != nil {
		return u.size.provenance()
	}
	return &chain.Origin{
		Kind: chain.Default, Setting: "keepalive", Note: "keepalive not set: 32 connections for each location from nginx 1.29.7 on",
		Steps: []chain.Step{{Role: chain.DefaultOf, At: u.scope.at}}, Insert: c.insertion(u.scope),
	}
}

// neverKept finds the settings that close each pooled connection after its first request.
func (c *config) neverKept(u *upstream) (causes []chain.Cause) {
	for _, e := range u.scope.entries {
		never := false
		switch e.spec.name {
		case "keepalive_timeout", "keepalive_time":
			never = e.state == chain.Known && e.value == 0
		case "keepalive_requests":
			never = e.state == chain.Known && number(e.args[0].text) <= 1
		}
		if never {
			causes = append(causes, chain.Cause{Kind: chain.NeverKept, Note: e.text() + " closes each connection after its response", From: e.provenance()})
		}
	}
	return causes
}

// poolIdle is how long an idle connection stays in the pool of an upstream.
func (c *config) poolIdle(sc *scope) chain.Value {
	return c.time(sc, table()[nsUpstream]["keepalive_timeout"], written, func(in *scope) chain.Case {
		return c.fallback("upstream/keepalive_timeout", in)
	})
}

// evicts plays the balancer against a pool of the given size and tells whether no connection is ever found again. A pool is keyed by
// address, the least recently used slot goes first. What depends on the request or on chance counts as reuse.
func evicts(u *upstream, size int) bool {
	live := u.live()
	if u.scope.scripted || size >= len(live) || len(live) < 2 || !u.spreads() {
		return false
	}
	const most = 500 // servers to play with: no real upstream has more
	if len(live) > most {
		return false
	}
	current := make([]int, len(live))
	rounds := 0
	address := make([]string, len(live))
	for i, p := range live {
		rounds += p.weight
		address[i] = p.addr.String()
	}
	var pool []string // addresses, most recently used first
	for range min(3*rounds, 20_000) {
		next := address[smooth(live, current)]
		if slices.Contains(pool, next) {
			return false
		}
		pool = slices.Insert(pool, 0, next)
		pool = pool[:min(len(pool), size)]
	}
	return true
}

// smooth is nginx's weighted round robin: each server gains its weight, the greatest is taken and loses the sum.
func smooth(live []peer, current []int) (best int) {
	total := 0
	for i, p := range live {
		current[i] += p.weight
		total += p.weight
		if current[i] > current[best] {
			best = i
		}
	}
	current[best] -= total
	return best
}

// spreads reports whether the balancer goes round the servers request by request: round robin, least_conn, and hash with a key that is
// empty for a plain request.
func (u *upstream) spreads() bool {
	if u.balancer == nil || u.balancer.spec.name == "least_conn" {
		return true
	}
	if u.balancer.spec.name != "hash" {
		return false
	}
	key := u.balancer.args[0].text
	return key == "" || strings.HasPrefix(key, "$arg_") || strings.HasPrefix(key, "$http_") && key != "$http_host" || strings.HasPrefix(key, "$cookie_")
}
