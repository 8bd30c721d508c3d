package nginx

import (
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/timeoutlint/timeoutlint/chain"
)

// passing is what belongs to one of the passing directives.
type passing struct {
	protocol chain.Protocol
	probes   *spec // switches TCP keepalive towards the upstream on
	read     *spec // the silence between two reads after which nginx gives up
}

// passes holds the passing directives.
var passes = sync.OnceValue(func() map[*spec]passing {
	known := map[*spec]passing{}
	t := table()[nsHTTP]
	for name, protocol := range map[string]chain.Protocol{
		"proxy": chain.HTTP1, "fastcgi": chain.FastCGI, "grpc": chain.GRPC, "memcached": chain.Memcached, "uwsgi": chain.UWSGI, "scgi": chain.SCGI,
	} {
		known[t[name+"_pass"]] = passing{protocol, t[name+"_socket_keepalive"], t[name+"_read_timeout"]}
	}
	return known
})

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
	t.sure = !strings.Contains(t.name, opaque)
	t.addr, t.bad = parseHost(t.name, t.port())
	return t
}

// port is the one that the scheme implies.
func (t target) port() int {
	switch t.upper {
	case "http", "grpc":
		return 80
	case "https", "grpcs":
		return 443
	}
	return 0
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

// checkPort finds a target that names an upstream block and a port, which nginx refuses wherever the block stands.
func (r *router) checkPort(e *entry, t target) {
	host, port, ported := strings.Cut(t.name, ":")
	if !ported || r.root.Fragments || !digits(port) || strings.Contains(e.args[0].text, "$") {
		return
	}
	if u, _ := r.upstream(host, e.at); u != nil {
		r.walker.problem(chain.Problem{
			Kind: chain.SyntaxProblem, At: e.args[0].at, Msg: "upstream " + quote(host) + " may not have port " + port,
			Also: []chain.Step{{Role: chain.ReadBy, At: u.scope.at, Note: "the ports stand in the server lines of this block"}},
		})
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
	cases  []chain.PassCase
	side   *chain.Side
	common *chain.Use // what most passes with that key are alike in
}

// as gives a use as one that all equal ones share, but for the few that pass upgrades on: their times are mostly their own.
func (u *use) as(one chain.Use) *chain.Use {
	switch c := u.common; {
	case len(one.Upgraded) > 0:
	case c == nil:
		own := one
		u.common = &own
		return u.common
	case c.Directive == one.Directive && c.Target == one.Target && c.Protocol == one.Protocol && c.Upgrades == one.Upgrades:
		return c
	}
	own := one
	return &own
}

// cases evaluates a pass in each era. u is nil for a direct address.
func (c *config) cases(u *upstream, e *entry, key sideKey, p plain) []chain.PassCase {
	var pool poolState
	var said request
	if u == nil {
		pool = c.noPool(e)
	}
	if key.protocol == chain.HTTP1 || key.protocol == chain.HTTP2 {
		said = request{c.httpVersion(key.version, e), c.connectionSent(key.headers, p, e)}
	}
	all := make([]chain.PassCase, 0, len(c.eras))
	for i, era := range c.eras {
		if u != nil {
			pool = u.states[i]
		}
		one := chain.PassCase{When: era.when, Resolved: true, Idle: pool.idle, Causes: slices.Clip(pool.causes)}
		switch key.protocol {
		case chain.HTTP1, chain.HTTP2:
			said.in(era.traits).judge(&one)
		case chain.GRPC:
			one.Version = "2"
		case chain.FastCGI:
			c.overFastCGI(&one, key, e)
		case chain.UWSGI, chain.SCGI:
			one.Causes = append(one.Causes, chain.Cause{Kind: chain.ProtocolNeverPools, Note: string(key.protocol) + " connections are never kept by nginx"})
		default: // pooled as they are
		}
		one.Reuse = reuse(one.Causes)
		all = append(all, one)
	}
	return all
}

// noPool is what a direct address has instead of a pool.
func (c *config) noPool(e *entry) poolState {
	return poolState{idle: c.poolIdle(newScope(inUpstream, nil, e.at)), causes: []chain.Cause{{
		Kind: chain.DirectAddress, Note: "a direct address never pools: only the name of an upstream block does",
		From: &chain.Origin{Kind: chain.Written, Setting: e.spec.name, Text: e.text(), Steps: []chain.Step{{At: e.args[0].at}}},
	}}}
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
