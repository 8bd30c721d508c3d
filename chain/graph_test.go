package chain_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/chain"
)

// ids names a graph and gives "ID = canonical id" of each endpoint.
func (g *town) ids() (list []string) {
	g.Name()
	for _, e := range g.Endpoints {
		list = append(list, e.ID+" = "+e.Canon)
	}
	return list
}

// in puts an endpoint into a root.
func (g *town) in(r *chain.Root, ids ...string) *town {
	for _, id := range ids {
		g.add(chain.NginxIn, id).Root = r
	}
	return g
}

func TestName(t *testing.T) {
	web := &chain.Root{Kind: "nginx", Dir: "deploy/web", File: "deploy/web/nginx.conf", Canon: "web"}
	beside := &chain.Root{Kind: "nginx", Dir: "deploy/web", File: "deploy/web/second.conf", Canon: "second"}
	api := &chain.Root{Kind: "nginx", Dir: "deploy/api", File: "deploy/api/nginx.conf", Canon: "api"}
	infra := &chain.Root{Kind: "terraform", Dir: "infra", Canon: "infra"}
	for name, c := range map[string]struct {
		town *town
		want []string
	}{
		"a single root needs no prefix": {newTown().in(web, "nginx/server/shop"), []string{"nginx/server/shop = web:nginx/server/shop"}},
		"one of each kind neither": {
			newTown().in(web, "nginx/server/shop").in(infra, "aws_lb.a"),
			[]string{"nginx/server/shop = web:nginx/server/shop", "aws_lb.a = infra:aws_lb.a"},
		},
		"two roots are told apart by their folders": {
			newTown().in(web, "nginx/server/shop").in(api, "nginx/server/shop"),
			[]string{"deploy/web:nginx/server/shop = web:nginx/server/shop", "deploy/api:nginx/server/shop = api:nginx/server/shop"},
		},
		"in one folder by their files": {
			newTown().in(web, "nginx/server/shop").in(beside, "nginx/server/shop"),
			[]string{"deploy/web/nginx.conf:nginx/server/shop = web:nginx/server/shop", "deploy/web/second.conf:nginx/server/shop = second:nginx/server/shop"},
		},
		"no root": {newTown().servers("checkout"), []string{"checkout = checkout"}},
		"a name that repeats": {
			newTown().in(web, "nginx/server/shop", "nginx/server/shop", "nginx/server/api"),
			[]string{"nginx/server/shop = web:nginx/server/shop", "nginx/server/shop#2 = web:nginx/server/shop#2", "nginx/server/api = web:nginx/server/api"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, c.town.ids()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestNameTellsPortsApart(t *testing.T) {
	g := newTown()
	for _, addr := range []string{":80", ":443", ":443"} {
		listen(g.add(chain.NginxIn, "nginx/server/shop"), addr)
	}
	listen(g.add(chain.NginxIn, "nginx/server/127.0.0.1:8080"), "127.0.0.1:8080")
	listen(g.add(chain.NginxIn, "nginx/server/127.0.0.1:8080"), "127.0.0.1:8080") // has its port in its name already
	g.ids()
	var got []string
	for _, e := range g.Endpoints {
		got = append(got, e.ID)
	}
	want := []string{
		"nginx/server/shop:80", "nginx/server/shop:443", "nginx/server/shop:443#2", "nginx/server/127.0.0.1:8080", "nginx/server/127.0.0.1:8080#2",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestNamesAreUnique: whatever the names and ports, no two endpoints have one id, or one canonical id.
func TestNamesAreUnique(t *testing.T) {
	g := newTown()
	other := &chain.Root{Kind: "nginx", Dir: "other", Canon: "other"}
	for i, id := range []string{"a", "a", "a:80", "a:80", "a#2", "a", "a#2", "a:80#2"} {
		e := g.add(chain.NginxIn, id)
		if i%2 == 0 {
			listen(e, fmt.Sprint(":", 80+i%3))
		}
		if i > 5 {
			e.Root = other
		}
	}
	g.ids()
	seen := map[string]bool{}
	for _, e := range g.Endpoints {
		for _, id := range []string{"id " + e.ID, "canon " + e.Canon} {
			if seen[id] {
				t.Errorf("%s twice", id)
			}
			seen[id] = true
		}
	}
}

func TestMatchID(t *testing.T) {
	for _, c := range []struct {
		pattern, id string
		want        bool
	}{
		{"app", "app", true},
		{"app", "apps", false},
		{"", "", true},
		{"", "a", false},
		{"*", "aws_lb.public", true},
		{"*", "nginx/server/shop", false},
		{"**", "deploy/web:nginx/server/shop", true},
		{"nginx/server/*", "nginx/server/shop.example", true},
		{"nginx/server/*", "nginx/server/a/b", false},
		{"nginx/**", "nginx/server/a/b", true},
		{"**:nginx/upstream/app", "deploy/web:nginx/upstream/app", true},
		{"app-?", "app-1", true},
		{"app-?", "app-", false},
		{"app-?", "app-12", false},
		{"a?b", "a/b", false},
		{`aws_lb.this["*"]`, `aws_lb.this["a"]`, true},
		{`aws_lb.this["a"]`, `aws_lb.thisa`, false},
		{"*ß?", "Straße", true},
		{"***", "a/b", true},
		{"*a*a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false}, // without backtracking
	} {
		if got := chain.MatchID(c.pattern, c.id); got != c.want {
			t.Errorf("MatchID(%q, %q) = %v", c.pattern, c.id, got)
		}
	}
}
