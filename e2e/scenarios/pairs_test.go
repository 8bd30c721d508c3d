package scenarios

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// pair is a hop between two products as they come, named as in timeoutlint.yaml; nginx is a configuration of its own.
type pair struct {
	client, server string
	clocks         string // what the report says of both
}

// losing are the pairs of defaults that race: the server's clock does not run longer than the client's.
var losing = []pair{
	{"nginx", "gunicorn:gthread", "60s, but server closes them after 2s"},
	{"nginx", "gunicorn:uvicorn", "60s, but server closes them after 2s"},
	{"nginx", "uvicorn", "60s, but server closes them after 5s"},
	{"nginx", "hypercorn", "60s, but server closes them after 5s"},
	{"nginx", "actix", "60s, but server closes them after 5s"},
	{"nginx", "node", "60s, but server closes them after 5s"},
	{"nginx", "puma@6", "60s, but server closes them after 20s"},
	{"nginx", "spring-boot", "both end idle connections after 60s"},
	{"nginx", "bandit", "both end idle connections after 60s"},
	{"nginx", "undertow", "both end idle connections after 60s"},
	{"nginx", "pekko", "both end idle connections after 60s"},
	{"alb", "spring-boot", "both end idle connections after 60s"},
	{"alb", "bandit", "both end idle connections after 60s"},
	{"alb", "undertow", "both end idle connections after 60s"},
	{"alb", "daphne", "both end idle connections after 60s"},
	{"alb", "pekko", "both end idle connections after 60s"},
	{"nginx", "cowboy", "60s, but server closes them after 5s"},
	{"go-default-transport", "puma@7", "90s, but server closes them after 65s"},
	{"go-default-transport", "fastify", "90s, but server closes them after 72s"},
	{"go-default-transport", "nginx", "90s, but nginx/server/80 closes them after 75s"},
	{"traefik", "puma@7", "90s, but server closes them after 65s"},
	{"traefik", "fastify", "90s, but server closes them after 72s"},
	{"traefik", "nginx", "90s, but nginx/server/80 closes them after 75s"},
	{"caddy", "nginx", "120s, but nginx/server/80 closes them after 75s"},
	{"caddy", "play", "120s, but server closes them after 75s"},
	{"caddy", "waitress", "both end idle connections after 120s"},
	{"envoy", "nginx", "3600s, but nginx/server/80 closes them after 75s"},
	{"istio", "kestrel", "3600s, but server closes them after 130s"},
	{"envoy", "tornado", "both end idle connections after 3600s"},
	{"requests", "node", "without limit, but server closes them after 5s"},
	{"reactor-netty-client", "puma", "without limit, but server closes them after 20s"},
	{"finch", "bandit", "without limit, but server closes them after 60s"},
	{"aws-sdk-js", "jetty", "without limit, but server closes them after 30s"},
	{"kamal-proxy", "puma@7", "without limit, but server closes them after 65s"},
	{"jdk@17", "uvicorn", "1200s, but server closes them after 5s"},
	{"thruster", "puma@7", "90s, but server closes them after 65s"},
}

// passing are pairs that look alike and do not race.
var passing = []pair{
	{client: "nginx", server: "puma@7"},
	{client: "nginx", server: "gunicorn"},
	{client: "nginx", server: "nginx"},
	{client: "alb", server: "nginx"},
	{client: "cloudfront", server: "nginx"},
	{client: "go-default-transport", server: "kestrel"},
	{client: "envoy", server: "go"},
	{client: "envoy", server: "aiohttp-apprunner"},
	{client: "requests", server: "go"},
	{client: "dotnet-httpclient@6", server: "kestrel@6"},
	{client: "jdk@21", server: "nginx"},
}

// TestDefaultPairs finds the races between products of which the user has written no number at all.
func TestDefaultPairs(t *testing.T) {
	for _, p := range losing {
		t.Run(p.client+" and "+p.server, func(t *testing.T) {
			d, text := check(t, p.folder(t))
			if len(d.Hops) != 1 || d.Hops[0].Verdict != "violated" {
				t.Fatalf("hops %s, want one that is violated", d.Hops)
			}
			if len(d.Findings) != 1 || d.Findings[0].Rule != "TL101" || d.Findings[0].Severity != "error" {
				t.Errorf("findings %s, want one TL101", d.Findings)
			}
			if !strings.Contains(text, p.clocks) {
				t.Errorf("the report does not say %q:\n%s", p.clocks, text)
			}
			for _, side := range []string{"client side: ", "server side: "} {
				if !regexp.MustCompile(side + `[^(]*\(.*(default|fixed|without limit|not set)`).MatchString(text) {
					t.Errorf("nothing says where the %snumber comes from:\n%s", side, text)
				}
			}
		})
	}
	for _, p := range passing {
		t.Run(p.client+" and "+p.server, func(t *testing.T) {
			d, _ := check(t, p.folder(t))
			if len(d.Hops) != 1 || d.Hops[0].Verdict != "ok" && d.Hops[0].Verdict != "no-reuse" {
				t.Errorf("hops %s, want one that is ok", d.Hops)
			}
			if len(d.Findings) > 0 {
				t.Errorf("findings %s, want none", d.Findings)
			}
		})
	}
}

// folder writes the configuration of a pair. The number in it is the size of a pool.
func (p pair) folder(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	var declared strings.Builder
	declared.WriteString("version: 1\nsettings: { nginx_version: \"1.28.0\" }\n")
	link := [2]string{"client", "server"}
	if p.client == "nginx" {
		link[0] = "nginx/upstream/pool"
	} else {
		fmt.Fprintf(&declared, "clients: { client: { preset: %q } }\n", p.client)
	}
	if p.server == "nginx" {
		link[1] = "nginx/server/80"
	} else {
		fmt.Fprintf(&declared, "servers: { server: { preset: %q } }\n", p.server)
	}
	fmt.Fprintf(&declared, "links: [%s -> %s]\n", link[0], link[1])
	save(t, dir, "timeoutlint.yaml", declared.String())
	var conf strings.Builder
	if p.client == "nginx" {
		conf.WriteString("upstream pool { server unknown.example; keepalive 16; }\nproxy_http_version 1.1;\nproxy_set_header Connection \"\";\n")
	}
	if p.client == "nginx" || p.server == "nginx" {
		pass := "return 204;"
		if p.client == "nginx" {
			pass = "location / { proxy_pass http://pool; }"
		}
		save(t, dir, "nginx.conf", "events {}\nhttp {\n"+conf.String()+"server { listen 80; "+pass+" }\n}\n")
	}
	return dir
}
