package nginx

import (
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// key tells how a location uses an upstream. own is set where part of it is written in the server itself, so that nothing outside can have it.
func (r *router) key(sc *scope, e *entry, t target) (k sideKey, own bool) {
	known := passes()[e.spec]
	k = sideKey{protocol: known.protocol, secure: t.upper == "https" || t.upper == "grpcs"}
	inForce := func(sp *spec) *found {
		from := sc.speaking(sp)
		own = own || !from.outside()
		return r.lookup(from, sp)
	}
	k.probes = inForce(known.probes)
	switch k.protocol {
	case chain.HTTP1:
		k.version = inForce(table()[nsHTTP]["proxy_http_version"])
		k.headers = r.headersIn(sc, "proxy_set_header")
		own = own || !k.headers.from.outside()
		for _, line := range k.headers.connection {
			if strings.Contains(line.args[1].text, "$") {
				k.at, own = sc, true
			}
		}
	case chain.FastCGI:
		k.keepConn = inForce(table()[nsHTTP]["fastcgi_keep_conn"])
	default: // nothing else tells the locations of these apart
	}
	return k, own
}

// connect makes the connect side for one way of using an upstream.
func (r *router) connect(u *upstream, e *entry, key sideKey, p plain) *use {
	block := u
	if u.scope == nil {
		block = nil
	}
	got := &use{cases: r.cases(block, e, key, p)}
	tuple := effective(make([]byte, 0, 256), key, got.cases)
	if got.side = u.tuples[string(tuple)]; got.side != nil {
		return got
	}
	side := &chain.Side{Owner: u.endpoint, Protocol: key.protocol, TCP: chain.Keepalive{State: chain.Off}}
	if f := key.probes; f.entry != nil && f.entry.state == chain.Known && strings.EqualFold(f.entry.args[0].text, "on") {
		side.TCP = kernelProbes(f.entry.provenance())
	}
	for _, c := range got.cases {
		side.Idle = c.Idle
		side.Reuse = append(side.Reuse, chain.Pooling{When: c.When, Reuse: c.Reuse, Causes: c.Causes})
	}
	u.tuples[string(tuple)] = side
	for _, peer := range u.targets() {
		if !peer.down {
			side.Addrs = append(side.Addrs, peer.addr)
		}
	}
	u.endpoint.Connect = append(u.endpoint.Connect, side)
	got.side = side
	return got
}

// effective adds to b what tells one connect side of an upstream from another: what is sent, and what becomes of the connection.
func effective(b []byte, key sideKey, cases []chain.PassCase) []byte {
	b = append(b, key.protocol...)
	if key.probes.entry != nil {
		b = append(b, key.probes.entry.text()...)
	}
	for i := range cases {
		c := &cases[i]
		b = append(append(append(b, '|'), c.Reuse.String()...), '|')
		b = append(append(b, c.Version...), '|')
		b = append(strconv.AppendBool(b, c.Resolved), '|')
		b = append(strconv.AppendInt(b, int64(len(c.Connection)), 10), '|')
		b = append(b, c.Connection...)
	}
	return b
}

// implicit is the upstream that nginx makes of a target that names no upstream block.
func (r *router) implicit(t target, e *entry) *upstream {
	name := t.addr.String()
	u := r.direct[name]
	if u == nil {
		addr := t.addr
		addr.At = e.args[0].at
		u = &upstream{name: name, sides: map[sideKey]*use{}, tuples: map[string]*chain.Side{}, peers: []peer{{addr: addr, weight: 1}}}
		u.endpoint = &chain.Endpoint{Local: "nginx/upstream/" + name, Kind: chain.NginxOut, Product: "nginx", Root: r.root, At: e.at}
		r.direct[name] = u
		r.order = append(r.order, u)
	}
	return u
}
