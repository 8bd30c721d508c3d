package aws

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// The range of client_keep_alive, which is how old a client's connection may become and no idle timeout
// (aws-sdk-go-v2/service/elasticloadbalancingv2 v1.63.8).
const (
	shortestLife = 60
	longestLife  = 604800
)

// application is an Application Load Balancer: one timer for both of its faces, and a connect side for each target group, since each speaks its own
// protocol to its own servers.
func (r *reader) application(one *terraform.Resource, when chain.Guard, local string, guessed bool) {
	p := product("alb")
	e := r.add(one, &chain.Endpoint{Local: local, Kind: chain.Balancer, Product: "alb", When: when, Guessed: guessed})
	idle := clock(&one.Block, "idle_timeout", p.Accepts, "ALB")
	if one.Mode == terraform.Data {
		idle = lookedUp(one, "idle_timeout")
	}
	if !guessed { // else it may be one to which the provider sends neither
		for _, x := range numbers(&one.Block, "idle_timeout") {
			r.inRange(x, "idle_timeout", p.Accepts, e, "ALB")
		}
		for _, x := range numbers(&one.Block, "client_keep_alive") {
			r.bounds(x, "client_keep_alive", shortestLife, longestLife, e, "ALB")
		}
	}
	accept := &chain.Side{Owner: e, Idle: idle, Protocol: chain.HTTP1, At: []source.Span{one.At}, Set: p.Accepts.Set}
	e.Accepts = []*chain.Side{accept}
	lb := listened{r: r, balancer: one, e: e, when: when}
	for _, l := range r.listeners(one) {
		e.Aliases = append(e.Aliases, chain.Alias{ID: l.one.Address})
		lb.listen(l)
		r.ignoresTCPTimeout(l.one, e)
	}
	switch {
	case one.Mode == terraform.Data: // it has other targets for certain, and nobody asks what they are
		lb.open = len(lb.groups) == 0
		if lb.open {
			e.Kind = chain.Proxy
		}
	case !lb.stated:
		lb.open = true
	}
	if lb.open {
		e.Connect = append(e.Connect, r.toTargets(e, idle, p.Connects, nil))
	}
	for _, g := range lb.groups {
		side := r.toTargets(e, idle, p.Connects, g.one)
		e.Connect = append(e.Connect, side)
		e.Aliases = append(e.Aliases, chain.Alias{ID: g.one.Address, Side: side})
		r.lookedUpAs(g.one, e, side)
		r.routes[g.one] = append(r.routes[g.one], route{e, side, g.when})
	}
}

// toTargets is the side of an ALB that connects to a target group; nil stands for targets of which nothing is known.
func (r *reader) toTargets(e *chain.Endpoint, idle chain.Value, p *presets.Idle, group *terraform.Resource) *chain.Side {
	side := &chain.Side{
		Owner: e, Idle: idle, Protocol: chain.HTTP1, Response: silence(idle), Silence: true, Upgraded: idle,
		Set: p.Set, Advice: p.Advice, At: []source.Span{e.At},
	}
	if group == nil {
		return side
	}
	side.At = []source.Span{group.At}
	switch s, _ := only(texts(&group.Block, "protocol_version")); s {
	case "HTTP2":
		side.Protocol, side.Upgraded = chain.HTTP2, nil
	case "GRPC":
		side.Protocol, side.Upgraded = chain.GRPC, nil
	}
	if port, ok := onlyNumber(&group.Block, "port"); ok {
		side.Addrs = []chain.Addr{{Port: port, At: group.At}}
	}
	return side
}

// listeners gives those of a balancer.
func (r *reader) listeners(balancer *terraform.Resource) []user {
	return r.users("aws_lb_listener", "load_balancer_arn", balancer)
}

// listened gathers what the listeners of a balancer do with requests.
type listened struct {
	r        *reader
	balancer *terraform.Resource
	e        *chain.Endpoint
	when     chain.Guard
	groups   []groupOf
	stated   bool // some action is known
	open     bool // some request goes to targets of which nothing is known
}

// groupOf is a target group with the worlds in which the balancer sends to it.
type groupOf struct {
	one  *terraform.Resource
	when chain.Guard
}

// listen takes the actions of a listener and of its rules. A redirect, a fixed response and a login lead to no target.
func (l *listened) listen(at user) {
	actions := at.one.Blocks("default_action")
	if len(actions) == 0 && at.one.Open {
		l.stated, l.open = true, true
	}
	for _, a := range actions {
		l.act(a, at.when)
	}
	for _, rule := range l.r.users("aws_lb_listener_rule", "listener_arn", at.one) {
		if when, ok := also(at.when, rule.when); ok {
			for _, a := range rule.one.Blocks("action") {
				l.act(a, when)
			}
		}
	}
}

func (l *listened) act(a *terraform.Block, when chain.Guard) {
	when, possible := also(when, a.When)
	if !possible {
		return
	}
	l.stated = true
	kind, known := only(texts(a, "type"))
	forwards := a.Blocks("forward")
	if known && kind != "" && kind != "forward" {
		return
	}
	groups := l.r.named(a, "target_group_arn")
	for _, f := range forwards {
		for _, g := range f.Blocks("target_group") {
			for _, n := range l.r.named(g, "arn") {
				if both, ok := also(f.When, n.when); ok {
					n.when = both
					groups = append(groups, n)
				}
			}
		}
	}
	for _, n := range groups {
		if family(n.to.Type) != "aws_lb_target_group" || n.to.Mode == terraform.Opaque {
			l.open = true
			continue
		}
		if both, ok := also(when, n.when, n.to.When); ok {
			l.send(n.to, both)
		}
	}
	if len(groups) == 0 {
		l.open = true
	}
}

// send notes a target group. Functions are called, not connected to.
func (l *listened) send(group *terraform.Resource, when chain.Guard) {
	if kind, _ := only(texts(&group.Block, "target_type")); kind == "lambda" {
		return
	}
	for i, g := range l.groups {
		if g.one == group {
			l.groups[i].when = common(g.when, when)
			return
		}
	}
	l.groups = append(l.groups, groupOf{group, when})
}

// common is the guard of what holds in either world.
func common(a, b chain.Guard) chain.Guard {
	var both chain.Guard
	for _, atom := range a {
		if b.Implies(chain.Guard{atom}) {
			both = append(both, atom)
		}
	}
	return both
}
