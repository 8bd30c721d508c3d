package nginx

import (
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

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
