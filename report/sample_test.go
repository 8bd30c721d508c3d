package report_test

import (
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// stage builds results by hand: files by name and text, spans by what stands there.
type stage struct {
	t     testing.TB
	r     *finding.Result
	files map[string]*source.File
}

func newStage(t testing.TB) *stage {
	t.Helper()
	return &stage{t, &finding.Result{Set: new(source.Set), Graph: new(chain.Graph), FailOn: finding.Warning}, map[string]*source.File{}}
}

func (s *stage) file(name, text string) {
	s.files[name] = s.r.Set.Add(name, "/work/"+name, []byte(text), false)
	s.r.Files++
}

// at is the span of the first occurrence of words in a file. A "|" in words marks the start of the span behind what only locates it.
func (s *stage) at(name, words string) source.Span {
	s.t.Helper()
	f := s.files[name]
	lead, rest, found := strings.Cut(words, "|")
	if !found {
		lead, rest = "", words
	}
	i := strings.Index(string(f.Src), lead+rest)
	if i < 0 {
		s.t.Fatalf("%q does not occur in %s", lead+rest, name)
	}
	i += len(lead)
	return source.Span{File: f.ID, Start: uint32(i), End: uint32(i + len(rest))}
}

// written is a setting that stands in a file.
func (s *stage) written(setting, text, name, words string, more ...chain.Step) *chain.Origin {
	s.t.Helper()
	steps := append([]chain.Step{{At: s.at(name, words)}}, more...)
	return &chain.Origin{Kind: chain.Written, Setting: setting, Text: text, Steps: steps}
}

// unwritten is a default of the block at the span.
func (s *stage) unwritten(setting, note, name, words string) *chain.Origin {
	s.t.Helper()
	return &chain.Origin{
		Kind: chain.Default, Setting: setting, Note: note, URL: "https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_timeout",
		Steps: []chain.Step{{Role: chain.DefaultOf, At: s.at(name, words)}},
	}
}

func (s *stage) endpoint(e *chain.Endpoint) *chain.Endpoint {
	for _, sides := range [][]*chain.Side{e.Accepts, e.Connect} {
		for _, side := range sides {
			side.Owner = e
		}
	}
	if e.Local == "" {
		e.Local = e.ID
	}
	e.Canon = "." + ":" + e.Local
	s.r.Graph.Endpoints = append(s.r.Graph.Endpoints, e)
	return e
}

func (s *stage) hop(c, sv *chain.Side, j chain.Join, at ...source.Span) *chain.Hop {
	h := &chain.Hop{ID: c.Owner.ID + " -> " + sv.Owner.ID, Client: c, Server: sv, Joined: j, At: at}
	s.r.Graph.Hops = append(s.r.Graph.Hops, h)
	return h
}

var (
	inverted = &finding.Doc{ID: "TL101", Name: "client-outlives-server", Severity: finding.Error}
	lost     = &finding.Doc{ID: "TL202", Name: "upstream-connection-header", Severity: finding.Error}
	include  = &finding.Doc{ID: "TL002", Name: "include-problem", Severity: finding.Note}
	open     = &finding.Doc{ID: "TL005", Name: "undeclared-side", Severity: finding.Note}
)

const (
	albFile = `resource "aws_lb" "public" {
  name               = "public"
  internal           = false
  load_balancer_type = "application"
  subnets            = var.subnets

  idle_timeout = 120
}
`
	siteFile = `proxy_set_header Connection "";

server {
	listen 80;
	server_name example.com;

	location /api/ {
		proxy_set_header Host $host;
		proxy_http_version 1.1;
		proxy_pass http://app;
	}
	location /img/ { proxy_pass http://app; }
}

upstream app {
	server 10.0.0.1:8080;
	server 10.0.0.2:8080;
	server 10.0.0.3:8080;
	keepalive 16;
}
`
)

// shop is a balancer in front of an nginx that loses a header on the way to its application: most of what a report can say at once.
func shop(t testing.TB) *stage {
	s := newStage(t)
	s.file("infra/alb.tf", albFile)
	s.file("nginx/site.conf", siteFile)
	s.file("timeoutlint.yaml", "version: 1\n\nlinks:\n  - aws_lb.public -> nginx/server/example.com\n")
	link := chain.Join{How: chain.ByLink, At: s.at("timeoutlint.yaml", "aws_lb.public -> nginx/server/example.com"), Text: "aws_lb.public -> nginx"}

	root := &chain.Root{Kind: "nginx", Dir: "nginx", File: "nginx/site.conf", World: chain.When(chain.Atom{Subject: "nginx", Op: chain.Lt, Val: "1.29.7"}), Assumed: true}
	idle := s.written("idle_timeout", "120", "infra/alb.tf", "idle_timeout = |120")
	alb := s.endpoint(&chain.Endpoint{
		ID: "aws_lb.public", Kind: chain.Balancer, Product: "alb", At: s.at("infra/alb.tf", `resource "aws_lb" "public"`),
		Accepts: []*chain.Side{{Idle: chain.Exactly(120*time.Second, idle), Protocol: chain.HTTP1, At: []source.Span{s.at("infra/alb.tf", "120")}}},
		Connect: []*chain.Side{{Idle: chain.Exactly(120*time.Second, idle), Protocol: chain.HTTP1, At: []source.Span{s.at("infra/alb.tf", "120")}}},
	})
	accepts := chain.Exactly(75*time.Second, s.unwritten("keepalive_timeout", "keepalive_timeout not set: nginx default", "nginx/site.conf", "server {"))
	pool, pass := s.pool(root), s.at("nginx/site.conf", "proxy_http_version 1.1;\n\t\t|proxy_pass http://app;")
	front := s.endpoint(&chain.Endpoint{
		ID: "nginx/server/example.com", Kind: chain.NginxIn, Product: "nginx", Root: root, At: s.at("nginx/site.conf", "server {"),
		Accepts: []*chain.Side{{Idle: accepts, Protocol: chain.HTTP1, At: []source.Span{s.at("nginx/site.conf", "server {")}}},
		Routes: []*chain.Route{
			{Server: "example.com", At: s.at("nginx/site.conf", "server {"), Idle: accepts},
			{Server: "example.com", Path: "/api/", At: s.at("nginx/site.conf", "location /api/"), Idle: accepts, Pass: s.pass(pool, pass, "1.1", s.written("proxy_http_version", "1.1", "nginx/site.conf", "proxy_http_version 1.1;"))},
			{Server: "example.com", Path: "/img/", At: s.at("nginx/site.conf", "location /img/"), Idle: accepts, Pass: s.pass(pool, s.at("nginx/site.conf", "/img/ { |proxy_pass http://app;"), "1.0", s.unwritten("proxy_http_version", "proxy_http_version not set: nginx default before 1.29.7", "nginx/site.conf", "location /img/"))},
		},
	})
	h := s.hop(alb.Connect[0], front.Accepts[0], link)
	for _, host := range []string{"10.0.0.1:8080", "10.0.0.2:8080", "10.0.0.3:8080"} {
		at := s.at("nginx/site.conf", "server |"+host)
		app := s.endpoint(&chain.Endpoint{ID: host, Kind: chain.Address, At: at, Accepts: []*chain.Side{{}}})
		s.hop(pool.Connect[0], app.Accepts[0], chain.Join{How: chain.ByAddress, At: at, Text: host}, pass)
	}
	s.findings(h, pass)
	return s
}

func (s *stage) pool(root *chain.Root) *chain.Endpoint {
	size := s.written("keepalive", "16", "nginx/site.conf", "keepalive 16;")
	cause := s.lostHeader()
	return s.endpoint(&chain.Endpoint{
		ID: "nginx/upstream/app", Kind: chain.NginxOut, Product: "nginx", Root: root, At: s.at("nginx/site.conf", "upstream app"),
		Pool: &chain.Pool{Size: 16, Live: 3, Spreads: true, From: size},
		Connect: []*chain.Side{{
			Idle:     chain.Exactly(time.Minute, s.unwritten("keepalive_timeout", "keepalive_timeout not set: nginx default", "nginx/site.conf", "upstream app {")),
			Protocol: chain.HTTP1, At: []source.Span{s.at("nginx/site.conf", "upstream app")},
			Reuse: []chain.Pooling{
				{When: chain.When(chain.Atom{Subject: "nginx", Op: chain.Lt, Val: "1.29.7"}), Reuse: chain.ReuseNo, Causes: []chain.Cause{cause}},
				{When: chain.When(chain.Atom{Subject: "nginx", Op: chain.Ge, Val: "1.29.7"}), Reuse: chain.ReuseYes},
			},
		}},
	})
}

func (s *stage) lostHeader() chain.Cause {
	own := s.at("nginx/site.conf", "proxy_set_header Host $host;")
	outer := s.at("nginx/site.conf", `proxy_set_header Connection "";`)
	return chain.Cause{Kind: chain.ConnectionClose, Note: "Connection: close is sent", From: &chain.Origin{
		Kind: chain.Default, Setting: "proxy_set_header Connection", Note: "this level sets its own proxy_set_header",
		Steps: []chain.Step{{Role: chain.DefaultOf, At: own}, {Role: chain.Lost, At: outer}},
	}}
}

func (s *stage) pass(up *chain.Endpoint, at source.Span, version string, by *chain.Origin) *chain.Pass {
	old := chain.When(chain.Atom{Subject: "nginx", Op: chain.Lt, Val: "1.29.7"})
	later := chain.When(chain.Atom{Subject: "nginx", Op: chain.Ge, Val: "1.29.7"})
	cause := s.lostHeader()
	return &chain.Pass{At: at, Use: &chain.Use{
		Directive: "proxy_pass", Target: "app", Upstream: up, Side: up.Connect[0], Protocol: chain.HTTP1,
		Cases: []chain.PassCase{
			{When: old, Version: version, VersionBy: by, Connection: "close", HeaderBy: cause.From, Resolved: true, Reuse: chain.ReuseNo, Causes: []chain.Cause{cause}, Idle: up.Connect[0].Idle},
			{When: later, Version: "1.1", VersionBy: by, Resolved: true, Reuse: chain.ReuseYes, Idle: up.Connect[0].Idle},
		},
	}}
}

func (s *stage) findings(h *chain.Hop, pass source.Span) {
	s.r.Findings = []*finding.Finding{
		{
			Rule: inverted, Severity: finding.Error, Message: "aws_lb.public keeps idle connections 120s, but nginx closes them after 75s",
			At: h.Client.Idle[0].From.At(), Hop: h, Joined: &h.Joined,
			Related: []finding.Related{{Message: "server side: 75s (keepalive_timeout not set: nginx default)", At: s.at("nginx/site.conf", "server {")}},
			Help:    []string{"set keepalive_timeout 125s; in nginx (an ALB's idle timeout also bounds slow responses: better not to lower it)"},
			Subject: []string{"idle_timeout", "keepalive_timeout"},
			Fixes: []finding.Fix{{Title: "set keepalive_timeout 125s", Safety: finding.Unsafe, Edits: []finding.Edit{
				{At: source.Span{File: s.files["nginx/site.conf"].ID, Start: 41, End: 41}, New: "\n\tkeepalive_timeout 125s;"},
			}}},
		},
		{
			Rule: lost, Severity: finding.Warning, Certainty: finding.Possible, Message: `the pool of upstream "app" is defeated: location /api/ asks it to close each connection`,
			At: s.at("nginx/site.conf", "proxy_set_header Host $host;"), Label: `this level sets its own headers, so that the inherited Connection "" is lost`,
			Related: []finding.Related{
				{Message: "lost here", At: s.at("nginx/site.conf", `proxy_set_header Connection "";`)},
				{Message: "proxied here", At: pass},
				{Message: "the pool", At: s.at("nginx/site.conf", "keepalive 16;")},
			},
			Help:    []string{`add proxy_set_header Connection ""; to location /api/`},
			Subject: []string{"app", "/api/"},
		},
		{Rule: open, Severity: finding.Note, Message: "nothing says how long 10.0.0.1:8080 keeps idle connections", At: s.at("nginx/site.conf", "10.0.0.1:8080")},
		{Rule: open, Severity: finding.Note, Message: "nothing says how long 10.0.0.2:8080 keeps idle connections", At: s.at("nginx/site.conf", "10.0.0.2:8080")},
		{Rule: include, Severity: finding.Note, Message: "2 includes could not be opened"},
	}
	s.r.Unjudged = []finding.Unjudged{{
		What: "the servers behind nginx/upstream/app must keep idle connections longer than 60s", At: s.at("nginx/site.conf", "upstream app"),
		Try: "servers:\n  app: { idle_timeout: 65s, from: \"nginx/upstream/app\" }\n",
	}}
	s.r.Skipped = []finding.Skip{{File: "b.conf", Reason: "a template whose braces do not balance"}, {File: "a.conf", Reason: "a template whose braces do not balance"}}
	s.r.Suppressed = 1
}
