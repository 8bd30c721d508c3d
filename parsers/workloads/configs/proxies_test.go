package configs_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/configs"
	"github.com/timeoutlint/timeoutlint/source"
)

// declared is what the files of proxies declare, one side a line.
func declared(t testing.TB, texts map[string]string) (lines []string) {
	t.Helper()
	set := new(source.Set)
	var files []*source.File
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		src := []byte(texts[name])
		if configs.MatchProxy(name, src[:min(len(src), 8<<10)]) != parsers.No {
			files = append(files, set.Add(name, "", src, true))
		}
	}
	fragment := configs.Declare(&parsers.Input{Skip: func(f *source.File, reason string) { lines = append(lines, f.Name+" skipped: "+reason) }}, files)
	for _, e := range fragment.Endpoints {
		for _, s := range e.Accepts {
			lines = append(lines, e.Local+" accepts"+side(set, s))
		}
		for _, s := range e.Connect {
			lines = append(lines, e.Local+" connects"+side(set, s))
		}
		if e.Box != nil {
			lines = append(lines, e.Local+" relays "+e.Box.Idle.String())
		}
	}
	for _, f := range fragment.Facts {
		lines = append(lines, f.Why+" `"+set.Text(f.At)+"`")
	}
	return lines
}

func side(set *source.Set, s *chain.Side) string {
	var out strings.Builder
	for _, a := range s.Addrs {
		out.WriteString(" " + a.String())
	}
	out.WriteString(":")
	if s.Protocol != chain.HTTP1 && s.Protocol != chain.TCP {
		out.WriteString(" " + string(s.Protocol))
	}
	for i, c := range s.Idle {
		if i > 0 {
			out.WriteString(";")
		}
		out.WriteString(" " + c.String())
		if words := c.When.Words(); words != "" {
			out.WriteString(" " + words)
		}
		if c.From != nil && c.From.Kind == chain.Written {
			fmt.Fprintf(&out, " `%s`", set.Text(c.From.At()))
		} else if c.From != nil {
			out.WriteString(" (" + c.From.Note + ")")
		}
	}
	for _, p := range s.Reuse {
		out.WriteString(" reuse " + p.Reuse.String())
		for _, c := range p.Causes {
			out.WriteString(" (" + c.Note + ")")
		}
	}
	if len(s.Upgraded) > 0 {
		out.WriteString(" upgraded " + s.Upgraded.String())
	}
	return out.String()
}

func proxy(t *testing.T, name string, cases map[string]test) {
	t.Helper()
	for what, c := range cases {
		t.Run(what, func(t *testing.T) {
			if diff := cmp.Diff(c.want, declared(t, map[string]string{name: c.text})); diff != "" {
				t.Errorf("%s\n-want +got:\n%s", c.text, diff)
			}
		})
	}
}

const byPurge = "(no timer: every pool-purge-delay (5s) half of the idle connections are closed; most go within seconds, some last tens of seconds)"

func TestHAProxy(t *testing.T) {
	proxy(t, "haproxy.cfg", map[string]test{
		"defaults": {
			"global\n  daemon\ndefaults\n  mode http\n  timeout client 30s\n  timeout server 30s\nfrontend web\n  bind *:80\n  bind 10.0.0.5:8080,:::443 ssl # x\n  default_backend app\nbackend app\n  server a app1:8000 check\n  server b 10.0.0.7:8000 disabled\n",
			[]string{"haproxy/frontend/web accepts :80 10.0.0.5:8080 [::]:443: 30s `timeout client 30s`", "haproxy/backend/app connects app1:8000: absent " + byPurge},
		},
		"its own": {
			"defaults\n mode http\n timeout client 30s\n timeout http-request 5s\nlisten web\n bind :80\n timeout http-keep-alive 2000\n timeout tunnel 1h\n server a app\n",
			[]string{"haproxy/listen/web accepts :80: 2s `timeout http-keep-alive 2000` upgraded 3600s", "haproxy/listen/web connects app:80: absent " + byPurge + " upgraded 3600s"},
		},
		"http-request": {
			"defaults\n mode http\n timeout client 30s\n timeout http-request 5s\nfrontend web\n bind :80\n",
			[]string{"haproxy/frontend/web accepts :80: 5s `timeout http-request 5s`"},
		},
		"no timers": {
			"frontend web\n mode http\n bind :80\n",
			[]string{"haproxy/frontend/web accepts :80: absent (there is no default; without timeout http-keep-alive, timeout http-request counts, then timeout client)"},
		},
		"closing": {
			"defaults\n mode http\n option http-server-close\nbackend a\n server a x:1\nbackend b\n no option http-server-close\n server b y:1\n",
			[]string{"haproxy/backend/a connects x:1: absent " + byPurge + " reuse no (option http-server-close closes the connection to the server after each response)", "haproxy/backend/b connects y:1: absent " + byPurge},
		},
		"closing in front": {
			"frontend f\n mode http\n bind :80\n option httpclose\n default_backend a\nbackend a\n mode http\n server a x:1\n",
			[]string{"haproxy/frontend/f accepts :80: off `option httpclose`", "haproxy/backend/a connects x:1: absent " + byPurge + " reuse no (option httpclose closes the connection to the server after each response)"},
		},
		"named defaults": {
			"defaults a\n mode http\n timeout client 1s\ndefaults b\n mode http\n timeout client 2s\nfrontend f from a\n bind :1\nfrontend g\n bind :2\n",
			[]string{"haproxy/frontend/f accepts :1: 1s `timeout client 1s`", "haproxy/frontend/g accepts :2: 2s `timeout client 2s`"},
		},
		"tcp": {
			"listen db\n mode tcp\n bind :5432\n timeout client 10m\n timeout server 5m\n server a db:5432\n",
			[]string{"haproxy/listen/db accepts :5432: 300s `timeout server 5m`", "haproxy/listen/db connects db:5432: 300s `timeout server 5m`", "haproxy/listen/db relays 300s"},
		},
		"templates": {
			"defaults\n mode http\n timeout client {{ client | default('30s') }}\n{% if x %}\nfrontend f\n bind \"${ADDR}:80\"\n{% endif %}\n",
			[]string{"haproxy/frontend/f accepts ${addr}:80: unresolved `timeout client {{ client | default('30s') }}`"},
		},
		"sockets, families": {
			"listen f\n mode http\n bind unix@/run/h.sock\n bind ipv4@:8000-8010\n server a ipv4@1.2.3.4:80\n server-template w 3 app.service:90\n",
			[]string{"haproxy/listen/f accepts unix:/run/h.sock :8000: absent (there is no default; without timeout http-keep-alive, timeout http-request counts, then timeout client)", "haproxy/listen/f connects 1.2.3.4:80 app.service:90: absent " + byPurge},
		},
		"wrong":   {"frontend f\n mode http\n bind :99999\n timeout client soon\n", []string{"haproxy/frontend/f accepts: unresolved `timeout client soon`"}},
		"nothing": {"# empty\n", nil},
	})
}

func TestCaddy(t *testing.T) {
	const five, two = "300s (idle not set: default of caddy)", "120s (keepalive not set: default of caddy)"
	proxy(t, "Caddyfile", map[string]test{
		"defaults":     {"example.com {\n\treverse_proxy app:8000\n}\n", []string{"caddy/example.com accepts example.com:443: " + five, "caddy/example.com connects app:8000: " + two}},
		"global":       {"{\n\tservers {\n\t\ttimeouts {\n\t\t\tidle 2m\n\t\t\tread_body 1s\n\t\t}\n\t}\n\tservers :8080 {\n\t\ttimeouts {\n\t\t\tidle {$IDLE:30s}\n\t\t}\n\t}\n}\na.example, b.example {\n\trespond ok\n}\n:8080 {\n\trespond x\n}\n", []string{"caddy/a.example accepts a.example:443 b.example:443: 120s `idle 2m`", "caddy/:8080 accepts :8080: 30s unless variable IDLE is set `idle {$IDLE:30s}`; unresolved if variable IDLE is set `idle {$IDLE:30s}`"}},
		"transports":   {"http://x {\n\thandle /api/* {\n\t\treverse_proxy @m a:1 b:2 {\n\t\t\ttransport http {\n\t\t\t\tkeepalive 30s\n\t\t\t}\n\t\t}\n\t}\n\treverse_proxy /b/* c:3\n\treverse_proxy {\n\t\tto d:4 https://e\n\t}\n\treverse_proxy f:6 {\n\t\ttransport http {\n\t\t\tkeepalive off\n\t\t}\n\t}\n\treverse_proxy h2c://g:7\n\treverse_proxy unix//run/a.sock {\n\t\ttransport fastcgi\n\t}\n}\n", []string{"caddy/http://x accepts x:80: " + five, "caddy/http://x connects a:1 b:2: 30s `keepalive 30s`", "caddy/http://x connects c:3 d:4 e:443: " + two, "caddy/http://x connects f:6: " + two + " reuse no (keepalive off closes the connection after each response)", "caddy/http://x connects g:7: http/2 " + two}},
		"no braces":    {":8080\n\nreverse_proxy :9000 # local\n", []string{"caddy/:8080 accepts :8080: " + five, "caddy/:8080 connects localhost:9000: " + two}},
		"snippets":     {"(app) {\n\treverse_proxy app:8000\n}\n(loop) {\n\timport loop\n}\nx.example {\n\timport app\n\timport loop\n}\n", []string{"caddy/x.example accepts x.example:443: " + five, "caddy/x.example connects app:8000: " + two}},
		"a template":   {"x.example {\n\treverse_proxy {{ app }}:8000 {$UP}\n}\n{{ if x }}\n", []string{"caddy/x.example accepts x.example:443: " + five, "caddy/x.example connects {{ app }}:8000 {$up}:80: " + two}},
		"addresses":    {"x.example,\ny.example:8443 {\n}\n", []string{"caddy/x.example accepts x.example:443 y.example:8443: " + five}},
		"a part":       {"@a host x\nredir @a /\n", []string{"Caddyfile skipped: a part of a Caddyfile: which sites it is of, the one that imports it says"}},
		"another part": {"log all {\n\toutput discard\n}\n", []string{"Caddyfile skipped: a part of a Caddyfile: which sites it is of, the one that imports it says"}},
		"only tags":    {"%{encode}\n\n%{default}\n", nil},
		"a wrong time": {"{\n servers {\n  timeouts {\n   idle soon\n  }\n }\n}\n:1 {\n}\n", []string{"caddy/:1 accepts :1: unresolved `idle soon`"}},
		"not closed":   {"x.example {\n\treverse_proxy app:8000\n", []string{"Caddyfile skipped: a brace in it is not closed"}},
	})
}

func TestTraefik(t *testing.T) {
	const minutes, ninety = "180s (respondingTimeouts.idleTimeout not set: default of traefik)", "90s (forwardingTimeouts.idleConnTimeout not set: default of traefik)"
	const elsewhere = "unresolved (the static configuration of Traefik is not here: serversTransport.forwardingTimeouts.idleConnTimeout may be set in it)"
	for what, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"YAML": {map[string]string{
			"traefik.yml": "entryPoints:\n  web:\n    address: \":80\"\n  websecure:\n    address: :443/tcp\n    transport:\n      respondingTimeouts:\n        idleTimeout: 300s\n  dns:\n    address: :53/udp\nserversTransport:\n  forwardingTimeouts:\n    idleConnTimeout: 30\n",
			"dynamic.yml": "http:\n  services:\n    app:\n      loadBalancer:\n        servers:\n          - url: http://app1:8000/\n          - url: http://app2:8000\n    grpc:\n      loadBalancer:\n        serversTransport: own@file\n        servers:\n          - url: h2c://grpc:9000\n  serversTransports:\n    own:\n      forwardingTimeouts:\n        idleConnTimeout: 5s\n",
		}, []string{
			"traefik/service/app connects app1:8000 app2:8000: 30s `30`", "traefik/service/grpc connects grpc:9000: http/2 5s `5s`",
			"traefik/web accepts :80: " + minutes, "traefik/websecure accepts :443: 300s `300s`",
		}},
		"TOML": {map[string]string{
			"traefik/traefik.toml": "[entryPoints]\n  [entryPoints.web]\n    address = \":80\" # x\n  [entryPoints.web.transport.respondingTimeouts]\n    idleTimeout = 42\n[serversTransport.forwardingTimeouts]\n  idleConnTimeout = \"1m\"\n",
			"traefik/rules.toml":   "[http.services]\n  [http.services.app.loadBalancer]\n    [[http.services.app.loadBalancer.servers]]\n      url = \"http://app:8000\"\n    [[http.services.app.loadBalancer.servers]]\n      url = \"https://b\"\n",
		}, []string{"traefik/service/app connects app:8000 b:443: 60s `\"1m\"`", "traefik/web accepts :80: 42s `42`"}},
		"version 1":        {map[string]string{"traefik.toml": "[respondingTimeouts]\nidleTimeout = \"360s\"\n[entryPoints]\n[entryPoints.http]\naddress = \":80\"\n"}, []string{"traefik/http accepts :80: 360s `\"360s\"`"}},
		"no static":        {map[string]string{"conf/dyn.yaml": "http:\n  services:\n    a:\n      loadBalancer:\n        servers:\n        - url: http://x\n"}, []string{"traefik/service/a connects x:80: " + elsewhere}},
		"a static default": {map[string]string{"traefik.yaml": "providers:\n  file: {}\nhttp:\n  services:\n    a:\n      loadBalancer:\n        servers:\n        - url: http://x\n"}, []string{"traefik/service/a connects x:80: " + ninety}},
		"another transport": {map[string]string{"traefik.yaml": "providers: {}\nhttp:\n  services:\n    a:\n      loadBalancer:\n        serversTransport: t@kubernetescrd\n        servers:\n        - url: http://x\n"}, []string{
			"traefik/service/a connects x:80: unresolved (serversTransport t@kubernetescrd is not in this file)",
		}},
		"a manifest, a compose file": {map[string]string{"traefik.yaml": "apiVersion: v1\nkind: Service\nhttp: {}\n", "traefik/traefik.yml": "services:\n  traefik: {}\n"}, nil},
		"a template":                 {map[string]string{"traefik.yml": "entryPoints:\n  web:\n    address: \":{{ port }}\"\n    transport:\n      respondingTimeouts:\n        idleTimeout: {{ idle }}\n"}, []string{"traefik/web accepts: unresolved `{{ idle }}`"}},
		"broken":                     {map[string]string{"traefik.yml": "entryPoints: [\n"}, []string{"traefik.yml skipped: line 2: this is no YAML: did not find expected node content"}},
	} {
		t.Run(what, func(t *testing.T) {
			if diff := cmp.Diff(c.want, declared(t, c.files)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestApache(t *testing.T) {
	const five, forever = "5s (KeepAliveTimeout not set: default of apache-httpd)", "unlimited (ttl not set: default of apache-httpd)"
	const elsewhere = "unresolved (the main configuration of Apache is not here: KeepAliveTimeout may be set in it)"
	for what, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"one file": {map[string]string{"httpd.conf": "Listen 80\nKeepAliveTimeout 65\nProxyPass \"/api\" \"http://app:8000/\" ttl=30 retry=0\nProxyPass / http://web:8080/\n"}, []string{
			"apache/:80 accepts :80: 65s `KeepAliveTimeout 65`", "apache/:80 connects app:8000: 30s `ttl=30`", "apache/:80 connects web:8080: " + forever,
		}},
		"hosts": {map[string]string{
			"apache/apache2.conf":         "KeepAlive On\nKeepAliveTimeout 5\nIncludeOptional sites-enabled/*.conf\n",
			"apache/sites-enabled/a.conf": "<VirtualHost *:80>\n  ServerName a.example\n  keepalivetimeout 500ms\n  <Location /x>\n    ProxyPass http://x:1/ disablereuse=On\n  </Location>\n  ProxyPass /no !\n  ProxyPassMatch ^/(.*) https://y/$1\n  ProxyPass /f fcgi://z:9000\n</VirtualHost>\n<VirtualHost 10.0.0.1:443 _default_:8443>\n</VirtualHost>\n",
		}, []string{
			"apache/a.example accepts :80: 500ms `keepalivetimeout 500ms`", "apache/a.example connects y:443: " + forever, "apache/a.example connects x:1: " + forever + " reuse no (disablereuse=On closes the connection after each response)",
			"apache/10.0.0.1:443 accepts 10.0.0.1:443 :8443: 5s `KeepAliveTimeout 5`",
		}},
		"no main":       {map[string]string{"site.conf": "<VirtualHost *:80>\n</VirtualHost>\n"}, []string{"apache/*:80 accepts :80: " + elsewhere}},
		"off":           {map[string]string{"httpd.conf": "Listen 8080\nKeepAlive Off\nKeepAliveTimeout 9\n"}, []string{"apache/:8080 accepts :8080: off `KeepAlive Off`"}},
		"default":       {map[string]string{"httpd.conf": "Listen 0.0.0.0:8080\n#KeepAliveTimeout 9\n"}, []string{"apache/0.0.0.0:8080 accepts 0.0.0.0:8080: " + five}},
		"lost includes": {map[string]string{"httpd.conf": "Listen 80\nInclude conf/extra/httpd-default.conf\n"}, []string{"apache/:80 accepts :80: 5s unless include conf/extra/httpd-default.conf sets it (KeepAliveTimeout not set: default of apache-httpd); unresolved if include conf/extra/httpd-default.conf sets it `Include conf/extra/httpd-default.conf`"}},
		"a balancer": {map[string]string{"httpd.conf": "Listen 80\n<Proxy balancer://app>\n BalancerMember http://a:1 ttl=20\n BalancerMember http://b:2 \\\n   ttl=20\n ProxySet lbmethod=byrequests\n</Proxy>\nProxyPass / balancer://app/\n"}, []string{
			"apache/:80 accepts :80: " + five, "apache/:80 connects a:1: 20s `ttl=20`", "apache/:80 connects b:2: 20s `ttl=20`",
		}},
		"conditions": {map[string]string{"httpd.conf": "Listen 80\n<IfModule mod_proxy.c>\nKeepAliveTimeout 9\n</IfModule>\n<IfDefine SLOW>\nKeepAliveTimeout 90\n</IfDefine>\n"}, []string{"apache/:80 accepts :80: 9s unless <ifdefine SLOW> holds `KeepAliveTimeout 9`; 90s if <ifdefine SLOW> holds `KeepAliveTimeout 90`"}},
		"variables":  {map[string]string{"httpd.conf": "Listen ${PORT}\nKeepAliveTimeout ${IDLE}\nSetEnv proxy-nokeepalive 1\nProxyPass / http://${APP}:80/\n"}, []string{"apache/${port} accepts ${port}: unresolved `KeepAliveTimeout ${IDLE}`", "apache/${port} connects ${app}:80: " + forever + " reuse no (SetEnv proxy-nokeepalive closes the connection after each response)"}},
		"nginx":      {map[string]string{"httpd.conf": "server {\n  listen 80;\n}\n", "a.conf": "upstream a {\n server b;\n}\n"}, nil},
		"not closed": {map[string]string{"a.conf": "<VirtualHost *:80>\nKeepAliveTimeout 7\n"}, []string{"apache/*:80 accepts :80: 7s `KeepAliveTimeout 7`"}},
	} {
		t.Run(what, func(t *testing.T) {
			if diff := cmp.Diff(c.want, declared(t, c.files)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
