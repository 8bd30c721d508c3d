package nginx

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// pass evaluates the pass directive e for a request that ends in sc.
func (r *router) pass(s *server, sc *scope, e *entry, one *chain.Route) *chain.Pass {
	out := &r.passes.take(1)[0]
	*out = chain.Pass{At: e.at, Use: r.use(s, sc, e, one)}
	if out.Side != nil {
		out.Side.At = append(out.Side.At, e.at)
		out.Response = r.response(sc, e)
	}
	return out
}

// use tells how a pass uses an upstream.
func (r *router) use(s *server, sc *scope, e *entry, one *chain.Route) *chain.Use {
	p := plain{cfg: r.config, server: s.scope, at: sc, method: "GET"}
	if sc.ctx == inLimitExcept && len(sc.args) > 0 && strings.EqualFold(sc.args[0].text, "GET") {
		p.method = "POST"
	}
	out := chain.Use{Directive: e.spec.name, Protocol: passes()[e.spec].protocol, Target: e.args[0].text}
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
		return unknownTarget(out, e, why)
	}
	if host := t.addr.Host; v.asks != "" && (host == "" || host[0] == '.') {
		return unknownTarget(out, e, "the target depends on "+v.asks)
	}
	out.Target = t.name
	r.checkPort(e, t)
	u, ambiguous := r.upstream(t.name, e.at)
	switch {
	case ambiguous:
		return unknownTarget(out, e, "several files define upstream "+t.name+", and none of them is near")
	case u == nil && t.named() && r.mayBeDefinedElsewhere(sc):
		return unknownTarget(out, e, "upstream "+t.name+" may be defined in a file that is not given")
	case u == nil:
		u = r.implicit(t, e)
	}
	key, own := r.key(sc, e, t)
	if v := key.version; v != nil && v.entry != nil && v.entry.state == chain.Known && v.entry.args[0].text == "2" {
		key.protocol = chain.HTTP2
	}
	out.Protocol, out.Upstream = key.protocol, u.endpoint
	uses := u.sides
	if own {
		uses = r.near(u)
	}
	got := uses[key]
	if got == nil {
		got = r.connect(u, e, key, p)
		uses[key] = got
	}
	out.Cases, out.Side = got.cases, got.side
	out.Upgrades = upgradesOnly(one.Path)
	out.Upgraded = r.upgraded(sc, e, out.Upgrades)
	return got.as(out)
}

// response is the *_read_timeout in force for a pass, where it is written and nothing nearer may set it differently: the silence between
// two reads after which nginx gives up.
func (r *router) response(sc *scope, pass *entry) chain.Wait {
	f := r.lookup(sc, passes()[pass.spec].read)
	e := f.entry
	if e == nil || len(f.doubts) > 0 || e.state != chain.Known || e.value == 0 {
		return chain.Wait{}
	}
	says := chain.Limit{Time: e.value, Setting: e.spec.name, Text: e.args[0].text}
	if e.brought() {
		says.Brought = e.via.shipped
	}
	shared := r.waits[says]
	if shared == nil {
		own := says
		shared = &own
		r.waits[says] = shared
	}
	return chain.Wait{At: e.args[0].at, Limit: shared}
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

func unknownTarget(out chain.Use, e *entry, why string) *chain.Use {
	if why == "" {
		why = "the target depends on a variable"
	}
	o := &chain.Origin{Kind: chain.Written, Setting: e.spec.name, Text: e.text(), Note: why, Steps: []chain.Step{{At: e.args[0].at}}}
	out.Cases = []chain.PassCase{{Reuse: chain.ReuseUnclear, Causes: []chain.Cause{{Kind: chain.Undecided, Possible: true, Note: why, From: o}}, Idle: chain.Is(chain.Unresolved, o)}}
	return &out
}
