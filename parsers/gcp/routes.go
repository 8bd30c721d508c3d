package gcp

import (
	"maps"
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

var (
	urlMaps     = []string{"google_compute_url_map", "google_compute_region_url_map"}
	services    = []string{backendService, regionBackendService}
	httpProxies = []string{
		"google_compute_target_http_proxy", "google_compute_target_https_proxy",
		"google_compute_region_target_http_proxy", "google_compute_region_target_https_proxy",
	}
	relayProxies = []string{"google_compute_target_tcp_proxy", "google_compute_target_ssl_proxy", "google_compute_region_target_tcp_proxy"}
)

// routes is how the resources of load balancers hang together.
type routes struct {
	served  map[*terraform.Resource][]route               // from url maps to backend services
	leading map[*terraform.Resource][]route               // from backend services to the url maps that lead there
	relayed map[*terraform.Resource][]*terraform.Resource // target proxies of TCP and SSL that lead to a backend service
	direct  map[*terraform.Resource][]*terraform.Resource // forwarding rules that name a backend service
	rules   map[*terraform.Resource][]rule                // by the target proxy that they lead to
}

// rule is a forwarding rule that leads somewhere in the worlds that when admits.
type rule struct {
	*terraform.Resource
	when chain.Guard
}

// route leads from a url map to a backend service.
type route struct {
	from, to *terraform.Resource
	when     chain.Guard
	timeout  *terraform.Block // of the route itself; nil: that of the backend service counts
}

// routing looks through url maps, target proxies of TCP and SSL, and forwarding rules that name backend services themselves.
func (r *reader) routing() {
	r.routes = routes{
		served: map[*terraform.Resource][]route{}, leading: map[*terraform.Resource][]route{}, rules: map[*terraform.Resource][]rule{},
		relayed: map[*terraform.Resource][]*terraform.Resource{}, direct: map[*terraform.Resource][]*terraform.Resource{},
	}
	for _, m := range r.of(urlMaps...) {
		r.walk(m, &m.Block, nil)
	}
	for _, p := range r.of(relayProxies...) {
		for _, ref := range named(&p.Block, "backend_service", services...) {
			r.relayed[ref.To] = append(r.relayed[ref.To], p)
		}
	}
	for _, f := range r.of(globalRule, regionRule) {
		for _, ref := range named(&f.Block, "backend_service", services...) {
			r.direct[ref.To] = append(r.direct[ref.To], f)
		}
		for _, ref := range named(&f.Block, "target", httpProxies...) {
			r.rules[ref.To] = append(r.rules[ref.To], rule{f, ref.When})
		}
	}
}

// walk finds the backend services that a block of a url map and the blocks in it send requests to.
func (r *reader) walk(m *terraform.Resource, b *terraform.Block, timeout *terraform.Block) {
	for _, action := range append(b.Blocks("route_action"), b.Blocks("default_route_action")...) {
		for _, t := range action.Blocks("timeout") {
			timeout = t
		}
	}
	for _, attr := range []string{"default_service", "service", "backend_service"} {
		for _, ref := range named(b, attr, services...) {
			to := route{m, ref.To, ref.When, timeout}
			r.served[m] = append(r.served[m], to)
			r.leading[ref.To] = append(r.leading[ref.To], to)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b.Sub)) {
		if name == "test" { // checks of the map, not routes
			continue
		}
		within := timeout
		if name == "path_matcher" || name == "path_rule" || name == "route_rules" {
			within = nil // the timeout of the rules' default is not theirs
		}
		for _, sub := range b.Sub[name] {
			r.walk(m, sub, within)
		}
	}
}

// behind gives the backend services that a target proxy leads to, each once.
func (r *reader) behind(proxy *terraform.Resource) (all []*terraform.Resource) {
	for _, ref := range named(&proxy.Block, "url_map", urlMaps...) {
		for _, to := range r.served[ref.To] {
			if !slices.Contains(all, to.to) {
				all = append(all, to.to)
			}
		}
	}
	return all
}
