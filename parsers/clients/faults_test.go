package clients_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/parsers/clients"
)

// good are files without a fault.
var good = []string{
	"version: 1\n",
	"version: \"1\"\nclients:\n",
	"clients: {a: {idle_timeout: 60}, b: {idle_timeout: \"60s\"}, c: {idle_timeout: 1m30s}, d: {idle_timeout: 500ms}, e: {idle_timeout: off}, f: {idle_timeout: unlimited}}\n",
	"settings: {nginx_version: 1.24, margin: 0}\n",
	"settings: {margin: 0s}\n",
	"links: [a->b, a -> b, 'module.edge.aws_lb.this[\"a\"] -> nginx/server/*']\n",
	"servers: {a: {hosts: app, tcp_keepalive: off}, b: {hosts: ['[::1]:80', '::1', unix:/run/a.sock, '*.svc:80'], tcp_keepalive: {idle: 60, count: 3}}}\n",
	"x: &x {idle_timeout: 5s}\n"[:0] + "servers: {a: &x {idle_timeout: 5s}, b: *x, c: {<<: *x, hosts: c:80}}\n",
	"ignore: [{endpoint: a, reason: x}, {rule: TL101, until: 2027-01-31, reason: '2027'}]\n",
	"exclude: '**/generated/**'\n",
	"proxies: {a: {}, b: {accepts: 60s}, c: }\n",
	"middleboxes: {a: {loose: true, state: stateful}}\n",
	"presets: {a: {accepts: 5s}}\n",
}

func TestGoodFiles(t *testing.T) {
	for _, text := range good {
		r := readText(text)
		if r.err != nil || len(r.config.Fragment.Problems) > 0 {
			t.Errorf("%q: %s", text, dump(r))
		}
	}
}

// faults are files with one fault each, and the message with its place. A schema cannot see those that are beyond it.
var faults = []struct {
	name, text string
	want       []string
	beyond     bool
}{
	{name: "misspelt key", text: "clients:\n  a: { idel_timeout: 5s }\n", want: []string{`2:8 "idel_timeout" unknown key "idel_timeout": did you mean "idle_timeout"?`}},
	{name: "misspelt section", text: "server: {}\n", want: []string{`1:1 "server" unknown key "server": did you mean "servers"?`}},
	{name: "unknown key", text: "settings: { colour: red }\n", want: []string{`1:13 "colour" unknown key "colour" in settings: known are nginx_version, margin, fail_on, assume`}},
	{name: "one timeout for a proxy", text: "proxies: { a: { idle_timeout: 5s } }\n", want: []string{`1:17 "idle_timeout" a proxy has two idle timeouts: write accepts (towards its clients) and connects (towards its servers) instead of idle_timeout`}},
	{name: "client with from", text: "clients: { a: { from: b } }\n", want: []string{`1:17 "from" a client has no "from": what does both is one of proxies`}},
	{name: "option without preset", text: "servers: { a: { worker: gthread } }\n", want: []string{`1:17 "worker" unknown key "worker" in a server: known are preset, idle_timeout, from, hosts, protocol, keep_alive_header, tcp_keepalive, response_timeout, websocket_ping`}},
	{name: "section is a list", text: "clients: [a]\n", want: []string{`1:10 "[a]" clients takes a mapping of names, not a list`}},
	{name: "client is a word", text: "clients: { a: okhttp }\n", want: []string{`1:15 "okhttp" a takes a mapping of preset, idle_timeout, to, hosts, protocol, tcp_keepalive, response_timeout, websocket_ping, not a single value`}},
	{name: "file is a list", text: "- a\n", want: []string{`1:1 "- a" timeoutlint.yaml takes a mapping of version, clients, servers, proxies, middleboxes, links, settings, terraform, rules, ignore, exclude, nginx, presets, extends, not a list`}},
	{name: "no value", text: "clients: { a: { idle_timeout: , to: b } }\n", want: []string{`1:17 "idle_timeout" idle_timeout has no value: write a duration such as 60s, 1m30s, 500ms, off or unlimited`}},
	{name: "blank in a duration", text: "clients: { a: { idle_timeout: 60 s } }\n", want: []string{`1:31 "60 s" idle_timeout: "60 s" is no duration: write whole numbers as in 60s, 1m30s, 500ms, off or unlimited`}},
	{name: "negative", text: "clients: { a: { idle_timeout: -1 } }\n", want: []string{`1:31 "-1" idle_timeout: "-1" is no duration: write whole numbers as in 60s, 1m30s, 500ms, off or unlimited`}},
	{name: "exponent", text: "clients: { a: { idle_timeout: 1e9h } }\n", want: []string{`1:31 "1e9h" idle_timeout: "1e9h" is no duration: write whole numbers as in 60s, 1m30s, 500ms, off or unlimited`}},
	{name: "fraction", text: "clients: { a: { idle_timeout: 1.5h } }\n", want: []string{`1:31 "1.5h" idle_timeout: "1.5h" is no duration: write whole numbers as in 60s, 1m30s, 500ms, off or unlimited`}},
	{name: "days", text: "clients: { a: { idle_timeout: 1d } }\n", want: []string{`1:31 "1d" idle_timeout: "1d" is no duration: write whole numbers as in 60s, 1m30s, 500ms, off or unlimited`}},
	{name: "empty text", text: "clients: { a: { idle_timeout: \"\" } }\n", want: []string{`1:31 "\"\"" idle_timeout: "" is no duration: write whole numbers as in 60s, 1m30s, 500ms, off or unlimited`}},
	{name: "overflow", text: "clients: { a: { idle_timeout: 9999999999 } }\n", want: []string{`1:31 "9999999999" idle_timeout: "9999999999" is too long a time`}},
	{name: "overflow in hours", text: "clients: { a: { idle_timeout: 9999999h } }\n", want: []string{`1:31 "9999999h" idle_timeout: "9999999h" is too long a time`}, beyond: true},
	{name: "zero", text: "clients: { a: { idle_timeout: 0 } }\n", want: []string{`1:31 "0" idle_timeout: 0 means different things in different products: write off (never reused) or unlimited`}},
	{name: "zero with a unit", text: "proxies: { a: { accepts: 0s } }\n", want: []string{`1:26 "0s" accepts: 0 means different things in different products: write off (never reused) or unlimited`}},
	{name: "zero probes", text: "clients: { a: { tcp_keepalive: { idle: 0 } } }\n", want: []string{`1:40 "0" idle: 0 is not allowed: write whole numbers as in 60s, 1m30s, 500ms`}},
	{name: "probes without idle", text: "clients: { a: { tcp_keepalive: { count: 3 } } }\n", want: []string{`1:17 "tcp_keepalive" tcp_keepalive needs the key "idle": silence before the first probe`}},
	{name: "count", text: "clients: { a: { tcp_keepalive: { idle: 5, count: 1.5 } } }\n", want: []string{`1:50 "1.5" count: "1.5" is not allowed: write a whole number from 1`}},
	{name: "probes on", text: "clients: { a: { tcp_keepalive: on } }\n", want: []string{`1:32 "on" tcp_keepalive: "on" is not allowed: write off, or a mapping of idle, interval, count`}},
	{name: "yes and no", text: "middleboxes: { a: { loose: 'yes' } }\n", want: []string{`1:28 "'yes'" loose: "yes" is not allowed: write true or false`}},
	{name: "word", text: "middleboxes: { a: { on_expiry: dorp } }\n", want: []string{`1:32 "dorp" on_expiry: unknown value "dorp": did you mean "drop"?`}},
	{name: "protocol", text: "clients: { a: { protocol: spdy/3 } }\n", want: []string{`1:27 "spdy/3" protocol: "spdy/3" is not allowed: write http1, http2, grpc, fastcgi, memcached, uwsgi, scgi, tcp or udp`}},
	{name: "host with a path", text: "servers: { a: { hosts: ['http://app:80/x'] } }\n", want: []string{`1:25 "'http://app:80/x'" an entry of hosts: "http://app:80/x" is not allowed: write a host with its port such as app:3000`}},
	{name: "port", text: "servers: { a: { hosts: 'app:70000' } }\n", want: []string{`1:24 "'app:70000'" hosts: the port of app:70000 is not between 1 and 65535`}, beyond: true},
	{name: "link without arrow", text: "links: [a to b]\n", want: []string{`1:9 "a to b" an entry of links: "a to b" is not allowed: write a hop such as aws_lb.public -> nginx, or a mapping of from, to, via, protocol`}},
	{name: "two arrows", text: "links: [a -> b -> c]\n", want: []string{`1:9 "a -> b -> c" a link joins two endpoints: write a line for each arrow, or name middleboxes in via`}, beyond: true},
	{name: "link without the other end", text: "links: ['a ->']\n", want: []string{`1:9 "'a ->'" an entry of links: "a ->" is not allowed: write a hop such as aws_lb.public -> nginx, or a mapping of from, to, via, protocol`}},
	{name: "wildcard in a name", text: "clients: { 'a*': {} }\n", want: []string{`1:12 "'a*'" "a*" cannot be a name here`}},
	{name: "link without an end", text: "links: [{ from: a }]\n", want: []string{`1:9 "{ from: a }" a link needs the key "to": who accepts: an endpoint id, with * as wildcard`}},
	{name: "wildcard in via", text: "links: [{ from: a, to: b, via: 'fw*' }]\n", want: []string{`1:32 "'fw*'" via: fw* holds a wildcard: name each middlebox, in the order in which a connection meets them`}, beyond: true},
	{name: "severity", text: "rules: { TL101: warn }\n", want: []string{`1:17 "warn" TL101: unknown value "warn": did you mean "warning"?`}},
	{name: "unknown rule", text: "rules: { TL110: off }\n", want: []string{`1:10 "TL110" unknown rule "TL110": did you mean "TL101"?`}, beyond: true},
	{name: "unknown rule in ignore", text: "ignore: [{ rule: TL999, reason: x }]\n", want: []string{`1:18 "TL999" unknown rule "TL999": timeoutlint rules lists them`}, beyond: true},
	{name: "too many digits", text: "rules: { TL1001: off }\n", want: []string{`1:10 "TL1001" unknown rule "TL1001": did you mean "TL101"?`}, beyond: true},
	{name: "no rule's name", text: "rules: { 'TL 1': off }\n", want: []string{`1:10 "'TL 1'" "TL 1" cannot be a name here`}},
	{name: "ignore of nothing", text: "ignore: [{ reason: x }]\n", want: []string{`1:10 "{ reason: x }" this entry of ignore names nothing: write rule, hop or endpoint`}},
	{name: "until", text: "ignore: [{ rule: TL101, reason: x, until: 2027-02-31 }]\n", want: []string{`1:43 "2027-02-31" until: "2027-02-31" is not allowed: write a day such as 2027-03-31`}, beyond: true},
	{name: "until tomorrow", text: "ignore: [{ rule: TL101, reason: x, until: tomorrow }]\n", want: []string{`1:43 "tomorrow" until: "tomorrow" is not allowed: write a day such as 2027-03-31`}},
	{name: "glob", text: "exclude: ['a[']\n", want: []string{`1:11 "'a['" exclude: a[: not a glob pattern; write it like infra/**/*.tf`}, beyond: true},
	{name: "unknown preset", text: "clients: { a: { preset: okhtp } }\n", want: []string{`1:25 "okhtp" unknown preset "okhtp": did you mean "okhttp"?`}, beyond: true},
	{name: "far preset", text: "clients: { a: { preset: zzzzzzzzz } }\n", want: []string{`1:25 "zzzzzzzzz" unknown preset "zzzzzzzzz": timeoutlint presets lists them, and presets: takes products of your own`}, beyond: true},
	{name: "own preset", text: "presets: { our-gateway: { accepts: 5s } }\nservers: { a: { preset: our-gatewy } }\n", want: []string{`2:25 "our-gatewy" unknown preset "our-gatewy": did you mean "our-gateway"?`}, beyond: true},
	{name: "empty preset", text: "presets: { ours: { source: wiki } }\n", want: []string{`1:12 "ours" the preset "ours" says nothing: write accepts, connects or both`}},
	{name: "preset for the other side", text: "clients: { a: { preset: gunicorn } }\n", want: []string{`1:25 "gunicorn" the preset "gunicorn" is none for clients: declare it under servers`}, beyond: true},
	{name: "preset of a box", text: "servers: { a: { preset: aws-nat-gateway } }\n", want: []string{`1:25 "aws-nat-gateway" the preset "aws-nat-gateway" is none for servers: declare it under middleboxes`}, beyond: true},
	{name: "variant", text: "servers: { a: { preset: gunicorn, worker: gthreads } }\n", want: []string{`1:43 "gthreads" gunicorn has no worker "gthreads": known are sync, gthread, gevent, eventlet, tornado, uvicorn, aiohttp, asgi`}, beyond: true},
	{name: "misspelt option", text: "servers: { a: { preset: gunicorn, workr: sync } }\n", want: []string{`1:35 "workr" unknown key "workr": did you mean "worker"?`}, beyond: true},
	{name: "misspelt key beside a preset", text: "servers: { a: { preset: gunicorn, idel_timeout: 5s } }\n", want: []string{`1:35 "idel_timeout" unknown key "idel_timeout": did you mean "idle_timeout"?`}, beyond: true},
	{name: "version of a preset", text: "servers: { a: { preset: \"node@x\" } }\n", want: []string{`1:25 "\"node@x\"" "x" is no version: write numbers as in 22 or 1.29.7`}, beyond: true},
	{name: "timeout twice", text: "servers: { a: { preset: node, keepAliveTimeout: 65000, idle_timeout: 65s } }\n", want: []string{`1:31 "keepAliveTimeout" keepAliveTimeout and idle_timeout say the same: keep one, idle_timeout counts`}, beyond: true},
	{name: "option twice", text: "servers: { a: { preset: \"gunicorn:worker=sync\", worker: gthread } }\n", want: []string{`1:49 "worker" worker is said twice: here and in preset`}, beyond: true},
	{name: "key twice", text: "clients: { a: { to: b, to: c } }\n", want: []string{`1:24 "to" the key "to" stands here twice: remove one, the first counts`}, beyond: true},
	{name: "name twice", text: "clients: { a: { } }\nservers: { a: { } }\n", want: []string{`2:12 "a" the name "a" is declared twice: rename or remove one, the first counts`}, beyond: true},
	{name: "set twice", text: "terraform: { variables: [{ name: p, files: a }, { name: p, files: b }] }\n", want: []string{`1:57 "p" the set of variables "p" stands here twice: rename or remove one, the first counts`}, beyond: true},
	{name: "key is a list", text: "clients: { [a]: {} }\n", want: []string{`1:12 "[a]" a key must be a single word, not a list`}},
	{name: "network", text: "extends: https://example.com/x.yaml\n", want: []string{`1:10 "https://example.com/x.yaml" extends takes a local file: timeoutlint never uses the network`}, beyond: true},
	{name: "missing file", text: "extends: x.yaml\n", want: []string{`1:10 "x.yaml" extends cannot be followed: /repo/x.yaml: no such file`}, beyond: true},
	{name: "itself", text: "extends: timeoutlint.yaml\n", want: []string{`1:10 "timeoutlint.yaml" extends leads in a circle: timeoutlint.yaml extends this file`}, beyond: true},
	{name: "second document", text: "version: 1\n---\nversion: 1\n", want: []string{`2:1 "" a second YAML document is not read: write it into a file of its own`}, beyond: true},
}

func TestFaults(t *testing.T) {
	for _, c := range faults {
		t.Run(c.name, func(t *testing.T) {
			r := readText(c.text)
			if r.err != nil {
				t.Fatal(r.err)
			}
			var got []string
			for _, p := range r.config.Fragment.Problems {
				from, _ := r.set.Position(p.At)
				got = append(got, fmt.Sprintf("%d:%d %q %s", from.Line, from.Column, r.set.Text(p.At), p.Msg))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// What is wrong with one key hides nothing else.
func TestFaultsHideNothing(t *testing.T) {
	for _, c := range faults {
		if strings.HasPrefix(c.text, "- ") || strings.Contains(c.text, "---") || strings.HasPrefix(c.text, "middleboxes") || strings.HasPrefix(c.text, "presets") {
			continue
		}
		r := readText(c.text + "middleboxes: { survivor: { idle_timeout: 7s } }\n")
		if r.err != nil || !strings.Contains(dump(r), "middlebox survivor") {
			t.Errorf("%s: the next section is lost: %s", c.name, dump(r))
		}
	}
}

// What exceeds a bound is told once, and hides nothing else.
func TestBounds(t *testing.T) {
	bomb := "version: 1\nx0: &x0 [a, a, a, a, a, a, a, a, a, a]\n"
	for i := 1; i < 10; i++ {
		bomb += fmt.Sprintf("x%d: &x%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*x%d, ", i-1), 10), ", "))
	}
	for _, c := range []struct{ name, text, want string }{
		{"itself", "clients: &c { a: *c }\n", `the alias *c stands for a value that holds it`},
		{"bomb", bomb, "aliases stand for more than 100000 values in this file: this one is not followed"},
		{"deep", "x: " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + "\n", "this is nested more than 32 levels deep and is not read"},
		{"scalar of a megabyte", "settings: { nginx_version: " + strings.Repeat("9", 1<<20) + " }\n", "nginx_version: a text of 1048576 bytes is too long, at most 4096 are read"},
		{"key of a megabyte", "rules: { ? " + strings.Repeat("a", 1<<20) + "\n : off }\n", `aaa..." cannot be a name here`},
		{"many", "x: [" + strings.Repeat("a,", 200_000) + "]\n", "the file has more than 100000 values: the rest is not read"},
	} {
		r := readText("middleboxes: { survivor: { idle_timeout: 7s } }\n" + c.text)
		if got := dump(r); strings.Count(got, c.want) != 1 || !strings.Contains(got, "middlebox survivor") {
			t.Errorf("%s: %.2000s", c.name, got)
		}
	}
	if r := readText(bomb + "middleboxes: { survivor: { idle_timeout: 7s } }\n"); !strings.Contains(dump(r), "middlebox survivor") {
		t.Errorf("an alias bomb hides what stands behind it")
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"tab", "clients:\n\ta: {}\n", "2:1: a tab cannot indent YAML: use spaces"},
		{"not closed", "version: 1\nservers:\n  a: { idle_timeout: 5s\nlinks:\n  - [\n", "3:6: the { is not closed, or a comma is missing behind it"},
		{"list not closed", "version: 1\nlinks: [a, b\nclients: {}\n", "2:8: the [ is not closed, or a comma is missing behind it"},
		{"two keys", "a: b: c\n", `1:5: no key can stand here: check the indentation, and put text that holds ": " in quotes`},
		{"indentation", "version: 1\n clients: {}\n", `2:9: no key can stand here: check the indentation, and put text that holds ": " in quotes`},
		{"at sign", "clients: { é: { preset: @x } }\n", `1:25: no value can begin with "@": put it in quotes`},
		{"quotes", "version: 1\nclients: { a: \"b }\n", "2:15: the quotes opened here are not closed"},
		{"no colon", "version: 1\nclients\nservers: {}\n", `2:1: a key without ":": write KEY: VALUE`},
		{"alias", "version: 1\nclients: *c\n", "2:10: the alias *c has no anchor: write &c at the value it stands for"},
		{"not UTF-8", "version: 1\nclients: { \"\xff\": {} }\n", "2:13: the byte 0xff is not UTF-8: save the file as UTF-8"},
		{"UTF-16", "\xff\xfev\x00e\x00", "1:1: the byte 0xff is not UTF-8: save the file as UTF-8"},
		{"NUL", "version: 1 \x00\n", "1:12: the control character U+0000 is not allowed in YAML: remove it"},
		{"version", "# hello\nversion: 2\n", `2:10: version "2" is not known: this timeoutlint reads version 1`},
		{"version is a list", "version: [1]\n", `1:10: version "" is not known: this timeoutlint reads version 1`},
		{"directive", "%YAML 9.9\n---\nversion: 1\n", "1:9: this version of YAML is not read: remove the %YAML line"},
		{"huge", strings.Repeat("#", 5<<20), "1:1: the file has 5242880 bytes: at most 4194304 are read, split it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := readText(c.text)
			var s *clients.SyntaxError
			if !errors.As(r.err, &s) {
				t.Fatalf("no error: %s", dump(r))
			}
			if got := strings.TrimPrefix(s.Error(), "timeoutlint.yaml:"); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if p := r.set.File(s.At.File).Position(s.At.Start); p.Line != s.Line || p.Column != s.Column {
				t.Errorf("at %v, but line %d, column %d", p, s.Line, s.Column)
			}
		})
	}
}
