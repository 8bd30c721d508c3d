package gcp

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// part is what a backend service is of: the kinds of load balancer have nothing but the resource type in common.
type part uint8

const (
	applicationPart part = iota // HTTP: makes connections of its own, which it keeps
	relayPart                   // TCP or SSL proxy: ends TCP on both sides
	passthroughPart             // packets pass through
	unclearPart
)

// spoken are the protocols of application load balancers towards their backends.
var spoken = map[string]chain.Protocol{"HTTP": chain.HTTP1, "HTTPS": chain.HTTP1, "HTTP2": chain.HTTP2, "H2C": chain.HTTP2, "GRPC": chain.GRPC}

// plain are the protocols of network load balancers.
var plain = map[string]bool{"TCP": true, "SSL": true, "UDP": true, "UNSPECIFIED": true}

// use is a part that a backend service plays in the worlds that when admits.
type use struct {
	part
	when     chain.Guard
	scheme   string
	protocol chain.Protocol
	why      string // for an unclear part
}

// uses decides part by part from protocol and scheme; where these cannot be known, from what leads to the backend service.
func (r *reader) uses(x *terraform.Resource) (all []use) {
	for _, s := range schemesOf(x) {
		for _, p := range x.Text("protocol") {
			when, ok := chain.And(s.when, p.When)
			if !ok {
				continue
			}
			u := use{when: when, scheme: s.name}
			switch {
			case p.State == terraform.Known && spoken[p.S] != "":
				u.protocol = spoken[p.S]
			case p.State == terraform.Known && plain[p.S]:
				u.part = r.network(x, s.name)
			case p.State == terraform.Null:
				u.part, u.protocol = r.silent(x, s.name)
			default:
				u.part, u.why = r.led(x), p.Why
			}
			all = append(all, u)
		}
	}
	return all
}

// network tells a proxy from a passthrough load balancer: only regional ones pass packets through, and only under two schemes.
func (r *reader) network(x *terraform.Resource, scheme string) part {
	switch {
	case !regional(x):
		return relayPart
	case scheme == internal || scheme == classic:
		return passthroughPart
	case scheme == "" && len(r.relayed[x]) == 0:
		return passthroughPart
	}
	return relayPart
}

// silent is a backend service without protocol: HTTP, but for passthrough load balancers, which take what comes.
func (r *reader) silent(x *terraform.Resource, scheme string) (part, chain.Protocol) {
	switch {
	case len(r.leading[x]) > 0:
		return applicationPart, chain.HTTP1
	case len(r.relayed[x]) > 0:
		return relayPart, ""
	case len(r.direct[x]) > 0 || regional(x) && (scheme == internal || scheme == classic):
		return passthroughPart, ""
	}
	return applicationPart, chain.HTTP1
}

// led is the part that what leads to a backend service demands.
func (r *reader) led(x *terraform.Resource) part {
	switch {
	case len(r.leading[x]) > 0:
		return applicationPart
	case len(r.relayed[x]) > 0:
		return relayPart
	case len(r.direct[x]) > 0:
		return passthroughPart
	}
	return unclearPart
}

// backend reads a backend service: one endpoint for each part that it may play.
func (r *reader) backend(x *terraform.Resource) {
	var seen []part
	byPart := map[part][]use{}
	for _, u := range r.uses(x) {
		if u.part == unclearPart || byPart[u.part] == nil {
			seen = append(seen, u.part)
		}
		byPart[u.part] = append(byPart[u.part], u)
	}
	for _, p := range seen {
		uses := byPart[p]
		var e *chain.Endpoint
		switch p {
		case applicationPart:
			e = r.connector(x, uses)
		case relayPart:
			e = r.relay(x)
		case passthroughPart:
			e = r.passthrough(x, uses)
		case unclearPart:
			e = r.unclear(x, uses[0])
		}
		if len(seen) > 1 && len(uses) == 1 {
			e.When = uses[0].when
		}
	}
}

// connector makes the face of an application load balancer that its backends meet: one connect side, the pool that Google keeps.
func (r *reader) connector(x *terraform.Resource, uses []use) *chain.Endpoint {
	e := r.endpoint(x, chain.Balancer, "gclb")
	s := &chain.Side{Owner: e, Protocol: uses[0].protocol, At: []source.Span{x.At}}
	e.Connect = []*chain.Side{s}
	var schemes []scheme
	for _, u := range uses {
		schemes = append(schemes, scheme{u.when, u.scheme})
	}
	schemes = fit(schemes, applications(x), x.Address+".load_balancing_scheme")
	if s.Idle = r.pool(s, x, schemes, applications(x)); s.Advice == "" {
		e.Kind = chain.Proxy // proxies of the user's own: nothing is known of what is behind
	}
	s.Response = r.deadline(x)
	s.Upgraded, s.Lifetime = upgraded(s, schemes, regional(x))
	if serverless(x) {
		amongGoogle(e, x, "serverless backends")
	}
	s.Reuse = reuse(x)
	return e
}

// upgraded is what timeout_sec is to an upgraded connection: to Google's own front ends the time that it may live, whatever is sent (kubernetes/ingress-gce,
// examples/websocket), to Envoy's the time that it may be silent. Under schemes of both kinds nothing is said. That the latter is so, only third
// parties tell (facts/gcp.md section 1), hence its note.
func upgraded(s *chain.Side, schemes []scheme, regional bool) (v chain.Value, lifetime bool) {
	if s.Protocol != chain.HTTP1 {
		return nil, false
	}
	fronts := 0
	for _, sc := range schemes {
		if !regional && (sc.name == classic || sc.name == managed) {
			fronts++
		}
	}
	switch fronts {
	case len(schemes):
		return s.Response, true
	case 0:
		for _, c := range s.Response {
			o := *c.From
			o.Note = strings.TrimPrefix(o.Note+"; that it counts silence is unverified", "; ")
			c.From = &o
			v = append(v, c)
		}
	}
	return v, false
}

// amongGoogle drops the clocks of an endpoint whose server is Google's too: what the two have settled between them no source tells, and
// neither can be changed.
func amongGoogle(e *chain.Endpoint, x *terraform.Resource, what string) {
	e.Kind = chain.Proxy // nothing is asked of what is behind
	for _, s := range e.Connect {
		s.Idle = chain.Value{nobodyTells(&x.Block, "", "no source tells it for "+what+": both ends are Google's")}
		s.Idle[0].From.Kind = chain.Fixed
		s.Idle[0].When, s.Advice, s.Response = x.When, "", nil
		s.Upgraded = nil
	}
}

// pool gives a connect side of Google's its clock.
func (r *reader) pool(s *chain.Side, x *terraform.Resource, schemes []scheme, possible map[string]application) chain.Value {
	var all chain.Value
	for _, sc := range schemes {
		c := nobodyTells(&x.Block, "", "under "+sc.name+" proxies of your own connect")
		if app, ok := possible[sc.name]; ok {
			if len(schemes) > 1 {
				app.called = "Application Load Balancers"
			}
			p := catalogue("gclb", app.variant, app.called)
			c, s.Advice = p.unwritten(p.Connects, &x.Block, nil), p.Connects.Advice
		}
		c.When = sc.when
		all = append(all, c)
	}
	return together(x.When, all)
}

// unclear is a backend service of which not even the kind of load balancer can be known.
func (r *reader) unclear(x *terraform.Resource, u use) *chain.Endpoint {
	e := r.endpoint(x, chain.Balancer, "")
	o := &chain.Origin{Setting: "protocol", Note: u.why, Steps: []chain.Step{{Role: chain.DefaultOf, At: x.At}}}
	e.Connect = []*chain.Side{{Owner: e, Idle: chain.Is(chain.Unresolved, o), At: []source.Span{x.At}}}
	return e
}

// reuse is whether connections to backends are used again: not where each of them may carry one request only.
func reuse(x *terraform.Resource) (all []chain.Pooling) {
	const setting = "max_requests_per_connection"
	limited := false
	for _, n := range nested(&x.Block, "circuit_breakers", setting) {
		p := chain.Pooling{When: n.When, Reuse: chain.ReuseYes}
		cause := chain.Cause{Kind: chain.NeverKept, Note: setting + " 1 closes each connection after its response", From: originOf(setting, n)}
		switch {
		case n.State == terraform.Unknown:
			limited, cause.Possible, cause.Note = true, true, setting+" cannot be known: "+n.Why
			p.Reuse, p.Causes = chain.ReuseUnclear, []chain.Cause{cause}
		case n.State == terraform.Known && n.N == 1:
			limited = true
			p.Reuse, p.Causes = chain.ReuseNo, []chain.Cause{cause}
		}
		all = append(all, p)
	}
	if !limited {
		return nil
	}
	return all
}
