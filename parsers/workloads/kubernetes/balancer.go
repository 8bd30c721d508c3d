package kubernetes

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/source"
)

const (
	awsPrefix   = "service.beta.kubernetes.io/aws-load-balancer-"
	azurePrefix = "service.beta.kubernetes.io/azure-load-balancer-"
)

// services reads the Services for which a cloud makes a balancer. Which cloud it is only annotations tell.
func (r *reader) services() {
	for _, o := range r.byKind["Service"] {
		if o.root.get("spec", "type").str() != "LoadBalancer" {
			continue
		}
		switch {
		case annotated(o, awsPrefix):
			r.onAWS(o)
		case annotated(o, azurePrefix):
			r.onAzure(o)
		case o.annotation("cloud.google.com/load-balancer-type") != nil || o.annotation("networking.gke.io/load-balancer-type") != nil:
			r.onGoogle(o)
		}
	}
	for _, h := range r.helm {
		r.released(h)
	}
}

// released is the balancer in front of a controller that a chart installs, by the annotations of its Service.
func (r *reader) released(h values) {
	for i := range controllers {
		k := &controllers[i]
		for _, path := range [][]string{{"controller", "service"}, {"service"}, {"proxy"}} {
			service := h.node.get(path...)
			if service == nil || service.get("annotations") == nil || !slices.Contains(k.charts, h.chart) {
				continue
			}
			root := &node{at: service.at, pairs: []pair{
				{"metadata", service.at, &node{at: service.at, pairs: []pair{{"annotations", service.at, service.get("annotations")}}}},
				{"spec", service.at, &node{at: service.at, pairs: []pair{{"type", service.at, &node{text: "LoadBalancer", at: service.at}}}}},
			}}
			name := h.chart
			if len(k.services) > 0 {
				name = k.services[0]
			}
			o := &object{file: h.file, dir: h.dir, parts: strings.Split(h.dir, string(filepath.Separator)), root: root, kind: "Service", name: name}
			to := r.proxy(k, "", h.at, o).e
			switch {
			case annotated(o, awsPrefix):
				r.awsInFront(o, func(from *chain.Endpoint, side *chain.Side) {
					r.refer(from, side, to, backend{service: name, at: o.at()})
				})
			case annotated(o, azurePrefix):
				r.refer(r.azure(o), nil, to, backend{service: name, at: o.at()})
			}
		}
	}
}

// behind joins a Service's balancer with what its ports lead to.
func (r *reader) behind(o *object) func(from *chain.Endpoint, side *chain.Side) {
	return func(from *chain.Endpoint, side *chain.Side) {
		for _, p := range o.root.get("spec", "ports").each() {
			if p.get("protocol").str() == "UDP" {
				continue
			}
			r.reach(from, side, backend{service: o.name, port: p.get("port").str(), namespace: o.namespace, at: o.at(), by: o})
		}
	}
}

func (r *reader) onAWS(o *object) { r.awsInFront(o, r.behind(o)) }

// awsInFront is a Network Load Balancer where the type says so, else a Classic one: a proxy if it speaks HTTP to its backends, else a relay.
func (r *reader) awsInFront(o *object, join func(from *chain.Endpoint, side *chain.Side)) {
	kind := o.annotation(awsPrefix + "type")
	class := o.root.get("spec", "loadBalancerClass").str()
	switch {
	case kind != nil && kind.open != "" || strings.Contains(class, "{{"):
		return // either of two that have nothing in common
	case strings.HasPrefix(kind.str(), "nlb"), kind.str() == "external", class == "service.k8s.aws/nlb", class == "eks.amazonaws.com/nlb":
		join(r.networkBalancer(o), nil)
		return
	case kind.str() != "" || class != "":
		return
	}
	n := o.annotation(awsPrefix + "connection-idle-timeout")
	nodes := o.root.get("metadata", "annotations").all(awsPrefix + "connection-idle-timeout")
	protocol := strings.ToLower(o.annotation(awsPrefix + "backend-protocol").str())
	set := func(d time.Duration) string {
		if product("elb").Accepts.Set(d) == "" {
			return ""
		}
		return awsPrefix + `connection-idle-timeout: "` + seconds(d) + `"`
	}
	if protocol == "http" || protocol == "https" {
		p := product("elb")
		e := r.balancer(o, chain.Balancer, "elb")
		v := idle(nodes, p.Accepts, "aws-load-balancer-connection-idle-timeout", "Classic ELB", o.at())
		e.Accepts = []*chain.Side{{Owner: e, Idle: v, Protocol: chain.HTTP1, At: []source.Span{e.At}, Set: set}}
		side := &chain.Side{Owner: e, Idle: v, Protocol: chain.HTTP1, At: []source.Span{e.At}, Response: v, Silence: true, Set: set, Advice: p.Connects.Advice}
		e.Connect = []*chain.Side{side}
		r.out.Facts = append(r.out.Facts, inRange(v, p.Accepts, e, "a Classic ELB")...)
		join(e, side)
		return
	}
	if n == nil && o.annotation(awsPrefix+"nlb-target-type") != nil {
		join(r.networkBalancer(o), nil)
		return
	}
	passes := product("elb:listener=tcp").Passes
	e := r.middlebox(o, "elb")
	e.Box.Expiry, e.Box.Terminates = passes.OnExpiry, passes.Relay
	e.Box.Idle = idle(nodes, &passes.Idle, "aws-load-balancer-connection-idle-timeout", "Classic ELB", o.at())
	join(e, nil)
}

var listenerAttributes = pattern.New(`^` + regexp.QuoteMeta(awsPrefix) + `listener-attributes\.(TCP|TLS|UDP|TCP_UDP)-([0-9]+)$`)

// networkBalancer remembers connections for as long as the attributes of its listeners say.
func (r *reader) networkBalancer(o *object) *chain.Endpoint {
	const key = "tcp.idle_timeout.seconds"
	p := product("nlb")
	e := r.middlebox(o, "nlb")
	e.Box.Expiry, e.Box.Terminates = p.Passes.OnExpiry, p.Passes.Relay
	var v chain.Value
	said := 0
	for _, a := range o.root.get("metadata", "annotations").pairsOf() {
		m := listenerAttributes().FindStringSubmatch(a.key)
		if m == nil || m[1] != "TCP" {
			continue
		}
		if n := r.attribute(o, a.key, key); n != nil {
			said++
			v = append(v, chain.Value{written(n, key, unitOf(&p.Passes.Idle))}.Under(through(m[2]))...)
		}
	}
	ports := len(o.root.get("spec", "ports").each())
	if said == 0 || said < ports {
		d := unwritten(&p.Passes.Idle, key, "NLB", o.at())
		var others []chain.Atom
		for _, c := range v {
			a := c.When[0]
			a.Op = chain.Ne
			others = append(others, a)
		}
		d.When = chain.When(others...)
		v = append(v, d)
	} else if said == 1 || same(v) {
		v = v[:1]
		v[0].When = nil
	}
	e.Box.Idle = v.Widened()
	r.out.Facts = append(r.out.Facts, inRange(v, &p.Passes.Idle, e, "an NLB")...)
	return e
}

func through(port string) chain.Guard {
	return chain.When(chain.Atom{Subject: "the listener's port", Op: chain.Eq, Val: port})
}

func (r *reader) onAzure(o *object) { r.behind(o)(r.azure(o), nil) }

// azure is a Load Balancer of Azure, whose time is in minutes.
func (r *reader) azure(o *object) *chain.Endpoint {
	const key = "tcp-idle-timeout"
	p := product("azure-lb").Passes
	e := r.middlebox(o, "azure-lb")
	e.Box.Expiry, e.Box.Terminates = p.OnExpiry, p.Relay
	if o.annotation(azurePrefix+"disable-tcp-reset").str() == "true" {
		e.Box.Expiry = "drop"
	}
	nodes := o.root.get("metadata", "annotations").all(azurePrefix + key)
	e.Box.Idle = idle(nodes, &p.Idle, "azure-load-balancer-"+key, "Azure Load Balancer", o.at())
	r.out.Facts = append(r.out.Facts, inRange(e.Box.Idle, &p.Idle, e, "Azure Load Balancer")...)
	return e
}

// onGoogle is a passthrough balancer of Google's.
func (r *reader) onGoogle(o *object) {
	scheme := "external"
	for _, name := range []string{"cloud.google.com/load-balancer-type", "networking.gke.io/load-balancer-type"} {
		if strings.EqualFold(o.annotation(name).str(), "internal") {
			scheme = "internal"
		}
	}
	p := product("gcp-passthrough-nlb:scheme=" + scheme).Passes
	e := r.middlebox(o, "gcp-passthrough-nlb")
	e.Box.Expiry = p.OnExpiry
	// sessionAffinityConfig.clientIP.timeoutSeconds counts with strong affinity only, which no manifest tells.
	if n := o.root.get("spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds"); n != nil {
		at := chain.Origin{Setting: "clientIP.timeoutSeconds", Note: "it counts with strong session affinity only, which is set elsewhere", Steps: n.steps()}
		e.Box.Idle = chain.Is(chain.Unresolved, &at)
	} else {
		e.Box.Idle = chain.Value{unwritten(&p.Idle, "", "Google's passthrough balancer", o.at())}
	}
	r.behind(o)(e, nil)
}

func (r *reader) balancer(o *object, kind chain.EndpointKind, product string) *chain.Endpoint {
	e := &chain.Endpoint{Local: "service/" + o.shown(), Kind: kind, Product: product, At: o.at(), Root: r.root(o)}
	r.out.Endpoints = append(r.out.Endpoints, e)
	return e
}

func (r *reader) middlebox(o *object, product string) *chain.Endpoint {
	e := r.balancer(o, chain.Middlebox, product)
	e.Box = &chain.Box{}
	e.Accepts = []*chain.Side{{Owner: e, Protocol: chain.TCP, At: []source.Span{e.At}}}
	return e
}
