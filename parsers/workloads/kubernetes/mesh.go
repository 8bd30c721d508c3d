package kubernetes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// mesh reads what Istio's DestinationRules say of the connections of its sidecars. A service with a rule of its own has a client of its own; of all others, the
// default is told once, with the server that gives up first.
func (r *reader) mesh() {
	ruled := map[*object]bool{}
	for _, o := range r.byKind["DestinationRule"] {
		if strings.HasPrefix(o.group, "networking.istio.io") {
			if service := r.meshed(o); service != nil {
				ruled[service] = true
				r.destination(o, service)
			}
		}
	}
	r.unruled(ruled)
}

// meshed gives the Service that a DestinationRule is about.
func (r *reader) meshed(o *object) *object {
	host := o.spec("host").str()
	if strings.ContainsAny(host, "*{") {
		return nil
	}
	name, rest, _ := strings.Cut(host, ".")
	namespace, _, _ := strings.Cut(rest, ".")
	if namespace == "" {
		namespace = o.namespace
	}
	return r.find("Service", name, namespace, o)
}

// destination is the client that a DestinationRule describes.
func (r *reader) destination(o, service *object) {
	const setting = "connectionPool.http.idleTimeout"
	p := product("istio").Connects
	pool := o.spec("trafficPolicy", "connectionPool")
	e := &chain.Endpoint{Local: "istio/" + service.shown(), Kind: chain.Client, Product: "istio", At: o.at(), Root: r.root(o)}
	var nodes []*node
	if n := pool.get("http", "idleTimeout"); n != nil {
		nodes = append(nodes, n)
	}
	s := r.sidecar(e)
	s.Idle = idle(nodes, p, setting, "Istio", ruleAt(o))
	for i := range s.Idle { // an Envoy that is told 0 never closes
		if s.Idle[i].State == chain.Known && s.Idle[i].Lo == 0 {
			s.Idle[i].State = chain.Unlimited
		}
	}
	if n := pool.get("http", "maxRequestsPerConnection"); n.str() == "1" {
		from := &chain.Origin{Kind: chain.Written, Setting: "maxRequestsPerConnection", Text: "1", Steps: n.steps()}
		s.Reuse = []chain.Pooling{{Reuse: chain.ReuseNo, Causes: []chain.Cause{{Kind: chain.NeverKept, Note: "maxRequestsPerConnection is 1", From: from}}}}
	}
	s.TCP = probes(pool.get("tcp", "tcpKeepalive"))
	if len(pool.get("http").pairsOf()) > 0 && pool.get("http", "h2UpgradePolicy").str() == "UPGRADE" {
		s.Protocol = chain.HTTP2
	}
	before := len(r.out.Refs)
	r.toAll(e, s, service, o.spec("host").place())
	if len(r.out.Refs) > before || len(s.Addrs) > 0 {
		r.out.Endpoints = append(r.out.Endpoints, e)
	}
}

// ruleAt is where a missing setting of a DestinationRule would stand.
func ruleAt(o *object) source.Span {
	if n := o.spec("host"); n != nil {
		return n.at
	}
	return o.at()
}

// probes are those that a DestinationRule asks for; the kernel's defaults stand in for what it leaves out.
func probes(n *node) chain.Keepalive {
	if n == nil {
		return chain.Keepalive{}
	}
	k := chain.Keepalive{State: chain.Known, Idle: chain.KernelProbeIdle, Interval: chain.KernelProbeInterval, Count: chain.KernelProbeCount}
	for key, to := range map[string]*time.Duration{"time": &k.Idle, "interval": &k.Interval} {
		if v := n.get(key); v != nil {
			c := written(v, key, unit{Unit: "duration"})
			if c.State != chain.Known {
				return chain.Keepalive{}
			}
			*to = c.Lo
		}
	}
	return k
}

// sidecar is the connect side of an Envoy of the mesh.
func (r *reader) sidecar(e *chain.Endpoint) *chain.Side {
	known := product("istio")
	s := &chain.Side{Owner: e, Protocol: chain.HTTP1, At: []source.Span{e.At}, Set: known.Connects.Set, Advice: known.Connects.Advice, Retries: known.Retry}
	e.Connect = []*chain.Side{s}
	return s
}

// toAll joins a client with the ports of a Service that speak HTTP.
func (r *reader) toAll(e *chain.Endpoint, s *chain.Side, service *object, at source.Span) {
	for _, p := range service.root.get("spec", "ports").each() {
		if plainTCP(p) {
			continue
		}
		port := p.get("port").str()
		if len(r.targets(service, port)) > 0 {
			r.reach(e, s, backend{service: service.name, port: port, namespace: service.namespace, at: at, by: service})
		}
	}
}

// plainTCP reports whether a port is named as one of a protocol other than HTTP, as Istio reads names.
func plainTCP(p *node) bool {
	protocol := p.get("appProtocol").str()
	if protocol == "" {
		protocol, _, _ = strings.Cut(p.get("name").str(), "-")
	}
	return slices.Contains([]string{"tcp", "tls", "mongo", "mysql", "redis", "udp", "grpc", "grpc-web", "http2"}, strings.ToLower(protocol)) || p.get("protocol").str() == "UDP"
}

// injected reports whether Istio puts its sidecar beside the pods of a workload: the pods or their namespace say so.
func (r *reader) injected(o *object) bool {
	const inject = "sidecar.istio.io/inject"
	for _, key := range []string{"annotations", "labels"} {
		switch o.podMeta().get(key, inject).str() {
		case "true":
			return true
		case "false":
			return false
		}
	}
	if o.namespace == "" {
		return false
	}
	ns := r.find("Namespace", o.namespace, "", o)
	return ns != nil && ns.label("istio-injection") == "enabled"
}

// unruled joins the default of the mesh with the one server that gives up first.
func (r *reader) unruled(ruled map[*object]bool) {
	type served struct {
		target
		service *object
		least   time.Duration
	}
	var all []served
	for _, service := range r.byKind["Service"] {
		if ruled[service] {
			continue
		}
		for _, p := range service.root.get("spec", "ports").each() {
			if plainTCP(p) {
				continue
			}
			for _, t := range r.targets(service, p.get("port").str()) {
				if !r.injected(t.of) || controllerOf(t.Image) != nil || r.isNginx(t.container) {
					continue
				}
				if d, known := r.least(t); known {
					all = append(all, served{t, service, d})
				}
			}
		}
	}
	if len(all) == 0 {
		return
	}
	first := slices.MinFunc(all, func(a, b served) int { return cmp.Compare(a.least, b.least) })
	p := product("istio").Connects
	e := &chain.Endpoint{Local: "istio/mesh", Kind: chain.Client, Product: "istio", At: first.service.at(), Root: r.root(first.service)}
	s := r.sidecar(e)
	s.Idle = chain.Value{unwritten(p, "connectionPool.http.idleTimeout", "Istio", e.At)}
	r.out.Endpoints = append(r.out.Endpoints, e)
	to := r.server(first.target)
	text := called(first.service) + ", the first of the mesh to close"
	if len(all) > 1 {
		text += fmt.Sprintf("; the default is that of %d more services", len(all)-1)
	}
	r.out.Refs = append(r.out.Refs, chain.Reference{From: e, Side: s, To: to, At: first.service.at(), Text: text})
}

// least is the shortest time that a server is known to keep idle connections.
func (r *reader) least(t target) (least time.Duration, known bool) {
	side := chain.Side{Owner: &chain.Endpoint{}}
	p := t.Program
	for _, c := range p.Serve(&side, r.in.Sources) {
		if c.State == chain.Known && (!known || c.Lo < least) {
			least, known = c.Lo, true
		}
	}
	return least, known
}
