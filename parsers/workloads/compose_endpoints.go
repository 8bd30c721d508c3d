package workloads

import (
	"slices"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/image"
	"github.com/timeoutlint/timeoutlint/source"
)

// endpoints are the services that serve: those whose server is recognised, and those built here that others reach on a port. What serves no HTTP that the
// catalogue knows, databases and workers, is none.
func (p *project) endpoints() (all []*chain.Endpoint) {
	root := p.root()
	byName := map[string]*chain.Endpoint{}
	started := p.started()
	for _, c := range started {
		if c.isProxy() { // a proxy's configuration tells all, and is read as such
			if e := p.traefik(c, root, started); e != nil && byName[c.Name] == nil {
				byName[c.Name] = e
				all = append(all, e)
			}
			continue
		}
		if _, nginx := image.Nginx(p.in.Tree, &c.Program, c.mounted); nginx {
			continue // its configuration tells all
		}
		e, known := byName[c.Name]
		if !known {
			e = &chain.Endpoint{Local: "compose/" + c.Name, Kind: chain.Server, Root: root, At: c.At, When: c.When}
			e.Accepts = []*chain.Side{{Owner: e, Protocol: chain.HTTP1, At: []source.Span{c.At}}}
		}
		side := e.Accepts[0]
		v := c.Serve(side, p.in.Sources)
		if absent(v) && !known && !c.maybe() {
			continue
		}
		if !known {
			byName[c.Name] = e
			all = append(all, e)
		} else {
			e.When = nil // in several worlds
		}
		side.Idle = append(side.Idle, v...).Widened()
		p.reached(c, side)
	}
	return all
}

// absent reports whether nothing is known of a server, not even that there is one.
func absent(v chain.Value) bool {
	return !slices.ContainsFunc(v, func(c chain.Case) bool { return c.State != chain.Absent })
}

// maybe reports whether a service of which nothing is recognised may serve all the same: it is built here, and others reach it on a port.
func (c *container) maybe() bool {
	return c.built && (len(c.Ports) > 0 || c.Build != nil && len(c.Build.Ports) > 0)
}

// reached are the addresses of a service: each of its names, on the ports that are told and on any other, since a service need not tell them.
func (p *project) reached(c *container, side *chain.Side) {
	for _, host := range c.hosts {
		for _, port := range append(slices.Clone(c.Ports), 0) {
			a := chain.Addr{Host: host, Port: port, At: c.At}
			if !slices.Contains(side.Addrs, a) {
				side.Addrs = append(side.Addrs, a)
			}
		}
	}
}
