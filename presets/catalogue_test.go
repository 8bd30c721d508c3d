package presets_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/presets"
)

// Every server row of facts/profiles.md section A, by the name there without blanks.
var servers = strings.Fields(`
	gunicorn-sync gunicorn-gthread gunicorn-gevent gunicorn-eventlet gunicorn-tornado gunicorn+uvicorn-worker gunicorn+aiohttp-worker gunicorn-asgi
	uvicorn hypercorn daphne waitress uwsgi-http uwsgi-http11-socket uwsgi-http-socket granian aiohttp-run_app aiohttp-apprunner tornado sanic
	cheroot CherryPy werkzeug flask-run django-runserver python-http.server
	node-http node express koa nestjs hapi fastify next-start bun-serve deno-serve uWebSockets uWebSockets.js
	puma unicorn thin falcon iodine webrick passenger-standalone thruster kamal-proxy
	go-net-http gin chi gorilla echo fasthttp fiber caddy frankenphp roadrunner-http traefik gorouter grpc-go
	tomcat-standalone spring-boot-tomcat spring-boot-jetty spring-boot-undertow spring-boot-netty jetty undertow wildfly reactor-netty netty vertx
	quarkus micronaut helidon ktor-cio ktor-jetty ktor-netty armeria pekko-http akka-http play dropwizard grizzly GlassFish http4s-ember finagle
	grpc-java open-liberty weblogic
	kestrel http.sys HttpListener IIS hyper axum actix-web rocket poem warp pingora cowboy phoenix+cowboy bandit vapor hummingbird drogon
	cpp-httplib dart php-fpm amphp reactphp workerman swoole
	nginx ingress-nginx apache-httpd lighttpd h2o openlitespeed varnish haproxy envoy contour istio-sidecar apisix squid traffic-server`)

// Every client row of section B.
var clients = strings.Fields(`
	go-default-transport go-custom-transport cleanhttp aws-sdk-go-v2 fasthttp-client node-agent node-globalAgent axios got undici agentkeepalive
	aws-sdk-js-v3 python-requests requests urllib3 botocore boto3 httpx httpcore aiohttp-client java-HttpURLConnection HttpURLConnection
	java.net.http.HttpClient apache-httpclient-4 apache-httpclient-5 spring-RestTemplate spring-RestClient okhttp reactor-netty-client
	spring-webclient async-http-client vertx-client jetty-client ktor-cio-client armeria-client pekko-client akka-client micronaut-client
	dropwizard-client aws-sdk-java-v2 SocketsHttpHandler reqwest hyper-util awc ureq aws-sdk-rust curl libcurl guzzle ruby-net-http
	net-http-persistent faraday http.rb excon finch req hackney gun swift-async-http-client dart-HttpClient grpc-go-client grpc-java-client grpc-core
	chrome firefox safari
	nginx ingress-nginx kong apisix envoy istio haproxy apache-httpd mod_proxy varnish squid traffic-server traefik caddy kamal-proxy thruster h2o
	gorouter heroku-router cloudfront alb cloudflare gclb`)

// Edges and middleboxes that hops are explained with.
var others = strings.Fields(`
	alb nlb elb classic-elb cloudfront aws-api-gateway vpc-lattice gclb cloudflare akamai fastly azure-front-door azure-app-gateway oci-lb
	digitalocean-lb mulesoft-flex ambassador tyk espv2 apigee app-engine-flex gwlb aws-nat-gateway privatelink cloud-nat gcp-vpc-firewall azure-lb
	f5-fastl4 linux-conntrack ipvs haproxy-ingress haproxytech-ingress nginx-ingress contour kong-ingress`)

func TestEveryRowOfTheFactsHasAnEntry(t *testing.T) {
	for _, name := range servers {
		if r, err := presets.Answer(name); r.Accepts == nil {
			t.Errorf("%s: no server of that name (%v)", name, err)
		}
	}
	for _, name := range clients {
		if r, err := presets.Answer(name); r.Connects == nil {
			t.Errorf("%s: no client of that name (%v)", name, err)
		}
	}
	for _, name := range others {
		if _, ok := presets.Lookup(name); !ok {
			t.Errorf("%s: no entry", name)
		}
	}
}

func TestEveryEntryResolves(t *testing.T) {
	all := presets.All()
	if !slices.IsSortedFunc(all, func(a, b *presets.Preset) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("not sorted by name")
	}
	for _, p := range all {
		for _, name := range append([]string{p.Name}, p.Aliases...) {
			found, ok := presets.Lookup(strings.ToUpper(name))
			if !ok || found != p {
				t.Errorf("%s leads to %v", name, found)
			}
			r, err := p.Resolve(presets.Ref{Name: name})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if (r.Accepts == nil) == (r.Connects == nil) && r.Accepts == nil && r.Passes == nil {
				t.Errorf("%s has no side", name)
			}
			for _, idle := range []*presets.Idle{r.Accepts, r.Connects} {
				if idle != nil && (idle.Source == "" || idle.Kind == presets.Seconds && idle.D <= 0) {
					t.Errorf("%s: %+v", name, idle)
				}
			}
		}
		for _, o := range p.Options() {
			for _, v := range o.Values {
				if _, err := p.Resolve(presets.Ref{Name: p.Name, Options: map[string]string{o.Name: v}}); err != nil {
					t.Errorf("%s:%s=%s: %v", p.Name, o.Name, v, err)
				}
			}
		}
		for _, row := range p.Table() {
			if row.Idle.Source == "" {
				t.Errorf("%s: a row without a source: %+v", p.Name, row)
			}
		}
	}
}

// The setting that Set writes must be one that a reference may state, and then it must count.
func TestWhatIsSetCounts(t *testing.T) {
	for _, p := range presets.All() {
		for _, row := range p.Table() {
			for _, s := range row.Idle.Settings {
				if s.Words["*"] != "" || len(row.Idle.Setting) == 0 || row.Idle.Status == presets.Retired {
					continue
				}
				short, long := s.Range()
				want := max(short, 65*time.Second)
				if long > 0 {
					want = min(want, long)
				}
				want = want.Round(time.Minute) // whole in every unit
				if long > 0 && want > long || want == 0 {
					want = long
				}
				ref := presets.Ref{Name: p.Name, Options: map[string]string{s.Name: s.Unit.Write(want)}}
				if s.Unit == presets.UnitGo {
					ref.Options[s.Name] = presets.Format(want)
				}
				variant(ref, row.Idle.When)
				if lo, ok := strings.CutPrefix(row.Idle.Versions, ">="); ok {
					ref.Version, _, _ = strings.Cut(lo, " ")
				}
				r, err := p.Resolve(ref)
				if err != nil {
					t.Errorf("%s: %v", ref, err)
					continue
				}
				got := map[string]*presets.Idle{"accepts": r.Accepts, "connects": r.Connects}[row.Side]
				if r.Passes != nil {
					got = &r.Passes.Idle
				}
				if got == nil || got.D != want || !got.Written {
					t.Errorf("%s: %s %v, want %s", ref, row.Side, got, want)
				}
			}
		}
	}
}

// variant states the first of the variants for which a row holds.
func variant(ref presets.Ref, when string) {
	for option := range strings.SplitSeq(when, ",") {
		if key, values, ok := strings.Cut(option, "="); ok {
			ref.Options[key], _, _ = strings.Cut(values, "|")
		}
	}
}

func TestSuggest(t *testing.T) {
	for typed, want := range map[string]string{
		"gunicron": "gunicorn", "pumma": "puma", "okhtp": "okhttp", "kestral": "kestrel", "Traefick": "traefik", "go-default": "go-default-transport",
		"": "", "zzzzzzzzzzzzzzzz": "", "completely-different-thing-altogether": "",
	} {
		if got := presets.Suggest(typed); got != want {
			t.Errorf("Suggest(%q) = %q, want %q", typed, got, want)
		}
	}
}

// The pairs of facts/profiles.md B1: on the left a client, on the right a server. A hop is safe only if the client gives up strictly before the server.
func TestDefaultPairs(t *testing.T) {
	loses := map[string]string{
		"nginx":                "gunicorn:gthread gunicorn:uvicorn uvicorn hypercorn actix node@26 node puma@6 cowboy@2 spring-boot-tomcat bandit undertow pekko",
		"alb":                  "spring-boot-tomcat bandit undertow pekko node apache-httpd contour haproxytech-ingress",
		"go-default-transport": "puma@7 fastify nginx",
		"traefik":              "puma@7 fastify nginx",
		"caddy":                "nginx play waitress",
		"envoy":                "puma@7 nginx kestrel gunicorn:gthread tornado",
		"istio":                "puma@7 nginx kestrel gunicorn:gthread tornado",
		"requests":             "nginx alb tornado",
		"reactor-netty-client": "nginx alb",
		"finch":                "nginx alb",
		"aws-sdk-js":           "nginx alb",
		"kamal-proxy":          "puma@7 kestrel",
		"jdk@17":               "alb nginx kestrel gclb",
		"thruster":             "puma@7",
		"cloudflare":           "gclb nginx",
		"gclb":                 "nginx ingress-nginx traefik uvicorn",
	}
	wins := map[string]string{
		"nginx":             "puma@7 go nginx aiohttp",
		"envoy":             "go aiohttp-apprunner",
		"dotnet-httpclient": "kestrel",
		"jdk@21":            "alb nginx",
		"requests":          "go deno",
		"alb":               "nginx ingress-nginx kong traefik",
		"cloudfront":        "alb nginx",
		"squid":             "puma@7",
	}
	for client, names := range loses {
		for server := range strings.FieldsSeq(names) {
			if c, s := clock(t, client, false), clock(t, server, true); c < s {
				t.Errorf("%s %s -> %s %s should lose", client, c, server, s)
			}
		}
	}
	for client, names := range wins {
		for server := range strings.FieldsSeq(names) {
			if c, s := clock(t, client, false), clock(t, server, true); c >= s {
				t.Errorf("%s %s -> %s %s should pass", client, c, server, s)
			}
		}
	}
}

// clock is the idle timeout of one side; a client without limit lies a little under a server without limit, which cannot lose.
func clock(t *testing.T, ref string, server bool) time.Duration {
	t.Helper()
	r := resolve(t, ref)
	idle := r.Connects
	if server {
		idle = r.Accepts
	}
	switch {
	case idle == nil:
		t.Fatalf("%s has no such side", ref)
	case idle.Kind == presets.Seconds:
		return idle.D
	case idle.Kind == presets.Unlimited && server:
		return 1<<63 - 1
	case idle.Kind == presets.Unlimited:
		return 1<<63 - 2
	}
	t.Fatalf("%s is %s", ref, idle)
	return 0
}

func TestOwnPreset(t *testing.T) {
	p := presets.Own("our-gateway", "wiki/gateway", &presets.Idle{Kind: presets.Seconds, D: 75 * time.Second}, nil)
	r, err := p.Resolve(presets.Ref{Name: "our-gateway", Version: "3"})
	if err != nil || r.Accepts.String() != "75s" || r.Accepts.Source != "wiki/gateway" || r.Connects != nil {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := p.Resolve(presets.Ref{Name: "our-gateway", Options: map[string]string{"x": "1"}}); err == nil {
		t.Error("an option that nothing knows was accepted")
	}
}

func TestTableShowsWhatIsLike(t *testing.T) {
	p, _ := presets.Lookup("express")
	rows := p.Table()
	if len(rows) != 1 || rows[0].Like != "node" || rows[0].Idle.String() != "5s" || !rows[0].Idle.Unverified {
		t.Errorf("%+v", rows)
	}
}
