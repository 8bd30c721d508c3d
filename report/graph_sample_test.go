package report_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

var graphs = map[string]writer{}

func init() {
	for _, name := range report.GraphNames() {
		f, err := report.LookupGraph(name)
		if err != nil {
			panic(err)
		}
		graphs[name] = f.Write
	}
}

// after is a clock that somebody else than the user decided.
func after(seconds int) chain.Value {
	return chain.Exactly(time.Duration(seconds)*time.Second, &chain.Origin{Kind: chain.Default, Setting: "keepalive_timeout"})
}

// side is a side with one clock.
func side(idle chain.Value) []*chain.Side { return []*chain.Side{{Idle: idle}} }

// client, server and proxy are endpoints with a clock on each face.
func (s *stage) client(id string, connects chain.Value) *chain.Endpoint {
	return s.endpoint(&chain.Endpoint{ID: id, Kind: chain.Client, Connect: side(connects)})
}

func (s *stage) server(id string, accepts chain.Value) *chain.Endpoint {
	return s.endpoint(&chain.Endpoint{ID: id, Kind: chain.Server, Accepts: side(accepts)})
}

func (s *stage) proxy(id string, accepts, connects chain.Value) *chain.Endpoint {
	return s.endpoint(&chain.Endpoint{ID: id, Kind: chain.Proxy, Accepts: side(accepts), Connect: side(connects)})
}

// join leads from an endpoint to others.
func (s *stage) join(from *chain.Endpoint, to ...*chain.Endpoint) *chain.Hop {
	var last *chain.Hop
	for _, e := range to {
		last = s.hop(from.Connect[0], e.Accepts[0], chain.Join{How: chain.ByLink})
	}
	return last
}

// nginx is a server whose locations pass to upstreams.
func (s *stage) nginx(name string, upstreams ...*chain.Endpoint) *chain.Endpoint {
	e := s.endpoint(&chain.Endpoint{ID: "nginx/server/" + name, Kind: chain.NginxIn, Product: "nginx", Accepts: side(after(75))})
	for _, u := range upstreams {
		pass := &chain.Pass{Use: &chain.Use{Upstream: u, Side: u.Connect[0]}}
		e.Routes = append(e.Routes, &chain.Route{Server: name, Pass: pass}, &chain.Route{Server: name, Path: "/", Pass: pass})
	}
	return e
}

// upstream is a block with a pool; direct is the upstream that nginx makes of a mere address.
func (s *stage) upstream(name string, idle chain.Value) *chain.Endpoint {
	return s.endpoint(&chain.Endpoint{ID: "nginx/upstream/" + name, Kind: chain.NginxOut, Product: "nginx", Pool: &chain.Pool{Size: 8}, Connect: side(idle)})
}

func (s *stage) direct(address string) (upstream, target *chain.Endpoint) {
	never := []*chain.Side{{Idle: after(60), Reuse: []chain.Pooling{{Reuse: chain.ReuseNo, Causes: []chain.Cause{{Kind: chain.DirectAddress}}}}}}
	upstream = s.endpoint(&chain.Endpoint{ID: "nginx/upstream/" + address, Kind: chain.NginxOut, Product: "nginx", Connect: never})
	target = s.endpoint(&chain.Endpoint{ID: address, Kind: chain.Address, Accepts: []*chain.Side{{}}})
	s.join(upstream, target)
	return upstream, target
}

// company has most of what a drawing can show: long paths, broken hops of each kind, a firewall on the way, cases, groups, a circle, and
// an endpoint that nothing leads to.
func company(t testing.TB) *stage {
	s := newStage(t)
	s.file("infra/alb.tf", albFile)
	wall := s.endpoint(&chain.Endpoint{ID: "corp-fw", Kind: chain.Middlebox, Box: &chain.Box{Idle: after(300)}})
	worker, app := s.client("worker", after(300)), s.client("mobile-app", chain.Is(chain.Absent, nil))
	alb := s.proxy("aws_lb.public", after(60), chain.Exactly(120*time.Second, s.written("idle_timeout", "120", "infra/alb.tf", "idle_timeout = |120")))

	pool := s.upstream("storefront", after(60))
	for i := range 4 {
		s.join(pool, s.server(fmt.Sprintf("node-%d", i+1), after(5)))
	}
	media := s.upstream("media", after(30))
	cdn := s.proxy("media-cache", chain.Value{known(35, 35, prod(chain.Eq)), known(20, 20, prod(chain.Ne))}, after(600))
	s.join(media, cdn)
	store := s.server("bucket-gateway", after(900))
	through := s.join(cdn, store)
	through.Via = []*chain.Endpoint{wall}
	unclear := chain.Keepalive{State: chain.Off}
	cdn.Connect[0].TCP, store.Accepts[0].TCP = unclear, unclear

	legacy, _ := s.direct("10.0.0.9:8080")
	older, _ := s.direct("10.0.0.10:8080")
	shops := []*chain.Endpoint{s.nginx("shop", pool, media), s.nginx("shop.example", pool, media), s.nginx("legacy", legacy, older)}
	s.join(worker, alb)
	s.join(app, alb)
	for _, e := range shops {
		last := s.join(alb, e)
		if e == shops[0] {
			s.r.Findings = append(s.r.Findings, &finding.Finding{Rule: inverted, Severity: finding.Error, Hop: last, Help: []string{"add keepalive_timeout 125s; to the server block of nginx/server/shop"}})
		}
	}

	a, b := s.proxy("mesh-a", after(90), after(30)), s.proxy("mesh-b", after(90), after(30))
	s.join(a, b)
	s.join(b, a)
	s.nginx("static")
	return s
}
