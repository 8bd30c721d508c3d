package kubernetes

import (
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// Declare gives the endpoints of manifests, and who connects to whom.
func Declare(in *parsers.Input, files []*source.File) chain.Fragment {
	w, surveyed := in.Read.(*world)
	if !surveyed {
		w = read(in, files)
	}
	r := newReader(w.resumed(in))
	r.ingresses()
	r.gateways()
	r.routesOfContour()
	r.services()
	r.mesh()
	r.alone()
	return r.out
}

// reader makes endpoints of objects.
type reader struct {
	*world
	out       chain.Fragment
	proxies   map[string]*proxy
	installed map[*controller][]installation
	servers   map[source.Span]*chain.Endpoint // by the place of the container
	groups    map[string]*group
	referred  map[reference2]bool
}

type reference2 struct {
	side *chain.Side
	to   *chain.Endpoint
}

func newReader(w *world) *reader {
	return &reader{
		world: w, proxies: map[string]*proxy{}, installed: map[*controller][]installation{}, servers: map[source.Span]*chain.Endpoint{},
		groups: map[string]*group{}, referred: map[reference2]bool{},
	}
}

// backend is what a route names: a port of a Service, in a namespace.
type backend struct {
	service, port string
	namespace     string
	at            source.Span
	by            *object
}

// reach joins a side, or with it nil a middlebox, to what a backend stands for.
func (r *reader) reach(from *chain.Endpoint, side *chain.Side, b backend) {
	service := r.find("Service", b.service, b.namespace, b.by)
	if service == nil {
		if k := usualService(b.service); k != nil && len(r.named["Service\x00"+b.service]) == 0 {
			r.refer(from, side, r.proxy(k, "", b.at, b.by).e, b)
			return
		}
		r.unknown(side, b)
		return
	}
	targets := r.targets(service, b.port)
	for _, t := range targets {
		if k := controllerOf(t.Image); k != nil {
			r.refer(from, side, r.proxy(k, flag(t.container, "--ingress-class"), t.of.at(), t.of).e, b)
			continue
		}
		e := r.server(t)
		if e == nil { // an nginx, which its configuration declares
			r.reveal(side, t, b)
			continue
		}
		r.listen(e, service, t.port, b.port)
		r.refer(from, side, e, b)
	}
	if len(targets) == 0 {
		r.unknown(side, b)
	}
}

// usualService is the controller whose Service has such a name where its chart is installed as its documentation says.
func usualService(name string) *controller {
	for i := range controllers {
		if slices.Contains(controllers[i].services, name) {
			return &controllers[i]
		}
	}
	return nil
}

func controllerOf(image string) *controller {
	for i := range controllers {
		if controllers[i].isImage(image) {
			return &controllers[i]
		}
	}
	return nil
}

// refer states a join, once.
func (r *reader) refer(from *chain.Endpoint, side *chain.Side, to *chain.Endpoint, b backend) {
	if from == nil && side != nil {
		from = side.Owner
	}
	key := reference2{side, to}
	if from == to || side != nil && r.referred[key] {
		return
	}
	r.referred[key] = true
	r.out.Refs = append(r.out.Refs, chain.Reference{From: from, Side: side, To: to, At: b.at, Text: "service/" + source.Clip(b.service)})
}

// unknown gives a side an address that nothing in the scan declares, so that the hop stays visible.
func (r *reader) unknown(side *chain.Side, b backend) {
	if side == nil || b.service == "" || strings.ContainsAny(b.service, "{}$<> ") {
		return
	}
	a := chain.Addr{Host: strings.ToLower(b.service), At: b.at}
	a.Port, _ = strconv.Atoi(b.port)
	if !slices.ContainsFunc(side.Addrs, func(x chain.Addr) bool { return x.Host == a.Host && x.Port == a.Port }) {
		side.Addrs = append(side.Addrs, a)
	}
}

// reveal tells a side where an nginx listens, whose configuration may be in the scan.
func (r *reader) reveal(side *chain.Side, t target, b backend) {
	if side == nil {
		return
	}
	a := chain.Addr{Host: hostOf(t.container), Port: t.port, At: b.at}
	if t.asBuilt() {
		a.Host = t.Build.Host()
	}
	if !slices.ContainsFunc(side.Addrs, func(x chain.Addr) bool { return x.Host == a.Host && x.Port == a.Port }) {
		side.Addrs = append(side.Addrs, a)
	}
}

// hostOf is a name of a container's workload that hops reach it by: its own, since a scan can hold several clusters.
func hostOf(c *container) string {
	name := strings.ToLower(c.of.kind) + "/" + c.of.shown() + "/" + c.Name
	if c.of.twin {
		name += " of " + c.of.file.Name
		if c.of.namespace != "" {
			name += " in " + c.of.namespace
		}
	}
	return name
}

// server is the endpoint of a container, nil for an nginx.
func (r *reader) server(t target) *chain.Endpoint {
	if r.isNginx(t.container) {
		return nil
	}
	if e, done := r.servers[t.At]; done {
		return e
	}
	o := t.of
	e := &chain.Endpoint{Local: strings.ToLower(o.kind) + "/" + o.shown(), Kind: chain.Server, At: t.At, Root: r.root(o)}
	if len(r.containersOf(o)) > 1 {
		e.Local += "/" + t.Name
	}
	side := &chain.Side{Owner: e, Protocol: chain.HTTP1, At: []source.Span{t.At}}
	if t.Build != nil {
		t.Build.Used = true
	}
	side.Idle = t.Serve(side, r.in.Sources)
	for _, l := range r.over(o) {
		if l.changed() {
			note := "the overlay " + l.name + " changes how it is started"
			side.Idle = append(side.Idle.Under(l.in(chain.Ne)), chain.Case{
				When: l.in(chain.Eq), State: chain.Unresolved, From: &chain.Origin{Note: note, Steps: []chain.Step{{Role: chain.Decides, At: l.root.at}}},
			})
		}
	}
	e.Accepts = []*chain.Side{side}
	r.servers[t.At] = e
	r.out.Endpoints = append(r.out.Endpoints, e)
	return e
}

// listen gives a server the names by which other containers reach it.
func (w *world) listen(e *chain.Endpoint, service *object, port int, ref string) {
	if strings.Contains(service.name, "{{") || service.name == "" {
		return
	}
	entrance := port
	if p := entry(service, ref); p != nil {
		entrance, _ = strconv.Atoi(p.get("port").str())
	}
	if entrance == 0 {
		return
	}
	s := e.Accepts[0]
	for _, h := range w.serviceHosts(service) {
		if !slices.ContainsFunc(s.Addrs, func(x chain.Addr) bool { return x.Host == h && x.Port == entrance }) {
			s.Addrs = append(s.Addrs, chain.Addr{Host: h, Port: entrance, At: service.at()})
		}
	}
}

// serviceHosts are the names that the cluster's DNS has for a Service; where a chart is installed, and so its namespace, is not known.
func (w *world) serviceHosts(service *object) []string {
	name := strings.ToLower(service.name)
	hosts := []string{name}
	for _, namespace := range w.namespaces(service) {
		hosts = append(hosts, name+"."+namespace, name+"."+namespace+".svc", name+"."+namespace+".svc.cluster.local")
	}
	return hosts
}

// alone declares the servers of Services that nobody here connects to, where it is known how long they keep connections: an nginx, or a link, can name them.
func (r *reader) alone() {
	for _, service := range r.byKind["Service"] {
		for _, p := range service.root.get("spec", "ports").each() {
			ref := p.get("port").str()
			for _, t := range r.targets(service, ref) {
				if controllerOf(t.Image) != nil || r.isNginx(t.container) {
					continue
				}
				if r.servers[t.At] == nil && !r.recognised(t) {
					continue
				}
				r.listen(r.server(t), service, t.port, ref)
			}
		}
	}
}

// recognised reports whether anything is known of a container's server.
func (r *reader) recognised(t target) bool {
	var side chain.Side
	side.Owner = &chain.Endpoint{}
	p := t.Program
	return slices.ContainsFunc(p.Serve(&side, r.in.Sources), func(c chain.Case) bool { return c.State != chain.Absent })
}
