package configs

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// haproxy is one configuration of HAProxy.
type haproxy struct {
	*proxies
	file    *source.File
	root    *chain.Root
	product product
	all     []*section
}

// haproxyFile declares the frontends and backends of a configuration. What goes on inside HAProxy is its own: no hop leads from one to the other.
func haproxyFile(p *proxies, f *source.File) {
	h := &haproxy{proxies: p, file: f, root: p.root("haproxy", f), product: productOf("haproxy"), all: haproxySections(f)}
	for _, s := range h.all {
		switch s.kind {
		case "frontend", "listen":
			if s.mode() == "http" {
				h.frontend(s)
			} else {
				h.relay(s)
			}
		case "backend":
			if s.mode() == "http" {
				h.backend(s)
			}
		}
	}
}

// last gives the line that sets something in a section: the last one, of its own or of its defaults.
func (s *section) last(words ...string) (statement, bool) {
	for at, depth := s, 0; at != nil && depth < 100; at, depth = at.defaults, depth+1 {
		for _, l := range slices.Backward(at.lines) {
			if l.is(words...) {
				return l, true
			}
		}
	}
	return statement{}, false
}

// option reports whether an option is on: that of the section itself, else that of its defaults.
func (s *section) option(name string) (statement, bool) {
	for at, depth := s, 0; at != nil && depth < 100; at, depth = at.defaults, depth+1 {
		for _, l := range slices.Backward(at.lines) {
			if l.is("option", name) {
				return l, true
			}
			if l.is("no", "option", name) {
				return l, false
			}
		}
	}
	return statement{}, false
}

// mode is http or tcp, which is what counts where nothing is said.
func (s *section) mode() string {
	if l, ok := s.last("mode"); ok {
		return l.arg(1).text
	}
	return "tcp"
}

// timeout is a timer of a section, nil where nothing sets it.
func (h *haproxy) timeout(s *section, names ...string) chain.Value {
	for _, name := range names {
		l, ok := s.last("timeout", name)
		if !ok {
			continue
		}
		w := said{text: l.arg(2).text, written: "timeout " + name + " " + source.ClipLine(l.arg(2).text), at: l.at}
		if templated(w.text) || strings.ContainsAny(w.text, "$") {
			w.open = w.written + " is filled in when the server starts"
		}
		if l.at.Start < s.at.Start {
			w.lead = []chain.Step{{Role: chain.ReadBy, At: s.at, Note: "counts here"}}
		}
		one := setting{preset: "haproxy", key: "timeout " + name}
		if name == "server" || name == "tunnel" {
			one.unit = presets.UnitMillis
		}
		return one.value(w)
	}
	return nil
}

func (h *haproxy) endpoint(s *section, local string, kind chain.EndpointKind) *chain.Endpoint {
	e := &chain.Endpoint{Local: "haproxy/" + local, Kind: kind, Product: "haproxy", Root: h.root, At: s.at}
	h.out.Endpoints = append(h.out.Endpoints, e)
	return e
}

// frontend declares what accepts requests; of a listen section also what connects.
func (h *haproxy) frontend(s *section) {
	e := h.endpoint(s, s.kind+"/"+s.name, chain.Proxy)
	in := h.product.accepts(e, h.timeout(s, "http-keep-alive", "http-request", "client"), s.at, h.binds(s))
	if l, on := s.option("httpclose"); on {
		in.Idle = chain.Is(chain.Off, &chain.Origin{Kind: chain.Written, Setting: "option httpclose", Text: "option httpclose", Steps: []chain.Step{{Role: chain.Decides, At: l.at}}})
	}
	in.Upgraded = h.timeout(s, "tunnel")
	if s.kind == "listen" {
		h.servers(e, s)
	}
}

func (h *haproxy) backend(s *section) {
	h.servers(h.endpoint(s, "backend/"+s.name, chain.Proxy), s)
}

// binds are the addresses that a section listens on.
func (h *haproxy) binds(s *section) (addrs []chain.Addr) {
	for _, l := range s.lines {
		if !l.is("bind") {
			continue
		}
		w := l.arg(1)
		for text := range strings.SplitSeq(w.text, ",") {
			if _, family, ok := strings.Cut(text, "@"); ok {
				text = family
			}
			low, _, ranged := cutLast(text, "-")
			if ranged && strings.Contains(low, ":") {
				text = low // of a range of ports, the first one
			}
			if a, ok := address(text, 0, w.at); ok {
				addrs = append(addrs, a)
			}
		}
	}
	return addrs
}

// servers declares the connect side of a backend.
func (h *haproxy) servers(e *chain.Endpoint, s *section) {
	out := h.product.connects(e, nil, s.at, h.targets(s))
	out.Upgraded = h.timeout(s, "tunnel")
	for _, name := range []string{"http-server-close", "httpclose"} {
		if l, on := h.closes(s, name); on {
			never(out, "option "+name, "option "+name, "option "+name+" closes the connection to the server after each response", l.at)
		}
	}
}

// closes reports whether an option that closes connections counts for a backend: its own, or that of all frontends that lead to it.
func (h *haproxy) closes(s *section, option string) (statement, bool) {
	if l, on := s.option(option); on || s.kind == "listen" {
		return l, on
	}
	var by statement
	for _, front := range h.all {
		if front.kind != "frontend" && front.kind != "listen" || !slices.ContainsFunc(front.lines, func(l statement) bool { return l.leadsTo(s.name) }) {
			continue
		}
		l, on := front.option(option)
		if !on {
			return statement{}, false
		}
		by = l
	}
	return by, len(by.words) > 0
}

func (l statement) leadsTo(backend string) bool {
	return (l.is("default_backend") || l.is("use_backend")) && l.arg(1).text == backend
}

// targets are the addresses of a backend's servers.
func (h *haproxy) targets(s *section) (addrs []chain.Addr) {
	for _, l := range s.lines {
		w := hword{}
		switch {
		case l.is("server"):
			w = l.arg(2)
		case l.is("server-template"):
			w = l.arg(3)
		}
		if _, off := l.after("disabled"); w.text == "" || off {
			continue
		}
		text := w.text
		if _, family, ok := strings.Cut(text, "@"); ok {
			text = family
		}
		port := 0
		if front, ok := s.last("bind"); ok && s.kind == "listen" { // without a port, that on which the request came in
			if _, p, found := cutLast(front.arg(1).text, ":"); found {
				port, _ = strconv.Atoi(p)
			}
		}
		if a, ok := address(text, port, w.at); ok {
			addrs = append(addrs, a)
		}
	}
	return addrs
}

// relay declares what passes on bytes: hops are looked at through it, and it ends connections of its own accord.
func (h *haproxy) relay(s *section) {
	behind := s
	if s.kind == "frontend" {
		l, ok := s.last("default_backend")
		i := slices.IndexFunc(h.all, func(b *section) bool { return b.kind == "backend" && b.name == l.arg(1).text })
		if !ok || i < 0 {
			return
		}
		behind = h.all[i]
	}
	targets := h.targets(behind)
	if len(targets) == 0 {
		return // statistics, or servers that are found otherwise
	}
	e := h.endpoint(s, cmp.Or(s.kind, "listen")+"/"+s.name, chain.Middlebox)
	idle := shorter(h.timeout(s, "client"), h.timeout(behind, "server"))
	if l, ok := behind.last("timeout", "tunnel"); ok {
		idle = chain.Is(chain.Unresolved, &chain.Origin{Kind: chain.Written, Setting: "timeout tunnel", Note: "timeout tunnel may count instead of timeout client and timeout server", Steps: []chain.Step{{Role: chain.Decides, At: l.at}}})
	}
	e.Accepts = []*chain.Side{{Owner: e, Protocol: chain.TCP, Idle: idle, At: []source.Span{s.at}, Addrs: h.binds(s)}}
	e.Connect = []*chain.Side{{Owner: e, Protocol: chain.TCP, Idle: idle, At: []source.Span{behind.at}, Addrs: targets}}
	e.Box = &chain.Box{Idle: idle, Expiry: "close", Terminates: true}
}

// shorter is the lower of two timers that both run; where one is not known nothing is.
func shorter(a, b chain.Value) chain.Value {
	if len(a) != 1 || len(b) != 1 || a[0].State != chain.Known || b[0].State != chain.Known {
		return chain.Is(chain.Absent, &chain.Origin{Setting: "timeout client", Note: "timeout client and timeout server are not both known"})
	}
	if b[0].Lo < a[0].Lo {
		return b
	}
	return a
}
