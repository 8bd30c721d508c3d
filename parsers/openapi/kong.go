package openapi

import (
	"math"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/chain"
)

// kongLimit is one of the three timeouts of a Kong service (Kong 3.9, kong/db/schema/entities/services.lua).
func kongLimit(name string) limit {
	return limit{
		name: name, unit: time.Millisecond, whole: true, least: 1, most: math.MaxInt32 - 1, usual: time.Minute,
		source: "https://developer.konghq.com/gateway/entities/service/",
	}
}

// kongService is what decides where Kong sends an operation, each from the nearest level that has it: a level's defaults replace those further out
// as a whole. They are the same for most operations and worked out once.
type kongService struct{ defaults, upstream, servers *yaml.Node }

// kong reads a document that Kong's decK turns into services and routes. Each of its operations goes through Kong, whichever level is configured.
func (r *reader) kong(o operation) *call {
	mark := r.kongMark()
	if mark == nil {
		return nil
	}
	service, upstream, servers := r.nearest(o, "x-kong-service-defaults"), r.nearest(o, "x-kong-upstream-defaults"), r.nearest(o, "servers")
	key := kongService{service.Node, upstream.Node, servers.Node}
	if c := r.services[key]; c != nil {
		return c
	}
	if service.key == nil {
		if service.key = upstream.key; service.key == nil {
			service.key = mark
		}
	}
	c := &call{at: service.key, connects: true, protocol: chain.HTTP1, deadline: r.deadline(service, kongLimit("read_timeout"))}
	r.deadline(service, kongLimit("connect_timeout")) // for what is wrong with them: they bound other waits
	r.deadline(service, kongLimit("write_timeout"))
	r.kongBackend(c, service, upstream, servers)
	r.services[key] = c
	return c
}

// kongMark is the first x-kong- key of the document, on any level.
func (r *reader) kongMark() *yaml.Node {
	if r.marked {
		return r.mark
	}
	r.marked = true
	levels := []*yaml.Node{r.root}
	for _, o := range r.operations {
		levels = append(levels, o.levels[1], o.levels[0])
	}
	seen := map[*yaml.Node]bool{}
	for _, level := range levels {
		if level == nil || seen[level] {
			continue
		}
		seen[level] = true
		for _, e := range r.mapping(level).entries {
			if strings.HasPrefix(e.key.Value, "x-kong-") {
				r.mark = e.key
				return r.mark
			}
		}
	}
	return nil
}

// kongBackend finds the addresses as decK does: what the service says wins over servers, and targets of the upstream stand for the host.
func (r *reader) kongBackend(c *call, service, upstream, servers extension) {
	var targets []chain.Addr
	scheme := text(r.field(service.Node, "protocol").Node)
	for _, s := range items(servers.Node) {
		u := r.field(r.follow(s).Node, "url")
		a, own, ok := r.located(u.Node, r.filled(r.follow(s).Node, text(u.Node)))
		if scheme == "" {
			scheme = own
		}
		if ok {
			targets = append(targets, a)
		}
	}
	whole := r.field(service.Node, "url")
	if a, own, ok := r.located(whole.Node, text(whole.Node)); ok {
		targets, scheme = []chain.Addr{a}, own
	}
	if all := r.targets(upstream); len(all) > 0 {
		targets = all
	}
	port := 443
	if scheme != "" && !secure(scheme) {
		port = 80
	}
	if len(targets) > 0 {
		port = targets[0].Port
	}
	written := r.field(service.Node, "port")
	if p, err := strconv.ParseUint(text(written.Node), 10, 16); err == nil && p > 0 {
		port = int(p)
	}
	if host := r.field(service.Node, "host"); text(host.Node) != "" {
		targets = nil
		if !templated().MatchString(host.Value) {
			targets = []chain.Addr{{Host: strings.ToLower(host.Value), Port: port, At: r.at(host.Node)}}
		}
		if written.Node != nil && templated().MatchString(text(written.Node)) {
			targets = nil
		}
	} else if len(targets) == 1 {
		targets[0].Port = port
	}
	c.addrs = targets
	if p := protocols[scheme]; p != "" {
		c.protocol = p
	}
}

// filled puts the defaults of a server's variables into its URL, as decK does.
func (r *reader) filled(server *yaml.Node, url string) string {
	for _, v := range r.mapping(r.field(server, "variables").Node).entries {
		if d := r.field(r.follow(v.value).Node, "default"); d.Node != nil && d.Kind == yaml.ScalarNode {
			url = strings.ReplaceAll(url, "{"+v.key.Value+"}", d.Value)
		}
		if len(url) > 4096 {
			return ""
		}
	}
	return url
}

// targets are the addresses that upstream defaults list; the port of a target is 8000 where none is written.
func (r *reader) targets(upstream extension) (all []chain.Addr) {
	const usual = 8000
	for _, n := range items(r.field(upstream.Node, "targets").Node) {
		t := r.field(r.follow(n).Node, "target")
		host, port := text(t.Node), usual
		if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
			p, err := strconv.ParseUint(host[i+1:], 10, 16)
			if err != nil || p == 0 {
				continue
			}
			host, port = host[:i], int(p)
		}
		if host == "" || templated().MatchString(host) {
			continue
		}
		all = append(all, chain.Addr{Host: strings.ToLower(strings.Trim(host, "[]")), Port: port, At: r.at(t.Node)})
	}
	return all
}
