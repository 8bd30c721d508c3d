package gcp

import (
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// Resources is the [terraform.Provider] of Google Cloud. It takes the resources of one root, ignores those of other providers, and reads no files.
func Resources(rs []*terraform.Resource, _ *program.Sources) chain.Fragment {
	r := &reader{all: rs, types: map[string][]*terraform.Resource{}, ends: map[*terraform.Resource][]*chain.Endpoint{}}
	for _, x := range rs {
		if x.Mode != terraform.Data {
			r.types[x.Type] = append(r.types[x.Type], x)
		}
	}
	r.routing()
	for _, x := range rs {
		if read := kinds[x.Type]; read != nil && x.Mode == terraform.Managed {
			read(r, x)
		}
	}
	r.networks()
	r.modules()
	r.fronts()
	r.groups()
	r.attachments()
	return r.out
}

// kinds are the resources that become endpoints by themselves, with who reads them.
var kinds = map[string]func(*reader, *terraform.Resource){
	"google_compute_target_http_proxy":         (*reader).proxy,
	"google_compute_target_https_proxy":        (*reader).proxy,
	"google_compute_region_target_http_proxy":  (*reader).proxy,
	"google_compute_region_target_https_proxy": (*reader).proxy,
	backendService:                           (*reader).backend,
	regionBackendService:                     (*reader).backend,
	"google_compute_router_nat":              (*reader).nat,
	"google_cloud_run_service":               (*reader).run,
	"google_cloud_run_v2_service":            (*reader).run,
	"google_app_engine_flexible_app_version": (*reader).flexible,
}

// reader makes the fragment of one root.
type reader struct {
	all   []*terraform.Resource
	types map[string][]*terraform.Resource // all but data sources, by type
	ends  map[*terraform.Resource][]*chain.Endpoint
	routes
	out chain.Fragment
}

// of lists the resources of the given types.
func (r *reader) of(types ...string) (all []*terraform.Resource) {
	for _, t := range types {
		all = append(all, r.types[t]...)
	}
	return all
}

// endpoint begins the endpoint that a resource stands for.
func (r *reader) endpoint(x *terraform.Resource, kind chain.EndpointKind, product string) *chain.Endpoint {
	e := &chain.Endpoint{Local: x.Address, Kind: kind, Product: product, Root: x.Root, When: x.When, At: x.At}
	r.out.Endpoints = append(r.out.Endpoints, e)
	r.ends[x] = append(r.ends[x], e)
	return e
}

// alias lets links name an endpoint by another resource that stands for it.
func alias(e *chain.Endpoint, x *terraform.Resource) {
	a := chain.Alias{ID: x.Address}
	if x.Address != e.Local && !slices.Contains(e.Aliases, a) {
		e.Aliases = append(e.Aliases, a)
	}
}
