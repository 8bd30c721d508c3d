package chain

import (
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

// LinkOptions are the choices of the user about joins.
type LinkOptions struct {
	Assume bool // join the only balancer with unknown targets to the only nginx
}

// Link joins the sides of the graph into hops and gives each hop its id. Joins, strongest first: references in code, declared links, host
// and port, the assumed one. Hops look through middleboxes: what goes to one continues with what comes from it. An address that nothing in the scan
// declares becomes an endpoint of its own, so that the hop stays visible and says what the unknown server would have to keep.
func (g *Graph) Link(o LinkOptions) {
	l := &linker{
		Graph: g, names: g.names(), index: g.listeners(),
		unknown: map[addressKey]*Endpoint{}, joined: map[[2]*Side][]*Hop{}, linked: map[*Endpoint]bool{}, onward: map[*Endpoint][]onward{},
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
	joined  map[[2]*Side][]*Hop
	linked  map[*Endpoint]bool     // clients whose server a link names
	onward  map[*Endpoint][]onward // where connections that enter a middlebox go on to
	edges   []edge
	ways    int              // pairs that declared links led over so far
	cut     bool             // some were left out
	roots   map[*Root]string // prefixes of ids
}

// onward is a declared continuation behind a middlebox.
type onward struct {
	to   *Endpoint
	via  []*Endpoint
	join Join
}

// start is a declared link that begins at a client side.
type start struct {
	client   *Side
	to       *Endpoint
	via      []*Endpoint
	join     Join
	protocol Protocol
}

// edge is a declared link between two endpoints, for finding cycles.
type edge struct {
	from, to *Endpoint
	link     *Link
}

// stated takes the joins that code itself states.
func (l *linker) stated() (starts []start) {
	for _, r := range l.Refs {
		join := Join{How: ByReference, At: r.At, Text: r.Text, When: r.When}
		if r.From.Kind == Middlebox {
			l.onward[r.From] = append(l.onward[r.From], onward{r.To, r.Via, join})
			continue
		}
		if r.Side == nil {
			l.linked[r.From] = true
		}
		sides := r.From.Connect
		if r.Side != nil {
			sides = []*Side{r.Side}
		}
		for _, c := range sides {
			starts = append(starts, start{c, r.To, r.Via, join, ""})
		}
	}
	return starts
}

// told are the stated joins but for those to a server of which nothing is known, where a link declares what its client side connects to.
func told(stated, declared []start) (kept []start) {
	for _, s := range stated {
		open := s.to.Kind == Server && !slices.ContainsFunc(s.to.Accepts, func(a *Side) bool { return slices.ContainsFunc(a.Idle, decided) })
		if !open || !slices.ContainsFunc(declared, func(d start) bool { return d.client == s.client }) {
			kept = append(kept, s)
		}
	}
	return kept
}

func decided(c Case) bool { return c.State != Absent && c.State != Unresolved }

// dangling shows the connect sides of balancers that lead nowhere: what is behind them is unknown, and its bound is told.
func (l *linker) dangling() {
	busy := map[*Side]bool{}
	for _, h := range l.Hops {
		busy[h.Client] = true
	}
	for _, e := range slices.Clone(l.Endpoints) {
		if e.Kind != Balancer {
			continue
		}
		for _, c := range e.Connect {
			if !busy[c] {
				l.join(c, l.behind(c.ID(), e.At), nil, Join{}, "")
			}
		}
	}
}

// declared resolves the links that the user wrote.
func (l *linker) declared() (starts []start) {
	for i := range l.Links {
		k := &l.Links[i]
		from, reason := l.names.find(k.From, connecting)
		if reason != "" {
			l.unknownName(k, k.FromAt, reason)
			continue
		}
		to, reason := l.names.find(k.To, accepting)
		if reason != "" {
			l.unknownName(k, k.ToAt, reason)
			continue
		}
		via, ok := l.boxes(k)
		if !ok {
			continue
		}
		join := Join{How: ByLink, At: k.At, Text: k.Text}
		for _, f := range from {
			if len(f.Connect) == 0 && f.Kind != Middlebox {
				l.unknownName(k, k.FromAt, quoted(f.ID)+" makes no connections: it cannot stand on the left of a link")
				continue
			}
			for _, t := range to {
				if len(t.Accepts) == 0 && t.Kind != Middlebox {
					l.unknownName(k, k.ToAt, quoted(t.ID)+" accepts no connections: it cannot stand on the right of a link")
					continue
				}
				if l.spend(k.At) {
					return starts
				}
				l.edges = append(l.edges, edge{f, t, k})
				if f.Kind == Middlebox {
					l.onward[f] = append(l.onward[f], onward{t, via, join})
					continue
				}
				l.linked[f] = true
				for _, c := range l.names.sides(k.From, f) {
					if !wholeNginx(k.To) || slices.Contains(onPort(to, c), t) {
						starts = append(starts, start{c, t, via, join, k.Protocol})
					}
				}
			}
		}
	}
	return starts
}

// wholeNginx reports whether an id stands for all servers of an nginx root.
func wholeNginx(id string) bool { return id == "nginx" || strings.HasSuffix(id, ":nginx") }

// onPort gives the servers that listen on the port to which a side connects: all of them where it is not known, or where none does, as
// something between them may translate it.
func onPort(servers []*Endpoint, c *Side) []*Endpoint {
	var found []*Endpoint
	for _, e := range servers {
		if slices.ContainsFunc(e.Accepts, func(s *Side) bool { return samePort(c, s) }) {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		return servers
	}
	return found
}

func samePort(c, s *Side) bool {
	return slices.ContainsFunc(c.Addrs, func(a Addr) bool {
		return a.hostless() && a.Port != 0 && slices.ContainsFunc(s.Addrs, func(b Addr) bool { return a.Port == b.Port })
	})
}

func (l *linker) boxes(k *Link) (via []*Endpoint, ok bool) {
	for i, id := range k.Via {
		at := k.At
		if i < len(k.ViaAt) {
			at = k.ViaAt[i]
		}
		e := l.names.ids[id]
		if e == nil {
			if all := l.names.local[id]; len(all) == 1 {
				e = all[0]
			}
		}
		switch {
		case e == nil:
			reason := "there is no middlebox " + quoted(id)
			if near := l.names.nearest(id); near != "" {
				reason += ": did you mean " + quoted(near) + "?"
			}
			l.Problems = append(l.Problems, Problem{Kind: ReferenceProblem, At: at, Msg: reason})
			return nil, false
		case e.Box == nil:
			l.Problems = append(l.Problems, Problem{Kind: ReferenceProblem, At: at, Msg: quoted(id) + " is no middlebox: declare it under middleboxes to pass through it"})
			return nil, false
		}
		via = append(via, e)
	}
	return via, true
}

func (l *linker) unknownName(k *Link, at source.Span, reason string) {
	if at.IsZero() {
		at = k.At
	}
	l.Problems = append(l.Problems, Problem{Kind: ReferenceProblem, At: at, Msg: reason})
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
			went = true
			for _, s := range l.at(to.Root, a) {
				l.reach(c, s, via, join, p)
			}
		}
	}
	if !went {
		l.join(c, l.behind(to.ID, to.At), via, join, p)
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
	pair := [2]*Side{c, s}
	known := l.joined[pair]
	if c.Owner == s.Owner || len(known) > 0 && join.How != ByLink {
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
		l.tooMany(join.At)
		return
	}
	h := &Hop{Client: c, Server: s, Via: via, When: when, Joined: join, At: c.At, Protocol: protocolOf(c, s, p)}
	l.joined[pair] = append(known, h)
	l.Hops = append(l.Hops, h)
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

const (
	// maxWays bounds what declared links can ask for: a wildcard on both sides joins all with all, and middleboxes in rows multiply.
	maxWays = 1 << 17
	// maxBeside bounds the ways through middleboxes from one side to another: there are two where devices are doubled.
	maxBeside = 16
)

// spend counts one more pair of endpoints that links lead over, and reports whether they are too many.
func (l *linker) spend(at source.Span) (exhausted bool) {
	l.ways++
	if l.ways >= maxWays {
		l.tooMany(at)
	}
	return l.ways >= maxWays
}

// tooMany shows the link at which it was cut off, once.
func (l *linker) tooMany(at source.Span) {
	if !l.cut {
		l.cut = true
		l.Problems = append(l.Problems, Problem{
			Kind: ReferenceProblem, At: at, Msg: "links lead over too many ways to judge them all: beyond this one some are left out",
			Help: "name the endpoints of links more narrowly",
		})
	}
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

// addresses joins by host and port.
func (l *linker) addresses() {
	for _, e := range slices.Clone(l.Endpoints) {
		if e.Kind == Middlebox {
			continue
		}
		for _, c := range e.Connect {
			for _, a := range c.Addrs {
				if a.hostless() {
					continue
				}
				found := l.index.find(e.Root, a)
				if len(found) == 0 && !l.linked[e] {
					found = []*Side{l.address(e.Root, a)}
				}
				for _, s := range speaking(found, c.Protocol) {
					l.reach(c, s, nil, Join{How: ByAddress, At: a.At, Text: a.String()}, "")
				}
			}
		}
	}
}

func (l *linker) at(root *Root, a Addr) []*Side {
	if found := l.index.find(root, a); len(found) > 0 {
		return found
	}
	return []*Side{l.address(root, a)}
}

// assume joins the only balancer whose targets nothing states to the only nginx of the scan.
func (l *linker) assume() {
	var alone []*Side
	busy := map[*Side]bool{}
	for _, h := range l.Hops {
		busy[h.Client] = true
	}
	for _, e := range l.Endpoints {
		if e.Kind != Balancer {
			continue
		}
		for _, c := range e.Connect {
			if !busy[c] && !slices.ContainsFunc(c.Addrs, func(a Addr) bool { return !a.hostless() }) {
				alone = append(alone, c)
			}
		}
	}
	if len(alone) != 1 {
		return
	}
	servers, reason := l.names.nginx("", accepting)
	if reason != "" {
		return
	}
	for _, e := range onPort(servers, alone[0]) {
		for _, s := range acceptsOf(e, alone[0], "") {
			l.join(alone[0], s, nil, Join{How: Assumed, At: alone[0].Owner.At, Text: alone[0].Owner.ID + " -> " + e.ID}, "")
		}
	}
}

// addressKey tells addresses apart: a loopback address or a socket is another one in each root.
type addressKey struct {
	root *Root
	addr string
}

// address is the endpoint for a host and port that nothing declares.
func (l *linker) address(root *Root, a Addr) *Side {
	key := addressKey{addr: a.String()}
	if a.Unix || loopback(a.Host) {
		key.root = root
	}
	e := l.unknown[key]
	if e == nil {
		e = &Endpoint{ID: key.addr, Local: key.addr, Canon: key.addr, Kind: Address, At: a.At}
		if key.root != nil && l.roots[key.root] != "" { // each host has a loopback of its own
			e.ID, e.Canon = l.roots[key.root]+":"+e.Local, key.root.Canon+":"+e.Local
		}
		e.Accepts = []*Side{{Owner: e, Addrs: []Addr{a}}}
		l.unknown[key] = e
		l.Endpoints = append(l.Endpoints, e)
	}
	return e.Accepts[0]
}

// behind is the unknown server that a balancer's side or a middlebox leads to.
func (l *linker) behind(id string, at source.Span) *Side {
	return l.address(nil, Addr{Host: "server behind " + id, At: at})
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
