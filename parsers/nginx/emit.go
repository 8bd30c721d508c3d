package nginx

import (
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// emit turns a root that was read into endpoints.
func (w *walker) emit() chain.Fragment {
	c := w.config
	r := &router{config: c, walker: w, upstreams: definitions[*upstream]{}, direct: map[string]*upstream{}}
	for _, sc := range c.upstreams {
		if sc.ctx == inUpstream && len(sc.args) == 1 {
			r.addUpstream(sc)
		}
	}
	var out chain.Fragment
	for _, sc := range c.servers {
		s := r.server(sc)
		s.endpoint.Accepts = r.accepts(s)
		out.Endpoints = append(out.Endpoints, s.endpoint)
		sc.children = nil // not needed any more: what was read makes room for what it means
	}
	for _, u := range r.order {
		c.ineffective(u)
		out.Endpoints = append(out.Endpoints, u.endpoint)
	}
	streams := map[string]*scope{}
	for _, sc := range c.upstreams {
		if name := strings.ToLower(sc.args[0].text); sc.ctx == inStreamUpstream && streams[name] == nil {
			streams[name] = sc
		}
	}
	for _, sc := range c.streams {
		if e := c.relay(sc, streams); e != nil {
			out.Endpoints = append(out.Endpoints, e)
		}
	}
	out.Problems, out.Facts = c.problems, c.facts
	return out
}

func (r *router) addUpstream(sc *scope) {
	u := r.newUpstream(sc)
	state := u.states[0]
	pool := &chain.Pool{Live: len(u.live()), Spreads: len(sc.holes) == 0 && u.spreads(), Balance: "round robin", Causes: state.causes}
	if state.exists {
		pool.Size, pool.Local = state.size, state.local
	}
	if u.size != nil {
		pool.From = u.size.provenance()
	}
	if u.balancer != nil {
		pool.Balance = u.balancer.spec.name
	}
	u.endpoint = &chain.Endpoint{
		Local: "nginx/upstream/" + u.name, Kind: chain.NginxOut, Product: "nginx", Root: r.root, When: sc.when, At: sc.at, Pool: pool,
	}
	r.upstreams.add(strings.ToLower(u.name), u, sc.at.File, r.folders[sc.at.File])
	r.order = append(r.order, u)
}

// accepts makes the accept sides of a server: one per distinct effective timeout, with its locations.
func (r *router) accepts(s *server) []*chain.Side {
	addrs := r.listens(s.scope)
	sides := acceptSides{}
	for i, route := range s.routes {
		if closingAnswer(s.scopes[i]) != nil || i == 0 && (r.coversAll(s) || s.scope.fragment) {
			continue
		}
		side := sides.with(route)
		if side.Owner == nil {
			*side = chain.Side{Owner: s.endpoint, Protocol: chain.HTTP1, Idle: route.Idle, Announce: route.Header, Addrs: addrs, TCP: probes(s.scope)}
		}
		side.At = append(side.At, route.At)
	}
	if h2 := r.http2Side(s, addrs); h2 != nil {
		sides.list = append(sides.list, h2)
	}
	return sides.list
}

// acceptSides finds the side that a route belongs to: the one with the same clocks, decided at the same places, so that each pair of clocks
// that a finding can name stays apart.
type acceptSides struct {
	list   []*chain.Side
	shared map[sharedClocks]*chain.Side // most routes share their values with the block around them
	equal  map[string]*chain.Side       // by what the values say
}

// sharedClocks are the first cases of two values.
type sharedClocks struct{ idle, header *chain.Case }

// with gives the side of a route, an empty one for the first that has its clocks.
func (a *acceptSides) with(route *chain.Route) *chain.Side {
	clocks := sharedClocks{firstCase(route.Idle), firstCase(route.Header)}
	if s := a.shared[clocks]; s != nil {
		return s
	}
	if a.shared == nil {
		a.shared, a.equal = map[sharedClocks]*chain.Side{}, map[string]*chain.Side{}
	}
	text := decided(route.Idle) + "|" + decided(route.Header)
	s := a.equal[text]
	if s == nil {
		s = &chain.Side{}
		a.equal[text] = s
		a.list = append(a.list, s)
	}
	a.shared[clocks] = s
	return s
}

func firstCase(v chain.Value) *chain.Case {
	if len(v) == 0 {
		return nil
	}
	return &v[0]
}

// decided is a value with what decides it, as a text to compare.
func decided(v chain.Value) string {
	var b []byte
	for _, c := range v {
		at := c.From.At()
		for _, n := range []int64{int64(c.State), int64(c.Lo), int64(c.Hi), int64(at.File), int64(at.Start), int64(at.End)} {
			b = append(strconv.AppendInt(b, n, 36), ' ')
		}
		b = append(b, c.When.String()...)
		b = append(b, ';')
	}
	return string(b)
}

// probes is the TCP keepalive of the sockets that a server listens on: off unless so_keepalive says otherwise, and then with the kernel's
// times where it leaves them out.
func probes(sc *scope) chain.Keepalive {
	k := chain.Keepalive{State: chain.Off}
	for _, e := range sc.listen {
		for _, a := range e.args[1:] {
			value, ok := strings.CutPrefix(a.text, "so_keepalive=")
			if !ok || value == "off" {
				continue
			}
			k = kernelProbes(&chain.Origin{Kind: chain.Written, Setting: "so_keepalive", Text: value, Steps: []chain.Step{{At: a.at}}})
			if parts := strings.Split(value, ":"); value != "on" {
				if d, ok := ParseTime(parts[0], true); ok {
					k.Idle, k.Kernel = d, false
				}
			}
		}
	}
	return k
}

func kernelProbes(from *chain.Origin) chain.Keepalive {
	return chain.Keepalive{
		State: chain.Known, Kernel: true, From: from,
		Idle: chain.KernelProbeIdle, Interval: chain.KernelProbeInterval, Count: chain.KernelProbeCount,
	}
}

// coversAll reports whether some location takes every request, so that the server's own value is never in force.
func (r *router) coversAll(s *server) bool {
	if s.scope.answer != nil {
		return false
	}
	for _, c := range s.scope.children {
		if c.ctx == inLocation && c.match.path == "/" && (c.match.modifier == "" || c.match.modifier == "^~") {
			return true
		}
	}
	return false
}

// http2Side is the accept side for HTTP/2, where only the server's own keepalive_timeout counts.
func (r *router) http2Side(s *server, addrs []chain.Addr) *chain.Side {
	on := false
	for _, e := range s.scope.listen {
		for _, a := range e.args[1:] {
			on = on || a.text == "http2"
		}
	}
	if f := r.lookup(s.scope, table()[nsHTTP]["http2"]); f.entry != nil && f.entry.state == chain.Known {
		on = on || strings.EqualFold(f.entry.args[0].text, "on")
	}
	if !on {
		return nil
	}
	from := s.scope
	if !hostOf(s.scope).tls {
		from = r.defaultServer(s.scope)
	}
	return &chain.Side{Owner: s.endpoint, Protocol: chain.HTTP2, Idle: r.ownIdle(from), Addrs: addrs}
}

// defaultServer is the server whose settings a cleartext HTTP/2 connection gets: the default_server of its first address, else the first
// server that listens there.
func (r *router) defaultServer(sc *scope) *scope {
	if len(sc.listen) == 0 {
		return sc
	}
	if r.defaults == nil {
		r.defaults = map[string]*scope{}
		stated := map[string]bool{}
		for _, other := range r.servers {
			for _, e := range other.listen {
				address := e.args[0].text
				is := hasParameter(e, "default_server") || hasParameter(e, "default")
				if r.defaults[address] == nil || is && !stated[address] {
					r.defaults[address] = other
				}
				stated[address] = stated[address] || is
			}
		}
	}
	return r.defaults[sc.listen[0].args[0].text]
}

func (c *config) listens(sc *scope) []chain.Addr {
	switch {
	case sc.fragment:
		return nil
	case len(sc.listen) == 0:
		return []chain.Addr{{Port: 80, At: sc.at}}
	}
	addrs := make([]chain.Addr, 0, len(sc.listen))
	for _, e := range sc.listen {
		a, reason := parseListen(e.args[0].text)
		if reason == "" && e.args[0].unresolved() == "" {
			a.At = e.args[0].at
			addrs = append(addrs, a)
		}
	}
	return addrs
}

// ineffective reports settings of an upstream block that change nothing because it has no pool, or one in which nothing stays.
func (c *config) ineffective(u *upstream) {
	if u.scope != nil && u.states[0].exists {
		c.emptied(u)
		return
	}
	if u.scope == nil || len(u.scope.holes) > 0 || c.fragmentMayPool(u) {
		return
	}
	for _, e := range u.scope.entries {
		switch e.spec.name {
		case "keepalive_timeout", "keepalive_requests", "keepalive_time":
		default:
			continue
		}
		why := "upstream " + u.name + " has no pool, as keepalive is not set (nginx before 1.29.7)"
		help := "add keepalive 16; to the upstream, or remove this line"
		if u.size != nil {
			why, help = u.states[0].causes[0].Note, ""
		}
		c.facts = append(c.facts, chain.Fact{
			Rule: chain.NoEffect, Setting: e.spec.name, At: e.at, Effect: chain.Ignored, Owner: u.endpoint,
			Why: e.text() + " has no effect: " + why, Help: help,
			Also: []chain.Step{{Role: chain.ReadBy, At: u.scope.at, Note: "this upstream keeps no idle connections"}},
		})
	}
}

// emptied reports a pool that somebody asks for and that another line of the block keeps empty.
func (c *config) emptied(u *upstream) {
	if u.size == nil || u.size.state != chain.Known {
		return
	}
	for _, cause := range u.states[0].causes {
		if cause.Kind == chain.NeverKept {
			c.facts = append(c.facts, chain.Fact{
				Rule: chain.NoEffect, Setting: "keepalive", At: u.size.at, Effect: chain.Ignored, Owner: u.endpoint,
				Why:  u.size.text() + " has no effect: " + cause.Note,
				Help: "let " + cause.From.Setting + " keep connections for more than one request, or remove " + u.size.text(),
				Also: []chain.Step{{Role: chain.Overrides, At: cause.From.At(), Note: "nothing stays in the pool"}},
			})
			return
		}
	}
}

// fragmentMayPool is true where a module of the surroundings could switch pooling on; there is none in nginx before 1.29.7, so only what
// balancer_keepalive does counts.
func (c *config) fragmentMayPool(u *upstream) bool {
	for _, e := range u.scope.entries {
		if e.spec.name == "balancer_keepalive" {
			return true
		}
	}
	return false
}

// relay is a proxy of stream {}: a device that hops pass through, which ends connections of its own accord.
func (c *config) relay(sc *scope, upstreams map[string]*scope) *chain.Endpoint {
	t := table()[nsStream]
	pass := sc.own(t["proxy_pass"])
	if pass == nil {
		return nil
	}
	label := "80"
	e := &chain.Endpoint{Kind: chain.Middlebox, Product: "nginx stream", Root: c.root, When: sc.when, At: sc.at}
	in := &chain.Side{Owner: e, Protocol: chain.TCP, At: []source.Span{sc.at}}
	for _, own := range sc.entries {
		if own.spec.name != "listen" {
			continue
		}
		if a, reason := parseListen(own.args[0].text); reason == "" {
			a.At = own.args[0].at
			in.Addrs = append(in.Addrs, a)
		}
		if len(in.Addrs) == 1 {
			label = own.args[0].text
		}
	}
	e.Local = "nginx/stream/" + label
	idle := c.time(sc, t["proxy_timeout"], written, func(in *scope) chain.Case { return c.fallback("stream/proxy_timeout", in) })
	in.Idle = idle
	out := &chain.Side{Owner: e, Protocol: chain.TCP, Idle: idle, At: []source.Span{pass.at}, Addrs: streamTargets(pass, upstreams)}
	e.Accepts, e.Connect = []*chain.Side{in}, []*chain.Side{out}
	e.Box = &chain.Box{Idle: idle, Expiry: "close", Terminates: true}
	return e
}

func streamTargets(pass *entry, upstreams map[string]*scope) []chain.Addr {
	name := pass.args[0].text
	if sc := upstreams[strings.ToLower(name)]; sc != nil {
		var addrs []chain.Addr
		for _, e := range sc.entries {
			if e.spec.name == "server" {
				addrs = append(addrs, newPeer(e).addr)
			}
		}
		return addrs
	}
	if a, reason := parseHost(name, 0); reason == "" && !strings.Contains(name, "$") {
		a.At = pass.args[0].at
		return []chain.Addr{a}
	}
	return nil
}
