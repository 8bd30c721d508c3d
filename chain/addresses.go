package chain

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

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

// listening indexes the accept sides of a graph by port, by socket path, and those that match by pattern or on every port.
type listening struct {
	ports map[int][]listener
	unix  map[string][]listener
	loose []listener
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
				switch at := (listener{s, a}); {
				case a.Unix:
					l.unix[a.Host] = append(l.unix[a.Host], at)
				case a.Port == 0:
					l.loose = append(l.loose, at)
				default:
					l.ports[a.Port] = append(l.ports[a.Port], at)
				}
			}
		}
	}
	return l
}

// find gives the sides that listen at address a. What listens on a loopback address or a socket, or on every interface, is found only from
// inside its own root: another host's port 8080 is another port. What the user declares as a host belongs to no root and is meant for all.
func (l listening) find(from *Root, a Addr) []*Side {
	candidates := l.ports[a.Port]
	if a.Unix {
		candidates = l.unix[a.Host]
	}
	var sides []*Side
	for _, c := range slices.Concat(candidates, l.loose) {
		if meets(from, a, c) && !slices.Contains(sides, c.side) {
			sides = append(sides, c.side)
		}
	}
	return sides
}

func meets(from *Root, a Addr, l listener) bool {
	home := l.side.Owner.Root
	if home == nil {
		return a.Unix == l.addr.Unix && (a.Host == l.addr.Host || strings.ContainsAny(l.addr.Host, "*?") && glob(l.addr.Host, a.Host))
	}
	if l.addr.Port == 0 && !l.addr.Unix {
		return false
	}
	if a.Unix || loopback(a.Host) {
		return home == from && (a.Unix || loopback(l.addr.Host) || everywhere(l.addr.Host))
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
