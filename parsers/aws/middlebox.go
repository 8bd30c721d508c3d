package aws

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// boxes declares the devices that connections pass through without ending there. Which connections pass through a NAT gateway or a firewall is a matter of
// route tables and not guessed: timeoutlint.yaml says it with via.
func (r *reader) boxes() {
	for _, one := range r.of["aws_nat_gateway"] {
		r.box(one, "aws-nat-gateway", func(p *chain.Box) { p.Idle = fixed(&one.Block, &product("aws-nat-gateway").Passes.Idle, "NAT gateway") })
	}
	for _, one := range r.of["aws_vpc_endpoint"] {
		if kind, known := only(texts(&one.Block, "vpc_endpoint_type")); !known || kind == "Interface" || kind == "GatewayLoadBalancer" {
			r.endpoint(one, kind)
		}
	}
	for _, one := range r.of["aws_networkfirewall_firewall_policy"] {
		r.firewall(one)
	}
	for _, one := range r.of["aws_globalaccelerator_accelerator"] {
		r.box(one, "global-accelerator", func(p *chain.Box) {
			p.Idle = fixed(&one.Block, &product("global-accelerator").Passes.Idle, "Global Accelerator")
		})
	}
	r.later(r.accelerated)
}

func (r *reader) box(one *terraform.Resource, name string, fill func(*chain.Box)) *chain.Endpoint {
	passes := product(name).Passes
	e := &chain.Endpoint{Kind: chain.Middlebox, Product: name, Box: &chain.Box{Expiry: passes.OnExpiry, Terminates: passes.Relay}}
	r.add(one, e)
	fill(e.Box)
	return e
}

// endpoint is an interface endpoint of PrivateLink. It leads to the balancer of the service where that is in the same root.
func (r *reader) endpoint(one *terraform.Resource, kind string) {
	name := "privatelink"
	if kind == "GatewayLoadBalancer" {
		name = "gwlb"
	}
	e := r.box(one, name, func(p *chain.Box) { p.Idle = fixed(&one.Block, &product(name).Passes.Idle, "PrivateLink") })
	r.later(func() {
		for _, n := range r.named(&one.Block, "service_name") {
			for _, to := range r.reached(n) {
				if when, ok := also(one.When, to.when); ok {
					r.refer(chain.Reference{From: e, To: to.Endpoint, When: when, At: n.at, Text: one.Address})
				}
			}
		}
	})
}

// firewall is a Network Firewall, by the policy that holds its timer; the firewalls that use the policy are other names of it.
func (r *reader) firewall(one *terraform.Resource) {
	const attr = "tcp_idle_timeout_seconds"
	p := &product("aws-network-firewall").Passes.Idle
	e := r.box(one, "aws-network-firewall", func(*chain.Box) {})
	at := &one.Block
	for _, policy := range one.Blocks("firewall_policy") {
		for _, engine := range policy.Blocks("stateful_engine_options") {
			for _, flow := range engine.Blocks("flow_timeouts") {
				at = flow
			}
		}
	}
	e.Box.Idle = r.idle(at, attr, p, e, "Network Firewall")
	for _, firewall := range r.users("aws_networkfirewall_firewall", "firewall_policy_arn", one) {
		e.Aliases = append(e.Aliases, chain.Alias{ID: firewall.one.Address})
	}
}

// accelerated joins Global Accelerators with the balancers of their endpoint groups.
func (r *reader) accelerated() {
	for _, one := range r.of["aws_globalaccelerator_endpoint_group"] {
		for _, n := range r.named(&one.Block, "listener_arn") {
			for _, from := range r.reached(n) {
				for _, config := range one.Blocks("endpoint_configuration") {
					r.accelerate(one, from, config)
				}
			}
		}
	}
}

func (r *reader) accelerate(one *terraform.Resource, from found, config *terraform.Block) {
	for _, target := range r.named(config, "endpoint_id") {
		for _, to := range r.reached(target) {
			if when, ok := also(one.When, config.When, from.when, to.when); ok {
				r.refer(chain.Reference{From: from.Endpoint, To: to.Endpoint, When: when, At: target.at, Text: one.Address})
			}
		}
	}
}
