package chain

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Link joins the sides of the graph into hops and gives each hop its id. A connect side with addresses meets the
// accept sides that listen there; an address that nothing in the scan declares becomes an endpoint of its own, so that the
// hop stays visible and says what the unknown server would have to keep.
func (g *Graph) Link() {
	index := g.listeners()
	unknown := map[addressKey]*Endpoint{}
	joined := map[[2]*Side]bool{}
	for _, h := range g.Hops {
		joined[[2]*Side{h.Client, h.Server}] = true
	}
	for _, e := range slices.Clone(g.Endpoints) {
		if e.Kind == Middlebox {
			continue
		}
		for _, c := range e.Connect {
			for _, a := range c.Addrs {
				found := index.find(e.Root, a)
				if len(found) == 0 {
					found = []*Side{g.address(unknown, e.Root, a)}
				}
				for _, s := range found {
					if pair := [2]*Side{c, s}; !joined[pair] {
						joined[pair] = true
						g.Hops = append(g.Hops, &Hop{Client: c, Server: s, Joined: Join{How: ByAddress, At: a.At, Text: a.String()}, At: c.At})
					}
				}
			}
		}
	}
	g.number()
}

// addressKey tells addresses apart: a loopback address or a socket is another one in each root.
type addressKey struct {
	root *Root
	addr string
}

// address is the endpoint for a host and port that nothing declares.
func (g *Graph) address(known map[addressKey]*Endpoint, root *Root, a Addr) *Side {
	key := addressKey{addr: a.String()}
	if a.Unix || loopback(a.Host) {
		key.root = root
	}
	e := known[key]
	if e == nil {
		e = &Endpoint{ID: key.addr, Local: key.addr, Canon: key.addr, Kind: Address, At: a.At}
		e.Accepts = []*Side{{Owner: e, Addrs: []Addr{a}}}
		known[key] = e
		g.Endpoints = append(g.Endpoints, e)
	}
	return e.Accepts[0]
}

// number gives each hop its id. Several hops between the same two endpoints differ in their clocks and are numbered.
func (g *Graph) number() {
	seen := map[string]int{}
	for _, h := range g.Hops {
		h.ID = h.Client.Owner.ID + " -> " + h.Server.Owner.ID
		seen[h.ID]++
		if n := seen[h.ID]; n > 1 {
			h.ID += " #" + strconv.Itoa(n)
		}
	}
}

// String is the address as a user would write it.
func (a Addr) String() string {
	if a.Unix {
		return "unix:" + a.Host
	}
	host := a.Host
	if strings.Contains(host, ":") && !strings.HasPrefix(host, "[") {
		host = "[" + host + "]"
	}
	if a.Port == 0 {
		return host
	}
	return host + ":" + strconv.Itoa(a.Port)
}

// listening indexes the accept sides of a graph by port and by socket path.
type listening struct {
	ports map[int][]listener
	unix  map[string][]listener
}

type listener struct {
	side *Side
	addr Addr
}

func (g *Graph) listeners() listening {
	l := listening{ports: map[int][]listener{}, unix: map[string][]listener{}}
	for _, e := range g.Endpoints {
		for _, s := range e.Accepts {
			for _, a := range s.Addrs {
				if a.Unix {
					l.unix[a.Host] = append(l.unix[a.Host], listener{s, a})
				} else if a.Port != 0 {
					l.ports[a.Port] = append(l.ports[a.Port], listener{s, a})
				}
			}
		}
	}
	return l
}

// find gives the sides that listen at address a. What listens on a loopback address or a socket, or on every interface, is found
// only from inside its own root: another host's port 8080 is another port.
func (l listening) find(from *Root, a Addr) []*Side {
	candidates := l.ports[a.Port]
	if a.Unix {
		candidates = l.unix[a.Host]
	} else if a.Port == 0 {
		return nil
	}
	var sides []*Side
	for _, c := range candidates {
		if meets(from, a, c) && !slices.Contains(sides, c.side) {
			sides = append(sides, c.side)
		}
	}
	return sides
}

func meets(from *Root, a Addr, l listener) bool {
	home := l.side.Owner.Root
	if a.Unix || loopback(a.Host) {
		return home != nil && home == from && (a.Unix || loopback(l.addr.Host) || everywhere(l.addr.Host))
	}
	return !everywhere(l.addr.Host) && !loopback(l.addr.Host) && strings.EqualFold(a.Host, l.addr.Host)
}

func everywhere(host string) bool {
	return host == "" || host == "*" || host == "0.0.0.0" || host == "::" || host == "[::]"
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.IsLoopback()
}
