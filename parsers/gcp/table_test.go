package gcp_test

import (
	"math"
	"strings"
	"testing"

	"github.com/zclconf/go-cty/cty"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/gcp"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
)

// made is a resource with attributes; one that is a resource is a reference to its id.
func made(address string, attrs map[string]any) *terraform.Resource {
	kind, _, _ := strings.Cut(address, ".")
	x := &terraform.Resource{Address: address, Type: kind, Root: &chain.Root{Kind: "terraform"}}
	x.Attrs = map[string]terraform.Attr{}
	for name, v := range attrs {
		c := terraform.Case{From: &chain.Origin{Kind: chain.Written}}
		switch v := v.(type) {
		case *terraform.Resource:
			c.V, c.Why, c.Refs = cty.UnknownVal(cty.String), v.Address+".id", []terraform.Ref{{To: v, Addr: v.Address, Attr: "id"}}
		case string:
			c.V = cty.StringVal(v)
		case int:
			c.V = cty.NumberIntVal(int64(v))
		case float64:
			c.V = cty.NumberFloatVal(v)
		case cty.Value:
			c.V = v
		}
		x.Attrs[name] = terraform.Attr{c}
	}
	return x
}

// The rows of facts/gcp.md 1: what a backend service is by its resource, scheme and protocol, and how long it keeps or remembers.
func TestBackendServices(t *testing.T) {
	const global, region = "google_compute_backend_service.x", "google_compute_region_backend_service.x"
	for _, row := range []struct {
		address, scheme, protocol string
		kind                      chain.EndpointKind
		speaks                    chain.Protocol
		idle                      string
		relay                     bool
	}{
		{global, "", "", chain.Balancer, chain.HTTP1, "600s", false},
		{global, "EXTERNAL", "HTTP", chain.Balancer, chain.HTTP1, "600s", false},
		{global, "EXTERNAL_MANAGED", "HTTPS", chain.Balancer, chain.HTTP1, "600s", false},
		{global, "EXTERNAL_MANAGED", "HTTP2", chain.Balancer, chain.HTTP2, "600s", false},
		{global, "EXTERNAL_MANAGED", "H2C", chain.Balancer, chain.HTTP2, "600s", false},
		{global, "INTERNAL_MANAGED", "GRPC", chain.Balancer, chain.GRPC, "600s", false},
		{global, "INTERNAL_SELF_MANAGED", "HTTP", chain.Proxy, chain.HTTP1, "absent", false},
		{global, "EXTERNAL", "TCP", chain.Middlebox, "", "30s", true},
		{global, "EXTERNAL_MANAGED", "SSL", chain.Middlebox, "", "30s", true},
		{global, "", "TCP", chain.Middlebox, "", "30s", true},
		{region, "", "", chain.Middlebox, "", "600s", false},
		{region, "", "TCP", chain.Middlebox, "", "600s", false},
		{region, "INTERNAL", "UDP", chain.Middlebox, "", "600s", false},
		{region, "EXTERNAL", "UNSPECIFIED", chain.Middlebox, "", "60s", false},
		{region, "EXTERNAL", "", chain.Middlebox, "", "60s", false},
		{region, "EXTERNAL_MANAGED", "TCP", chain.Middlebox, "", "30s", true},
		{region, "INTERNAL_MANAGED", "TCP", chain.Middlebox, "", "30s", true},
		{region, "EXTERNAL_MANAGED", "HTTP", chain.Balancer, chain.HTTP1, "600s", false},
		{region, "INTERNAL_MANAGED", "", chain.Balancer, chain.HTTP1, "600s", false},
		{region, "", "HTTP", chain.Balancer, chain.HTTP1, "600s", false},
	} {
		attrs := map[string]any{}
		if row.scheme != "" {
			attrs["load_balancing_scheme"] = row.scheme
		}
		if row.protocol != "" {
			attrs["protocol"] = row.protocol
		}
		f := gcp.Resources([]*terraform.Resource{made(row.address, attrs)}, nil)
		name := strings.Join([]string{row.address, row.scheme, row.protocol}, " ")
		if len(f.Endpoints) != 1 || len(f.Facts) != 0 {
			t.Errorf("%s: %d endpoints, %d facts", name, len(f.Endpoints), len(f.Facts))
			continue
		}
		e := f.Endpoints[0]
		if e.Kind != row.kind {
			t.Errorf("%s is a %s, want %s", name, e.Kind, row.kind)
			continue
		}
		if e.Box != nil {
			if got := e.Box.Idle.String(); got != row.idle || e.Box.Terminates != row.relay {
				t.Errorf("%s forgets after %s, relay %t", name, got, e.Box.Terminates)
			}
			continue
		}
		if s := e.Connect[0]; s.Idle.String() != row.idle || s.Protocol != row.speaks || len(e.Accepts) > 0 {
			t.Errorf("%s connects with %s for %s", name, s.Protocol, s.Idle)
		}
	}
}

// The rows of facts/gcp.md 1: what a target proxy keeps, by the scheme of its forwarding rule, and what it refuses or ignores.
func TestTargetProxies(t *testing.T) {
	const global, region = "google_compute_target_https_proxy.x", "google_compute_region_target_http_proxy.x"
	for _, row := range []struct {
		address, scheme string
		setting         any
		idle            string
		facts           []chain.FactKind
	}{
		{global, "EXTERNAL_MANAGED", nil, "610s", nil},
		{global, "EXTERNAL_MANAGED", 5, "5s", nil},
		{global, "EXTERNAL_MANAGED", 1200, "1200s", nil},
		{global, "EXTERNAL_MANAGED", "620", "620s", nil},
		{global, "EXTERNAL_MANAGED", 4, "4s", []chain.FactKind{chain.OutOfRange}},
		{global, "EXTERNAL_MANAGED", 1201, "1201s", []chain.FactKind{chain.OutOfRange}},
		{global, "EXTERNAL_MANAGED", 0, "610s", nil},
		{global, "EXTERNAL_MANAGED", -1, "unresolved", []chain.FactKind{chain.OutOfRange}},
		{global, "EXTERNAL_MANAGED", 1e300, "9223372036.854776s", []chain.FactKind{chain.OutOfRange}},
		{global, "EXTERNAL_MANAGED", "soon", "unresolved", nil},
		{global, "EXTERNAL_MANAGED", cty.ListValEmpty(cty.String), "unresolved", nil},
		{global, "EXTERNAL", nil, "610s", nil},
		{global, "EXTERNAL", 300, "610s", []chain.FactKind{chain.ProviderSkips}},
		{global, "", 300, "610s", []chain.FactKind{chain.ProviderSkips}},
		{global, "INTERNAL_MANAGED", nil, "600s", nil},
		{global, "INTERNAL_MANAGED", 601, "601s", []chain.FactKind{chain.OutOfRange}},
		{global, "INTERNAL_SELF_MANAGED", nil, "absent", nil},
		{global, "INTERNAL_SELF_MANAGED", 3000, "3000s", nil},
		{region, "EXTERNAL_MANAGED", nil, "600s", nil},
		{region, "EXTERNAL_MANAGED", 600, "600s", nil},
		{region, "EXTERNAL_MANAGED", 601, "601s", []chain.FactKind{chain.OutOfRange}},
		{region, "INTERNAL_MANAGED", nil, "600s", nil},
		{region, "", nil, "600s", nil},
	} {
		attrs := map[string]any{}
		if row.setting != nil {
			attrs["http_keep_alive_timeout_sec"] = row.setting
		}
		proxy := made(row.address, attrs)
		rule := made("google_compute_global_forwarding_rule.x", map[string]any{"target": proxy})
		if row.scheme != "" {
			rule.Attrs["load_balancing_scheme"] = made("x.y", map[string]any{"s": row.scheme}).Attrs["s"]
		}
		f := gcp.Resources([]*terraform.Resource{rule, proxy}, nil)
		var facts []chain.FactKind
		for _, fact := range f.Facts {
			facts = append(facts, fact.Rule)
		}
		if e := f.Endpoints[0]; e.Accepts[0].Idle.String() != row.idle || len(e.Connect) > 0 {
			t.Errorf("%s %s %v keeps %s, want %s", row.address, row.scheme, row.setting, e.Accepts[0].Idle, row.idle)
		}
		if len(facts) != len(row.facts) || len(facts) > 0 && facts[0] != row.facts[0] {
			t.Errorf("%s %s %v: facts %v, want %v", row.address, row.scheme, row.setting, f.Facts, row.facts)
		}
	}
}

// What nobody would write must neither stop the reader nor make it loop.
func TestHostile(t *testing.T) {
	odd := []any{
		cty.NullVal(cty.String), cty.DynamicVal, cty.UnknownVal(cty.List(cty.String)), cty.EmptyObjectVal, cty.MapValEmpty(cty.Number), cty.True,
		cty.NumberFloatVal(math.Inf(1)), "", "\x00", 1e308, -1e308, cty.TupleVal([]cty.Value{cty.DynamicVal, cty.NullVal(cty.String), cty.StringVal("*")}),
	}
	names := strings.Fields(`load_balancing_scheme protocol timeout_sec http_keep_alive_timeout_sec url_map target backend_service target_service ip_address
		port_range ports rrdatas name network tcp_established_idle_timeout_sec session_affinity default_service psc_target_service source https_proxy_config`)
	types := strings.Fields(`google_compute_backend_service google_compute_region_backend_service google_compute_target_http_proxy google_compute_url_map
		google_compute_region_target_https_proxy google_compute_target_tcp_proxy google_compute_forwarding_rule google_compute_global_forwarding_rule
		google_compute_service_attachment google_compute_router_nat google_compute_network google_compute_firewall google_dns_record_set
		google_cloud_run_v2_service google_cloud_run_service google_app_engine_flexible_app_version google_compute_network_endpoints`)
	for _, v := range odd {
		attrs := map[string]any{}
		for _, n := range names {
			attrs[n] = v
		}
		var all []*terraform.Resource
		for _, kind := range types {
			x := made(kind+".x", attrs)
			inner := made("inner.x", attrs)
			x.Sub = map[string][]*terraform.Block{}
			for b := range strings.FieldsSeq("connection_tracking_policy circuit_breakers backend template spec path_matcher route_action host_rule timeout") {
				x.Sub[b] = []*terraform.Block{&inner.Block}
			}
			all = append(all, x)
		}
		opaque := made("module.x", attrs)
		opaque.Mode, opaque.Type = terraform.Opaque, "github.com/x/cloud-foundation-fabric//modules/net-lb-app-ext"
		f := gcp.Resources(append(all, opaque), nil)
		if len(f.Endpoints) < len(types)/2 {
			t.Errorf("%#v: %d endpoints", v, len(f.Endpoints))
		}
	}
}

// Forwarding rules and service attachments that lead in a circle end nowhere.
func TestCircle(t *testing.T) {
	rule := made("google_compute_forwarding_rule.x", nil)
	attached := made("google_compute_service_attachment.x", map[string]any{"target_service": rule})
	rule.Attrs["target"] = made("x.y", map[string]any{"to": attached}).Attrs["to"]
	if f := gcp.Resources([]*terraform.Resource{rule, attached}, nil); len(f.Endpoints)+len(f.Refs) != 0 {
		t.Errorf("%d endpoints, %d references", len(f.Endpoints), len(f.Refs))
	}
}

// Names that the package takes from the catalogue must be in it: reading panics else. Resources of others are not touched.
func TestOthers(t *testing.T) {
	var all []*terraform.Resource
	for address := range strings.FieldsSeq(`aws_lb.x google_sql_database_instance.x google_compute_instance.x google_compute_health_check.x`) {
		all = append(all, made(address, map[string]any{"idle_timeout": 60, "timeout_sec": 30}))
	}
	data := made("google_compute_backend_service.x", nil)
	data.Mode = terraform.Data
	if f := gcp.Resources(append(all, data), nil); len(f.Endpoints)+len(f.Facts)+len(f.Refs) != 0 {
		t.Errorf("%d endpoints, %d facts", len(f.Endpoints), len(f.Facts))
	}
}
