package aws

import (
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// lattices declares the services of VPC Lattice: one timer holds for all listeners and target groups of a service.
func (r *reader) lattices() {
	for _, one := range r.of["aws_vpclattice_service"] {
		p := product("vpc-lattice")
		e := r.add(one, &chain.Endpoint{Kind: chain.Balancer, Product: "vpc-lattice"})
		idle := r.idle(&one.Block, "idle_timeout_seconds", p.Accepts, e, "VPC Lattice")
		e.Accepts = []*chain.Side{{Owner: e, Idle: idle, Protocol: chain.HTTP1, At: []source.Span{one.At}, Set: p.Accepts.Set}}
		for _, l := range r.latticeListeners(one) {
			for _, g := range r.latticeGroups(l) {
				r.latticeTo(e, idle, g)
			}
		}
		if len(e.Connect) == 0 {
			e.Connect = []*chain.Side{{Owner: e, Idle: idle, Protocol: chain.HTTP1, At: []source.Span{one.At}, Set: p.Connects.Set, Advice: p.Connects.Advice}}
		}
	}
}

func (r *reader) latticeListeners(service *terraform.Resource) []user {
	byID, byARN := r.users("aws_vpclattice_listener", "service_identifier", service), r.users("aws_vpclattice_listener", "service_arn", service)
	return slices.Concat(byID, byARN)
}

// latticeGroups are the target groups of a listener and its rules.
func (r *reader) latticeGroups(l user) (all []groupOf) {
	gather := func(actions []*terraform.Block, when chain.Guard) {
		for _, a := range actions {
			for _, f := range a.Blocks("forward") {
				for _, g := range f.Blocks("target_groups") {
					for _, n := range r.named(g, "target_group_identifier") {
						if both, ok := also(when, a.When, f.When, n.when, n.to.When); ok {
							all = append(all, groupOf{n.to, both})
						}
					}
				}
			}
		}
	}
	gather(l.one.Blocks("default_action"), l.when)
	for _, rule := range r.users("aws_vpclattice_listener_rule", "listener_identifier", l.one) {
		if when, ok := also(l.when, rule.when); ok {
			gather(rule.one.Blocks("action"), when)
		}
	}
	return all
}

// latticeTo is the side that connects to one target group. Functions are called, not connected to.
func (r *reader) latticeTo(e *chain.Endpoint, idle chain.Value, g groupOf) {
	if kind, _ := only(texts(&g.one.Block, "type")); kind == "LAMBDA" {
		return
	}
	for _, known := range r.routes[g.one] {
		if known.from == e {
			return
		}
	}
	p := product("vpc-lattice").Connects
	side := &chain.Side{Owner: e, Idle: idle, Protocol: chain.HTTP1, At: []source.Span{g.one.At}, Set: p.Set, Advice: p.Advice}
	for _, config := range g.one.Blocks("config") {
		switch s, _ := only(texts(config, "protocol_version")); s {
		case "HTTP2":
			side.Protocol = chain.HTTP2
		case "GRPC":
			side.Protocol = chain.GRPC
		}
		if port, ok := onlyNumber(config, "port"); ok {
			side.Addrs = []chain.Addr{{Port: port, At: g.one.At}}
		}
	}
	e.Connect = append(e.Connect, side)
	e.Aliases = append(e.Aliases, chain.Alias{ID: g.one.Address, Side: side})
	r.routes[g.one] = append(r.routes[g.one], route{e, side, g.when})
}
