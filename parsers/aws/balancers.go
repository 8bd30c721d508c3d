package aws

import (
	"fmt"
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// balancers declares the resources called load balancer: what they are depends on their type, and an attribute of one kind means nothing to another.
func (r *reader) balancers() {
	for _, one := range r.of["aws_lb"] {
		kinds := r.kinds(one)
		for i, k := range kinds {
			when, possible := also(one.When, k.when)
			if !possible {
				continue
			}
			local := one.Address
			if i > 0 {
				local += " (" + k.name + ")"
			}
			before := len(r.out.Endpoints)
			switch k.name {
			case "network":
				r.network(one, when, local, k.guessed)
			case "gateway":
				r.gateway(one, when, local, k.guessed)
			default:
				r.application(one, when, local, k.guessed)
			}
			if i > 0 && len(r.out.Endpoints) > before { // links that name the resource mean it in every world
				e := r.out.Endpoints[before]
				e.Aliases = append(e.Aliases, chain.Alias{ID: one.Address})
			}
		}
	}
}

// kind is what a load balancer is in some worlds.
type kind struct {
	name    string
	when    chain.Guard
	guessed bool // nothing says so: it may as well be another
}

// kinds reads load_balancer_type. Where it is not known the protocols of the listeners tell, and failing that it may be either of the two usual ones.
func (r *reader) kinds(one *terraform.Resource) (all []kind) {
	for _, x := range texts(&one.Block, "load_balancer_type") {
		switch {
		case x.known():
			all = append(all, kind{name: x.text, when: x.when})
		case x.state == missing && one.Mode == terraform.Managed:
			all = append(all, kind{name: "application", when: x.when})
		default:
			for _, k := range r.kindByListeners(one) {
				if when, ok := also(x.when, k.when); ok {
					all = append(all, kind{k.name, when, k.guessed})
				}
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	if name := all[0].name; !slices.ContainsFunc(all, func(k kind) bool { return k.name != name }) && len(all) > 1 {
		return []kind{{name: name}}
	}
	return all
}

// kindByListeners tells the type from what only one type can listen to.
func (r *reader) kindByListeners(one *terraform.Resource) []kind {
	for _, l := range r.listeners(one) {
		switch protocol, _ := only(texts(&l.one.Block, "protocol")); protocol {
		case "HTTP", "HTTPS":
			return []kind{{name: "application"}}
		case "TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC":
			return []kind{{name: "network"}}
		case "GENEVE":
			return []kind{{name: "gateway"}}
		}
		if len(r.users("aws_lb_listener_rule", "listener_arn", l.one)) > 0 { // only these have rules
			return []kind{{name: "application"}}
		}
	}
	either := func(name string) kind {
		return kind{name, chain.When(chain.Atom{Subject: one.Address + ".load_balancer_type", Op: chain.Eq, Val: name}), true}
	}
	return []kind{either("application"), either("network")}
}

// network is a Network Load Balancer: connections pass through it, and it forgets idle ones. Its time is set at each listener.
func (r *reader) network(one *terraform.Resource, when chain.Guard, local string, guessed bool) {
	passes := product("nlb").Passes
	e := r.add(one, &chain.Endpoint{
		Local: local, Kind: chain.Middlebox, Product: "nlb", When: when, Guessed: guessed,
		Box: &chain.Box{Expiry: passes.OnExpiry, Terminates: passes.Relay},
	})
	var heard []heard
	for _, l := range r.listeners(one) {
		e.Aliases = append(e.Aliases, chain.Alias{ID: l.one.Address})
		heard = append(heard, r.hear(l, e)...)
		r.passOn(l, one, e, when)
	}
	e.Box.Idle, e.Box.Set = r.remembered(one, heard, "nlb", "NLB"), settable(heard, &passes.Idle)
	if one.Mode == terraform.Data && len(heard) == 0 {
		e.Box.Idle = lookedUp(one, "tcp_idle_timeout_seconds")
	}
	e.Accepts = []*chain.Side{{Owner: e, Protocol: chain.TCP, At: []source.Span{one.At}}}
	if guessed {
		return
	}
	r.skipped(one, e, "idle_timeout", "a Network Load Balancer has its time at each TCP listener", "set tcp_idle_timeout_seconds of the TCP listener instead")
	r.skipped(one, e, "client_keep_alive", "a Network Load Balancer does not end HTTP connections", "remove it")
}

// gateway is a Gateway Load Balancer: a middlebox in front of appliances.
func (r *reader) gateway(one *terraform.Resource, when chain.Guard, local string, guessed bool) {
	passes := product("gwlb").Passes
	e := r.add(one, &chain.Endpoint{Local: local, Kind: chain.Middlebox, Product: "gwlb", When: when, Guessed: guessed, Box: &chain.Box{Expiry: passes.OnExpiry}})
	var all []heard
	for _, l := range r.listeners(one) {
		e.Aliases = append(e.Aliases, chain.Alias{ID: l.one.Address})
		all = append(all, heard{l.one, r.idle(&l.one.Block, "tcp_idle_timeout_seconds", &passes.Idle, e, "a Gateway Load Balancer"), true})
	}
	e.Box.Idle, e.Box.Set = r.remembered(one, all, "gwlb", "Gateway Load Balancer"), settable(all, &passes.Idle)
	if guessed {
		return
	}
	r.skipped(one, e, "idle_timeout", "a Gateway Load Balancer has its time at its listener", "set tcp_idle_timeout_seconds of the listener instead")
}

// skipped reports an attribute that the provider leaves out for this type of balancer. What a variable hands on unasked, with the value that is the
// default anyway, is not worth a word.
func (r *reader) skipped(one *terraform.Resource, e *chain.Endpoint, attr, why, help string) {
	x, ok := written(numbers(&one.Block, attr))
	if !ok || len(x.from.Steps) > 1 && x.state == given && x.n == schemaDefault[attr] {
		return
	}
	r.fact(chain.Fact{
		Rule: chain.ProviderSkips, Setting: attr, At: x.from.At(), Effect: chain.Ignored, Owner: e, Also: x.from.Behind(), Help: help,
		Why: fmt.Sprintf("%s: the provider ignores %s: %s", one.Address, said(attr, x), why),
	})
}

// schemaDefault are the values that the provider's schema gives to attributes of aws_lb (hashicorp/terraform-provider-aws,
// internal/service/elbv2/load_balancer.go): modules pass them on for every type.
var schemaDefault = map[string]float64{"idle_timeout": 60, "client_keep_alive": 3600}

// said is an attribute as it is known: idle_timeout = 400.
func said(attr string, x reading) string {
	if x.state == given {
		return attr + " = " + number(x.n)
	}
	return attr
}
