package configs

import (
	"bytes"
	"path"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

var (
	traefikTop    = pattern.New(`(?mi)^(?:entryPoints|providers|serversTransport|respondingTimeouts|http|certificatesResolvers|api)[ \t]*:|^\[(?:entryPoints|providers|serversTransport|respondingTimeouts|http)[].]`)
	traefikOnly   = pattern.New(`(?mi)^[ \t]+loadBalancer[ \t]*:|^\[+http\.services\..*loadBalancer`)
	traefikStatic = pattern.New(`(?mi)^(?:entryPoints|providers|serversTransport|respondingTimeouts)[ \t]*:|^\[(?:entryPoints|providers|serversTransport|respondingTimeouts)[].]`)
	anotherTop    = pattern.New(`(?m)^(?:apiVersion|services|openapi|swagger|kind)[ \t]*:`)
)

// matchTraefik claims Traefik's static configuration by its name, and files of its file provider by what they hold. Manifests and compose files of the
// same name are others'.
func matchTraefik(name string, head []byte) parsers.Claim {
	base := path.Base(name)
	if ext := path.Ext(base); ext != ".yml" && ext != ".yaml" && ext != ".toml" {
		return parsers.No
	}
	named := strings.HasPrefix(base, "traefik") || strings.Contains(path.Dir(name), "traefik")
	if !named && !balances(head) { // as traefikOnly asks for, but far cheaper
		return parsers.No
	}
	if !anotherTop().Match(head) && traefikTop().Match(head) && (named || traefikOnly().Match(head)) {
		return parsers.ByContent
	}
	return parsers.No
}

// balances reports whether a text holds the word loadBalancer, in any case. It sees the beginning of every YAML file of a scan.
func balances(head []byte) bool {
	word := []byte("loadbalancer")
	for i := 0; i+len(word) <= len(head); i++ {
		if head[i]|0x20 == word[0] && bytes.EqualFold(head[i:i+len(word)], word) {
			return true
		}
	}
	return false
}

var (
	traefikIdle = setting{preset: "traefik", key: "respondingTimeouts.idleTimeout"}
	traefikPool = setting{preset: "traefik", key: "forwardingTimeouts.idleConnTimeout", client: true}
)

// traefik is one file of Traefik's.
type traefik struct {
	*proxies
	file    *source.File
	root    *chain.Root
	product product
	all     []entry
	paths   map[string][]entry
	static  bool

	transports map[string]bool // by where they are declared, once they are asked for
}

// traefikFiles reads static configurations and those of the file provider: what is set for all services in the former counts in the latter.
func traefikFiles(p *proxies, files []*source.File) {
	var all []*traefik
	for _, f := range files {
		t := &traefik{proxies: p, file: f, root: p.root("traefik", f), product: productOf("traefik")}
		t.all = p.entries(f)
		t.paths = byPath(t.all)
		t.static = traefikStatic().Match(f.Src)
		all = append(all, t)
	}
	for _, t := range all {
		t.entryPoints()
		t.services(nearest(t, all))
	}
}

// entries are the values of a file of YAML or TOML.
func (p *proxies) entries(f *source.File) (all []entry) {
	if strings.EqualFold(path.Ext(f.Name), ".toml") {
		return tomlEntries(f)
	}
	docs, fault := yamlEntries(f, nil)
	if fault != "" {
		p.skip(f, fault)
	}
	for _, doc := range docs {
		all = append(all, doc...)
	}
	return all
}

// nearest is the static configuration that counts for a file: its own, the one in the nearest folder above, or the only one.
func nearest(t *traefik, all []*traefik) (best *traefik) {
	if t.static {
		return t
	}
	count, last := 0, t
	for _, s := range all {
		if !s.static {
			continue
		}
		count, last = count+1, s
		dir := path.Dir(s.file.Name)
		if (dir == "." || strings.HasPrefix(t.file.Name, dir+"/")) && (best == nil || len(dir) > len(path.Dir(best.file.Name))) {
			best = s
		}
	}
	if best == nil && count == 1 {
		return last
	}
	return best
}

// find gives the entry of a path, of which the keys are compared without regard to case; ok is false where there is none.
func (t *traefik) find(keys ...string) (entry, bool) {
	found := t.paths[loose(strings.Join(keys, "."))]
	if len(found) == 0 {
		return entry{}, false
	}
	return found[len(found)-1], true
}

// amount is the value of an entry, nil where there is none. A number alone is seconds, as Traefik's decoder has it.
func (t *traefik) amount(s setting, keys ...string) chain.Value {
	e, ok := t.find(keys...)
	if !ok {
		return nil
	}
	w := e.said()
	if number(w.text) && w.text != "0" {
		w.text += "s"
	}
	return s.value(w)
}

// entryPoints declares what accepts requests.
func (t *traefik) entryPoints() {
	for _, e := range t.all {
		parts := strings.Split(e.path, ".")
		if len(parts) != 3 || loose(parts[0]) != "entrypoints" || loose(parts[2]) != "address" || strings.HasSuffix(e.text, "/udp") {
			continue
		}
		var addrs []chain.Addr
		if a, ok := address(strings.TrimSuffix(e.text, "/tcp"), 80, e.at); ok && e.open == "" {
			addrs = append(addrs, a)
		}
		v := t.amount(traefikIdle, parts[0], parts[1], "transport", traefikIdle.key)
		if v == nil {
			v = t.amount(traefikIdle, traefikIdle.key) // as Traefik 1 has it
		}
		endpoint := &chain.Endpoint{Local: "traefik/" + parts[1], Kind: chain.Proxy, Product: "traefik", Root: t.root, At: e.at}
		t.product.accepts(endpoint, v, e.at, addrs)
		t.out.Endpoints = append(t.out.Endpoints, endpoint)
	}
}

// services declares what requests are passed on to.
func (t *traefik) services(static *traefik) {
	named := map[string]*chain.Endpoint{}
	for _, e := range t.all {
		parts := strings.Split(e.path, ".")
		if len(parts) != 6 || loose(parts[0]) != "http" || loose(parts[1]) != "services" || loose(parts[3]) != "loadbalancer" ||
			!strings.HasPrefix(loose(parts[4]), "servers[") || loose(parts[5]) != "url" {
			continue
		}
		name := parts[2]
		endpoint := named[name]
		if endpoint == nil {
			endpoint = &chain.Endpoint{Local: "traefik/service/" + name, Kind: chain.Proxy, Product: "traefik", Root: t.root, At: e.at}
			named[name] = endpoint
			t.product.connects(endpoint, t.pooled(name, static, e.at), e.at, nil)
			t.out.Endpoints = append(t.out.Endpoints, endpoint)
		}
		side := endpoint.Connect[0]
		if addrs, h2 := upstreams([]hword{{strings.TrimSuffix(e.text, "/"), e.at}}); e.open == "" {
			side.Addrs = append(side.Addrs, addrs...)
			if h2 {
				side.Protocol = chain.HTTP2
			}
		}
	}
}

// pooled is how long a service keeps idle connections: its own transport says, or that of all.
func (t *traefik) pooled(service string, static *traefik, at source.Span) chain.Value {
	if e, ok := t.find("http", "services", service, "loadBalancer", "serversTransport"); ok {
		name, provider, _ := strings.Cut(e.text, "@")
		if v := t.amount(traefikPool, "http", "serversTransports", name, traefikPool.key); v != nil {
			return v
		}
		if !t.transport(name) || provider != "" && provider != "file" {
			return chain.Is(chain.Unresolved, &chain.Origin{Setting: traefikPool.key, Note: "serversTransport " + source.ClipLine(e.text) + " is not in this file", Steps: []chain.Step{{Role: chain.Decides, At: e.at}}})
		}
		return nil
	}
	if static == nil {
		return chain.Is(chain.Unresolved, &chain.Origin{
			Setting: traefikPool.key, Note: "the static configuration of Traefik is not here: serversTransport." + traefikPool.key + " may be set in it",
			Steps: []chain.Step{{Role: chain.DefaultOf, At: at}},
		})
	}
	return static.amount(traefikPool, "serversTransport", traefikPool.key)
}

// transport reports whether a file declares a transport of that name.
func (t *traefik) transport(name string) bool {
	if t.transports == nil {
		t.transports = map[string]bool{}
		for at := range t.paths {
			for i := range len(at) {
				if at[i] == '.' && strings.HasPrefix(at, transports) {
					t.transports[at[:i]] = true
				}
			}
		}
	}
	return t.transports[transports+loose(name)]
}

const transports = "http.serverstransports."
