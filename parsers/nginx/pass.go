package nginx

import (
	"net/netip"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// protocols of the passing directives.
var protocols = map[string]chain.Protocol{
	"proxy_pass": chain.HTTP1, "fastcgi_pass": chain.FastCGI, "grpc_pass": chain.GRPC,
	"memcached_pass": chain.Memcached, "uwsgi_pass": chain.UWSGI, "scgi_pass": chain.SCGI,
}

// target is where a pass goes, after its variables are known.
type target struct {
	name  string // host and port as written, without scheme and URI
	upper string // scheme in lower case, "" if the directive has none
	uri   bool   // a URI part follows
	sure  bool
	addr  chain.Addr
	bad   string // why it is no address
}

// splitTarget takes the argument of a pass directive apart.
func splitTarget(directive, s string) (t target) {
	t.sure = true
	rest := s
	switch directive {
	case "proxy_pass", "grpc_pass":
		scheme, after, ok := strings.Cut(s, "://")
		if ok && strings.Trim(scheme, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
			t.upper, rest = strings.ToLower(scheme), after
		}
	}
	t.name = rest
	if !strings.HasPrefix(strings.ToLower(rest), "unix:") {
		if i := strings.IndexAny(rest, "/?"); i >= 0 && t.upper != "" {
			t.name, t.uri = rest[:i], true
		}
	} else if i := strings.LastIndex(rest, ":/"); i > len("unix:") {
		t.name, t.uri = rest[:i], true
	}
	port := map[string]int{"http": 80, "https": 443, "grpc": 80, "grpcs": 443}[t.upper]
	t.sure = !strings.Contains(t.name, opaque)
	t.addr, t.bad = parseHost(t.name, port)
	return t
}

// named reports whether the target could be the name of an upstream block: no port, no address, no socket.
func (t target) named() bool {
	if t.addr.Unix || strings.Contains(t.name, ":") {
		return false
	}
	_, err := netip.ParseAddr(t.name)
	return err != nil
}

// checkPass checks what nginx checks of a target without variables when it reads the directive.
func (w *walker) checkPass(sc *scope, e *entry) {
	arg := e.args[0]
	if strings.Contains(arg.text, "$") || arg.unresolved() != "" {
		return
	}
	t := splitTarget(e.spec.name, arg.text)
	if e.spec.name == "proxy_pass" && t.upper != "http" && t.upper != "https" {
		w.refuse(arg.at, "invalid URL prefix")
		return
	}
	if t.bad != "" {
		w.refuse(arg.at, t.bad+" in upstream "+quote(t.name))
		return
	}
	if e.spec.name == "proxy_pass" && t.uri && (sc.ctx == inIf || sc.ctx == inLimitExcept || sc.match.regex() || sc.match.modifier == "@") {
		w.refuse(e.at, `"proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block`)
	}
}

// checkTargets finds targets that name an upstream block and a port, which nginx refuses wherever the block stands.
func (r *router) checkTargets(w *walker) {
	for _, e := range r.passes {
		if strings.Contains(e.args[0].text, "$") {
			continue
		}
		t := splitTarget(e.spec.name, e.args[0].text)
		host, port, ported := strings.Cut(t.name, ":")
		if u, _ := r.upstream(host, e.at); u != nil && ported && digits(port) && !r.root.Fragments {
			w.problem(chain.Problem{
				Kind: chain.SyntaxProblem, At: e.args[0].at, Msg: "upstream " + quote(host) + " may not have port " + port,
				Also: []chain.Step{{Role: chain.ReadBy, At: u.scope.at, Note: "the ports stand in the server lines of this block"}},
			})
		}
	}
}

// sideKey tells apart the ways in which locations use an upstream: those with equal keys share one connect side and one evaluation.
type sideKey struct {
	protocol chain.Protocol
	secure   bool
	version  *found
	headers  *headers
	keepConn *found
	probes   *found
	at       *scope // where the Connection header has variables, each location for itself
}

// use is an evaluated sideKey.
type use struct {
	cases []chain.PassCase
	side  *chain.Side
}

// cases evaluates a pass in each era. u is nil for a direct address.
func (c *config) cases(u *upstream, e *entry, key sideKey, p plain) []chain.PassCase {
	var all []chain.PassCase
	for i, era := range c.eras {
		one := chain.PassCase{When: era.when, Resolved: true}
		var pool poolState
		if u == nil {
			pool = poolState{idle: c.poolIdle(newScope(inUpstream, nil, e.at)), causes: []chain.Cause{{
				Kind: chain.DirectAddress, Note: "a direct address never pools: only the name of an upstream block does",
				From: &chain.Origin{Kind: chain.Written, Setting: e.spec.name, Text: e.text(), Steps: []chain.Step{{At: e.args[0].at}}},
			}}}
		} else {
			pool = u.states[i]
		}
		one.Idle = pool.idle
		one.Causes = append(one.Causes, pool.causes...)
		switch key.protocol {
		case chain.HTTP1, chain.HTTP2:
			c.overHTTP(&one, key, p, era, e)
		case chain.GRPC:
			one.Version = "2"
		case chain.FastCGI:
			c.overFastCGI(&one, key, e)
		case chain.UWSGI, chain.SCGI:
			one.Causes = append(one.Causes, chain.Cause{Kind: chain.ProtocolNeverPools, Note: string(key.protocol) + " connections are never kept by nginx"})
		}
		one.Reuse = reuse(one.Causes)
		all = append(all, one)
	}
	return all
}

// reuse sums causes up: one that is certain decides, one that is possible leaves it open. What only depends on the client's own headers is
// judged for a request without them.
func reuse(causes []chain.Cause) chain.Reuse {
	answer := chain.ReuseYes
	for _, c := range causes {
		switch {
		case c.Kind == chain.Undecided && c.From == nil:
		case c.Possible || c.Kind == chain.Undecided:
			answer = chain.ReuseUnclear
		default:
			return chain.ReuseNo
		}
	}
	return answer
}

func (c *config) overHTTP(one *chain.PassCase, key sideKey, p plain, era era, e *entry) {
	v := httpVersion(key.version, era.traits, e, c)
	one.Version, one.VersionBy = v.text, v.from
	h := c.connectionSent(key.headers, p, era.traits, e)
	one.Connection, one.HeaderBy, one.Resolved = h.sent, h.from, h.sure
	if !h.sure {
		one.Connection = strings.ReplaceAll(h.sent, opaque, "?")
	}
	if v.text == "2" {
		return
	}
	for _, d := range v.doubts {
		one.Causes = append(one.Causes, chain.Cause{Kind: chain.HTTPVersion, Possible: true, Note: d.why, From: v.from})
	}
	keeps := strings.Contains(strings.ToLower(h.sent), "keep-alive") && !asksToClose(h.sent)
	switch {
	case v.why != "":
		one.Causes = append(one.Causes, chain.Cause{Kind: chain.HTTPVersion, Possible: true, Note: "proxy_http_version is a " + v.why, From: v.from})
	case v.text == "1.0" && len(v.doubts) == 0 && !keeps:
		one.Causes = append(one.Causes, chain.Cause{Kind: chain.HTTPVersion, Note: "HTTP/1.0 is spoken to the upstream", From: v.from})
	}
	kind := chain.ConnectionClose
	if h.viaMap {
		kind = chain.ConnectionMap
	}
	switch {
	case len(h.doubts) > 0:
		one.Causes = append(one.Causes, chain.Cause{Kind: kind, Possible: true, Note: h.doubts[0].why, From: h.from})
	case !h.sure:
		one.Causes = append(one.Causes, chain.Cause{Kind: chain.Undecided, Possible: true, Note: "the Connection header cannot be known statically", From: h.from})
	case asksToClose(h.sent):
		one.Causes = append(one.Causes, chain.Cause{Kind: kind, Note: "Connection: " + h.sent + " asks the server to close", From: h.from})
	case h.asks != "":
		one.Causes = append(one.Causes, chain.Cause{Kind: chain.Undecided, Note: "judged for a request without " + h.asks})
	}
}

// spoken is the HTTP version towards an upstream.
type spoken struct {
	text   string
	from   *chain.Origin
	doubts []doubt
	why    string // a template expression
}

func httpVersion(f *found, t traits, pass *entry, c *config) spoken {
	s := spoken{doubts: f.doubts}
	if f.entry != nil {
		s.from = f.entry.provenance()
		if f.entry.state != chain.Known {
			s.why = f.entry.why
			return s
		}
		s.text = f.entry.args[0].text
		return s
	}
	s.text = "1.0"
	if t.http11 {
		s.text = "1.1"
	}
	s.from = &chain.Origin{
		Kind: chain.Default, Setting: "proxy_http_version", Note: "proxy_http_version not set: HTTP/1.0 before nginx 1.29.7",
		Steps: []chain.Step{{Role: chain.DefaultOf, At: pass.at}}, Insert: c.insertion(pass.scope),
	}
	if t.http11 {
		s.doubts = nil // nothing needs to be set any more
	} else if pass.scope.partial() {
		s.doubts = append(s.doubts, doubt{why: "the http {} around this file may set proxy_http_version"})
	}
	return s
}

func (c *config) overFastCGI(one *chain.PassCase, key sideKey, e *entry) {
	f := key.keepConn
	if f.entry != nil && f.entry.state == chain.Known && strings.EqualFold(f.entry.args[0].text, "on") {
		return
	}
	cause := chain.Cause{Kind: chain.KeepConn, Note: "fastcgi_keep_conn is off"}
	if f.entry != nil {
		cause.From = f.entry.provenance()
		cause.Possible = f.entry.state != chain.Known
	} else {
		cause.From = &chain.Origin{
			Kind: chain.Default, Setting: "fastcgi_keep_conn", Note: "fastcgi_keep_conn not set: off",
			Steps: []chain.Step{{Role: chain.DefaultOf, At: e.at}}, Insert: c.insertion(e.scope),
		}
		cause.Possible = len(f.doubts) > 0 || e.scope.partial()
	}
	one.Causes = append(one.Causes, cause)
}
