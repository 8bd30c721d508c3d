package chain

import (
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/limits"
)

// LinkOptions are the choices of the user about joins.
type LinkOptions struct {
	Assume bool // join the only balancer with unknown targets to the only server, and take sides for what they are supposed to be
	// ForShow reports whether an endpoint lies where tests and examples are kept: nothing is assumed of it. It may be nil.
	ForShow func(e *Endpoint) bool
	Limits  limits.Set // hops, those of one root, and the ways that links lead over
}

// Link joins the sides of the graph into hops and gives each hop its id. Joins, strongest first: references in code, declared links, host
// and port, the assumed one. Hops look through middleboxes: what goes to one continues with what comes from it. An address that nothing in the scan
// declares becomes an endpoint of its own, so that the hop stays visible and says what the unknown server would have to keep.
func (g *Graph) Link(o LinkOptions) {
	l := &linker{
		Graph: g, names: g.names(), index: g.listeners(),
		unknown: map[addressKey]*Endpoint{}, taken: map[string]bool{}, joined: map[[2]*Side][]*Hop{}, linked: map[*Endpoint]bool{}, onward: map[*Endpoint][]onward{}, said: map[[2]*Endpoint]bool{},
		guessed: map[*Side]*Supposed{}, may: map[*Side][]*Endpoint{}, forShow: o.ForShow, room: newRoom(o.Limits),
	}
	for _, e := range g.Endpoints {
		l.taken[e.ID] = true
	}
	if o.Assume {
		l.suppose()
	}
	for _, h := range g.Hops {
		l.joined[[2]*Side{h.Client, h.Server}] = []*Hop{h}
	}
	l.roots = g.rootNames()
	stated, declared := l.stated(), l.declared()
	starts := append(told(stated, declared), declared...)
	l.cycles()
	for _, s := range starts {
		l.follow(s.client, s.to, s.via, s.join, s.protocol)
	}
	l.addresses()
	if o.Assume {
		l.assume()
	}
	l.dangling()
	l.kernel()
	g.number()
}

type linker struct {
	*Graph
	names   names
	index   listening
	unknown map[addressKey]*Endpoint
	taken   map[string]bool // ids
	joined  map[[2]*Side][]*Hop
	linked  map[*Endpoint]bool     // clients whose server a link names
	onward  map[*Endpoint][]onward // where connections that enter a middlebox go on to
	said    map[[2]*Endpoint]bool  // those of them that hold always
	guessed map[*Side]*Supposed    // accept sides that are taken for what they are supposed to be
	may     map[*Side][]*Endpoint  // connect sides with the servers that they may lead to
	forShow func(e *Endpoint) bool
	edges   []edge
	room    room
	roots   map[*Root]string // prefixes of ids
}

// follow joins a client side to what it reaches, through any number of middleboxes.
func (l *linker) follow(c *Side, to *Endpoint, via []*Endpoint, join Join, p Protocol) {
	if to.Kind != Middlebox {
		for _, s := range acceptsOf(to, c, p) {
			l.join(c, s, via, join, p)
		}
		return
	}
	if slices.Contains(via, to) || l.spend(join.At) {
		return // a cycle of middleboxes is reported by itself
	}
	via = append(slices.Clone(via), to)
	went := false
	for _, next := range l.onward[to] {
		went = true
		when, possible := And(join.When, next.join.When)
		if !possible {
			continue
		}
		join := join
		join.When = when
		l.follow(c, next.to, append(slices.Clone(via), next.via...), join, p)
	}
	for _, out := range to.Connect {
		for _, a := range out.Addrs {
			if a.hostless() {
				continue
			}
			went = true
			if l.spend(join.At) {
				return
			}
			for _, s := range l.at(to.Root, a) {
				l.reach(c, s, via, join, p)
			}
		}
	}
	if !went {
		l.join(c, l.behind(to.ID, to.Canon, to.At), via, join, p)
	}
}

// reach joins a client side to an accept side that was found by its address.
func (l *linker) reach(c, s *Side, via []*Endpoint, join Join, p Protocol) {
	if s.Owner.Kind == Middlebox {
		l.follow(c, s.Owner, via, join, p)
		return
	}
	l.join(c, s, via, join, p)
}

// join makes a hop of two sides. What is joined already stays so, but for links that lead through other middleboxes: those are ways beside
// each other, and a connection may take either.
func (l *linker) join(c, s *Side, via []*Endpoint, join Join, p Protocol) {
	if len(via) > 0 && l.spend(join.At) {
		return
	}
	pair := [2]*Side{c, s}
	known := l.joined[pair]
	if c.Owner == s.Owner || len(known) > 0 && join.How != ByLink || l.full(c, join) {
		return
	}
	via = slices.Concat(c.Via, via)
	when, possible := together(join.When, c.Owner, s.Owner, via)
	if !possible {
		return
	}
	for _, h := range known {
		switch {
		case len(via) == 0, slices.Equal(h.Via, via):
			return
		case len(h.Via) == 0: // the same way, told in more detail
			h.Via = via
			if h.Joined.How == ByLink {
				h.Joined = join
			}
			return
		}
	}
	if len(known) == maxBeside {
		l.tooManyBeside(join.At)
		return
	}
	h := &Hop{Client: c, Server: s, Via: via, When: when, Joined: l.assumed(s, join), At: c.At, Protocol: protocolOf(c, s, p)}
	l.joined[pair] = append(known, h)
	l.Hops = append(l.Hops, h)
	l.room.started[c.Owner.Root]++
}

// together is the guard under which a join, both its ends and what lies between them exist in one world; possible is false where they never do.
func together(when Guard, from, to *Endpoint, via []*Endpoint) (both Guard, possible bool) {
	both = when
	for _, e := range append([]*Endpoint{from, to}, via...) {
		if both, possible = And(both, e.When); !possible {
			return nil, false
		}
	}
	return both, true
}

// acceptsOf chooses the accept sides that a client side can meet: of an endpoint that speaks both, HTTP/2 is met only by clients for which it is
// declared or forced.
func acceptsOf(e *Endpoint, c *Side, p Protocol) []*Side {
	if p == "" {
		p = c.Protocol
	}
	return speaking(e.Accepts, p)
}

// speaking gives the sides that speak HTTP/2 or do not, as p does; all of them where none agrees. Middleboxes speak what passes through them.
func speaking(sides []*Side, p Protocol) []*Side {
	var same []*Side
	for _, s := range sides {
		if s.Owner.Kind == Middlebox || s.Protocol.Multiplexed() == p.Multiplexed() {
			same = append(same, s)
		}
	}
	if len(same) == 0 {
		return sides
	}
	return same
}

func protocolOf(c, s *Side, declared Protocol) Protocol {
	switch {
	case declared != "":
		return declared
	case c.Protocol != "":
		return c.Protocol
	}
	return s.Protocol
}

// kernel gives the sides of nginx, whose TCP keepalive is the kernel's, the times of the sysctl files in the same scan.
func (l *linker) kernel() {
	settings := map[string]Kernel{} // the last line counts
	for _, k := range l.Kernel {
		if strings.HasPrefix(k.Name, "net.ipv4.tcp_keepalive_") && len(k.Values) > 0 {
			settings[k.Name] = k
		}
	}
	if len(settings) == 0 {
		return
	}
	for _, e := range l.Endpoints {
		for _, sides := range [][]*Side{e.Accepts, e.Connect} {
			for _, s := range sides {
				if s.TCP.Kernel {
					s.TCP.tune(settings)
				}
			}
		}
	}
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
