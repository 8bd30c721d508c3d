package chain_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// town builds graphs out of a few words an endpoint.
type town struct {
	chain.Graph
	nginx *chain.Root
}

func newTown() *town {
	return &town{nginx: &chain.Root{Kind: "nginx", Dir: "deploy", File: "deploy/nginx.conf"}}
}

func (g *town) add(kind chain.EndpointKind, id string) *chain.Endpoint {
	e := &chain.Endpoint{Local: id, Kind: kind}
	accepts := kind != chain.Client && kind != chain.NginxOut
	connects := kind == chain.Client || kind == chain.Proxy || kind == chain.Balancer || kind == chain.NginxOut
	switch kind {
	case chain.Middlebox:
		e.Box, accepts = &chain.Box{}, false
	case chain.NginxIn, chain.NginxOut:
		e.Root = g.nginx
	default:
	}
	if accepts {
		e.Accepts = []*chain.Side{{Owner: e}}
	}
	if connects {
		e.Connect = []*chain.Side{{Owner: e}}
	}
	g.Endpoints = append(g.Endpoints, e)
	return e
}

func (g *town) clients(ids ...string) *town {
	for _, id := range ids {
		g.add(chain.Client, id)
	}
	return g
}

func (g *town) servers(ids ...string) *town {
	for _, id := range ids {
		g.add(chain.Server, id)
	}
	return g
}

func (g *town) boxes(ids ...string) *town {
	for _, id := range ids {
		g.add(chain.Middlebox, id)
	}
	return g
}

func (g *town) proxies(ids ...string) *town {
	for _, id := range ids {
		g.add(chain.Proxy, id)
	}
	return g
}

// listen and connect give the only side of an endpoint addresses: host, host:port or unix:path.
func listen(e *chain.Endpoint, addrs ...string) { e.Accepts[0].Addrs = addresses(addrs) }

func connect(e *chain.Endpoint, addrs ...string) { e.Connect[0].Addrs = addresses(addrs) }

func addresses(list []string) (addrs []chain.Addr) {
	for _, s := range list {
		if path, unix := strings.CutPrefix(s, "unix:"); unix {
			addrs = append(addrs, chain.Addr{Unix: true, Host: path})
			continue
		}
		var a chain.Addr
		i := strings.LastIndexByte(s, ':')
		if i < 0 {
			a.Host = s
		} else {
			a.Host = s[:i]
			_, _ = fmt.Sscan(s[i+1:], &a.Port)
		}
		addrs = append(addrs, a)
	}
	return addrs
}

// link declares links: "FROM -> TO" or "FROM -> TO via A,B".
func (g *town) link(lines ...string) *town {
	for i, line := range lines {
		ends, via, _ := strings.Cut(line, " via ")
		from, to, _ := strings.Cut(ends, " -> ")
		k := chain.Link{From: from, To: to, Text: line, At: source.Span{File: 1, Start: uint32(i), End: uint32(i + 1)}}
		if via != "" {
			k.Via = strings.Split(via, ",")
		}
		g.Links = append(g.Links, k)
	}
	return g
}

// join names and links, and gives the hops and problems, a line each.
func (g *town) join(assume bool) (lines []string) {
	g.Name()
	g.Link(chain.LinkOptions{Assume: assume})
	for _, h := range g.Hops {
		line := h.ID
		for _, box := range h.Via {
			line += " via " + box.ID
		}
		if h.Protocol != "" {
			line += " over " + string(h.Protocol)
		}
		lines = append(lines, line+" ("+string(h.Joined.How)+")")
	}
	for _, p := range g.Problems {
		lines = append(lines, fmt.Sprintf("link %d: %s", p.At.Start, p.Msg))
	}
	return lines
}

func (g *town) expect(t *testing.T, assume bool, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, g.join(assume)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLinksThatAreDeclared(t *testing.T) {
	for name, c := range map[string]struct {
		town *town
		want []string
	}{
		"one": {newTown().clients("app").servers("db").link("app -> db"), []string{"app -> db (link)"}},
		"the same twice": {
			newTown().clients("app").servers("db").link("app -> db", "app -> db"), []string{"app -> db (link)"},
		},
		"a path": {
			newTown().clients("app").proxies("edge", "kong").servers("db").link("app -> edge", "edge -> kong", "kong -> db"),
			[]string{"app -> edge (link)", "edge -> kong (link)", "kong -> db (link)"},
		},
		"globs": {
			newTown().clients("web-1", "web-2", "batch").servers("db/a", "db/b", "cache").link("web-* -> db/?"),
			[]string{"web-1 -> db/a (link)", "web-1 -> db/b (link)", "web-2 -> db/a (link)", "web-2 -> db/b (link)"},
		},
		"brackets are literal": {
			newTown().clients("app").servers(`module.edge.aws_lb.this["a"]`, "module.edge.aws_lb.this").link(`app -> module.edge.aws_lb.this["a"]`),
			[]string{`app -> module.edge.aws_lb.this["a"] (link)`},
		},
		"a slip": {
			newTown().clients("app").servers("checkout").link("app -> chekout"),
			[]string{`link 0: there is no endpoint "chekout": did you mean "checkout"?`},
		},
		"nothing near": {
			newTown().clients("app").servers("checkout").link("nobody -> checkout"), []string{`link 0: there is no endpoint "nobody"`},
		},
		"a glob that matches nothing": {
			newTown().clients("app").servers("db").link("app -> cache-*"), []string{`link 0: no endpoint matches "cache-*"`},
		},
		"the wrong way round": {
			newTown().clients("app").servers("db").link("db -> app"), []string{`link 0: "db" makes no connections: it cannot stand on the left of a link`},
		},
		"to a client": {
			newTown().clients("app", "batch").link("app -> batch"), []string{`link 0: "batch" accepts no connections: it cannot stand on the right of a link`},
		},
		"a circle": {
			newTown().proxies("a", "b", "c").link("a -> b", "b -> c", "c -> a"),
			[]string{"a -> b (link)", "b -> c (link)", "c -> a (link)", "link 0: links lead in a circle: a -> b -> c -> a"},
		},
		"a circle behind a way in": {
			newTown().clients("app").proxies("a", "b").link("app -> a", "a -> b", "b -> a"),
			[]string{"app -> a (link)", "a -> b (link)", "b -> a (link)", "link 1: links lead in a circle: a -> b -> a"},
		},
		"to itself": {newTown().proxies("a").link("a -> a"), []string{"link 0: links lead in a circle: a -> a"}},
		"two ways to one are no circle": {
			newTown().clients("app").proxies("a", "b").servers("db").link("app -> a", "app -> b", "a -> db", "b -> db"),
			[]string{"app -> a (link)", "app -> b (link)", "a -> db (link)", "b -> db (link)"},
		},
	} {
		t.Run(name, func(t *testing.T) { c.town.expect(t, false, c.want...) })
	}
}

func TestLinksThroughMiddleboxes(t *testing.T) {
	for name, c := range map[string]struct {
		town *town
		want []string
	}{
		"via": {newTown().clients("app").servers("db").boxes("fw").link("app -> db via fw"), []string{"app -> db via fw (link)"}},
		"via two, in their order": {
			newTown().clients("app").servers("db").boxes("nat", "fw").link("app -> db via fw,nat"), []string{"app -> db via fw via nat (link)"},
		},
		"to and from": {newTown().clients("app").servers("db").boxes("nlb").link("app -> nlb", "nlb -> db"), []string{"app -> db via nlb (link)"}},
		"two servers behind": {
			newTown().clients("app").servers("a", "b").boxes("nlb").link("nlb -> a", "nlb -> b", "app -> nlb"),
			[]string{"app -> a via nlb (link)", "app -> b via nlb (link)"},
		},
		"two in a row, and one on each link": {
			newTown().clients("app").servers("db").boxes("nat", "fw", "nlb", "wan").link("app -> nat via wan", "nat -> nlb via fw", "nlb -> db"),
			[]string{"app -> db via wan via nat via fw via nlb (link)"},
		},
		"two beside each other": {
			newTown().clients("app").servers("db").boxes("fw-1", "fw-2").link("app -> db via fw-1", "app -> db via fw-2"),
			[]string{"app -> db via fw-1 (link)", "app -> db #2 via fw-2 (link)"},
		},
		"first without, then with one": {
			newTown().clients("app").servers("db").boxes("fw").link("app -> db", "app -> db via fw"), []string{"app -> db via fw (link)"},
		},
		"first with one, then without": {
			newTown().clients("app").servers("db").boxes("fw").link("app -> db via fw", "app -> db"), []string{"app -> db via fw (link)"},
		},
		"nothing behind": {
			newTown().clients("app").boxes("nlb").link("app -> nlb"), []string{"app -> server behind nlb via nlb (link)"},
		},
		"in a circle": {
			newTown().clients("app").boxes("a", "b").link("app -> a", "a -> b", "b -> a"),
			[]string{"link 1: links lead in a circle: a -> b -> a"},
		},
		"via nobody": {
			newTown().clients("app").servers("db").boxes("corp-fw").link("app -> db via corp-fv"),
			[]string{`link 0: there is no middlebox "corp-fv": did you mean "corp-fw"?`},
		},
		"via a server": {
			newTown().clients("app").servers("db", "cache").link("app -> db via cache"),
			[]string{`link 0: "cache" is no middlebox: declare it under middleboxes to pass through it`},
		},
	} {
		t.Run(name, func(t *testing.T) { c.town.expect(t, false, c.want...) })
	}
}

// TestLinksAreBounded: what multiplies is cut off and told, in bounded time.
func TestLinksAreBounded(t *testing.T) {
	rows := newTown().clients("app").servers("db")
	before := "app"
	for i := range 40 { // 2^40 ways through
		a, b, end := fmt.Sprint("a", i), fmt.Sprint("b", i), fmt.Sprint("end", i)
		rows.boxes(a, b, end).link(before+" -> "+a, before+" -> "+b, a+" -> "+end, b+" -> "+end)
		before = end
	}
	rows.link(before + " -> db")
	var many []string
	for i := range 2_000 {
		many = append(many, fmt.Sprintf("10.0.%d.%d:80", i/250, i%250))
	}
	last := rows.Endpoints[len(rows.Endpoints)-1]
	last.Connect = []*chain.Side{{Owner: last}}
	connect(last, many...)
	all := newTown()
	for i := range 600 {
		all.proxies(fmt.Sprint("p", i))
	}
	all.link("** -> **")
	for name, g := range map[string]*town{"rows of middleboxes": rows, "all with all": all} {
		t.Run(name, func(t *testing.T) {
			lines := g.join(false)
			if !slices.ContainsFunc(lines, func(s string) bool { return strings.Contains(s, "links lead over more than 131072 ways") }) {
				t.Errorf("%d lines, and none says that it was too much", len(lines))
			}
		})
	}
}

func TestJoinsByAddress(t *testing.T) {
	for name, c := range map[string]struct {
		listen, connect string
		root            string // the server's: "" none, same, other
		want            bool
	}{
		"host and port":                  {"app:3000", "app:3000", "", true},
		"another port":                   {"app:3000", "app:3001", "", false},
		"another host":                   {"app:3000", "api:3000", "", false},
		"every port of a host":           {"app", "app:3000", "", true},
		"a pattern":                      {"*.internal:3000", "app.internal:3000", "", true},
		"a pattern without a port":       {"app-?.internal", "app-1.internal:80", "", true},
		"another's pattern":              {"*.internal:3000", "app.example:3000", "", false},
		"a declared loopback":            {"127.0.0.1:9001", "127.0.0.1:9001", "", true},
		"a declared socket":              {"unix:/run/app.sock", "unix:/run/app.sock", "", true},
		"another socket":                 {"unix:/run/app.sock", "unix:/run/api.sock", "", false},
		"a host named like a socket":     {"/run/app.sock", "unix:/run/app.sock", "", false},
		"everywhere, from the same host": {"*:8080", "127.0.0.1:8080", "same", true},
		"everywhere over IPv6":           {"[::]:8080", "localhost:8080", "same", true},
		"everywhere, from another host":  {"*:8080", "127.0.0.1:8080", "other", false},
		"everywhere is nobody's name":    {"*:8080", "app:8080", "same", false},
		"loopback of the same host":      {"127.0.0.1:8080", "localhost:8080", "same", true},
		"loopback of another host":       {"127.0.0.1:8080", "127.0.0.1:8080", "other", false},
		"an address of another host":     {"10.0.0.7:8080", "10.0.0.7:8080", "other", true},
		"a socket of the same host":      {"unix:/run/app.sock", "unix:/run/app.sock", "same", true},
		"a socket of another host":       {"unix:/run/app.sock", "unix:/run/app.sock", "other", false},
	} {
		t.Run(name, func(t *testing.T) {
			g := newTown()
			connect(g.add(chain.NginxOut, "nginx/upstream/u"), c.connect)
			server := g.add(chain.Server, "server")
			listen(server, c.listen)
			switch c.root {
			case "same":
				server.Root = g.nginx
			case "other":
				server.Root = &chain.Root{Kind: "terraform", Dir: "infra"}
			}
			lines := g.join(false)
			if len(lines) != 1 {
				t.Fatalf("%q", lines)
			}
			if got := lines[0] == "nginx/upstream/u -> server (address)"; got != c.want {
				t.Errorf("%s", lines[0])
			}
		})
	}
}

func TestAddressesThatNobodyDeclares(t *testing.T) {
	g := newTown()
	connect(g.add(chain.NginxOut, "nginx/upstream/a"), "app:3000", "127.0.0.1:9001")
	connect(g.add(chain.NginxOut, "nginx/upstream/b"), "app:3000")
	other := g.add(chain.NginxOut, "nginx/upstream/c")
	other.Root = &chain.Root{Kind: "nginx", Dir: "other", File: "other/nginx.conf"}
	connect(other, "app:3000", "127.0.0.1:9001")
	g.expect(t, false,
		"deploy:nginx/upstream/a -> app:3000 (address)",
		"deploy:nginx/upstream/a -> deploy:127.0.0.1:9001 (address)",
		"deploy:nginx/upstream/b -> app:3000 (address)",
		"other:nginx/upstream/c -> app:3000 (address)",
		"other:nginx/upstream/c -> other:127.0.0.1:9001 (address)", // each host has a loopback of its own
	)
}

func TestAddressesGiveWayToLinks(t *testing.T) {
	g := newTown().servers("checkout")
	connect(g.add(chain.NginxOut, "nginx/upstream/u"), "app:3000")
	g.link("nginx/upstream/u -> checkout").expect(t, false, "nginx/upstream/u -> checkout (link)")
}

func TestAddressesLeadThroughRelays(t *testing.T) {
	g := newTown().servers("db")
	connect(g.add(chain.NginxOut, "nginx/upstream/u"), "127.0.0.1:5000")
	relay := g.add(chain.Proxy, "nginx/stream/5000")
	relay.Kind, relay.Box, relay.Root = chain.Middlebox, &chain.Box{Terminates: true}, g.nginx
	listen(relay, "127.0.0.1:5000")
	connect(relay, "db.internal:5432")
	listen(g.Endpoints[0], "db.internal:5432")
	g.expect(t, false, "nginx/upstream/u -> db via nginx/stream/5000 (address)")
}

func TestProtocols(t *testing.T) {
	g := newTown().clients("plain", "grpc")
	server := g.add(chain.Server, "server")
	server.Accepts = []*chain.Side{{Owner: server, Protocol: chain.HTTP1}, {Owner: server, Protocol: chain.HTTP2}}
	g.Endpoints[0].Connect[0].Protocol = chain.HTTP1
	g.Endpoints[1].Connect[0].Protocol = chain.GRPC
	g.link("plain -> server", "grpc -> server").expect(t, false, "plain -> server over http/1.1 (link)", "grpc -> server over grpc (link)")

	g = newTown().clients("any")
	server = g.add(chain.Server, "server")
	server.Accepts = []*chain.Side{{Owner: server, Protocol: chain.HTTP1}, {Owner: server, Protocol: chain.HTTP2}}
	g.link("any -> server")
	g.Links[0].Protocol = chain.HTTP2
	g.expect(t, false, "any -> server over http/2 (link)")
	if g.Hops[0].Server.Protocol != chain.HTTP2 {
		t.Error("a link over HTTP/2 met the other side")
	}
}

func TestNginxAlone(t *testing.T) {
	build := func() *town {
		g := newTown().clients("app").servers("db")
		listen(g.add(chain.NginxIn, "nginx/server/shop"), ":80")
		listen(g.add(chain.NginxIn, "nginx/server/status"), "127.0.0.1:8080", "unix:/run/status.sock")
		connect(g.add(chain.NginxOut, "nginx/upstream/u"))
		return g
	}
	build().link("app -> nginx", "nginx -> db").expect(t, false, "app -> nginx/server/shop (link)", "nginx/upstream/u -> db (link)")

	two := build()
	second := two.add(chain.NginxIn, "nginx/server/api")
	second.Root = &chain.Root{Kind: "nginx", Dir: "other", File: "other/nginx.conf"}
	listen(second, ":80")
	two.link("app -> nginx", "app -> other:nginx").expect(t, false,
		"app -> other:nginx/server/api (link)", `link 0: "nginx" is ambiguous: several nginx configurations are scanned; write FOLDER:nginx`)

	newTown().clients("app").link("app -> nginx").expect(t, false, "link 0: there is no nginx in the scanned paths")
}

func TestAmbiguousNames(t *testing.T) {
	g := newTown().clients("app")
	g.add(chain.NginxIn, "nginx/server/shop")
	g.add(chain.NginxIn, "nginx/server/shop").Root = &chain.Root{Kind: "nginx", Dir: "other"}
	g.link("app -> nginx/server/shop", "app -> deploy:nginx/server/shop").expect(t, false,
		"app -> deploy:nginx/server/shop (link)",
		`link 0: "nginx/server/shop" is ambiguous: write one of "deploy:nginx/server/shop", "other:nginx/server/shop"`)
}

func TestAssumedJoin(t *testing.T) {
	build := func() *town {
		g := newTown()
		g.add(chain.Balancer, "aws_lb.public")
		listen(g.add(chain.NginxIn, "nginx/server/shop"), ":80")
		return g
	}
	two := build()
	two.add(chain.Balancer, "aws_lb.internal") // either could be meant
	known := build()
	connect(known.Endpoints[0], "10.0.0.7:80")
	alone := newTown()
	alone.add(chain.Balancer, "aws_lb.public")
	for name, c := range map[string]struct {
		town   *town
		assume bool
		want   bool
	}{
		"one of each":          {build(), true, true},
		"switched off":         {build(), false, false},
		"linked":               {build().link("aws_lb.public -> nginx/server/shop"), true, false},
		"two balancers":        {two, true, false},
		"a balancer's targets": {known, true, false},
		"no nginx":             {alone, true, false},
	} {
		got := slices.ContainsFunc(c.town.join(c.assume), func(s string) bool { return strings.HasSuffix(s, " (assumed)") })
		if got != c.want {
			t.Errorf("%s: assumed %v, want %v", name, got, c.want)
		}
	}
}

func TestKernelTunesProbes(t *testing.T) {
	g := newTown()
	e := g.add(chain.NginxOut, "nginx/upstream/u")
	own := &chain.Origin{Setting: "proxy_socket_keepalive"}
	e.Connect[0].TCP = chain.Keepalive{State: chain.Known, Kernel: true, Idle: chain.KernelProbeIdle, Interval: chain.KernelProbeInterval, Count: chain.KernelProbeCount, From: own}
	fixed := g.add(chain.NginxOut, "nginx/upstream/fixed")
	fixed.Connect[0].TCP = probes(30)
	at := source.Span{File: 1, Start: 5, End: 8}
	g.Kernel = []chain.Kernel{
		{Name: "net.ipv4.tcp_keepalive_time", Values: []int64{600}},
		{Name: "net.ipv4.tcp_keepalive_time", Values: []int64{120}, At: at}, // the last one counts
		{Name: "net.ipv4.tcp_keepalive_probes", Values: []int64{4}},
		{Name: "net.ipv4.tcp_keepalive_intvl", Values: []int64{-5}}, // refused
		{Name: "net.ipv4.tcp_keepalive_intvl"},
		{Name: "net.core.somaxconn", Values: []int64{4096}},
	}
	g.join(false)
	k := e.Connect[0].TCP
	if got := fmt.Sprint(k.Idle, k.Interval, k.Count, k.From.Setting, k.From.At()); got != fmt.Sprint(2*time.Minute, 75*time.Second, 4, "net.ipv4.tcp_keepalive_time", at) {
		t.Errorf("tuned to %s", got)
	}
	if fixed.Connect[0].TCP.Idle != exactly(30)[0].Lo {
		t.Error("a program's own times were replaced")
	}

	g.Kernel = []chain.Kernel{{Name: "net.ipv4.tcp_keepalive_probes", Values: []int64{5}, At: at}}
	e.Connect[0].TCP.From = own
	g.Link(chain.LinkOptions{})
	if e.Connect[0].TCP.Count != 5 || e.Connect[0].TCP.From != own {
		t.Error("the number of probes says where the time comes from")
	}
}
