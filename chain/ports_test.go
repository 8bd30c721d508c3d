package chain_test

import (
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
)

// Where only the port of a target is known it joins nothing by itself, and chooses among the servers of an nginx.
func TestPortsWithoutHost(t *testing.T) {
	build := func(port string) *town {
		g := newTown()
		connect(g.add(chain.Balancer, "aws_lb.public"), port)
		listen(g.add(chain.NginxIn, "nginx/server/shop"), ":80")
		listen(g.add(chain.NginxIn, "nginx/server/api"), ":8080")
		return g
	}
	build(":8080").link("aws_lb.public -> nginx").expect(t, false, "aws_lb.public -> nginx/server/api (link)")
	build(":8080").expect(t, true, "aws_lb.public -> nginx/server/api (assumed)")
	build(":8080").expect(t, false, "aws_lb.public -> server behind aws_lb.public ()")
	build(":9999").link("aws_lb.public -> nginx").expect(t, false, "aws_lb.public -> nginx/server/shop (link)", "aws_lb.public -> nginx/server/api (link)")
	build(":80").link("aws_lb.public -> nginx/server/api").expect(t, false, "aws_lb.public -> nginx/server/api (link)")
}

func TestBoxesOfASide(t *testing.T) {
	g := newTown().servers("app").boxes("conntrack", "nlb")
	g.add(chain.Balancer, "aws_lb.public").Connect[0].Via = g.Endpoints[1:2]
	g.link("aws_lb.public -> app via nlb").expect(t, false, "aws_lb.public -> app via conntrack via nlb (link)")
}

// What exists in different worlds is not joined.
func TestWorldsOfEndpoints(t *testing.T) {
	g := newTown().servers("app", "other")
	g.add(chain.Balancer, "aws_lb.public")
	g.Endpoints[0].When, g.Endpoints[1].When, g.Endpoints[2].When = atoms(t, "env == prod"), atoms(t, "env == dev"), atoms(t, "env == prod")
	g.link("aws_lb.public -> app", "aws_lb.public -> other").expect(t, false, "aws_lb.public -> app (link)")
	if got := g.Hops[0].When.String(); got != `env == "prod"` {
		t.Errorf("the hop exists when %q", got)
	}
}

// What a reference leads to gives way to a declaration, where nothing is known of it.
func TestDeclarationsTellWhatReferencesLeaveOpen(t *testing.T) {
	for name, c := range map[string]struct {
		idle chain.Value
		want []string
	}{
		"open":    {unresolved, []string{"aws_lb.public -> app (link)"}},
		"nothing": {nil, []string{"aws_lb.public -> app (link)"}},
		"known":   {exactly(75), []string{"aws_lb.public -> aws_ecs_service.app (reference)", "aws_lb.public -> app (link)"}},
	} {
		g := newTown().servers("aws_ecs_service.app", "app")
		lb := g.add(chain.Balancer, "aws_lb.public")
		g.Endpoints[0].Accepts[0].Idle = c.idle
		g.Refs = []chain.Reference{{From: lb, Side: lb.Connect[0], To: g.Endpoints[0]}}
		t.Run(name, func(t *testing.T) { g.link("aws_lb.public -> app").expect(t, false, c.want...) })
	}
}
