package configs_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/configs"
	"github.com/timeoutlint/timeoutlint/source"
)

// formats are names of files, one for each reader.
var formats = []string{
	"gunicorn.conf.py", "config/puma.rb", "application.yml", "application-prod.properties", "appsettings.json", "conf/server.xml", "lighttpd.conf", "uwsgi.ini",
	"uwsgi.yml", "hypercorn.toml", "production.ini", "application.conf", "haproxy.cfg", "Caddyfile", "traefik.yml", "traefik.toml", "httpd.conf", "site.conf",
}

// read has every reader look at a text, whatever Match says of it.
func read(f *source.File) (settings []program.Setting, endpoints []*chain.Endpoint) {
	in := &parsers.Input{Sources: &program.Sources{}, Skip: func(*source.File, string) {}}
	configs.Survey(in, []*source.File{f})
	return in.Sources.Settings, configs.Declare(in, []*source.File{f}).Endpoints
}

// FuzzConfigs wants no panic and no place outside of the file from any text in any format, and the same answer twice.
func FuzzConfigs(f *testing.F) {
	for i, text := range []string{
		"keepalive = int(os.getenv('X', '5'))\nif A:\n  threads = 4\nelse: keepalive = 3 * (2 + 1)\n",
		"persistent_timeout ENV.fetch('X') { 75 } if y\n=begin\n=end\nx = <<~A\nA\n__END__\n",
		"server:\n  tomcat: {keep-alive-timeout: '${A:60s}'}\n---\n{{ if x }}\nspring: {profiles: a}\n",
		"server.tomcat.keep-alive-timeout=\\\n 60s\n#---\n%prod.quarkus.http.idle-timeout=1\n",
		"{\"Kestrel\": {\"Limits\": {\"KeepAliveTimeout\": \"00:01:00\"}}} // x\n/* ",
		"<Server><Connector port='80' keepAliveTimeout=\"${x:-1}\"/><!-- x",
		"server.max-keep-alive-idle = 5\n", "[uwsgi]\nhttp = :80\nhttp-keepalive = 1\nhttp-timeout = 5\n", "uwsgi:\n  http: :80\n",
		"a = [\n1]\n[x]\nkeep_alive_timeout = 'x'\n", "[server:main]\nuse = egg:waitress\nchannel_timeout = 5\n",
		"play { server.http { idleTimeout = 75 s, x = [ { \"a\" = \"\"\"b\"\"\" } ] } }\nplay.server.http.idleTimeout = ${?X}\n",
		"defaults a\n mode http\nlisten x from a\n bind :80-90\n server a b@c:1 {{ x }}\n",
		"{\n servers :80 {\n timeouts {\n idle {$X:1s}\n}\n}\n}\n(a) {\n import a\n}\nx, y:1 {\n import a\n reverse_proxy h2c://a {\n transport http {\n keepalive 1s\n}\n}\n}\n",
		"entryPoints:\n  web: {address: ':80'}\nhttp:\n  services:\n    a: {loadBalancer: {servers: [{url: 'http://x'}]}}\n",
		"[entryPoints.a]\naddress = ':1'\n[[http.services.a.loadBalancer.servers]]\nurl = 'h2c://a'\n",
		"Listen 80\n<VirtualHost *:80>\nProxyPass / \"balancer://a\" ttl=5\n<Proxy balancer://a>\nBalancerMember http://b \\\n ttl=3\n</Proxy>\n",
		"<IfModule !x>\nKeepAlive Off\n",
	} {
		f.Add(uint8(i), []byte(text))
	}
	f.Fuzz(func(t *testing.T, format uint8, text []byte) {
		name := formats[int(format)%len(formats)]
		configs.Match(name, text)
		configs.MatchProxy(name, text)
		configs.Holds(name, text)
		var twice [2][]string
		for i := range twice {
			set := new(source.Set)
			file := set.Add(name, "/scan/"+name, text, true)
			settings, endpoints := read(file)
			for _, s := range settings {
				twice[i] = append(twice[i], told(set, s))
				inside(t, file, s.At)
				s.Under(map[string]program.Word{"X": {}}, true)
				if s.Set != nil {
					s.Set(65 * time.Second)
				}
			}
			for _, e := range endpoints {
				inside(t, file, e.At)
				for _, s := range append(slices.Clip(e.Accepts), e.Connect...) {
					twice[i] = append(twice[i], e.Local+side(set, s))
					for _, c := range s.Idle {
						inside(t, file, c.From.At())
					}
				}
			}
		}
		if diff := cmp.Diff(twice[0], twice[1]); diff != "" {
			t.Errorf("the second time it is another answer:\n%s", diff)
		}
	})
}

func inside(t *testing.T, f *source.File, at source.Span) {
	t.Helper()
	if at.IsZero() {
		return
	}
	if at.File != f.ID || at.Start > at.End || int(at.End) > len(f.Src) {
		t.Errorf("a place outside of the file: %v of %d bytes", at, len(f.Src))
	}
}

// TestHostile wants an answer in little time from texts that are made to be hard to read.
func TestHostile(t *testing.T) {
	for what, text := range map[string]string{
		"brackets":   "keepalive = " + strings.Repeat("(", 20_000),
		"closed":     "keepalive = " + strings.Repeat("(", 10_000) + strings.Repeat(")", 10_000),
		"blocks":     strings.Repeat("a {\n", 10_000),
		"maps":       strings.Repeat("a{", 20_000),
		"ifs":        strings.Repeat("if a:\nkeepalive = 1\n", 2_000),
		"conditions": strings.Repeat("if x\npersistent_timeout 1\nelsif y\npersistent_timeout 2\nend\n", 1_000),
		"imports":    strings.Repeat("(a) {\nimport a\nimport b\n}\n(b) {\nimport a\nimport b\n}\n", 1) + "x {\nimport a\n}\n",
		"sections":   strings.Repeat("<virtualhost *>\nkeepalivetimeout 1\n", 1_000),
		"hosts":      strings.Repeat("<virtualhost *>\nkeepalivetimeout 1\n</virtualhost>\n", 1_000),
		"lines":      strings.Repeat("server.max-keep-alive-idle = 5 {\n", 2_000),
		"defaults":   strings.Repeat("defaults a from a\n mode http\nfrontend f\n bind :1\n", 1_000),
		"a line":     strings.Repeat("a ", 40_000),
		"slashes":    strings.Repeat("\\\n", 30_000),
		"texts":      "keepalive = " + strings.Repeat("'''", 10_000),
	} {
		for _, name := range formats {
			t.Run(what+" "+name, func(t *testing.T) {
				began := time.Now()
				read(new(source.Set).Add(name, "/scan/"+name, []byte(text), true))
				if spent := time.Since(began); spent > 30*time.Second {
					t.Errorf("took %v", spent)
				}
			})
		}
	}
}
