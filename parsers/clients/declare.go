package clients

import (
	"fmt"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// declaration is one entry of clients, servers, proxies or middleboxes.
type declaration struct {
	*node
	name     string
	at       source.Span // of the name
	doc      *document
	product  *product // nil: no preset, or one that is not usable
	endpoint *chain.Endpoint
}

// declare makes the endpoints and links of one file.
func (r *reader) declare(d *document) {
	for _, section := range []struct {
		name  string
		shape *shape
		kind  chain.EndpointKind
	}{
		{"clients", clientShape, chain.Client},
		{"servers", serverShape, chain.Server},
		{"proxies", proxyShape, chain.Proxy},
		{"middleboxes", middleboxShape, chain.Middlebox},
	} {
		entries := d.root.get(section.name)
		if entries == nil {
			continue
		}
		for _, p := range entries.pairs {
			r.entry(d, p, section.shape, section.kind)
		}
	}
	if links := d.root.get("links"); links != nil {
		for _, n := range links.items {
			r.link(n)
		}
	}
}

func (r *reader) entry(d *document, p pair, s *shape, kind chain.EndpointKind) {
	if first, twice := r.names[p.key]; twice {
		r.fault(p.at, fmt.Sprintf("the name %q is declared twice: rename or remove one, the first counts", source.Clip(p.key)), chain.Step{Role: chain.Overrides, At: first, Note: "the first"})
		return
	}
	r.names[p.key] = p.at
	e := &chain.Endpoint{Local: p.key, Kind: kind, At: p.at}
	c := &declaration{node: p.value, name: p.key, at: p.at, doc: d, endpoint: e, product: r.product(p.value, s)}
	if c.product != nil {
		e.Product = c.product.preset.Name
		r.fitsPart(c)
	}
	switch kind {
	case chain.Client:
		e.Connect = []*chain.Side{r.connects(c, "idle_timeout")}
		e.Connect[0].Addrs = r.addrs(c)
	case chain.Server:
		e.Accepts = []*chain.Side{r.accepts(c, "idle_timeout")}
		e.Accepts[0].Addrs = r.addrs(c)
	case chain.Middlebox:
		e.Box = r.box(c)
	default:
		e.Accepts = []*chain.Side{r.accepts(c, "accepts")}
		e.Accepts[0].Addrs = r.addrs(c)
		e.Connect = []*chain.Side{r.connects(c, "connects")}
	}
	r.out.Fragment.Endpoints = append(r.out.Fragment.Endpoints, e)
	r.ends(c)
}

// fitsPart reports a preset that cannot play the part: a server's preset among the clients.
func (r *reader) fitsPart(c *declaration) {
	p := c.product
	var part string
	var fits bool
	switch c.endpoint.Kind {
	case chain.Server:
		part, fits = "servers", p.Accepts != nil
	case chain.Middlebox:
		part, fits = "middleboxes", p.Passes != nil
	case chain.Proxy:
		part, fits = "proxies", p.Accepts != nil || p.Connects != nil
	default:
		part, fits = "clients", p.Connects != nil
	}
	if fits {
		return
	}
	msg := fmt.Sprintf("the preset %q is none for %s", p.preset.Name, part)
	if part := partOf(p.Resolved); part != "" {
		msg += ": declare it under " + part
	}
	if len(p.preset.See) > 0 && c.endpoint.Kind != chain.Middlebox {
		msg += ", or use " + oneOf(p.preset.See)
	}
	r.fault(p.at.at, msg)
}

// partOf names the section that a preset belongs to.
func partOf(p presets.Resolved) string {
	switch {
	case p.Accepts != nil && p.Connects != nil:
		return "proxies"
	case p.Accepts != nil:
		return "servers"
	case p.Connects != nil:
		return "clients"
	case p.Passes != nil:
		return "middleboxes"
	}
	return ""
}

// accepts is the side that takes connections; key holds its idle timeout.
func (r *reader) accepts(c *declaration, key string) *chain.Side {
	s := &chain.Side{Owner: c.endpoint, Protocol: protocolOf(c.get("protocol")), At: []source.Span{c.at}}
	var p *presets.Idle
	var hint *presets.Hint
	var probe *presets.Probe
	if c.product != nil {
		p, hint, probe = c.product.Accepts, c.product.Announces, c.product.TCPKeepalive.Accepts
	}
	s.Idle = r.idle(c, key, p)
	repairable(s, p)
	s.Announce = r.announce(c, s.Idle, hint)
	s.TCP = r.keepalive(c, probe)
	if c.endpoint.Kind == chain.Server {
		s.Response, s.Ping = c.duration("response_timeout"), c.duration("websocket_ping")
	}
	return s
}

// connects is the side that makes connections.
func (r *reader) connects(c *declaration, key string) *chain.Side {
	s := &chain.Side{Owner: c.endpoint, Protocol: protocolOf(c.get("protocol")), At: []source.Span{c.at}, Response: c.duration("response_timeout"), Ping: c.duration("websocket_ping")}
	var p *presets.Idle
	var probe *presets.Probe
	if c.product != nil {
		with := c.product.with(c.get(key))
		p, probe, s.Retries = c.product.Connects, with.TCPKeepalive.Connects, with.Retry
		if h := with.Honours; h != nil {
			s.Honours = &chain.Hint{Replace: h.Mode == presets.Replace, Margin: h.Margin, Cap: h.Cap}
		}
	}
	s.Idle = r.idle(c, key, p)
	repairable(s, p)
	s.TCP = r.keepalive(c, probe)
	return s
}

// repairable hands on what the catalogue knows of changing the idle timeout of a side.
func repairable(s *chain.Side, p *presets.Idle) {
	if p != nil {
		s.Set, s.Advice = p.Set, p.Advice
		if p.Upgraded {
			s.Upgraded = s.Idle
		}
	}
}

// with resolves the preset as if the client idle timeout written in our words stood in its own: some clients heed a header only then.
func (p *product) with(idle *node) presets.Resolved {
	if idle == nil || p.Connects == nil || len(p.Connects.Settings) == 0 {
		return p.Resolved
	}
	c := parseIdle(idle)
	if c.State != chain.Known {
		return p.Resolved
	}
	if r, ok := p.asking(p.Connects.Settings[0].Name, p.Connects.Settings[0].Unit.Write(c.Lo)); ok {
		return r
	}
	return p.Resolved
}

// duration reads a time that is no idle timeout; it is empty where none is written.
func (c *declaration) duration(key string) chain.Value {
	n := c.get(key)
	if n == nil {
		return nil
	}
	v := parseIdle(n)
	v.From = &chain.Origin{Kind: chain.Written, Setting: key, Text: n.text, Steps: n.steps(chain.Decides)}
	return chain.Value{v}
}

var spoken = map[string]chain.Protocol{
	"http1": chain.HTTP1, "http2": chain.HTTP2, "grpc": chain.GRPC, "fastcgi": chain.FastCGI, "memcached": chain.Memcached,
	"uwsgi": chain.UWSGI, "scgi": chain.SCGI, "tcp": chain.TCP, "udp": chain.UDP,
}

// protocolOf gives the protocol that is declared, "" for none.
func protocolOf(n *node) chain.Protocol {
	if n == nil {
		return ""
	}
	return spoken[n.text]
}
