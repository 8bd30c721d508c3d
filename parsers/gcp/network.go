package gcp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// middlebox begins an endpoint that connections pass through, as its product does it.
func (r *reader) middlebox(x *terraform.Resource, p product) *chain.Endpoint {
	e := r.endpoint(x, chain.Middlebox, p.Preset.Name)
	e.Box = &chain.Box{Expiry: p.Passes.OnExpiry, Terminates: p.Passes.Relay}
	return e
}

// limits are the cases of the setting that decides for a middlebox, or of the catalogue where it is not set, in the worlds that when admits.
func limits(settings []terraform.Num, b *terraform.Block, when chain.Guard, p product) (all chain.Value) {
	idle := &p.Passes.Idle
	for _, n := range settings {
		both, ok := chain.And(when, n.When)
		if !ok {
			continue
		}
		c := p.unwritten(idle, b, n.From)
		if !defaults(n) {
			c = stated(idle.Settings[0].Name, n)
		}
		c.When = both
		all = append(all, c)
	}
	return all.Widened()
}

// relay makes a TCP or SSL proxy load balancer: timeout_sec is the idle limit of what it relays.
func (r *reader) relay(x *terraform.Resource) *chain.Endpoint {
	p := catalogue("gcp-proxy-nlb", "", "TCP and SSL proxy load balancers")
	e := r.middlebox(x, p)
	e.Box.Idle = limits(x.Number(p.Passes.Idle.Settings[0].Name), &x.Block, x.When, p)
	return e
}

// sessions are the affinities under which flows are tracked by less than their five numbers.
var sessions = []string{"CLIENT_IP", "CLIENT_IP_PROTO", "CLIENT_IP_NO_DESTINATION"}

// passthrough makes a passthrough network load balancer. What is inside and what faces the internet differ in how long they track a flow.
func (r *reader) passthrough(x *terraform.Resource, uses []use) *chain.Endpoint {
	kinds := facing(x, uses)
	e := r.middlebox(x, tracker(kinds[0].name))
	for _, kind := range kinds {
		p := tracker(kind.name)
		settings := r.tracking(e, x, p, len(kinds) == 1)
		e.Box.Idle = append(e.Box.Idle, limits(settings, &x.Block, kind.when, p)...)
	}
	return e
}

func tracker(kind string) product {
	return catalogue("gcp-passthrough-nlb", kind, kind+" passthrough Network Load Balancers")
}

// facing tells, as the preset calls it, whether a passthrough load balancer is internal or external: at least one of them.
func facing(x *terraform.Resource, uses []use) (kinds []scheme) {
	for _, u := range uses {
		switch u.scheme {
		case classic:
			kinds = append(kinds, scheme{u.when, "external"})
		case "":
			for _, s := range []scheme{{name: internal}, {name: classic}} {
				atom := chain.Atom{Subject: x.Address + ".load_balancing_scheme", Op: chain.Eq, Val: s.name}
				when, ok := chain.And(u.when, chain.When(atom))
				if !ok {
					when = u.when
				}
				kinds = append(kinds, facing(x, []use{{when: when, scheme: s.name}})...)
			}
		default:
			kinds = append(kinds, scheme{u.when, "internal"})
		}
	}
	return kinds
}

// tracking gives the cases of the idle timeout of flows, null where it does not count: it can be set only where sessions are tracked, not flows
// one by one. What does not fit is reported if the kind of load balancer is certain.
func (r *reader) tracking(e *chain.Endpoint, x *terraform.Resource, p product, certain bool) []terraform.Num {
	idle := &p.Passes.Idle
	setting := &idle.Settings[0]
	all := nested(&x.Block, "connection_tracking_policy", setting.Name)
	why := fiveTuple(x)
	ignored := why != "" && p.Ref.Options["scheme"] == "internal"
	lo, hi, said := rangeOf(setting, idle.D) // the default is also the least
	for i, n := range all {
		d := seconds(n.N)
		outside := d < lo || hi > 0 && d > hi
		switch {
		case n.State != terraform.Known || defaults(n):
			continue
		case ignored && certain:
			r.skipped(e, originOf(setting.Name, n), fmt.Sprintf("%s: %s has no effect: %s, so flows are forgotten after %s", e.Local, setting.Name, why, idle),
				"set tracking_mode = \"PER_SESSION\" and session_affinity = \"CLIENT_IP\", or remove it")
		case outside && certain:
			r.outOfRange(e, setting.Name, n, said, p.called)
		}
		if ignored {
			all[i].State, all[i].From = terraform.Null, nil
		}
	}
	return all
}

// fiveTuple says why flows are tracked one by one, "" where sessions are, or where it cannot be known.
func fiveTuple(x *terraform.Resource) string {
	tracks := func(b *terraform.Block, name string, modes ...string) bool {
		return slices.ContainsFunc(b.Text(name), func(s terraform.Str) bool {
			return s.State == terraform.Unknown || s.State == terraform.Known && slices.Contains(modes, s.S)
		})
	}
	switch policies := x.Blocks("connection_tracking_policy"); {
	case !slices.ContainsFunc(policies, func(b *terraform.Block) bool { return tracks(b, "tracking_mode", "PER_SESSION") }):
		return "tracking_mode is not PER_SESSION"
	case !tracks(&x.Block, "session_affinity", sessions...):
		return "session_affinity is none of " + strings.Join(sessions, ", ")
	}
	return ""
}

// nat reads a Cloud NAT gateway: what it does with established TCP connections.
func (r *reader) nat(x *terraform.Resource) {
	p := catalogue("cloud-nat", "", "Cloud NAT")
	r.middlebox(x, p).Box.Idle = limits(x.Number(p.Passes.Idle.Settings[0].Name), &x.Block, x.When, p)
}

// networks makes a middlebox of each VPC network: its firewall tracks the connections of all virtual machines. Firewall rules stand for
// their network in links; the first of those whose network is not in the configuration stands for it.
func (r *reader) networks() {
	p := catalogue("gcp-vpc-firewall", "", "VPC networks")
	track := func(x *terraform.Resource) *chain.Endpoint {
		e := r.middlebox(x, p)
		c := p.unwritten(&p.Passes.Idle, &x.Block, nil)
		c.When = x.When
		e.Box.Idle = chain.Value{c}
		return e
	}
	for _, x := range r.types["google_compute_network"] {
		track(x)
	}
	elsewhere := map[string]*chain.Endpoint{}
	for _, x := range r.types["google_compute_firewall"] {
		own := named(&x.Block, "network", "google_compute_network")
		for _, ref := range own {
			for _, e := range r.ends[ref.To] {
				alias(e, x)
			}
		}
		if len(own) > 0 {
			continue
		}
		name := x.Attr("network")[0]
		key := name.Why + "\x00" + text(&x.Block, "network")
		if elsewhere[key] == nil {
			elsewhere[key] = track(x)
		}
		alias(elsewhere[key], x)
	}
}
