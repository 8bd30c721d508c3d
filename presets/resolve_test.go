package presets_test

import (
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/presets"
)

// resolve answers a reference as a command line gives it.
func resolve(t *testing.T, text string) presets.Resolved {
	t.Helper()
	r, err := tryResolve(t, text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return r
}

func tryResolve(t *testing.T, text string) (presets.Resolved, error) {
	t.Helper()
	ref, err := presets.ParseRef(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	p, ok := presets.Lookup(ref.Name)
	if !ok {
		t.Fatalf("%s: no such preset", text)
	}
	return p.Resolve(ref)
}

// The numbers of facts/profiles.md, as a reader would ask for them: "-" is a side that does not exist.
func TestNumbers(t *testing.T) {
	for ref, want := range map[string][2]string{
		"node":                                   {"5s", "-"},
		"node@18":                                {"5s", "-"},
		"node@7":                                 {"120s", "-"},
		"node@26.10":                             {"5s", "-"},
		"node@27":                                {"65s", "-"},
		"express":                                {"5s", "-"},
		"fastify":                                {"72s", "-"},
		"fastify@3":                              {"5s", "-"},
		"fastify@2":                              {"5s", "-"},
		"bun":                                    {"10s", "-"},
		"deno":                                   {"unlimited", "-"},
		"gunicorn":                               {"never reused", "-"},
		"gunicorn:gthread":                       {"2s", "-"},
		"gunicorn:uvicorn":                       {"2s", "-"},
		"gunicorn@23:gevent":                     {"2s", "-"},
		"gunicorn:worker=tornado":                {"3600s", "-"},
		"gunicorn:worker=sync,threads=4":         {"2s", "-"},
		"gunicorn:threads=1":                     {"never reused", "-"},
		"gunicorn-gthread":                       {"2s", "-"},
		"gunicorn+uvicorn-worker":                {"2s", "-"},
		"gunicorn@25:asgi":                       {"2s", "-"},
		"gunicorn:uvicorn.workers.UvicornWorker": {"2s", "-"},
		"gunicorn:gthread,keep-alive=75":         {"75s", "-"},
		"gunicorn:gthread,keepalive=0":           {"never reused", "-"},
		"gunicorn:sync,keep-alive=75":            {"never reused", "-"},
		"gunicorn:tornado,keepalive=75":          {"3600s", "-"},
		"uvicorn":                                {"5s", "-"},
		"aiohttp":                                {"75s", "-"},
		"aiohttp-apprunner":                      {"3630s", "-"},
		"aiohttp-apprunner@3.10":                 {"75s", "-"},
		"sanic":                                  {"120s", "-"},
		"sanic@22.12":                            {"5s", "-"},
		"uwsgi-http:http-keepalive=1":            {"60s", "-"},
		"uwsgi-http:http-keepalive=30":           {"30s", "-"},
		"puma":                                   {"20s", "-"},
		"puma@6":                                 {"20s", "-"},
		"puma@7":                                 {"65s", "-"},
		"puma@8.0.2":                             {"65s", "-"},
		"thruster":                               {"60s", "90s"},
		"go":                                     {"unlimited", "-"},
		"go:ReadTimeout=10s":                     {"10s", "-"},
		"go:ReadTimeout=10s,IdleTimeout=2m":      {"120s", "-"},
		"go:ReadTimeout=10s,IdleTimeout=0":       {"10s", "-"},
		"go:ReadTimeout=10s,IdleTimeout=-1s":     {"unlimited", "-"},
		"echo":                                   {"30s", "-"},
		"echo@4":                                 {"unlimited", "-"},
		"echo@4:ReadTimeout=7s":                  {"7s", "-"},
		"tomcat":                                 {"20s", "-"},
		"spring-boot":                            {"60s", "-"},
		"spring-boot:jetty":                      {"30s", "-"},
		"spring-boot:netty":                      {"unlimited", "-"},
		"spring-boot:server=undertow":            {"60s", "-"},
		"spring-boot:server.tomcat.keep-alive-timeout=75000": {"75s", "-"},
		"spring-boot:keep-alive-timeout=2m":                  {"120s", "-"},
		"ktor":                                               {"30s", "-"},
		"ktor:netty":                                         {"unlimited", "-"},
		"undertow@1.3.0":                                     {"unlimited", "-"},
		"undertow@2":                                         {"60s", "-"},
		"kestrel":                                            {"130s", "-"},
		"kestrel@5":                                          {"120s", "-"},
		"kestrel@8":                                          {"130s", "-"},
		"kestrel:KeepAliveTimeout=00:02:00":                  {"120s", "-"},
		"axum":                                               {"unlimited", "-"},
		"axum@0.9":                                           {"30s", "-"},
		"rocket@0.5":                                         {"unlimited", "-"},
		"cowboy@2":                                           {"5s", "-"},
		"apache-httpd":                                       {"5s", "unlimited"},
		"haproxy":                                            {"unknown", "unknown"},
		"haproxy:timeout client=50s":                         {"50s", "unknown"},
		"haproxy:timeout client=50s,timeout http-request=5000": {"5s", "unknown"},
		"varnish":                                {"5s", "60s"},
		"envoy":                                  {"3600s", "3600s"},
		"traefik":                                {"180s", "90s"},
		"caddy":                                  {"300s", "120s"},
		"caddy@2.0":                              {"unlimited", "120s"},
		"kong":                                   {"75s", "60s"},
		"kong:upstream_keepalive_idle_timeout=0": {"75s", "unlimited"},
		"gorouter":                               {"900s", "never reused"},
		"ingress-nginx":                          {"75s", "60s"},
		"contour":                                {"60s", "3600s"},
		"nginx":                                  {"75s", "60s"},
		"angie@1.11":                             {"75s", "60s"},
		"tengine@3.2":                            {"75s", "60s"},
		"nginx@1.14":                             {"75s", "unlimited"},
		"alb":                                    {"60s", "60s"},
		"alb:idle_timeout=120":                   {"120s", "120s"},
		"elb:https":                              {"60s", "60s"},
		"cloudfront":                             {"unknown", "5s"},
		"gclb":                                   {"610s", "600s"},
		"gcp-regional-external-alb":              {"600s", "600s"},
		"cloudflare":                             {"400s", "900s"},
		"heroku":                                 {"-", "90s"},
		"go-default-transport":                   {"-", "90s"},
		"go-custom-transport":                    {"-", "unlimited"},
		"go-custom-transport:IdleConnTimeout=50s": {"-", "50s"},
		"node-agent":               {"-", "unlimited"},
		"node-global-agent":        {"-", "5s"},
		"node-global-agent@18":     {"-", "never reused"},
		"axios":                    {"-", "5s"},
		"undici":                   {"-", "4s"},
		"requests":                 {"-", "unlimited"},
		"httpx":                    {"-", "5s"},
		"jdk":                      {"-", "1200s"},
		"jdk@17":                   {"-", "1200s"},
		"jdk@17.0.15":              {"-", "1200s"},
		"jdk@21":                   {"-", "30s"},
		"okhttp":                   {"-", "300s"},
		"httpclient5":              {"-", "180s"},
		"apache-httpclient@4.5.14": {"-", "unlimited"},
		"apache-httpclient":        {"-", "unlimited"},
		"vertx-client@3.5":         {"-", "unlimited"},
		"dotnet-httpclient":        {"-", "60s"},
		"dotnet-httpclient@5":      {"-", "120s"},
		"spring-rest:jdk":          {"-", "1200s"},
		"curl":                     {"-", "118s"},
		"guzzle":                   {"-", "118s"},
		"chrome":                   {"-", "300s"},
	} {
		t.Run(ref, func(t *testing.T) {
			r := resolve(t, ref)
			got := [2]string{"-", "-"}
			if r.Accepts != nil {
				got[0] = r.Accepts.String()
			}
			if r.Connects != nil {
				got[1] = r.Connects.String()
			}
			if got != want {
				t.Errorf("accepts, connects = %v, want %v", got, want)
			}
		})
	}
}

// A version given coarsely stands for all that begin so: the worst of them counts, as without any version.
func TestCoarseVersionsTakeTheWorst(t *testing.T) {
	for ref, want := range map[string]string{
		"sanic@23":                  "5s",
		"sanic@23.6":                "120s",
		"sanic@23.3":                "5s",
		"aiohttp-apprunner@3":       "75s",
		"undertow@1.3":              "60s", // 1.3.0 keeps without limit, and a server that closes is worse
		"aiohttp-apprunner@v3.11.1": "3630s",
	} {
		if got := resolve(t, ref).Accepts.String(); got != want {
			t.Errorf("%s = %s, want %s", ref, got, want)
		}
	}
}

func TestDiffersTellsTheOtherVersions(t *testing.T) {
	r := resolve(t, "puma")
	if len(r.Differs) != 1 || r.Differs[0].Idle.Versions != ">=7" || r.Differs[0].Idle.String() != "65s" || r.Differs[0].Side != "accepts" {
		t.Errorf("puma differs: %+v", r.Differs)
	}
	if r.Accepts.Versions != ">=3.12 <7" {
		t.Errorf("puma holds for %q", r.Accepts.Versions)
	}
	if r := resolve(t, "puma:persistent_timeout=75"); len(r.Differs) != 0 || !r.Accepts.Written {
		t.Errorf("a written value does not depend on the version: %+v", r.Differs)
	}
	if r := resolve(t, "node"); len(r.Differs) != 2 || r.Differs[1].Idle.Status != presets.Unreleased || !r.Differs[1].Idle.Unverified {
		t.Errorf("node differs: %+v", r.Differs)
	}
	if r := resolve(t, "ktor"); len(r.Differs) != 2 || r.Accepts.When != "engine=jetty" {
		t.Errorf("ktor without an engine: %+v", r.Differs)
	}
}

func TestHints(t *testing.T) {
	tests := map[string]struct {
		announces bool
		honours   string // mode, margin, cap; "" = none
	}{
		"node":                        {announces: true},
		"node@10":                     {},
		"express":                     {announces: true},
		"fastify":                     {announces: true},
		"apache-httpd":                {announces: true},
		"spring-boot":                 {announces: true},
		"spring-boot:undertow":        {},
		"gunicorn:gthread":            {},
		"undici":                      {honours: "replace 1s 600s"},
		"undici@6":                    {honours: "replace 1s 600s"},
		"undici@7":                    {honours: "replace 2s 600s"},
		"node-agent@18":               {},
		"node-agent@22":               {}, // without timeout it ignores the header
		"node-agent@22:timeout=60000": {honours: "lower 1s 0s"},
		"spring-rest:simple":          {honours: "replace 0s 0s"},
		"spring-rest":                 {}, // Jetty's client is the worst of them
		"axios":                       {honours: "lower 1s 0s"},
		"java-url-connection":         {honours: "replace 0s 0s"},
		"dotnet-httpclient@6":         {},
		"dotnet-httpclient@8":         {honours: "lower 1s 0s"},
		"apache-httpclient@4.5":       {honours: "replace 0s 0s"},
		"requests":                    {},
		"okhttp":                      {},
	}
	for ref, want := range tests {
		r := resolve(t, ref)
		if got := r.Announces != nil; got != want.announces {
			t.Errorf("%s announces = %v, want %v", ref, got, want.announces)
		}
		honours := ""
		if h := r.Honours; h != nil {
			honours = h.Mode.String() + " " + presets.Format(h.Margin) + " " + presets.Format(h.Cap)
		}
		if honours != want.honours {
			t.Errorf("%s honours = %q, want %q", ref, honours, want.honours)
		}
	}
}

func TestTCPKeepaliveAndCloseDelay(t *testing.T) {
	if p := resolve(t, "go").TCPKeepalive.Accepts; p == nil || !p.On || p.Idle != 15*time.Second {
		t.Errorf("go listens with %+v", p)
	}
	if p := resolve(t, "gin").TCPKeepalive.Accepts; p == nil || p.Idle != 15*time.Second {
		t.Errorf("gin listens as go does: %+v", p)
	}
	if p := resolve(t, "go-default-transport").TCPKeepalive.Connects; p == nil || p.Idle != 30*time.Second {
		t.Errorf("the default transport dials with %+v", p)
	}
	if p := resolve(t, "nginx").TCPKeepalive.Accepts; p == nil || p.On {
		t.Errorf("nginx sends no probes: %+v", p)
	}
	if p := resolve(t, "okhttp").TCPKeepalive.Connects; p != nil {
		t.Errorf("nobody told about okhttp: %+v", p)
	}
	for ref, want := range map[string]time.Duration{"node@24": time.Second, "node@18": 0, "express": time.Second, "waitress": 30 * time.Second, "puma": 0} {
		if got := resolve(t, ref).CloseDelay; got != want {
			t.Errorf("%s closes %s late, want %s", ref, got, want)
		}
	}
}

func TestMiddleboxes(t *testing.T) {
	tests := map[string]struct {
		idle, onExpiry string
		relay          bool
	}{
		"nlb":                              {"350s", "reset", false},
		"nlb:udp":                          {"120s", "reset", false},
		"nlb:tcp_idle_timeout_seconds=900": {"900s", "reset", false},
		"elb:tcp":                          {"60s", "close", true},
		"gcp-proxy-nlb":                    {"30s", "close", true},
		"gcp-passthrough-nlb":              {"60s", "drop", false},
		"gcp-internal-nlb":                 {"600s", "drop", false},
		"aws-nat-gateway":                  {"350s", "reset", false},
		"ec2-conntrack:nitro-v6":           {"350s", "drop", false},
		"linux-conntrack":                  {"432000s", "drop", false},
		"azure-lb":                         {"240s", "", false},
		"ipvs":                             {"900s", "drop", false},
	}
	for ref, want := range tests {
		r := resolve(t, ref)
		if r.Passes == nil {
			t.Errorf("%s is no middlebox", ref)
			continue
		}
		if r.Passes.Idle.String() != want.idle || r.Passes.OnExpiry != want.onExpiry || r.Passes.Relay != want.relay {
			t.Errorf("%s = %+v, want %+v", ref, r.Passes, want)
		}
		if r.Accepts != nil || r.Connects != nil {
			t.Errorf("%s is no end of a hop", ref)
		}
	}
}

func TestResolveErrorsListTheKnown(t *testing.T) {
	tests := map[string][]string{
		"gunicorn:gthred":               {"gthred", "sync, gthread, gevent"},
		"gunicorn:worker=x":             {"no worker", "gthread"},
		"gunicorn:threads=many":         {"threads=many", "whole number"},
		"gunicorn@23:asgi":              {"gunicorn 23", ">=24.1"},
		"gunicorn:gthread,timeout=75":   {"timeout", "worker, threads, --keep-alive"},
		"puma@2":                        {"puma 2", ">=3.12 <7, >=7"},
		"puma:fast":                     {"no variants"},
		"puma:idle_timeout=75":          {"idle_timeout", "persistent_timeout"},
		"puma:persistent_timeout=long":  {"long", "write 65"},
		"puma:persistent_timeout=-5":    {"below zero"},
		"deno:idle=5":                   {"no option", "no setting decides"},
		"curl@7.20":                     {"curl 7.20", ">=7.65"},
		"kestrel:KeepAliveTimeout=2min": {"2min", "00:01:05"},
		"go:IdleTimeout=1e30h":          {"1e30h"},
	}
	for ref, parts := range tests {
		_, err := tryResolve(t, ref)
		if err == nil {
			t.Errorf("%s was accepted", ref)
			continue
		}
		for _, part := range parts {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q does not say %q", ref, err, part)
			}
		}
	}
}

// What 0 means differs between products: where no source tells, it must not become a number.
func TestZeroIsNeverANumber(t *testing.T) {
	for ref, want := range map[string]string{
		"node:keepAliveTimeout=0":   "unlimited",
		"nginx:keepalive_timeout=0": "never reused",
		"puma:persistent_timeout=0": "unknown",
		"envoy:idle_timeout=0s":     "unlimited",
	} {
		if got := resolve(t, ref).Accepts.String(); got != want {
			t.Errorf("%s = %s, want %s", ref, got, want)
		}
	}
}

func TestSet(t *testing.T) {
	tests := []struct {
		ref, side string
		d         time.Duration
		want      string
	}{
		{"node", "accepts", 65 * time.Second, "server.keepAliveTimeout = 65000; server.headersTimeout = 66000"},
		{"express", "accepts", 65 * time.Second, "server.keepAliveTimeout = 65000; server.headersTimeout = 66000"},
		{"fastify", "accepts", 605 * time.Second, "Fastify({ keepAliveTimeout: 605000 })"},
		{"gunicorn:gthread", "accepts", 65 * time.Second, "--keep-alive 65"},
		{"gunicorn", "accepts", 65 * time.Second, "--worker-class gthread --keep-alive 65"},
		{"gunicorn:tornado", "accepts", 65 * time.Second, ""},
		{"gunicorn:gthread", "accepts", 1500 * time.Millisecond, "--keep-alive 2"},
		{"kestrel", "accepts", 125 * time.Second, `"Kestrel": { "Limits": { "KeepAliveTimeout": "00:02:05" } }`},
		{"go", "accepts", 65 * time.Second, "http.Server{IdleTimeout: 65 * time.Second}"},
		{"bun", "accepts", 65 * time.Second, "Bun.serve({ idleTimeout: 65 })"},
		{"bun", "accepts", 605 * time.Second, ""},
		{"alb", "connects", 55 * time.Second, "idle_timeout = 55"},
		{"alb", "connects", 4001 * time.Second, ""},
		{"quarkus", "accepts", 65 * time.Second, "quarkus.http.idle-timeout=PT65S"},
		{"nginx", "connects", 4500 * time.Millisecond, "keepalive_timeout 4500ms; in the upstream"},
		{"okhttp", "connects", 4500 * time.Millisecond, "ConnectionPool(5, 4, TimeUnit.SECONDS)"},
		{"spring-boot", "accepts", 65 * time.Second, "server.tomcat.keep-alive-timeout=65s"},
		{"requests", "connects", 65 * time.Second, ""},
		{"azure-lb", "passes", 301 * time.Second, "idle_timeout_in_minutes = 6"},
	}
	for _, test := range tests {
		r := resolve(t, test.ref)
		var idle *presets.Idle
		switch test.side {
		case "accepts":
			idle = r.Accepts
		case "connects":
			idle = r.Connects
		default:
			idle = &r.Passes.Idle
		}
		if got := idle.Set(test.d); got != test.want {
			t.Errorf("%s %s: set %s = %q, want %q", test.ref, test.side, test.d, got, test.want)
		}
	}
}
