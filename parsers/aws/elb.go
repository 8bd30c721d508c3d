package aws

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// classics declares Classic Load Balancers. An HTTP listener makes them a proxy with pooled connections to its instances; a TCP listener relays bytes,
// and the same timer ends both connections.
func (r *reader) classics() {
	for _, one := range r.of["aws_elb"] {
		http, tcp, port := classicListeners(one)
		if http || !tcp {
			r.classicProxy(one, port)
		}
		if tcp {
			local := one.Address
			if http {
				local += "/tcp"
			}
			r.classicRelay(one, local)
		}
	}
}

// classicListeners tells which kinds of listener there are, and the port of the instances where it is one and the same.
func classicListeners(one *terraform.Resource) (http, tcp bool, port int) {
	for i, l := range one.Blocks("listener") {
		front, known := only(texts(l, "lb_protocol"))
		switch strings.ToLower(front) {
		case "tcp", "ssl":
			tcp = true
			continue
		}
		http = http || known
		if n, ok := onlyNumber(l, "instance_port"); ok && (i == 0 || port == n) {
			port = n
		} else {
			port = 0
		}
	}
	return http, tcp, port
}

func (r *reader) classicProxy(one *terraform.Resource, port int) {
	p := product("elb")
	e := r.add(one, &chain.Endpoint{Kind: chain.Balancer, Product: "elb"})
	idle := r.idle(&one.Block, "idle_timeout", p.Accepts, e, "Classic ELB")
	e.Accepts = []*chain.Side{{Owner: e, Idle: idle, Protocol: chain.HTTP1, At: []source.Span{one.At}, Set: p.Accepts.Set}}
	side := &chain.Side{
		Owner: e, Idle: idle, Protocol: chain.HTTP1, At: []source.Span{one.At}, Response: silence(idle), Silence: true, Set: p.Connects.Set, Advice: p.Connects.Advice,
	}
	if port != 0 {
		side.Addrs = []chain.Addr{{Port: port, At: one.At}}
	}
	e.Connect = []*chain.Side{side}
	r.routes[one] = append(r.routes[one], route{e, side, one.When})
}

func (r *reader) classicRelay(one *terraform.Resource, local string) {
	passes := product("elb:listener=tcp").Passes
	e := r.add(one, &chain.Endpoint{Local: local, Kind: chain.Middlebox, Product: "elb", Box: &chain.Box{Expiry: passes.OnExpiry, Terminates: passes.Relay}})
	e.Box.Idle = r.idle(&one.Block, "idle_timeout", &passes.Idle, e, "Classic ELB")
	r.routes[one] = append(r.routes[one], route{from: e, when: one.When})
}
