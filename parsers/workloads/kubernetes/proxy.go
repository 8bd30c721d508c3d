package kubernetes

import (
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// proxy is the endpoint of a controller, with a connect side for each way in which it connects.
type proxy struct {
	k         *controller
	e         *chain.Endpoint
	installed []installation
	sides     map[string]*chain.Side
	root      *chain.Root
}

// proxy gives the endpoint of a controller for a class: one for a whole scan, since a cluster has one.
func (r *reader) proxy(k *controller, class string, at source.Span, by *object) *proxy {
	if slices.Contains(k.classes, class) {
		class = ""
	}
	key := k.name + "/" + class
	if p := r.proxies[key]; p != nil {
		return p
	}
	all := r.installations(k)
	if own := slices.DeleteFunc(slices.Clone(all), func(i installation) bool { return i.class != class }); len(own) > 0 && (class != "" || len(own) < len(all)) {
		all = own
	}
	if len(all) > 0 {
		at = all[0].at
	}
	local := k.name + "/controller"
	if class != "" {
		local = k.name + "/" + expressions(class, func(string) string { return "class" })
	}
	e := &chain.Endpoint{Local: local, Kind: chain.Proxy, Product: k.product, At: at, Root: r.root(by)}
	if len(all) > 0 {
		e.Root = all[0].root
	}
	p := &proxy{k: k, e: e, installed: all, sides: map[string]*chain.Side{}, root: e.Root}
	known := product(k.product)
	accept := &chain.Side{Owner: e, Protocol: chain.HTTP1, At: []source.Span{at}}
	if known.Accepts != nil {
		accept.Set, accept.Advice = inValues(known.Accepts.Set, k.accepts, all), known.Accepts.Advice
	}
	accept.Idle = r.controlled(k, all, k.accepts, known.Accepts, at)
	e.Accepts = []*chain.Side{accept}
	r.proxies[key] = p
	r.out.Endpoints = append(r.out.Endpoints, e)
	return p
}

// inValues says for a controller that one chart installs where its values have what the ConfigMap holds: nobody edits a ConfigMap that a chart writes.
func inValues(set func(time.Duration) string, s setting, all []installation) func(time.Duration) string {
	if set == nil || len(all) != 1 || all[0].helm == nil || len(s.helm) == 0 {
		return set
	}
	folder := s.helm[0][:strings.LastIndexByte(s.helm[0], '.')]
	return func(d time.Duration) string {
		text, ok := strings.CutSuffix(set(d), " in the ConfigMap")
		if !ok {
			return set(d)
		}
		return text + " below " + folder + " in " + all[0].name
	}
}

// manner is how a route wants its connections to be made.
type manner struct {
	protocol   chain.Protocol
	version    *node  // proxy-http-version
	connection *node  // connection-proxy-header
	read       *node  // proxy-read-timeout
	foreign    string // the folder of an Ingress that another installation may serve as well
	idle       *node  // of a route's own, in the words of the product
	setting    string
}

func (m manner) key() string {
	return strings.Join([]string{string(m.protocol), m.version.str(), m.connection.str(), m.read.str(), m.foreign, m.setting, m.idle.str()}, "\x00")
}

// side gives the connect side for a manner.
func (r *reader) side(p *proxy, m manner) *chain.Side {
	if s := p.sides[m.key()]; s != nil {
		return s
	}
	known := product(p.k.product)
	at := p.e.At
	s := &chain.Side{Owner: p.e, Protocol: m.protocol, At: []source.Span{at}, Retries: known.Retry}
	if known.Connects != nil {
		s.Set, s.Advice = inValues(known.Connects.Set, p.k.connects, p.installed), known.Connects.Advice
	}
	if m.idle != nil {
		s.Idle = chain.Value{written(m.idle, m.setting, unitOf(known.Connects))}
	} else {
		s.Idle = m.unsure(r.controlled(p.k, p.installed, p.k.connects, known.Connects, at), p)
	}
	if probe := known.TCPKeepalive.Connects; probe != nil && probe.On && probe.Idle > 0 {
		s.TCP = chain.Keepalive{State: chain.Known, Idle: probe.Idle, Interval: probe.Interval, Count: probe.Count}
	}
	if m.read != nil {
		s.Response, s.Silence = chain.Value{written(m.read, "proxy-read-timeout", unit{Unit: "s"})}, true
	}
	s.Reuse = r.pooling(p, m)
	p.sides[m.key()] = s
	p.e.Connect = append(p.e.Connect, s)
	return s
}

// pooling says whether idle connections are kept: a route's annotations can defeat the pool, and the controller's ConfigMap can turn it off.
func (r *reader) pooling(p *proxy, m manner) (all []chain.Pooling) {
	no := func(when chain.Guard, kind chain.CauseKind, note string, n *node, setting string) chain.Pooling {
		from := &chain.Origin{Kind: chain.Written, Setting: setting, Text: source.Clip(n.text), Steps: n.steps()}
		return chain.Pooling{When: when, Reuse: chain.ReuseNo, Causes: []chain.Cause{{Kind: kind, Note: note, From: from}}}
	}
	unclear := func(when chain.Guard, n *node, setting string) chain.Pooling {
		from := &chain.Origin{Kind: chain.Written, Setting: setting, Note: n.open, Steps: n.steps()}
		return chain.Pooling{When: when, Causes: []chain.Cause{{Kind: chain.Undecided, Possible: true, Note: n.open, From: from}}}
	}
	switch {
	case m.version != nil && m.version.open != "":
		return []chain.Pooling{unclear(nil, m.version, "proxy-http-version")}
	case m.version.str() == "1.0":
		return []chain.Pooling{no(nil, chain.HTTPVersion, "HTTP/1.0 is spoken", m.version, "proxy-http-version")}
	case strings.EqualFold(m.connection.str(), "close"):
		return []chain.Pooling{no(nil, chain.ConnectionClose, "Connection: close is sent", m.connection, "connection-proxy-header")}
	}
	for _, i := range p.installed {
		var when chain.Guard
		if len(p.installed) > 1 {
			when = chain.When(chain.Atom{Subject: "the installation of " + p.k.called, Op: chain.Eq, Val: i.name})
		}
		one := chain.Pooling{When: when, Reuse: chain.ReuseYes}
		for _, n := range i.setting(r.in.Tree.Set, p.k.pool) {
			if both, ok := chain.And(when, n.when); ok && n.open != "" {
				one = unclear(both, n, p.k.pool.name)
			} else if ok && strings.TrimSpace(n.text) == "0" {
				one = no(both, chain.KeepaliveOff, p.k.pool.name+" is 0", n, p.k.pool.name)
				if len(n.when) > 0 {
					one.Reuse, one.When = chain.ReuseUnclear, when
				}
			}
		}
		all = append(all, one)
	}
	if !slices.ContainsFunc(all, func(one chain.Pooling) bool { return one.Reuse != chain.ReuseYes }) {
		return nil
	}
	return all
}
