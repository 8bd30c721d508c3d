package kubernetes

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// class is what serves an Ingress.
type class struct {
	k      *controller // a controller in the cluster
	alb    bool
	gclb   string // a variant of Google's balancer
	name   string
	params *object // IngressClassParams
}

// ingresses reads the Ingress objects: who serves them, and what they lead to.
func (r *reader) ingresses() {
	for _, o := range r.byKind["Ingress"] {
		if o.group != "" && o.group != "networking.k8s.io" && o.group != "extensions" {
			continue
		}
		c, known := r.classOf(o)
		backends := r.backends(o)
		switch {
		case !known || len(backends) == 0:
		case c.alb:
			r.toALB(o, c, backends)
		case c.gclb != "":
			r.toGCLB(o, c.gclb, backends)
		default:
			r.toController(o, c, backends)
		}
	}
}

// classOf finds what serves an Ingress: its class, as an IngressClass of the scan or the usual names say, else the annotations that only one product reads.
func (r *reader) classOf(o *object) (class, bool) {
	n := o.root.get("spec", "ingressClassName")
	if n == nil || n.text == "" {
		n = o.annotation("kubernetes.io/ingress.class")
	}
	if n != nil && n.text != "" && n.open == "" {
		if found, ok := r.classCalled(n.text, o); ok {
			return found, true
		}
	}
	return byAnnotations(o, n)
}

func (r *reader) classCalled(name string, o *object) (class, bool) {
	if c := r.find("IngressClass", name, "", o); c != nil {
		controlled := c.root.get("spec", "controller").str()
		if controlled == "ingress.k8s.aws/alb" || controlled == "eks.amazonaws.com/alb" {
			found := class{alb: true, name: name}
			if p := c.root.get("spec", "parameters", "name").str(); p != "" {
				found.params = r.find("IngressClassParams", p, "", c)
			}
			return found, true
		}
		for i := range controllers {
			if slices.Contains(controllers[i].controllers, controlled) {
				return class{k: &controllers[i], name: name}, true
			}
		}
		return class{}, false
	}
	switch name {
	case "alb":
		return class{alb: true, name: name}, true
	case "gce":
		return class{gclb: "external", name: name}, true
	case "gce-internal":
		return class{gclb: "regional-internal", name: name}, true
	}
	for i := range controllers {
		k := &controllers[i]
		if slices.Contains(k.classes, name) {
			if name == "nginx" && annotated(o, "nginx.org/") && !annotated(o, "nginx.ingress.kubernetes.io/") {
				continue
			}
			return class{k: k, name: name}, true
		}
		if name == "nginx" && k.product == "nginx-ingress" && annotated(o, "nginx.org/") {
			return class{k: k, name: ""}, true
		}
	}
	for i := range controllers { // a class that an installation of the scan is told to serve
		if slices.ContainsFunc(r.installations(&controllers[i]), func(n installation) bool { return n.class == name }) {
			return class{k: &controllers[i], name: name}, true
		}
	}
	return class{}, false
}

func annotated(o *object, prefix string) bool {
	return slices.ContainsFunc(o.root.get("metadata", "annotations").pairsOf(), func(p pair) bool { return strings.HasPrefix(p.key, prefix) })
}

// byAnnotations tells the product where the class does not: its annotations are read by nobody else.
func byAnnotations(o *object, n *node) (class, bool) {
	name := n.str()
	var found []class
	for i := range controllers {
		if slices.ContainsFunc(controllers[i].prefixes, func(p string) bool { return annotated(o, p) }) {
			found = append(found, class{k: &controllers[i], name: name})
		}
	}
	if annotated(o, "alb.ingress.kubernetes.io/") {
		found = append(found, class{alb: true, name: name})
	}
	if n == nil && (annotated(o, "networking.gke.io/") || annotated(o, "ingress.gcp.kubernetes.io/") || o.annotation("kubernetes.io/ingress.global-static-ip-name") != nil) {
		found = append(found, class{gclb: "external"})
	}
	if len(found) != 1 {
		return class{}, false
	}
	if found[0].k != nil && n != nil && n.open != "" {
		found[0].name = "" // the usual one, as far as anybody knows
	}
	return found[0], true
}

// backends are the Services that an Ingress leads to, each once.
func (r *reader) backends(o *object) (all []backend) {
	spec := o.root.get("spec")
	add := func(n *node) {
		b := backend{namespace: o.namespace, by: o}
		if s := n.get("service"); s != nil {
			b.service, b.port, b.at = s.get("name").str(), s.get("port", "number").str(), s.get("name").place()
			if b.port == "" {
				b.port = s.get("port", "name").str()
			}
		} else {
			b.service, b.port, b.at = n.get("serviceName").str(), n.get("servicePort").str(), n.get("serviceName").place()
		}
		if b.port == "use-annotation" {
			all = append(all, r.action(o, b)...)
			return
		}
		if b.service != "" && !slices.ContainsFunc(all, func(x backend) bool { return x.service == b.service && x.port == b.port }) {
			all = append(all, b)
		}
	}
	add(spec.get("defaultBackend"))
	add(spec.get("backend"))
	for _, rule := range spec.get("rules").each() {
		for _, p := range rule.get("http", "paths").each() {
			add(p.get("backend"))
		}
	}
	return all
}

// action reads the annotation of the AWS Load Balancer Controller that says what a backend of its name does: a redirect leads to no server.
func (r *reader) action(o *object, b backend) (all []backend) {
	n := o.annotation("alb.ingress.kubernetes.io/actions." + b.service)
	root := r.embedded(n)
	forward := root.get("forwardConfig")
	if forward == nil {
		forward = root.get("ForwardConfig")
	}
	for _, g := range append(forward.get("targetGroups").each(), forward.get("TargetGroups").each()...) {
		name, port := g.get("serviceName"), g.get("servicePort")
		if name == nil {
			name, port = g.get("ServiceName"), g.get("ServicePort")
		}
		if name != nil {
			all = append(all, backend{service: name.str(), port: port.str(), namespace: o.namespace, at: name.at, by: o})
		}
	}
	return all
}

// spoken are the values of the annotation backend-protocol.
var spoken = map[string]chain.Protocol{"": chain.HTTP1, "HTTP": chain.HTTP1, "HTTPS": chain.HTTP1, "AUTO_HTTP": chain.HTTP1, "GRPC": chain.GRPC, "GRPCS": chain.GRPC, "FCGI": chain.FastCGI}

// toController joins the proxy of a controller with the backends of an Ingress.
func (r *reader) toController(o *object, c class, backends []backend) {
	p := r.proxy(c.k, c.name, classPlace(o), o)
	m := manner{protocol: chain.HTTP1, foreign: r.foreign(p, o)}
	if c.k.product == "ingress-nginx" {
		const prefix = "nginx.ingress.kubernetes.io/"
		m.version, m.connection, m.read = o.annotation(prefix+"proxy-http-version"), o.annotation(prefix+"connection-proxy-header"), o.annotation(prefix+"proxy-read-timeout")
		protocol := o.annotation(prefix + "backend-protocol")
		spoken, known := spoken[strings.ToUpper(protocol.str())]
		if !known || o.annotation(prefix+"ssl-passthrough").str() == "true" {
			return
		}
		m.protocol = spoken
	}
	side := r.side(p, m)
	for _, b := range backends {
		r.reach(p.e, side, b)
	}
	if m.version.str() == "1.0" {
		r.out.Facts = append(r.out.Facts, chain.Fact{
			Rule: chain.NoEffect, Setting: c.k.pool.name, At: m.version.at, Effect: chain.Ignored, Owner: p.e,
			Why:  "ingress/" + o.shown() + ": the pool of " + p.e.Local + " has no effect here: proxy-http-version 1.0 opens a new connection for each request",
			Help: "remove the annotation, and keep the server's idle timeout above upstream-keepalive-timeout (60s where it is not set)",
		})
	}
}
