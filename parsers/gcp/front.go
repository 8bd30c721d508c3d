package gcp

import (
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

const attachment = "google_compute_service_attachment"

// fronts lets links name load balancers by the resources before them: a forwarding rule stands for what accepts, a url map for the backend
// services that it leads to, the proxy of a TCP or SSL load balancer for the relay.
func (r *reader) fronts() {
	for _, p := range r.of(relayProxies...) {
		for _, e := range r.entries(p) {
			alias(e, p)
		}
	}
	for _, m := range r.of(urlMaps...) {
		for _, to := range r.served[m] {
			for _, e := range r.ends[to.to] {
				alias(e, m)
			}
		}
	}
	dns := r.records()
	for _, f := range r.of(globalRule, regionRule) {
		hosts := r.hosts(f, dns)
		for _, e := range r.entries(f) {
			alias(e, f)
			for _, a := range hosts {
				acceptAt(e, a)
			}
		}
	}
}

// next are the resources that may stand between a forwarding rule and what accepts its connections.
var next = slices.Concat(httpProxies, relayProxies, services, []string{attachment, globalRule, regionRule})

// entries are the endpoints at which connections to a forwarding rule, a target proxy or a service attachment end up.
func (r *reader) entries(x *terraform.Resource) (all []*chain.Endpoint) {
	seen := map[*terraform.Resource]bool{}
	todo := []*terraform.Resource{x}
	for len(todo) > 0 {
		x, todo = todo[0], todo[1:]
		if seen[x] {
			continue
		}
		seen[x] = true
		all = append(all, r.ends[x]...)
		if len(r.ends[x]) > 0 {
			continue
		}
		for _, attr := range []string{"target", "backend_service", "target_service"} {
			for _, ref := range named(&x.Block, attr, next...) {
				todo = append(todo, ref.To)
			}
		}
	}
	return all
}

// attachments joins what connects through Private Service Connect to the network load balancer on its other side. An application load balancer
// there is Google's at both ends.
func (r *reader) attachments() {
	for _, x := range r.of(services...) {
		refs, _ := groupsOf(x)
		for _, g := range refs {
			for _, to := range named(&g.To.Block, "psc_target_service", attachment) {
				when, ok := chain.And(g.When, to.When)
				if !ok {
					continue
				}
				for _, from := range r.ends[x] {
					for _, e := range r.entries(to.To) {
						if e.Kind == chain.Balancer { // it keeps at most as long as the first one, whatever is set
							amongGoogle(from, x, "balancers behind Private Service Connect")
							continue
						}
						r.out.Refs = append(r.out.Refs, chain.Reference{From: from, To: e, When: when, At: to.At, Text: to.Addr})
					}
				}
			}
		}
	}
}

// hosts are the addresses of a forwarding rule: its own where it is written, and the names that lead to it.
func (r *reader) hosts(f *terraform.Resource, dns records) (all []chain.Addr) {
	ports := portsOf(f)
	add := func(host string, at source.Span) {
		host = strings.ToLower(strings.TrimSuffix(host, "."))
		if host == "" || strings.ContainsAny(host, "*/") {
			return
		}
		for _, p := range ports {
			all = append(all, chain.Addr{Host: host, Port: p, At: at})
		}
	}
	if len(ports) == 0 {
		return nil
	}
	ip := text(&f.Block, "ip_address")
	add(ip, placeOf(&f.Block, "ip_address"))
	for _, d := range dns.of(f, ip) {
		add(text(&d.Block, "name"), placeOf(&d.Block, "name"))
	}
	for _, proxy := range named(&f.Block, "target", httpProxies...) {
		for _, m := range named(&proxy.To.Block, "url_map", urlMaps...) {
			for _, rule := range m.To.Blocks("host_rule") {
				for _, host := range list(rule, "hosts") {
					add(host.S, host.From.At())
				}
			}
		}
	}
	return all
}

// records are the DNS records by what they hold: a reserved address, the address of a forwarding rule, or one that is written.
type records struct {
	named   map[*terraform.Resource][]*terraform.Resource
	written map[string][]*terraform.Resource
}

var addresses = []string{"google_compute_global_address", "google_compute_address"}

func (r *reader) records() records {
	d := records{map[*terraform.Resource][]*terraform.Resource{}, map[string][]*terraform.Resource{}}
	for _, x := range r.types["google_dns_record_set"] {
		for _, ip := range list(&x.Block, "rrdatas") {
			d.written[ip.S] = append(d.written[ip.S], x)
		}
		for _, ref := range named(&x.Block, "rrdatas", append([]string{globalRule, regionRule}, addresses...)...) {
			d.named[ref.To] = append(d.named[ref.To], x)
		}
	}
	return d
}

// of gives the records that lead to a forwarding rule.
func (d records) of(f *terraform.Resource, ip string) (all []*terraform.Resource) {
	all = slices.Clone(d.named[f])
	for _, a := range named(&f.Block, "ip_address", addresses...) {
		all = append(all, d.named[a.To]...)
	}
	if ip != "" {
		all = append(all, d.written[ip]...)
	}
	return all
}

// portsOf are the ports of a forwarding rule that are single numbers.
func portsOf(f *terraform.Resource) (all []int) {
	for _, s := range append(list(&f.Block, "ports"), terraform.Str{S: text(&f.Block, "port_range")}) {
		from, to, isRange := strings.Cut(s.S, "-")
		if n, err := strconv.ParseUint(from, 10, 16); err == nil && n > 0 && (!isRange || from == to) {
			all = append(all, int(n))
		}
	}
	return all
}

// acceptAt adds an address to those at which an endpoint is reached.
func acceptAt(e *chain.Endpoint, a chain.Addr) {
	if len(e.Accepts) == 0 {
		if e.Kind != chain.Middlebox {
			return
		}
		e.Accepts = []*chain.Side{{Owner: e}}
	}
	s := e.Accepts[0]
	if !slices.ContainsFunc(s.Addrs, func(k chain.Addr) bool { return k.Host == a.Host && k.Port == a.Port }) {
		s.Addrs = append(s.Addrs, a)
	}
}
