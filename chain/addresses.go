package chain

import (
	"maps"
	"math"
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
	hosts map[*Root][]string // the names under which a root is reached
}

type listener struct {
	side *Side
	addr Addr
}

func (g *Graph) listeners() listening {
	l := listening{ports: map[int][]listener{}, unix: map[string][]listener{}, hosts: map[*Root][]string{}}
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
	l.named(g)
	return l
}

// named gathers the names under which roots are reached, of those names that other addresses say they are beside of.
func (l listening) named(g *Graph) {
	beside := map[string]bool{}
	each := func(do func(e *Endpoint, a Addr)) {
		for _, e := range g.Endpoints {
			for _, s := range e.Accepts {
				for _, a := range s.Addrs {
					do(e, a)
				}
			}
		}
	}
	each(func(_ *Endpoint, a Addr) {
		if a.Beside != "" {
			beside[a.Beside] = true
		}
	})
	if len(beside) == 0 {
		return
	}
	each(func(e *Endpoint, a Addr) {
		if e.Root != nil && beside[a.Host] && !slices.Contains(l.hosts[e.Root], a.Host) {
			l.hosts[e.Root] = append(l.hosts[e.Root], a.Host)
		}
	})
}

// find gives the sides that listen at address a. What listens on a loopback address or a socket, or on every interface, is found only from
// inside its own root: another host's port 8080 is another port. What the user declares as a host belongs to no root and is meant for all.
func (l listening) find(from *Root, a Addr) []*Side {
	candidates := l.ports[a.Port]
	if a.Unix {
		candidates = l.unix[a.Host]
	}
	var found []listener
	for _, c := range slices.Concat(candidates, l.loose) {
		if l.meets(from, a, c) {
			found = append(found, c)
		}
	}
	var sides []*Side
	seen := map[*Side]bool{} // thousands of servers may share an address
	for _, c := range nearest(from, found) {
		if !seen[c.side] {
			seen[c.side] = true
			sides = append(sides, c.side)
		}
	}
	return sides
}

// home is what a listener's names hold in: the containers of a compose file, a cluster. It is "" for names that hold everywhere.
func (l listener) home() string {
	switch r := l.side.Owner.Root; {
	case r == nil:
		return ""
	case r.Scope != "":
		return r.Scope
	case r.Kind == "kubernetes":
		return "kubernetes " + r.Canon
	}
	return ""
}

// nearest leaves of containers of one name those of the asker's own surroundings, else those that lie nearest to it. A name that still means containers of
// several surroundings means nothing: those of none are kept.
func nearest(from *Root, found []listener) []listener {
	homes := map[string]int{} // with how near they are to the asker
	own, best := false, math.MinInt
	for _, c := range found {
		if home := c.home(); home != "" {
			homes[home] = nearness(from, c.side.Owner.Root)
			own = own || from != nil && from.Scope == home
			best = max(best, homes[home])
		}
	}
	if len(homes) < 2 && !own {
		return found
	}
	maps.DeleteFunc(homes, func(home string, n int) bool { return own && home != from.Scope || !own && n < best })
	return slices.DeleteFunc(slices.Clone(found), func(c listener) bool {
		_, kept := homes[c.home()]
		return c.home() != "" && (!kept || len(homes) > 1) || own && c.home() == ""
	})
}

// nearness tells how near a root lies to another one: the folders that they share, then how few more lead to it.
func nearness(from, to *Root) (n int) {
	if from == nil || to == nil {
		return 0
	}
	x, y := strings.Split(from.Canon, "/"), strings.Split(to.Canon, "/")
	if to.File != "" {
		y = y[:len(y)-1]
	}
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n<<16 - len(y)
}

func (all listening) meets(from *Root, a Addr, l listener) bool {
	home := l.side.Owner.Root
	if home == nil {
		return a.Unix == l.addr.Unix && (a.Host == l.addr.Host || strings.ContainsAny(l.addr.Host, "*?") && glob(l.addr.Host, a.Host))
	}
	if l.addr.Beside != "" {
		return loopback(a.Host) && slices.Contains(all.hosts[from], l.addr.Beside)
	}
	if l.addr.Port == 0 && !l.addr.Unix && !home.containers() {
		return false
	}
	if a.Unix || loopback(a.Host) {
		return home == from && (a.Unix || loopback(l.addr.Host) || everywhere(l.addr.Host))
	}
	return !everywhere(l.addr.Host) && !loopback(l.addr.Host) && strings.EqualFold(a.Host, l.addr.Host)
}

// containers reports whether the names of a root's listeners are those of containers, which have them for themselves: whatever the port, it is theirs.
func (r *Root) containers() bool {
	return r.Kind == "compose" || r.Kind == "kubernetes" || r.Kind == "dockerfile"
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
