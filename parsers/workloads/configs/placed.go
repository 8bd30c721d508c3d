package configs

import (
	"net/netip"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// mainFiles are the names under which proxies look for their configuration in a folder.
var mainFiles = []string{"haproxy.cfg", "caddyfile", "traefik.yml", "traefik.yaml", "traefik.toml", "httpd.conf", "apache2.conf"}

// place gives what a file declares the names of the containers that see it. What they connect to is looked for among their neighbours.
func (p *proxies) place(r *chain.Root, f *source.File) {
	main := slices.Contains(mainFiles, strings.ToLower(filepath.Base(f.Path)))
	scopes := map[string]bool{}
	for _, c := range p.in.Settings.Placed {
		if c.Path != f.Path && (!c.Proxy || !main || c.Path != filepath.Dir(f.Path)) {
			continue
		}
		r.Scope = c.Scope
		scopes[c.Scope] = true
		p.hosts[r] = append(p.hosts[r], c.Hosts...)
	}
	if len(scopes) > 1 {
		r.Scope = "" // which of them it is, is not known
		delete(p.hosts, r)
	}
}

// reachable gives the accept sides of containers their names, on the ports that they have.
func (p *proxies) reachable() {
	for _, e := range p.out.Endpoints {
		for _, s := range e.Accepts {
			for _, a := range slices.Clone(s.Addrs) {
				if ip, err := netip.ParseAddr(a.Host); a.Unix || a.Host == "localhost" || err == nil && !ip.IsUnspecified() {
					continue // no other container reaches it there, or by this address only
				}
				for _, host := range p.hosts[e.Root] {
					if a.Host = host; !slices.Contains(s.Addrs, a) {
						s.Addrs = append(s.Addrs, a)
					}
				}
			}
		}
	}
}
