package chain

import (
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

// listening indexes the accept sides of a graph, so that who asks for an address meets those few that may have it.
type listening struct {
	at    map[spot][]listener
	hosts map[*Root][]string // the names under which a root is reached
	found map[asked]meeting  // answers already given: thousands of upstreams may lead to one address
}

type listener struct {
	side  *Side
	addr  Addr
	order int
}

// spot is what an address and a listener that may have it agree on. Of what is met by more than one name, only the port is known: port is 0 where it
// listens on every port.
type spot struct {
	root *Root  // of what is only found from inside: on a loopback address, on every interface
	host string // in lower case
	port int
	unix bool
}

// asked is the address that somebody in a root asks for.
type asked struct {
	from *Root
	host string
	port int
	unix bool
}

// meeting is the answer: the sides that are meant, and those that have the name elsewhere.
type meeting struct{ sides, others []*Side }

func (g *Graph) listeners() listening {
	l := listening{at: map[spot][]listener{}, hosts: map[*Root][]string{}, found: map[asked]meeting{}}
	n := 0
	for _, e := range g.Endpoints {
		for _, s := range e.Accepts {
			for _, a := range s.Addrs {
				n++
				at := spotOf(e.Root, a)
				l.at[at] = append(l.at[at], listener{s, a, n})
			}
		}
	}
	l.named(g)
	return l
}

func spotOf(root *Root, a Addr) spot {
	switch {
	case a.Unix:
		return spot{host: a.Host, unix: true}
	case a.Beside != "", root == nil && strings.ContainsAny(a.Host, "*?"):
		return spot{port: a.Port}
	case root != nil && (everywhere(a.Host) || loopback(a.Host)):
		return spot{root: root, port: a.Port}
	}
	return spot{host: strings.ToLower(a.Host), port: a.Port}
}

// candidates gives the listeners that may have an address: first those of its port, then those on every port, each in the order of the endpoints.
func (l listening) candidates(from *Root, a Addr) (all []listener) {
	if a.Unix {
		return l.at[spot{host: a.Host, unix: true}]
	}
	for _, port := range slices.Compact([]int{a.Port, 0}) {
		first := len(all)
		all = append(all, l.at[spot{port: port}]...)
		all = append(all, l.at[spot{host: strings.ToLower(a.Host), port: port}]...)
		if from != nil && loopback(a.Host) {
			all = append(all, l.at[spot{root: from, port: port}]...)
		}
		slices.SortFunc(all[first:], func(x, y listener) int { return x.order - y.order })
	}
	return all
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
// others are those that have the name elsewhere.
func (l listening) find(from *Root, a Addr) (sides, others []*Side) {
	key := asked{from, a.Host, a.Port, a.Unix}
	m, known := l.found[key]
	if !known {
		m = l.meeting(from, a)
		l.found[key] = m
	}
	return m.sides, m.others
}

func (l listening) meeting(from *Root, a Addr) meeting {
	var found []listener
	for _, c := range l.candidates(from, a) {
		if l.meets(from, a, c) {
			found = append(found, c)
		}
	}
	if a.Unix || strings.ContainsAny(a.Host, " /") { // no name that anybody chose: it means one container, wherever that is
		return meeting{sides: sidesOf(found)}
	}
	meant, elsewhere := nearest(from, found)
	return meeting{sidesOf(meant), sidesOf(elsewhere)}
}

func sidesOf(all []listener) (sides []*Side) {
	seen := map[*Side]bool{} // thousands of servers may share an address
	for _, c := range all {
		if !seen[c.side] {
			seen[c.side] = true
			sides = append(sides, c.side)
		}
	}
	return sides
}

// cluster begins the scopes of what runs in Kubernetes: names that a folder of manifests does not hold may be those of another one.
const cluster = "kubernetes "

// homes are what the names of a root's containers hold in: a compose file, a folder of manifests. None are those of names that hold everywhere.
func (r *Root) homes() []string {
	switch {
	case r == nil:
		return nil
	case r.Scope != "":
		return append([]string{r.Scope}, r.Also...)
	case r.Kind == "kubernetes":
		return []string{cluster + r.Canon}
	}
	return nil
}

// Home is what the names of a root's containers hold in, as [Root.Scope]: a compose file, a folder of manifests; "" for names that hold everywhere.
func (r *Root) Home() string {
	if homes := r.homes(); len(homes) > 0 {
		return homes[0]
	}
	return ""
}

func (l listener) home() string { return l.side.Owner.Root.Home() }

// inCluster reports whether a scope is one of Kubernetes.
func inCluster(home string) bool { return strings.HasPrefix(home, cluster) }

// nearest leaves of containers of one name those of the asker's own surroundings. Containers of a compose file reach no others by name; those of a cluster
// may, and for who has no surroundings the nearest ones are meant. A name that still means containers of several surroundings means nothing: those of
// none are kept. others are the containers that have the name and are not meant.
func nearest(from *Root, found []listener) (kept, others []listener) {
	homes := from.homes()
	own := func(c listener) bool {
		return slices.ContainsFunc(c.side.Owner.Root.homes(), func(home string) bool { return slices.Contains(homes, home) })
	}
	if slices.ContainsFunc(found, own) {
		return slices.DeleteFunc(slices.Clone(found), func(c listener) bool { return !own(c) }), nil
	}
	best, near := math.MinInt, map[string]bool{}
	for _, c := range found {
		n := nearness(from, c.side.Owner.Root)
		switch {
		case c.home() == "", len(homes) > 0 && (!inCluster(homes[0]) || !inCluster(c.home())), n < best:
		case n > best:
			best, near = n, map[string]bool{c.home(): true}
		default:
			near[c.home()] = true
		}
	}
	for _, c := range found {
		if c.home() == "" || len(near) == 1 && near[c.home()] {
			kept = append(kept, c)
		} else {
			others = append(others, c)
		}
	}
	return kept, others
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
