package kubernetes

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

const (
	albPrefix = "alb.ingress.kubernetes.io/"
	albIdle   = "idle_timeout.timeout_seconds"
	albName   = "ALB"
)

// group is one ALB: that of an Ingress, or of all Ingresses that name the same group.
type group struct {
	e       *chain.Endpoint
	members []*object
	params  *object
	sides   map[chain.Protocol]*chain.Side
}

// toALB joins the balancer that the AWS Load Balancer Controller makes of an Ingress with its backends.
func (r *reader) toALB(o *object, c class, backends []backend) {
	g := r.groupOf(o, c)
	protocol := chain.HTTP1
	switch strings.ToUpper(o.annotation(albPrefix + "backend-protocol-version").str()) {
	case "GRPC":
		protocol = chain.GRPC
	case "HTTP2":
		protocol = chain.HTTP2
	}
	side := g.sides[protocol]
	if side == nil {
		side = &chain.Side{Owner: g.e, Protocol: protocol, At: []source.Span{g.e.At}}
		g.sides[protocol] = side
		g.e.Connect = append(g.e.Connect, side)
	}
	for _, b := range backends {
		r.reach(g.e, side, b)
	}
	r.clockALB(g)
}

// groupOf gives the balancer of an Ingress.
func (r *reader) groupOf(o *object, c class) *group {
	root := r.root(o)
	name := o.annotation(albPrefix + "group.name").str()
	if n := c.params.spec("group", "name"); n != nil {
		name = n.str()
	}
	local := "ingress/" + o.shown()
	key := root.Canon + "\x00" + local + "\x00" + o.namespace
	if name != "" && !strings.Contains(name, "{{") {
		local = "ingress-group/" + name
		key = root.Canon + "\x00" + local
	}
	g := r.groups[key]
	if g == nil {
		e := &chain.Endpoint{Local: local, Kind: chain.Balancer, Product: "alb", At: o.at(), Root: root}
		g = &group{e: e, params: c.params, sides: map[chain.Protocol]*chain.Side{}}
		e.Accepts = []*chain.Side{{Owner: e, Protocol: chain.HTTP1, At: []source.Span{e.At}}}
		r.groups[key] = g
		r.out.Endpoints = append(r.out.Endpoints, e)
	}
	if !slices.Contains(g.members, o) {
		g.members = append(g.members, o)
	}
	return g
}

func (o *object) spec(path ...string) *node {
	if o == nil {
		return nil
	}
	return o.root.get("spec").get(path...)
}

// clockALB gives both sides of a balancer its one timer: what the class says wins, and Ingresses of a group that disagree are an error of the controller.
func (r *reader) clockALB(g *group) {
	p := product("alb").Accepts
	var v chain.Value
	for _, a := range g.params.spec("loadBalancerAttributes").each() {
		if a.get("key").str() == albIdle && a.get("value") != nil {
			v = chain.Value{written(a.get("value"), albIdle, unitOf(p))}
		}
	}
	if v == nil {
		v = r.ofMembers(g)
		for _, o := range g.members {
			for _, l := range r.over(o) {
				if n := r.attributeOf(l.root.get("metadata", "annotations", albPrefix+"load-balancer-attributes"), albIdle); n != nil {
					c := written(n, albIdle, unitOf(p))
					c.When = l.in(chain.Eq)
					v = append(v.Under(l.in(chain.Ne)), c)
				}
			}
		}
	}
	set := func(d time.Duration) string {
		if p.Set(d) == "" {
			return "" // out of the range that AWS takes
		}
		return albPrefix + "load-balancer-attributes: " + albIdle + "=" + seconds(d)
	}
	g.e.Accepts[0].Idle, g.e.Accepts[0].Set = v, set
	advice := product("alb").Connects.Advice
	for _, s := range g.e.Connect {
		s.Idle, s.Set, s.Advice = v, set, advice
		if s.Protocol == chain.HTTP1 {
			s.Response, s.Silence, s.Upgraded = v, true, v
		}
	}
	r.out.Facts = append(slices.DeleteFunc(r.out.Facts, func(f chain.Fact) bool { return f.Owner == g.e }), inRange(v, p, g.e, "an ALB")...)
}

// ofMembers is what the annotations of the Ingresses of a group say together.
func (r *reader) ofMembers(g *group) (v chain.Value) {
	p := product("alb").Accepts
	for _, o := range g.members {
		one := r.attribute(o, albPrefix+"load-balancer-attributes", albIdle)
		if one == nil {
			continue
		}
		c := written(one, albIdle, unitOf(p))
		if len(v) > 0 && !v[0].Same(c) {
			o := &chain.Origin{Setting: albIdle, Note: "the Ingresses of the group give it different values, which the controller refuses", Steps: append(v[0].From.Steps, c.From.Steps...)}
			return chain.Is(chain.Unresolved, o)
		}
		v = chain.Value{c}
	}
	if v == nil {
		return chain.Value{unwritten(p, albIdle, albName, g.e.At)}
	}
	if len(v[0].When) > 0 {
		v = append(v, otherwise(v, unwritten(p, albIdle, albName, g.e.At))...)
	}
	return v
}

// attribute gives one of the attributes, key=value separated by commas, of an annotation: its node is that of the value alone.
func (r *reader) attribute(o *object, annotation, key string) *node {
	return r.attributeOf(o.annotation(annotation), key)
}

func (r *reader) attributeOf(n *node, key string) *node {
	if n == nil {
		return nil
	}
	if n.open != "" && !strings.Contains(n.text, key+"=") {
		return n // the attributes are a template's
	}
	for part := range strings.SplitSeq(n.text, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok || strings.TrimSpace(name) != key {
			continue
		}
		found := *n
		found.text = strings.TrimSpace(value)
		if !strings.Contains(found.text, "{{") && !strings.Contains(found.text, "${") {
			found.open = ""
		}
		text := r.in.Tree.Set.Text(n.at)
		if at := strings.Index(text, key); at >= 0 && found.text != "" {
			at += len(key)
			if more := strings.Index(text[at:], found.text); more >= 0 {
				found.at = source.Span{File: n.at.File, Start: n.at.Start + uint32(at+more), End: n.at.Start + uint32(at+more+len(found.text))}
			}
		}
		return &found
	}
	return nil
}

// classPlace is where an Ingress names its class, else its own name.
func classPlace(o *object) source.Span {
	for _, n := range []*node{o.root.get("spec", "ingressClassName"), o.annotation("kubernetes.io/ingress.class")} {
		if n != nil && n.text != "" {
			return n.at
		}
	}
	return o.at()
}

// toGCLB joins the balancer that Google makes of an Ingress with its backends. Its clocks are constants, and timeoutSec of a BackendConfig is a deadline.
func (r *reader) toGCLB(o *object, variant string, backends []backend) {
	e := r.google("ingress/"+o.shown(), variant, o)
	for _, b := range backends {
		service := r.find("Service", b.service, b.namespace, o)
		side := r.googleSide(e, variant, r.deadline(service))
		r.reach(e, side, b)
	}
}

// google is a balancer of Google's.
func (r *reader) google(local, variant string, o *object) *chain.Endpoint {
	p := product("gclb:scheme=" + variant)
	e := &chain.Endpoint{Local: local, Kind: chain.Balancer, Product: "gclb", At: o.at(), Root: r.root(o)}
	accept := unwritten(p.Accepts, "", "Google's Application Load Balancer", e.At) // no manifest can set it
	e.Accepts = []*chain.Side{{Owner: e, Protocol: chain.HTTP1, At: []source.Span{e.At}, Idle: chain.Value{accept}}}
	r.out.Endpoints = append(r.out.Endpoints, e)
	return e
}

// googleSide gives the connect side for a deadline.
func (r *reader) googleSide(e *chain.Endpoint, variant string, deadline *node) *chain.Side {
	for _, s := range e.Connect {
		if deadline == nil && len(s.Response) == 0 || deadline != nil && len(s.Response) == 1 && s.Response[0].From.At() == deadline.at {
			return s
		}
	}
	p := product("gclb:scheme=" + variant)
	s := &chain.Side{Owner: e, Protocol: chain.HTTP1, At: []source.Span{e.At}, Advice: p.Connects.Advice}
	s.Idle = chain.Value{unwritten(p.Connects, "", "Google's Application Load Balancer", e.At)}
	if deadline != nil {
		s.Response = chain.Value{written(deadline, "timeoutSec", unit{Unit: "s"})}
	}
	e.Connect = append(e.Connect, s)
	return s
}

// deadline is timeoutSec of the BackendConfig, or of the policy, that belongs to a Service; nil for none.
func (r *reader) deadline(service *object) *node {
	if service == nil {
		return nil
	}
	for _, name := range []string{"cloud.google.com/backend-config", "beta.cloud.google.com/backend-config"} {
		n := service.annotation(name)
		if n == nil {
			continue
		}
		config := r.embedded(n)
		for _, p := range config.pairsOf() {
			names := []string{p.value.str()}
			for _, inner := range p.value.pairsOf() {
				names = append(names, inner.value.str())
			}
			for _, called := range names {
				if c := r.find("BackendConfig", called, service.namespace, service); c.spec("timeoutSec") != nil {
					return c.spec("timeoutSec")
				}
			}
		}
	}
	for _, policy := range r.byKind["GCPBackendPolicy"] {
		target := policy.spec("targetRef", "name").str()
		if target == service.name && sameNamespace(policy.namespace, service.namespace) && policy.chart == service.chart {
			return policy.spec("default", "timeoutSec")
		}
	}
	return nil
}

// called is a name in a message.
func called(o *object) string {
	return fmt.Sprintf("%s %q", strings.ToLower(o.kind), source.Clip(o.shown()))
}
