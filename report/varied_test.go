package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
	"github.com/timeoutlint/timeoutlint/source"
)

const variedFile = `upstream pool { server a:1; keepalive 8 local; keepalive_timeout ${IDLE}; }
server {
	listen 8080;
	location /one { keepalive_timeout 20s; proxy_pass http://pool; }
	location /two { keepalive_timeout 20s; proxy_pass http://pool; }
	location /three { fastcgi_pass unix:/run/php.sock; }
	location /four { if ($slow) { proxy_pass http://pool; } limit_except GET { proxy_pass http://$where; } }
}
`

// varied is a result with the answers that the shop has no use for.
func varied(t testing.TB) *stage {
	s := newStage(t)
	s.file("site.conf", variedFile)
	span := func(words string) source.Span { return s.at("site.conf", words) }
	open := s.written("keepalive_timeout", "keepalive_timeout ${IDLE}", "site.conf", "keepalive_timeout ${IDLE};")
	open.Note = "holds a template expression"
	yes := []chain.Pooling{{Reuse: chain.ReuseYes}}

	pool := s.endpoint(&chain.Endpoint{
		ID: "nginx/upstream/pool", Kind: chain.NginxOut, At: span("upstream pool"), Pool: &chain.Pool{Size: 8, Local: true, From: s.written("keepalive", "8 local", "site.conf", "keepalive 8 local;")},
		Connect: []*chain.Side{
			{Idle: chain.Is(chain.Unresolved, open), Reuse: yes, At: []source.Span{span("/one { keepalive_timeout 20s; |proxy_pass http://pool;"), span("/two { keepalive_timeout 20s; |proxy_pass http://pool;")}},
			{Idle: chain.Value{known(30, 30, prod(chain.Eq)), known(90, 90, prod(chain.Ne))}, Reuse: yes, At: []source.Span{span("($slow) { |proxy_pass http://pool;")}},
		},
	})
	never := []chain.Pooling{{Reuse: chain.ReuseNo, Causes: []chain.Cause{{Kind: chain.KeepConn}}}}
	php := s.endpoint(&chain.Endpoint{ID: "nginx/upstream/unix:/run/php.sock", Kind: chain.NginxOut, At: span("fastcgi_pass"), Connect: []*chain.Side{{Protocol: chain.FastCGI, Reuse: never}}})
	fixed := &chain.Origin{Kind: chain.Fixed, Setting: "client keep-alive", Note: "the vendor allows no other value", URL: "https://example.com/docs"}
	preset := &chain.Origin{Kind: chain.Preset, Setting: "keepAliveTimeout", Note: "node 22"}
	app := s.endpoint(&chain.Endpoint{ID: "a:1", Kind: chain.Server, Product: "node", When: prod(chain.Eq), Accepts: []*chain.Side{{
		Idle: chain.Exactly(5*time.Second, preset), Announce: chain.Exactly(5*time.Second, preset),
		TCP: chain.Keepalive{State: chain.Known, Idle: 15 * time.Second, Interval: 15 * time.Second, From: preset},
	}}})
	worker := s.endpoint(&chain.Endpoint{ID: "worker", Kind: chain.Client, Connect: []*chain.Side{{
		Idle: chain.Exactly(300*time.Second, preset), Honours: &chain.Hint{Margin: time.Second}, TCP: chain.Keepalive{State: chain.Off},
	}}})
	edge := s.endpoint(&chain.Endpoint{ID: strings.Repeat("edge/", 40), Kind: chain.Balancer, Accepts: []*chain.Side{{Idle: chain.Exactly(610*time.Second, fixed), Protocol: chain.HTTP2, TCP: chain.Keepalive{State: chain.Known, Idle: time.Minute}}}})
	wall := s.endpoint(&chain.Endpoint{ID: "corp-fw", Kind: chain.Middlebox})
	s.front(pool, php)

	s.hop(worker.Connect[0], app.Accepts[0], chain.Join{How: chain.ByReference})
	through := s.hop(worker.Connect[0], edge.Accepts[0], chain.Join{How: chain.Assumed})
	through.Via, through.When = []*chain.Endpoint{wall}, prod(chain.Ne)
	s.hop(pool.Connect[0], app.Accepts[0], chain.Join{How: chain.ByAddress, At: span("a:1"), Text: "a:1"})
	s.hop(pool.Connect[1], app.Accepts[0], chain.Join{How: chain.ByAddress, At: span("a:1"), Text: "a:1"})
	s.r.Findings = []*finding.Finding{
		{Rule: inverted, Severity: finding.Error, Message: "assumed", Certainty: finding.Assumed, At: span("a:1"), Joined: &through.Joined, Hop: through},
		{Rule: inverted, Severity: finding.Error, Message: "several lines", At: source.Span{File: 1, Start: 80, End: 200}, Joined: &chain.Join{How: chain.ByAddress, At: span("a:1"), Text: "a:1"}, Related: []finding.Related{
			{Message: "r1"}, {Message: "r2"}, {Message: "r3"}, {Message: "r4"}, {Message: "r5"}, {Message: "r6"}, {Message: "r7"},
		}},
	}
	return s
}

// front is an nginx server whose locations have each kind of block and of pass.
func (s *stage) front(pool, php *chain.Endpoint) {
	span := func(words string) source.Span { return s.at("site.conf", words) }
	outer := chain.Exactly(75*time.Second, s.unwritten("keepalive_timeout", "keepalive_timeout not set: default of nginx", "site.conf", "server {"))
	short := func(words string) chain.Value {
		return chain.Exactly(20*time.Second, s.written("keepalive_timeout", "20s", "site.conf", words+"|keepalive_timeout 20s;", chain.Step{Role: chain.Lost, Note: "outer settings do not count"}))
	}
	to := func(at string, c chain.PassCase) *chain.Pass {
		return &chain.Pass{At: span(at), Use: &chain.Use{Target: "pool", Upstream: pool, Side: pool.Connect[0], Cases: []chain.PassCase{c}}}
	}
	sure := chain.PassCase{Version: "1.1", Resolved: true, Reuse: chain.ReuseYes, Idle: pool.Connect[0].Idle}
	header := chain.Exactly(20*time.Second, nil)
	s.endpoint(&chain.Endpoint{
		ID: "nginx/server/8080", Kind: chain.NginxIn, At: span("server {"), Accepts: []*chain.Side{{Idle: outer}},
		Routes: []*chain.Route{
			{Server: "8080", At: span("server {"), Idle: outer, Pass: to("/one { keepalive_timeout 20s; |proxy_pass http://pool;", sure)},
			{Server: "8080", Path: "/one", At: span("location /one"), Idle: short("/one { "), Header: header, Pass: to("/one { keepalive_timeout 20s; |proxy_pass http://pool;", sure)},
			{Server: "8080", Path: "/two", At: span("location /two"), Idle: short("/two { "), Header: header, Pass: to("/two { keepalive_timeout 20s; |proxy_pass http://pool;", sure)},
			{Server: "8080", Path: "/three", At: span("location /three"), Idle: outer, Pass: &chain.Pass{At: span("fastcgi_pass"), Use: &chain.Use{Target: "unix:/run/php.sock", Upstream: php, Protocol: chain.FastCGI, Cases: []chain.PassCase{{Reuse: chain.ReuseNo, Causes: []chain.Cause{{Kind: chain.KeepConn}}}}}}},
			{Server: "8080", Path: "/four", Block: "if", At: span("if ($slow)"), Idle: outer, Pass: to("($slow) { |proxy_pass http://pool;", chain.PassCase{Connection: "close", Resolved: true, Reuse: chain.ReuseNo, Causes: []chain.Cause{{Kind: chain.ConnectionClose}}})},
			{Server: "8080", Path: "/four", Block: "limit_except", At: span("limit_except"), Idle: outer, Pass: to("GET { |proxy_pass http://$where;", chain.PassCase{Causes: []chain.Cause{{Kind: chain.Undecided}}})},
			{Server: "8080", Block: "if", At: span("server {")},
		},
	})
}

func TestVaried(t *testing.T) {
	for _, shape := range []struct {
		file   string
		format writer
		o      report.Options
	}{
		{"varied.txt", text, report.Options{Width: 100}},
		{"varied.json", asJSON, report.Options{Show: true}},
		{"varied-show.txt", report.Show, report.Options{Width: 100}},
	} {
		t.Run(shape.file, func(t *testing.T) {
			out := render(t, shape.format, varied(t).r, shape.o)
			if strings.HasSuffix(shape.file, ".json") {
				follows(t, compiled(t), out)
			}
			golden(t, shape.file, out)
		})
	}
}
