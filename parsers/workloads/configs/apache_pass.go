package configs

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// pass is a line that passes requests on, with the key=value words behind its URL.
type pass struct {
	url   hword
	words []hword
	line  statement
}

// passes are the ProxyPass lines of a block, also those in <Location>.
func passes(b *httpdBlock) (all []pass) {
	b.each(func(l statement, _ string) {
		if name := l.arg(0).text; name == "proxypass" || name == "proxypassmatch" {
			all = append(all, pass{l.arg(2), l.words[min(3, len(l.words)):], l})
		}
	})
	for _, in := range b.sections("location", "locationmatch") {
		in.each(func(l statement, _ string) {
			if l.arg(0).text == "proxypass" || l.arg(0).text == "proxypassmatch" {
				all = append(all, pass{l.arg(1), l.words[min(2, len(l.words)):], l})
			}
		})
	}
	return all
}

// connect adds a connect side for each way in which connections are kept: most share one.
func (h *httpd) connect(e *chain.Endpoint, b, top *httpdBlock) {
	shared := map[string]*chain.Side{}
	for _, p := range passes(b) {
		members := []pass{p}
		if balancer := h.balancers[strings.ToLower(strings.TrimRight(p.url.text, "/"))]; strings.HasPrefix(strings.ToLower(p.url.text), "balancer://") {
			members = nil
			if balancer != nil {
				members = h.members(balancer)
			}
		}
		for _, m := range members {
			h.worker(e, m, shared)
		}
	}
	for _, scope := range []*httpdBlock{top, b} {
		h.environment(e, scope)
	}
	if len(e.Connect) > 1 {
		for _, s := range e.Connect {
			e.Aliases = append(e.Aliases, chain.Alias{ID: e.Local + "/" + s.Addrs[0].String(), Side: s})
		}
	}
}

// members are those of a balancer; what ProxySet says counts for all of them.
func (h *httpd) members(b *httpdBlock) (all []pass) {
	var common []hword
	b.each(func(l statement, _ string) {
		switch l.arg(0).text {
		case "balancermember":
			all = append(all, pass{l.arg(1), l.words[min(2, len(l.words)):], l})
		case "proxyset":
			common = append(common, l.words[1:]...)
		}
	})
	for i := range all {
		all[i].words = append(slices.Clip(all[i].words), common...)
	}
	return all
}

// worker adds one server. Other protocols than HTTP keep no connections, or are told by other timers.
func (h *httpd) worker(e *chain.Endpoint, p pass, shared map[string]*chain.Side) {
	url := p.url
	if socket, rest, ok := strings.Cut(url.text, "|"); ok && strings.HasPrefix(socket, "unix:") && strings.HasPrefix(rest, "http") {
		url.text = socket
	} else {
		scheme, rest, ok := strings.Cut(url.text, "://")
		switch strings.ToLower(scheme) {
		case "http", "https", "h2", "h2c":
		case "ws", "wss":
			scheme = strings.Replace(strings.ToLower(scheme), "ws", "http", 1)
		default:
			return
		}
		host, _, _ := strings.Cut(rest, "/")
		if url.text = strings.ToLower(scheme) + "://" + host; !ok || strings.Contains(host, "$") && !strings.Contains(host, "${") {
			return // decided by each request
		}
		url.text = strings.Replace(url.text, "h2://", "https://", 1)
	}
	addrs, h2c := upstreams([]hword{url})
	if len(addrs) == 0 {
		return
	}
	kept, closes := hword{}, hword{}
	for _, w := range p.words {
		switch key, value, _ := strings.Cut(w.text, "="); strings.ToLower(key) {
		case "ttl":
			kept = hword{value, w.at}
		case "disablereuse":
			if closes = (hword{}); strings.EqualFold(value, "on") {
				closes = w
			}
		}
	}
	key := kept.text + "|" + strings.ToLower(closes.text) + "|" + strings.ToLower(strings.SplitN(url.text, ":", 2)[0])
	if s := shared[key]; s != nil && kept.text == "" {
		s.Addrs = append(s.Addrs, addrs...)
		return
	}
	s := h.product.connects(e, h.ttl(kept), p.line.at, addrs)
	if h2c || strings.HasPrefix(strings.ToLower(p.url.text), "h2://") {
		s.Protocol = chain.HTTP2
	}
	if closes.text != "" {
		never(s, "disablereuse", closes.text, closes.text+" closes the connection after each response", closes.at)
	}
	shared[key] = s
}

func (h *httpd) ttl(w hword) chain.Value {
	if w.text == "" {
		return nil
	}
	one := said{text: w.text, written: "ttl=" + source.ClipLine(w.text), at: w.at}
	if templated(w.text) || strings.Contains(w.text, "$") {
		one.open = one.written + " is filled in when the server starts"
	}
	return httpdPool.value(one)
}

// environment takes what SetEnv says about connections to servers, for all sides of a block.
func (h *httpd) environment(e *chain.Endpoint, b *httpdBlock) {
	b.each(func(l statement, doubtful string) {
		if l.arg(0).text != "setenv" {
			return
		}
		name := l.arg(1).text
		for _, s := range e.Connect {
			switch {
			case len(s.Reuse) > 0:
			case name == "proxy-nokeepalive" || name == "force-proxy-request-1.0":
				never(s, "SetEnv", "SetEnv "+name, "SetEnv "+name+" closes the connection after each response", l.at)
				if doubtful != "" {
					s.Reuse[0].Reuse = chain.ReuseUnclear
				}
			case name == "proxy-initial-not-pooled":
				never(s, "SetEnv", "SetEnv "+name, "SetEnv "+name+" takes a new connection for the first request of each client", l.at)
				s.Reuse[0].Reuse, s.Reuse[0].Causes[0].Possible = chain.ReuseUnclear, true
			}
		}
	})
}
