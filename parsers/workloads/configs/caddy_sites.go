package configs

import (
	"maps"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// caddy is one configuration of Caddy.
type caddy struct {
	*proxies
	file    *source.File
	root    *chain.Root
	product product
	idle    map[string][]directive // lines "idle" of the global options, by the listener that they are for; "" is all
}

var (
	caddyIdle = setting{preset: "caddy", key: "idle"}
	caddyPool = setting{preset: "caddy", key: "keepalive", client: true}
)

// caddyLines are directives of sites: a file that begins with one is no whole configuration.
var caddyLines = []string{"encode", "file_server", "handle", "handle_path", "header", "log", "php_fastcgi", "redir", "respond", "reverse_proxy", "rewrite", "root", "route", "tls", "try_files"}

// caddyFile declares the sites of a Caddyfile.
func caddyFile(p *proxies, f *source.File) {
	r := &caddyReader{proxies: p, snippets: map[string][]directive{}}
	top := r.read(f)
	for _, d := range top {
		if name := d.name(); d.block != nil && strings.HasPrefix(name, "(") && strings.HasSuffix(name, ")") {
			r.snippets[strings.Trim(name, "()")] = d.block
		}
	}
	top = r.expand(f, top, 0)
	if r.failed != "" {
		p.skip(f, r.failed)
		return
	}
	c := &caddy{proxies: p, file: f, root: p.root("caddy", f), product: productOf("caddy"), idle: map[string][]directive{}}
	for i, d := range top {
		switch {
		case len(d.words) == 0:
			c.global(d.block)
		case d.block == nil && (templated(d.name()) || strings.HasPrefix(d.name(), "%{")): // a control tag
		case strings.HasPrefix(d.name(), "(") || strings.HasPrefix(d.name(), "&(") || d.name() == "import":
		case strings.HasPrefix(d.name(), "@") || slices.Contains(caddyLines, d.name()):
			p.skip(f, "a part of a Caddyfile: which sites it is of, the one that imports it says")
			return
		case d.block == nil: // one site without braces: the rest of the file is about it
			c.site(d, top[i+1:])
			return
		default:
			c.site(d, d.block)
		}
	}
}

// global reads servers [listener] { timeouts { idle 2m } }.
func (c *caddy) global(options []directive) {
	for _, d := range options {
		if d.name() != "servers" {
			continue
		}
		for _, t := range d.block {
			for _, line := range t.block {
				if t.name() == "timeouts" && line.name() == "idle" {
					c.idle[d.arg(1).text] = append(c.idle[d.arg(1).text], line)
				}
			}
		}
	}
}

// site declares a site: where it listens, and what it passes requests on to.
func (c *caddy) site(head directive, body []directive) {
	var addrs []chain.Addr
	for _, w := range head.words {
		for text := range strings.SplitSeq(w.text, ",") {
			if a, ok := siteAddress(text, w.at); ok && text != "" {
				addrs = append(addrs, a)
			}
		}
	}
	e := &chain.Endpoint{Local: "caddy/" + strings.Trim(head.name(), ","), Kind: chain.Proxy, Product: "caddy", Root: c.root, At: head.at}
	c.product.accepts(e, c.accepted(addrs), head.at, addrs)
	var plain *chain.Side
	for _, d := range proxied(body, 0) {
		c.connect(e, d, &plain)
	}
	if len(e.Connect) > 1 {
		for _, s := range e.Connect {
			if len(s.Addrs) > 0 {
				e.Aliases = append(e.Aliases, chain.Alias{ID: e.Local + "/" + s.Addrs[0].String(), Side: s})
			}
		}
	}
	c.out.Endpoints = append(c.out.Endpoints, e)
}

// siteAddress reads example.com, http://example.com, :8080. A name without a port is served on 443, plain HTTP there only redirects.
func siteAddress(text string, at source.Span) (chain.Addr, bool) {
	port := 443
	if rest, ok := strings.CutPrefix(text, "http://"); ok {
		text, port = rest, 80
	}
	text = strings.TrimPrefix(text, "https://")
	text, _, _ = strings.Cut(text, "/")
	return address(text, port, at)
}

// accepted is what the global options say for a site's listener, nil where they say nothing.
func (c *caddy) accepted(addrs []chain.Addr) chain.Value {
	lines := c.idle[""]
	for _, listener := range slices.Sorted(maps.Keys(c.idle)) {
		a, ok := address(strings.TrimPrefix(listener, "tcp/"), 0, source.Span{})
		if listener != "" && ok && len(addrs) > 0 && a.Port == addrs[0].Port {
			lines = c.idle[listener]
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return caddyIdle.value(caddySaid(lines[len(lines)-1]))
}

// caddySaid is what a line says: its second word.
func caddySaid(d directive) said {
	w := said{text: d.arg(1).text, written: source.ClipLine(d.name() + " " + d.arg(1).text), at: d.at}
	switch {
	case templated(w.text):
		w.open = w.written + " is filled in by a template"
	case strings.HasPrefix(w.text, "{$"):
		w.text = "${" + w.text[2:]
		w = filled(w, ":", func(string) (string, bool) { return "", false })
	case strings.Contains(w.text, "{"):
		w.open = w.written + " is filled in when the server starts"
	}
	return w
}

// proxied finds the reverse_proxy lines of a site, also those in the blocks of handle and route.
func proxied(body []directive, depth int) (all []directive) {
	for _, d := range body {
		switch {
		case d.name() == "reverse_proxy":
			all = append(all, d)
		case depth < deepestPath:
			all = append(all, proxied(d.block, depth+1)...)
		}
	}
	return all
}

// connect adds the connect side of a reverse_proxy line; those without a transport of their own share one.
func (c *caddy) connect(e *chain.Endpoint, d directive, plain **chain.Side) {
	var transport *directive
	words := d.words[1:]
	if len(words) > 0 && (strings.HasPrefix(words[0].text, "/") || strings.HasPrefix(words[0].text, "@") || words[0].text == "*") {
		words = words[1:]
	}
	for i, line := range d.block {
		switch line.name() {
		case "to":
			words = append(slices.Clip(words), line.words[1:]...)
		case "transport":
			if line.arg(1).text != "http" {
				return // FastCGI: connections are not kept
			}
			transport = &d.block[i]
		}
	}
	addrs, h2 := upstreams(words)
	if transport == nil && *plain != nil && h2 == ((*plain).Protocol == chain.HTTP2) {
		(*plain).Addrs = append((*plain).Addrs, addrs...)
		return
	}
	s := c.product.connects(e, nil, d.at, addrs)
	if h2 {
		s.Protocol = chain.HTTP2
	}
	if transport == nil {
		*plain = s
		return
	}
	for _, line := range transport.block {
		switch {
		case line.name() == "keepalive" && line.arg(1).text == "off":
			never(s, "keepalive", "keepalive off", "keepalive off closes the connection after each response", line.at)
		case line.name() == "keepalive" && len(line.words) > 1:
			s.Idle = caddyPool.value(caddySaid(line))
		case line.name() == "versions" && len(line.words) == 2 && line.arg(1).text == "h2c":
			s.Protocol = chain.HTTP2
		}
	}
}

// upstreams reads the addresses that requests are passed on to. h2 says that all are spoken to in HTTP/2 without TLS.
func upstreams(words []hword) (addrs []chain.Addr, h2 bool) {
	h2 = len(words) > 0
	for _, w := range words {
		text, port := w.text, 80
		h2 = h2 && strings.HasPrefix(text, "h2c://")
		if rest, ok := strings.CutPrefix(text, "https://"); ok {
			text, port = rest, 443
		}
		text = strings.TrimPrefix(strings.TrimPrefix(text, "http://"), "h2c://")
		if socket, ok := strings.CutPrefix(text, "unix/"); ok {
			text = "unix:" + socket
		}
		if low, _, ranged := cutLast(text, "-"); ranged && strings.Contains(low, ":") {
			text = low // of a range of ports, the first one
		}
		if strings.HasPrefix(text, ":") {
			text = "localhost" + text
		}
		if a, ok := address(text, port, w.at); ok && a.Host != "" {
			addrs = append(addrs, a)
		}
	}
	return addrs, h2
}
