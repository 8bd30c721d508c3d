package chain_test

import (
	"path"
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
)

// A name of a container holds among its neighbours: of several containers of one name those are meant that lie nearest to who asks, and none where that
// does not tell.
func TestNamesAmongNeighbours(t *testing.T) {
	compose := func(file string) *chain.Root {
		return &chain.Root{Kind: "compose", Dir: path.Dir(file), File: file, Canon: file, Scope: "/" + file}
	}
	cluster := func(dir string) *chain.Root { return &chain.Root{Kind: "kubernetes", Dir: dir, Canon: dir} }
	for name, c := range map[string]struct {
		asker *chain.Root
		homes []*chain.Root
		want  string
	}{
		"another project":           {compose("c/compose.yaml"), []*chain.Root{compose("a/compose.yaml")}, ""},
		"a project asks a cluster":  {compose("c/compose.yaml"), []*chain.Root{cluster("c")}, ""},
		"a cluster asks a project":  {cluster("c"), []*chain.Root{compose("c/compose.yaml")}, ""},
		"its own folder":            {cluster("a/k8s"), []*chain.Root{cluster("b/k8s"), cluster("a/k8s")}, "1"},
		"another folder":            {cluster("a/nginx"), []*chain.Root{cluster("b/app"), cluster("a/app")}, "1"},
		"in two folders":            {cluster("c/nginx"), []*chain.Root{cluster("b/app"), cluster("a/app")}, ""},
		"one file of two projects":  {&chain.Root{Kind: "nginx", Canon: "n/nginx.conf", Scope: "/b/compose.yaml", Also: []string{"/a/compose.yaml"}}, []*chain.Root{compose("a/compose.yaml"), compose("b/compose.yaml"), compose("c/compose.yaml")}, "01"},
		"one":                       {&chain.Root{Kind: "nginx", Canon: "edge/nginx.conf"}, []*chain.Root{cluster("k8s")}, "0"},
		"its own project":           {&chain.Root{Kind: "nginx", Canon: "a/nginx.conf", Scope: "/b/compose.yaml"}, []*chain.Root{compose("a/compose.yaml"), compose("b/compose.yaml")}, "1"},
		"beside it":                 {&chain.Root{Kind: "nginx", Canon: "b/web/nginx.conf"}, []*chain.Root{compose("a/compose.yaml"), compose("b/compose.yaml")}, "1"},
		"equally far":               {&chain.Root{Kind: "nginx", Canon: "web/nginx.conf"}, []*chain.Root{compose("a/compose.yaml"), compose("b/compose.yaml")}, ""},
		"the one that holds it":     {&chain.Root{Kind: "nginx", Canon: "web/nginx.conf"}, []*chain.Root{compose("a/compose.yaml"), compose("compose.yaml")}, "1"},
		"a project and a cluster":   {&chain.Root{Kind: "nginx", Canon: "web/nginx.conf"}, []*chain.Root{compose("a/compose.yaml"), cluster("k8s")}, ""},
		"a cluster beside it":       {&chain.Root{Kind: "nginx", Canon: "b/nginx.conf"}, []*chain.Root{cluster("a/k8s"), cluster("b/k8s")}, "1"},
		"two workloads of one name": {&chain.Root{Kind: "nginx", Canon: "b/nginx.conf"}, []*chain.Root{cluster("a/k8s"), cluster("a/k8s")}, "01"},
	} {
		t.Run(name, func(t *testing.T) {
			ask := &chain.Endpoint{Local: "nginx/upstream/app", Kind: chain.NginxOut, Root: c.asker}
			ask.Connect = []*chain.Side{{Owner: ask, Addrs: []chain.Addr{{Host: "app", Port: 80}}}}
			g := chain.Graph{Endpoints: []*chain.Endpoint{ask}}
			for _, root := range c.homes {
				e := &chain.Endpoint{Local: "app", Kind: chain.Server, Root: root}
				e.Accepts = []*chain.Side{{Owner: e, Addrs: []chain.Addr{{Host: "app", Port: 80}}}}
				g.Endpoints = append(g.Endpoints, e)
			}
			servers := append([]*chain.Endpoint(nil), g.Endpoints[1:]...)
			g.Link(chain.LinkOptions{})
			got := ""
			for _, h := range g.Hops {
				for i, e := range servers {
					if h.Server.Owner == e {
						got += string(rune('0' + i))
					}
				}
			}
			if got != c.want {
				t.Errorf("reaches %q, not %q", got, c.want)
			}
			if c.want == "" && (len(g.Candidates) != len(servers) || len(g.Hops) != 1 || len(g.Hops[0].Server.Idle) == 0) {
				t.Errorf("it is not told which it may be: %v", g.Hops)
			}
		})
	}
}
