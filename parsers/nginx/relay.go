package nginx

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// relay is a proxy of stream {}: a device that hops pass through, which ends connections of its own accord.
func (c *config) relay(sc *scope, upstreams map[string]*scope) *chain.Endpoint {
	t := table()[nsStream]
	pass := sc.own(t["proxy_pass"])
	if pass == nil {
		return nil
	}
	label := "80"
	e := &chain.Endpoint{Kind: chain.Middlebox, Product: "nginx stream", Root: c.root, When: sc.when, At: sc.at}
	in := &chain.Side{Owner: e, Protocol: chain.TCP, At: []source.Span{sc.at}}
	for _, own := range sc.entries {
		if own.spec.name != "listen" {
			continue
		}
		if a, reason := parseListen(own.args[0].text); reason == "" {
			a.At = own.args[0].at
			in.Addrs = append(in.Addrs, a)
		}
		if len(in.Addrs) == 1 {
			label = own.args[0].text
		}
	}
	e.Local = "nginx/stream/" + label
	idle := c.time(sc, t["proxy_timeout"], written, func(in *scope) chain.Case { return c.fallback("stream/proxy_timeout", in) })
	in.Idle = idle
	out := &chain.Side{Owner: e, Protocol: chain.TCP, Idle: idle, At: []source.Span{pass.at}, Addrs: streamTargets(pass, upstreams)}
	e.Accepts, e.Connect = []*chain.Side{in}, []*chain.Side{out}
	e.Box = &chain.Box{Idle: idle, Expiry: "close", Terminates: true}
	return e
}

func streamTargets(pass *entry, upstreams map[string]*scope) []chain.Addr {
	name := pass.args[0].text
	if sc := upstreams[strings.ToLower(name)]; sc != nil {
		var addrs []chain.Addr
		for _, e := range sc.entries {
			if e.spec.name == "server" {
				addrs = append(addrs, newPeer(e).addr)
			}
		}
		return addrs
	}
	if a, reason := parseHost(name, 0); reason == "" && !strings.Contains(name, "$") {
		a.At = pass.args[0].at
		return []chain.Addr{a}
	}
	return nil
}
