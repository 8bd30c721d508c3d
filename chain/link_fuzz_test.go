package chain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// dice makes choices of bytes; when these are spent, each is the first.
type dice struct{ left []byte }

func (d *dice) of(n int) int {
	if len(d.left) == 0 {
		return 0
	}
	b := d.left[0]
	d.left = d.left[1:]
	return int(b) % n
}

func pick[T any](d *dice, of ...T) T { return of[d.of(len(of))] }

func (d *dice) guard() (g chain.Guard) {
	for range d.of(3) {
		atom := chain.Atom{Subject: pick(d, "env", "set", "nginx"), Op: pick(d, chain.Eq, chain.Ne, chain.Lt, chain.Ge), Val: pick(d, "a", "b", "1.29.7", "1.28.0")}
		if both, ok := chain.And(g, chain.When(atom)); ok {
			g = both
		}
	}
	return g
}

func (d *dice) value() (v chain.Value) {
	seconds := func() time.Duration { return pick(d, 0, 5*time.Second, 60*time.Second, 75*time.Second) }
	for range d.of(4) {
		c := chain.Case{When: d.guard(), State: pick(d, chain.Known, chain.Absent, chain.Off, chain.Unlimited, chain.Unresolved)}
		if c.State == chain.Known {
			c.Lo = seconds()
			c.Hi = c.Lo + pick(d, 0, 0, 10*time.Second)
		}
		v = append(v, c)
	}
	return v
}

func (d *dice) addrs() (all []chain.Addr) {
	for range d.of(3) {
		all = append(all, chain.Addr{
			Host: pick(d, "app", "*", "127.0.0.1", "10.0.0.1", "", "*.internal", "a.internal"), Port: pick(d, 80, 0, 8080), Unix: d.of(8) == 7, Beside: pick(d, "", "", "", "app"),
		})
	}
	return all
}

func (d *dice) side(e *chain.Endpoint) *chain.Side {
	s := &chain.Side{Owner: e, Idle: d.value(), Announce: d.value(), Addrs: d.addrs(), Protocol: pick(d, "", chain.HTTP1, chain.HTTP2, chain.TCP)}
	if d.of(4) == 3 {
		s.Honours = &chain.Hint{Replace: d.of(2) == 1, Margin: pick(d, 0, time.Second), Cap: pick(d, 0, 60*time.Second)}
	}
	if d.of(4) == 3 {
		s.Supposed = &chain.Supposed{Idle: d.value(), Why: "it may be so"}
	}
	for range d.of(3) {
		s.Reuse = append(s.Reuse, chain.Pooling{When: d.guard(), Reuse: pick(d, chain.ReuseYes, chain.ReuseNo, chain.ReuseUnclear)})
	}
	return s
}

// graph makes up to a dozen endpoints of few names, with joins of every kind between them.
func (d *dice) graph() *chain.Graph {
	g := &chain.Graph{}
	roots := []*chain.Root{
		nil,
		{Kind: "nginx", Dir: "a", File: "a/nginx.conf", Canon: "a", World: d.guard()},
		{Kind: "nginx", Dir: "a", File: "a/other.conf", Canon: "a"},
		{Kind: "compose", Dir: "b", Canon: "b", Scope: "/b/compose.yml"},
		{Kind: "compose", Dir: "c", Canon: "c", Scope: "/c/compose.yml"},
	}
	var boxes []*chain.Endpoint
	for i := range 2 + d.of(10) {
		e := &chain.Endpoint{
			Local: pick(d, "app", "db", "web", "edge", "nlb"), Root: pick(d, roots...), When: d.guard(), Guessed: d.of(5) == 4, At: source.Span{File: 1, Start: uint32(i), End: uint32(i + 1)},
			Kind: pick(d, chain.Client, chain.Server, chain.Proxy, chain.Balancer, chain.Middlebox, chain.NginxIn, chain.NginxOut, chain.Address),
		}
		for range d.of(3) {
			e.Accepts = append(e.Accepts, d.side(e))
		}
		for range d.of(3) {
			e.Connect = append(e.Connect, d.side(e))
		}
		if len(boxes) == 4 && e.Kind == chain.Middlebox { // the ways through a mesh of more take a second to be cut off
			e.Kind = chain.Proxy
		}
		if e.Kind == chain.Middlebox {
			e.Box = &chain.Box{Idle: d.value(), Stateless: d.of(4) == 3, Loose: d.of(4) == 3, Terminates: d.of(4) == 3}
			boxes = append(boxes, e)
		}
		if len(e.Connect) > 0 && d.of(3) == 2 {
			e.Aliases = append(e.Aliases, chain.Alias{ID: pick(d, "group", "app"), Side: e.Connect[0]})
		}
		g.Endpoints = append(g.Endpoints, e)
	}
	via := func() (list []*chain.Endpoint) {
		if len(boxes) > 0 && d.of(2) == 1 {
			list = append(list, pick(d, boxes...))
		}
		return list
	}
	for range d.of(6) {
		r := chain.Reference{From: pick(d, g.Endpoints...), To: pick(d, g.Endpoints...), Via: via(), When: d.guard(), Text: "a name"}
		if len(r.From.Connect) > 0 && d.of(2) == 1 {
			r.Side = r.From.Connect[0]
		}
		g.Refs = append(g.Refs, r)
	}
	for i := range d.of(6) {
		id := func() string {
			return pick(d, "app", "db", "web", "edge", "nlb", "*", "a/other.conf:app", "nginx", "group", "b:*", "nobody")
		}
		k := chain.Link{From: id(), To: id(), Protocol: pick(d, "", chain.HTTP2), At: source.Span{File: 2, Start: uint32(i), End: uint32(i + 1)}}
		if d.of(3) == 2 {
			k.Via = []string{"nlb"}
		}
		g.Links = append(g.Links, k)
	}
	for _, e := range g.Endpoints {
		for _, s := range e.Connect {
			s.Via = via()
		}
	}
	return g
}

// FuzzLink joins and judges any graph: the same twice; hops join two endpoints and have ids of their own; and no verdict contradicts its clocks.
func FuzzLink(f *testing.F) {
	for _, s := range []string{"", "\x09\x00\x00\x00", strings.Repeat("\x01\x02\x03\x04\x05\x06\x07", 40), strings.Repeat("\x03\x01\x00\x02", 90), strings.Repeat("\x07\x04\x02\x09\x0b", 60)} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, choices []byte, assume bool) {
		if len(choices) > 1<<12 {
			return
		}
		joined := func() *chain.Graph {
			g := (&dice{choices}).graph()
			g.Name()
			g.Link(chain.LinkOptions{Assume: assume, ForShow: func(e *chain.Endpoint) bool { return e.Local == "web" }})
			return g
		}
		g := joined()
		if a, b := words(g), words(joined()); a != b {
			t.Errorf("one time\n%s\nanother\n%s", a, b)
		}
		ids := map[string]bool{}
		for _, e := range g.Endpoints {
			if ids[e.ID] || e.ID == "" {
				t.Errorf("two endpoints are %q", e.ID)
			}
			ids[e.ID] = true
		}
		hops := map[string]bool{}
		for _, h := range g.Hops {
			if hops[h.ID] {
				t.Errorf("two hops are %q", h.ID)
			}
			hops[h.ID] = true
			properHop(t, h)
			for _, o := range chain.Judge(h) {
				properOutcome(t, h, o)
			}
		}
	})
}

func properHop(t *testing.T, h *chain.Hop) {
	t.Helper()
	from, to := h.Client.Owner, h.Server.Owner
	if from == to {
		t.Errorf("%s: an endpoint's own sides are compared", h.ID)
	}
	if !slices.Contains(from.Connect, h.Client) || !slices.Contains(to.Accepts, h.Server) {
		t.Errorf("%s: a side is not its owner's", h.ID)
	}
	if _, possible := chain.And(h.When, from.When); !possible {
		t.Errorf("%s is where its client is not", h.ID)
	}
	for _, box := range h.Via {
		if box.Kind != chain.Middlebox {
			t.Errorf("%s passes %s, which is a %s", h.ID, box.ID, box.Kind)
		}
	}
}

// properOutcome holds a verdict against the numbers that it was made of.
func properOutcome(t *testing.T, h *chain.Hop, o chain.Outcome) {
	t.Helper()
	numbers := o.Client.State == chain.Known && o.Server.State == chain.Known
	guessed := h.Client.Owner.Guessed || h.Server.Owner.Guessed
	switch o.Verdict {
	case chain.OK:
		if numbers && o.Client.Hi >= o.Server.Lo {
			t.Errorf("%s: %s against %s is said to be fine", h.ID, o.Client, o.Server)
		}
	case chain.Violated:
		if numbers && o.Client.Lo < o.Server.Hi || guessed || !numbers && o.Client.State != chain.Unlimited {
			t.Errorf("%s: %s against %s is said to be broken", h.ID, o.Client, o.Server)
		}
	case chain.Possible:
		if numbers && o.Client.Hi < o.Server.Lo {
			t.Errorf("%s: %s against %s is said to be possible", h.ID, o.Client, o.Server)
		}
	case chain.Unknown, chain.NoReuse:
	default:
		t.Errorf("%s: the verdict %q", h.ID, o.Verdict)
	}
	for _, g := range []chain.Guard{h.When, o.Client.When, o.Server.When} {
		if _, possible := chain.And(o.When, g); !possible {
			t.Errorf("%s: an outcome where %s, of something that is where %s", h.ID, o.When, g)
		}
	}
}

func words(g *chain.Graph) string {
	var b strings.Builder
	for _, e := range g.Endpoints {
		fmt.Fprintln(&b, e.ID, e.Canon, e.Kind)
	}
	for _, h := range g.Hops {
		fmt.Fprintln(&b, h.ID, h.Joined.How, h.When, h.Protocol, chain.Sum(chain.Judge(h)), len(h.Via))
		for _, o := range chain.Judge(h) {
			fmt.Fprintln(&b, " ", o.When, o.Verdict, o.Client, o.Server, len(o.Boxes))
		}
	}
	for _, p := range g.Problems {
		fmt.Fprintln(&b, p.At, p.Msg, p.Help)
	}
	for _, c := range g.Candidates {
		fmt.Fprintln(&b, c.From.ID(), c.To.ID)
	}
	return b.String()
}
