package nginx

import (
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// router turns the scopes of one root into routes and sides.
type router struct {
	*config
	walker    *walker
	upstreams definitions[*upstream] // by name in lower case
	direct    map[string]*upstream   // implicit upstreams by host and port
	order     []*upstream            // upstream blocks, then implicit ones, in order of appearance
	defaults  map[string]*scope      // default servers by address
	responses map[*entry]chain.Value // of *_read_timeout lines, shared by the passes for which they count
}

// server collects what belongs to one server block.
type server struct {
	scope    *scope
	name     string
	endpoint *chain.Endpoint
	routes   []*chain.Route
	scopes   []*scope // of the routes
	choice   *choice
	jumps    map[*scope]*arrivals // by location: what sends requests on to it
}

func (r *router) server(sc *scope) *server {
	s := &server{scope: sc, name: label(sc), jumps: map[*scope]*arrivals{}}
	s.endpoint = &chain.Endpoint{Local: "nginx/server/" + s.name, Kind: chain.NginxIn, Product: "nginx", Root: r.root, When: sc.when, At: sc.at}
	r.collectJumps(s)
	r.route(s, sc)
	s.endpoint.Routes = s.routes
	return s
}

// route adds the routes of a block and of the blocks in it.
func (r *router) route(s *server, sc *scope) {
	one := &chain.Route{Server: s.name, At: sc.at}
	loc := sc.enclosing(inLocation)
	if loc != nil {
		one.Path = arguments(loc)
	}
	switch sc.ctx {
	case inIf:
		one.Block = "if"
	case inLimitExcept:
		one.Block = "limit_except"
	}
	one.Idle = r.clientIdle(s, sc)
	if len(one.Idle) != 1 || one.Idle[0].State != chain.Off {
		one.Header = r.announced(sc)
	}
	if e := r.passOf(sc); e != nil {
		one.Pass = r.pass(s, sc, e, one)
	}
	s.routes = append(s.routes, one)
	s.scopes = append(s.scopes, sc)
	for _, c := range sc.children {
		if c.ctx != inServerIf {
			r.route(s, c)
		}
	}
}

func arguments(sc *scope) string {
	parts := make([]string, len(sc.args))
	for i, a := range sc.args {
		parts[i] = a.text
	}
	return strings.Join(parts, " ")
}

// passOf gives the pass directive in force: it is not inherited by nested locations, but if and limit_except keep the handler of the
// location around them.
func (r *router) passOf(sc *scope) *entry {
	if sc.pass != nil {
		return sc.pass
	}
	if sc.ctx == inIf && sc.answer == nil || sc.ctx == inLimitExcept {
		return r.passOf(sc.parent)
	}
	return nil
}

// clientIdle is how long nginx keeps an idle client connection after a request that ends in sc, over HTTP/1.x.
func (r *router) clientIdle(s *server, sc *scope) chain.Value {
	if e := closingAnswer(sc); e != nil {
		return chain.Is(chain.Off, &chain.Origin{
			Kind: chain.Written, Setting: "return", Text: e.text(), Note: "nginx closes the connection after " + e.text(),
			Steps: []chain.Step{{At: e.at}},
		})
	}
	v := r.ownIdle(sc)
	if from := s.jumps[sc]; from != nil {
		return r.through(*from, v, sc.match.modifier != "@" && !internal(sc))
	}
	return v
}

// ownIdle is keepalive_timeout in force, or off where keepalive_requests allows a single request.
func (r *router) ownIdle(sc *scope) chain.Value {
	if f := r.lookup(sc, table()[nsHTTP]["keepalive_requests"]); f.entry != nil && f.entry.state == chain.Known && number(f.entry.args[0].text) <= 1 {
		return chain.Is(chain.Off, f.entry.provenance())
	}
	return r.time(sc, table()[nsHTTP]["keepalive_timeout"], written, func(in *scope) chain.Case { return r.fallback("keepalive_timeout", in) })
}

// closingAnswer finds a return that makes nginx close the connection (facts/nginx.md section 5).
func closingAnswer(sc *scope) *entry {
	if sc.answer == nil {
		return nil
	}
	switch sc.answer.args[0].text {
	case "400", "413", "414", "444", "495", "496", "497", "500", "501":
		return sc.answer
	}
	return nil
}

// announced is the Keep-Alive: timeout= header: the second argument of keepalive_timeout, which is inherited by itself.
func (r *router) announced(sc *scope) chain.Value {
	v := r.time(sc, headerSpec, func(e *entry) chain.Case {
		o := *e.provenance()
		o.Steps = []chain.Step{{Role: chain.Decides, At: e.args[1].at}}
		o.Text = e.args[1].text
		if e.hint < 0 {
			return chain.Case{State: chain.Unresolved, From: &o}
		}
		if e.hint == 0 {
			return chain.Case{State: chain.Absent, From: &o}
		}
		return chain.Case{State: chain.Known, Lo: e.hint, Hi: e.hint, From: &o}
	}, func(*scope) chain.Case { return chain.Case{} })
	if len(v) == 1 && v[0].State == chain.Absent {
		return nil
	}
	return v
}

// headerSpec stands for the second argument of keepalive_timeout, which is merged independently of the first.
var headerSpec = &spec{name: "keepalive_timeout", contexts: inHTTP | inServer | inLocation}

// pass evaluates the pass directive e for a request that ends in sc.
func (r *router) pass(s *server, sc *scope, e *entry, one *chain.Route) *chain.Pass {
	p := plain{cfg: r.config, server: s.scope, at: sc, method: "GET"}
	if sc.ctx == inLimitExcept && len(sc.args) > 0 && strings.EqualFold(sc.args[0].text, "GET") {
		p.method = "POST"
	}
	out := &chain.Pass{At: e.at, Directive: e.spec.name, Protocol: passes()[e.spec].protocol, Target: e.args[0].text}
	v := p.eval(e.args[0].text)
	t := splitTarget(e.spec.name, v.s)
	why := e.args[0].unresolved()
	if why == "" && v.asks != "" {
		why = "the target depends on " + v.asks
	}
	if why == "" && v.s != e.args[0].text {
		why = unresolved(v.s) // a variable with an expression of a template in it
	}
	if why != "" || !t.sure {
		r.unknownTarget(out, e, why)
		return out
	}
	if host := t.addr.Host; v.asks != "" && (host == "" || host[0] == '.') {
		r.unknownTarget(out, e, "the target depends on "+v.asks)
		return out
	}
	out.Target = t.name
	r.checkPort(e, t)
	u, ambiguous := r.upstream(t.name, e.at)
	switch {
	case ambiguous:
		r.unknownTarget(out, e, "several files define upstream "+t.name+", and none of them is near")
		return out
	case u == nil && t.named() && r.mayBeDefinedElsewhere(sc):
		r.unknownTarget(out, e, "upstream "+t.name+" may be defined in a file that is not given")
		return out
	case u == nil:
		u = r.implicit(t, e)
	}
	key := r.key(sc, e, t)
	if v := key.version; v != nil && v.entry != nil && v.entry.state == chain.Known && v.entry.args[0].text == "2" {
		key.protocol = chain.HTTP2
	}
	out.Protocol, out.Upstream = key.protocol, u.endpoint
	got := u.sides[key]
	if got == nil {
		got = r.connect(u, e, key, p)
		if key.headers == nil || key.headers.level != sc || len(sc.children) > 0 { // else no other location can have this key
			u.sides[key] = got
		}
	}
	got.side.At = append(got.side.At, e.at)
	out.Cases, out.Side = got.cases, got.side
	out.Upgrades = upgradesOnly(one.Path)
	out.Response = r.response(sc, e)
	return out
}

// response is the *_read_timeout in force for a pass, where it is written and nothing nearer may set it differently: the silence between
// two reads after which nginx gives up.
func (r *router) response(sc *scope, pass *entry) chain.Value {
	f := r.lookup(sc, passes()[pass.spec].read)
	if f.entry == nil || len(f.doubts) > 0 {
		return nil
	}
	v, known := r.responses[f.entry]
	if known {
		return v
	}
	if r.responses == nil {
		r.responses = map[*entry]chain.Value{}
	}
	if c := written(f.entry); c.State == chain.Known {
		v = chain.Value{c}
	}
	r.responses[f.entry] = v
	return v
}

// upstream finds an upstream block by name. ambiguous is set where several fragments define one and none of them is near.
func (r *router) upstream(name string, from source.Span) (u *upstream, ambiguous bool) {
	name = strings.ToLower(name)
	if !r.root.Fragments {
		u, _ = r.upstreams.lastOf(name)
		return u, false
	}
	u, _, ambiguous = r.upstreams.near(name, from.File, r.folders[from.File])
	return u, ambiguous
}

// mayBeDefinedElsewhere is true where a file that could not be read may hold an upstream block.
func (r *router) mayBeDefinedElsewhere(sc *scope) bool {
	if r.root.Fragments {
		return true
	}
	for ; sc != nil; sc = sc.parent {
		if sc.ctx&(inHTTP|inMain) != 0 && len(sc.holes) > 0 {
			return true
		}
	}
	return false
}

func (r *router) unknownTarget(out *chain.Pass, e *entry, why string) {
	if why == "" {
		why = "the target depends on a variable"
	}
	o := &chain.Origin{Kind: chain.Written, Setting: e.spec.name, Text: e.text(), Note: why, Steps: []chain.Step{{At: e.args[0].at}}}
	out.Cases = []chain.PassCase{{Reuse: chain.ReuseUnclear, Causes: []chain.Cause{{Kind: chain.Undecided, Possible: true, Note: why, From: o}}, Idle: chain.Is(chain.Unresolved, o)}}
}

func (r *router) key(sc *scope, e *entry, t target) sideKey {
	known := passes()[e.spec]
	k := sideKey{probes: r.lookup(sc, known.probes), protocol: known.protocol, secure: t.upper == "https" || t.upper == "grpcs"}
	switch k.protocol {
	case chain.HTTP1:
		k.version = r.lookup(sc, table()[nsHTTP]["proxy_http_version"])
		k.headers = r.headersIn(sc, "proxy_set_header")
		for _, line := range k.headers.connection {
			if strings.Contains(line.args[1].text, "$") {
				k.at = sc
			}
		}
	case chain.FastCGI:
		k.keepConn = r.lookup(sc, table()[nsHTTP]["fastcgi_keep_conn"])
	}
	return k
}

// connect makes the connect side for one way of using an upstream.
func (r *router) connect(u *upstream, e *entry, key sideKey, p plain) *use {
	block := u
	if u.scope == nil {
		block = nil
	}
	got := &use{cases: r.cases(block, e, key, p)}
	tuple := effective(key, got.cases)
	if got.side = u.tuples[tuple]; got.side != nil {
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
	u.tuples[tuple] = side
	for _, peer := range u.targets() {
		if !peer.down {
			side.Addrs = append(side.Addrs, peer.addr)
		}
	}
	u.endpoint.Connect = append(u.endpoint.Connect, side)
	got.side = side
	return got
}

// effective is what tells one connect side of an upstream from another: what is sent, and what becomes of the connection.
func effective(key sideKey, cases []chain.PassCase) string {
	var b strings.Builder
	b.WriteString(string(key.protocol))
	if key.probes.entry != nil {
		b.WriteString(key.probes.entry.text())
	}
	for _, c := range cases {
		for _, part := range []string{c.Reuse.String(), c.Version, strconv.FormatBool(c.Resolved), strconv.Itoa(len(c.Connection)), c.Connection} {
			b.WriteByte('|')
			b.WriteString(part)
		}
	}
	return b.String()
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

// upgradePaths are the paths that by convention carry WebSockets and nothing else.
var upgradePaths = []string{"/ws", "/wss", "/websocket", "/socket.io", "/sockjs", "/sockjs-node", "/cable", "/signalr", "/hubs", "/_next/webpack-hmr"}

// upgradesOnly reports whether a location by its path serves WebSocket upgrades only.
func upgradesOnly(path string) bool {
	path = strings.TrimLeft(path, "=^~* ")
	lower := strings.ToLower(path)
	for _, p := range upgradePaths {
		if rest, ok := strings.CutPrefix(lower, p); ok && (rest == "" || rest[0] == '/') {
			return true
		}
	}
	return false
}
