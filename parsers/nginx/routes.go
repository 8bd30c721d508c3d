package nginx

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// router turns the scopes of one root into routes and sides.
type router struct {
	*config
	walker    *walker
	upstreams definitions[*upstream]         // by name in lower case
	direct    map[string]*upstream           // implicit upstreams by host and port
	order     []*upstream                    // upstream blocks, then implicit ones, in order of appearance
	defaults  map[string]*scope              // default servers by address
	own       map[*upstream]map[sideKey]*use // the uses that only locations of the server have which is being turned into routes
	waits     map[chain.Limit]*chain.Limit   // the written waits, each once

	routes slab[chain.Route]
	passes slab[chain.Pass]
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
	clear(r.own)
	s.endpoint = &chain.Endpoint{Local: "nginx/server/" + s.name, Kind: chain.NginxIn, Product: "nginx", Root: r.root, When: sc.when, At: sc.at}
	r.collectJumps(s)
	r.route(s, sc)
	s.endpoint.Routes = s.routes
	return s
}

// route adds the routes of a block and of the blocks in it.
func (r *router) route(s *server, sc *scope) {
	one := &r.routes.take(1)[0]
	*one = chain.Route{Server: s.name, At: sc.at}
	loc := sc.enclosing(inLocation)
	if loc != nil {
		one.Path = arguments(loc)
	}
	switch sc.ctx {
	case inIf:
		one.Block = "if"
	case inLimitExcept:
		one.Block = "limit_except"
	default: // a server or a location
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

// near gives the uses of an upstream that only locations of this server have. They are forgotten with it: kept beside the others they would keep
// all that was read of it.
func (r *router) near(u *upstream) map[sideKey]*use {
	if r.own == nil {
		r.own = map[*upstream]map[sideKey]*use{}
	}
	if r.own[u] == nil {
		r.own[u] = map[sideKey]*use{}
	}
	return r.own[u]
}

func arguments(sc *scope) string {
	if len(sc.args) == 1 {
		return sc.args[0].text
	}
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
