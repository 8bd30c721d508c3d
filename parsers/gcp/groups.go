package gcp

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

const (
	zonalGroup    = "google_compute_network_endpoint_group"
	regionGroup   = "google_compute_region_network_endpoint_group"
	internetGroup = "google_compute_global_network_endpoint_group"
)

// groupTypes are what a backend service may send requests to.
var groupTypes = []string{
	"google_compute_instance_group", "google_compute_instance_group_manager", "google_compute_region_instance_group_manager",
	zonalGroup, regionGroup, internetGroup,
}

// groupsOf gives the groups behind a backend service; all is false where others cannot be known.
func groupsOf(x *terraform.Resource) (refs []terraform.GuardedRef, all bool) {
	all = !x.Open
	for _, b := range x.Blocks("backend") {
		found := named(b, "group", groupTypes...)
		all = all && len(found) > 0 && !b.Open
		refs = append(refs, found...)
	}
	return refs, all
}

// serverless tells whether all that is behind a backend service is Cloud Run, Cloud Functions or App Engine: then both ends of its
// connections are Google's.
func serverless(x *terraform.Resource) bool {
	refs, all := groupsOf(x)
	return all && len(refs) > 0 && !slices.ContainsFunc(refs, func(g terraform.GuardedRef) bool {
		if g.To.Type != regionGroup {
			return true
		}
		kind := g.To.Text("network_endpoint_type")[0]
		return kind.State == terraform.Unknown || kind.State == terraform.Known && kind.S != "SERVERLESS"
	})
}

// members are the resources that put an address into a group: the attribute that names the group, and the blocks that hold addresses.
var members = []struct{ resource, group, nested string }{
	{"google_compute_network_endpoint", "network_endpoint_group", ""},
	{"google_compute_network_endpoints", "network_endpoint_group", "network_endpoints"},
	{"google_compute_global_network_endpoint", "global_network_endpoint_group", ""},
	{"google_compute_region_network_endpoint", "region_network_endpoint_group", ""},
}

// groups lets links name a backend service by the groups behind it, and takes in the addresses that are known to be in them.
func (r *reader) groups() {
	addrs := map[*terraform.Resource][]chain.Addr{}
	for _, m := range members {
		for _, x := range r.types[m.resource] {
			blocks := []*terraform.Block{&x.Block}
			if m.nested != "" {
				blocks = x.Blocks(m.nested)
			}
			for _, ref := range named(&x.Block, m.group, zonalGroup, regionGroup, internetGroup) {
				for _, b := range blocks {
					if a, ok := member(b, ref.To); ok {
						addrs[ref.To] = append(addrs[ref.To], a)
					}
				}
			}
		}
	}
	for _, x := range r.of(services...) {
		refs, _ := groupsOf(x)
		for _, e := range r.ends[x] {
			for _, g := range refs {
				if g.To.Mode == terraform.Managed {
					alias(e, g.To)
				}
				for _, a := range append(addrs[g.To], ports(x, g.To, len(addrs[g.To]) > 0)...) {
					connectTo(e, a)
				}
			}
		}
	}
}

// httpPort is the name of the port that counts for a backend service without port_name.
const httpPort = "http"

// ports are those of a group to which a backend service connects, as far as they are known without the hosts; addressed tells that these are, too.
func ports(x, group *terraform.Resource, addressed bool) (all []chain.Addr) {
	add := func(n terraform.Num) {
		if n.State == terraform.Known && n.N >= 1 && n.N <= 65535 {
			all = append(all, chain.Addr{Port: int(n.N), At: n.From.At()})
		}
	}
	if group.Type == zonalGroup && !addressed {
		for _, n := range group.Number("default_port") {
			add(n)
		}
	}
	name := httpPort
	if given := x.Text("port_name"); given[0].State != terraform.Null {
		name = text(&x.Block, "port_name")
	}
	for _, b := range group.Blocks("named_port") {
		if text(b, "name") == name {
			for _, n := range b.Number("port") {
				add(n)
			}
		}
	}
	return all
}

// member is the address that a block puts into a group.
func member(b *terraform.Block, group *terraform.Resource) (a chain.Addr, ok bool) {
	for _, attr := range []string{"fqdn", "ip_address"} {
		if host := text(b, attr); host != "" {
			a = chain.Addr{Host: strings.ToLower(strings.TrimSuffix(host, ".")), At: placeOf(b, attr)}
			break
		}
	}
	for _, p := range append(b.Number("port"), group.Number("default_port")...) {
		if p.State == terraform.Known && p.N >= 1 && p.N <= 65535 && a.Port == 0 {
			a.Port = int(p.N)
		}
	}
	return a, a.Host != "" && a.Port != 0
}

// connectTo adds an address to what an endpoint connects to, or passes connections on to.
func connectTo(e *chain.Endpoint, a chain.Addr) {
	if e.Kind == chain.Middlebox && a.Host == "" { // a port alone leads to nobody
		return
	}
	if len(e.Connect) == 0 {
		e.Connect = []*chain.Side{{Owner: e}}
	}
	s := e.Connect[0]
	if !slices.ContainsFunc(s.Addrs, func(k chain.Addr) bool { return k.Host == a.Host && k.Port == a.Port }) {
		s.Addrs = append(s.Addrs, a)
	}
}
