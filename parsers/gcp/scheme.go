package gcp

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

const (
	backendService       = "google_compute_backend_service"
	regionBackendService = "google_compute_region_backend_service"
	globalRule           = "google_compute_global_forwarding_rule"
	regionRule           = "google_compute_forwarding_rule"
)

// The values of load_balancing_scheme.
const (
	classic  = "EXTERNAL"
	managed  = "EXTERNAL_MANAGED"
	internal = "INTERNAL"
	private  = "INTERNAL_MANAGED"
	mesh     = "INTERNAL_SELF_MANAGED"
)

// unset is what the provider makes of a resource without load_balancing_scheme.
var unset = map[string]string{backendService: classic, regionBackendService: internal, globalRule: classic, regionRule: classic}

// scheme is a load_balancing_scheme in the worlds that when admits.
type scheme struct {
	when chain.Guard
	name string // "" where nothing tells
}

// application are the application load balancers by their scheme, in the words of the preset gclb and for people.
type application struct{ variant, called string }

var globally = map[string]application{
	classic: {"classic", "classic Application Load Balancers"},
	managed: {"external", "global external Application Load Balancers"},
	private: {"cross-region-internal", "cross-region internal Application Load Balancers"},
}

var regionally = map[string]application{
	managed: {"regional-external", "regional external Application Load Balancers"},
	private: {"regional-internal", "regional internal Application Load Balancers"},
}

// regional tells whether a resource belongs to one region.
func regional(x *terraform.Resource) bool { return strings.HasPrefix(x.Type, "google_compute_region_") }

// applications are those that a resource can be part of.
func applications(x *terraform.Resource) map[string]application {
	if regional(x) {
		return regionally
	}
	return globally
}

// schemesOf gives the schemes of a forwarding rule or a backend service.
func schemesOf(x *terraform.Resource) (all []scheme) {
	for _, a := range x.Text("load_balancing_scheme") {
		s := scheme{when: a.When}
		switch a.State {
		case terraform.Known:
			s.name = a.S
		case terraform.Null:
			s.name = unset[x.Type]
		case terraform.Unknown:
		}
		if when, ok := chain.And(x.When, s.when); ok {
			s.when = when
			all = append(all, s)
		}
	}
	return all
}

// fit takes a scheme that nothing tells apart into one case for each of those that are possible; subject names what would tell. One that
// does not suit the resource will have to change, so that any of the possible ones may come.
func fit(all []scheme, possible map[string]application, subject string) (out []scheme) {
	add := func(s scheme) {
		if !slices.ContainsFunc(out, func(o scheme) bool { return o.name == s.name && s.when.Implies(o.when) }) {
			out = append(out, s)
		}
	}
	for _, s := range all {
		if _, ok := possible[s.name]; ok || s.name == mesh {
			add(s)
			continue
		}
		for _, name := range []string{classic, managed, private} {
			if _, ok := possible[name]; !ok {
				continue
			}
			var atom chain.Guard
			if s.name == "" {
				atom = chain.When(chain.Atom{Subject: subject, Op: chain.Eq, Val: name})
			}
			if when, ok := chain.And(s.when, atom); ok {
				add(scheme{when, name})
			}
		}
	}
	return out
}

// schemesOfProxy gives the schemes under which a target proxy serves: those of the forwarding rules that lead to it, else those of the backend
// services behind it.
func (r *reader) schemesOfProxy(x *terraform.Resource) []scheme {
	var found []scheme
	subject := x.Address
	for _, f := range r.rules[x] {
		subject = f.Address
		found = append(found, under(schemesOf(f.Resource), f.when)...)
	}
	if len(found) == 0 {
		for _, b := range r.behind(x) {
			found = append(found, schemesOf(b)...)
			subject = b.Address
		}
	}
	if len(found) == 0 {
		found = []scheme{{}}
	}
	return fit(found, applications(x), subject+".load_balancing_scheme")
}

// under restricts schemes to a world.
func under(all []scheme, when chain.Guard) (in []scheme) {
	for _, s := range all {
		if both, ok := chain.And(s.when, when); ok {
			in = append(in, scheme{both, s.name})
		}
	}
	return in
}
