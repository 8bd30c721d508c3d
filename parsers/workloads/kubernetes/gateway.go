package kubernetes

import (
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// googleClasses are the variants of Google's balancer by the name of the GatewayClass.
var googleClasses = map[string]string{
	"gke-l7-global-external-managed": "external", "gke-l7-global-external-managed-mc": "external",
	"gke-l7-gxlb": "classic", "gke-l7-gxlb-mc": "classic",
	"gke-l7-regional-external-managed": "regional-external", "gke-l7-regional-external-managed-mc": "regional-external",
	"gke-l7-rilb": "regional-internal", "gke-l7-rilb-mc": "regional-internal",
	"gke-l7-cross-regional-internal-managed": "cross-region-internal", "gke-l7-cross-regional-internal-managed-mc": "cross-region-internal",
}

// gateways reads the Gateways of the Gateway API and the routes that name them.
func (r *reader) gateways() {
	for _, g := range r.byKind["Gateway"] {
		if g.group != "gateway.networking.k8s.io" {
			continue
		}
		var routes []*object
		for _, kind := range []string{"HTTPRoute", "GRPCRoute"} {
			for _, o := range r.byKind[kind] {
				if r.attached(o, g) {
					routes = append(routes, o)
				}
			}
		}
		if len(routes) == 0 {
			continue
		}
		name := g.spec("gatewayClassName").str()
		class := r.find("GatewayClass", name, "", g)
		controlled := class.spec("controllerName").str()
		switch variant := googleClasses[name]; {
		case variant != "":
			r.googleGateway(g, variant, routes)
		case controlled == "gateway.k8s.aws/alb":
			r.albGateway(g, class, routes)
		default:
			r.proxyGateway(g, name, controlled, routes)
		}
	}
}

// attached reports whether a route names a Gateway as its parent.
func (r *reader) attached(route, g *object) bool {
	return slices.ContainsFunc(route.spec("parentRefs").each(), func(p *node) bool {
		namespace := p.get("namespace").str()
		if namespace == "" {
			namespace = route.namespace
		}
		kind := p.get("kind").str()
		return (kind == "" || kind == "Gateway") && r.find("Gateway", p.get("name").str(), namespace, route) == g
	})
}

// refs are the Services that a route leads to.
func refs(route *object) (all []backend) {
	for _, rule := range route.spec("rules").each() {
		for _, b := range rule.get("backendRefs").each() {
			kind := b.get("kind").str()
			if kind != "" && kind != "Service" {
				continue
			}
			namespace := b.get("namespace").str()
			if namespace == "" {
				namespace = route.namespace
			}
			all = append(all, backend{service: b.get("name").str(), port: b.get("port").str(), namespace: namespace, at: b.get("name").place(), by: route})
		}
	}
	return all
}

func (r *reader) googleGateway(g *object, variant string, routes []*object) {
	e := r.google("gateway/"+g.shown(), variant, g)
	for _, route := range routes {
		for _, b := range refs(route) {
			side := r.googleSide(e, variant, r.deadline(r.find("Service", b.service, b.namespace, b.by)))
			r.reach(e, side, b)
		}
	}
}

// albGateway is an ALB that the AWS Load Balancer Controller makes of a Gateway: a LoadBalancerConfiguration holds its attributes.
func (r *reader) albGateway(g, class *object, routes []*object) {
	e := &chain.Endpoint{Local: "gateway/" + g.shown(), Kind: chain.Balancer, Product: "alb", At: g.at(), Root: r.root(g)}
	r.out.Endpoints = append(r.out.Endpoints, e)
	p := product("alb").Accepts
	v := chain.Value{unwritten(p, albIdle, albName, e.At)}
	for _, ref := range []string{class.spec("parametersRef", "name").str(), g.spec("infrastructure", "parametersRef", "name").str()} {
		config := r.find("LoadBalancerConfiguration", ref, "", g)
		for _, a := range config.spec("loadBalancerAttributes").each() {
			if a.get("key").str() == albIdle && a.get("value") != nil {
				v = chain.Value{written(a.get("value"), albIdle, unitOf(p))}
			}
		}
	}
	e.Accepts = []*chain.Side{{Owner: e, Idle: v, Protocol: chain.HTTP1, At: []source.Span{e.At}}}
	side := &chain.Side{Owner: e, Idle: v, Protocol: chain.HTTP1, At: []source.Span{e.At}, Response: v, Silence: true, Upgraded: v, Advice: product("alb").Connects.Advice}
	e.Connect = []*chain.Side{side}
	r.out.Facts = append(r.out.Facts, inRange(v, p, e, "an ALB")...)
	for _, route := range routes {
		for _, b := range refs(route) {
			r.reach(e, side, b)
		}
	}
}

// proxyGateway is a Gateway that a controller in the cluster serves.
func (r *reader) proxyGateway(g *object, name, controlled string, routes []*object) {
	for i := range controllers {
		k := &controllers[i]
		if !k.gateway || !slices.Contains(k.controllers, controlled) && (controlled != "" || !slices.Contains(k.classes, name)) {
			continue
		}
		p := r.proxy(k, "", g.at(), g)
		for _, route := range routes {
			protocol := chain.HTTP1
			if route.kind == "GRPCRoute" {
				protocol = chain.GRPC
			}
			for _, b := range refs(route) {
				r.reach(p.e, r.side(p, manner{protocol: protocol}), b)
			}
		}
		return
	}
}

// routesOfContour reads HTTPProxy objects: each route can give its connections to the backends another idle timeout.
func (r *reader) routesOfContour() {
	k := usualController("contour")
	for _, o := range r.byKind["HTTPProxy"] {
		if o.group != "projectcontour.io" {
			continue
		}
		for _, route := range o.spec("routes").each() {
			m := manner{protocol: chain.HTTP1, idle: route.get("timeoutPolicy", "idleConnection"), setting: "timeoutPolicy.idleConnection"}
			for _, s := range route.get("services").each() {
				one := m
				if protocol := s.get("protocol").str(); protocol == "h2" || protocol == "h2c" {
					one.protocol = chain.HTTP2
				}
				p := r.proxy(k, "", o.at(), o)
				r.reach(p.e, r.side(p, one), backend{service: s.get("name").str(), port: s.get("port").str(), namespace: o.namespace, at: s.get("name").place(), by: o})
			}
		}
	}
	k = usualController("traefik")
	for _, o := range r.byKind["IngressRoute"] {
		for _, route := range o.spec("routes").each() {
			for _, s := range route.get("services").each() {
				if kind := s.get("kind").str(); kind != "" && kind != "Service" {
					continue
				}
				m := manner{protocol: chain.HTTP1}
				if s.get("scheme").str() == "h2c" {
					m.protocol = chain.HTTP2
				}
				transport := r.find("ServersTransport", s.get("serversTransport").str(), o.namespace, o)
				if n := transport.spec("forwardingTimeouts", "idleConnTimeout"); n != nil {
					m.idle, m.setting = n, k.connects.name
				}
				namespace := s.get("namespace").str()
				if namespace == "" {
					namespace = o.namespace
				}
				p := r.proxy(k, "", o.at(), o)
				r.reach(p.e, r.side(p, m), backend{service: s.get("name").str(), port: s.get("port").str(), namespace: namespace, at: s.get("name").place(), by: o})
			}
		}
	}
}

// usualController finds a controller by its product.
func usualController(product string) *controller {
	for i := range controllers {
		if controllers[i].product == product {
			return &controllers[i]
		}
	}
	return nil
}
