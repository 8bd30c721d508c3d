package e2e

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/nginxtest"
)

const ok = "return 200 ok;\n"

// kept is a probe of a location that answers by itself: nginx closes the idle client connection after idle.
func kept(location, path, idle string) probe {
	return probe{location: location, path: path, requests: 1, idle: idle}
}

// http2Site is a server that takes HTTP/2 without TLS.
func http2Site(lines ...string) string {
	return "server {\nlisten @front@ http2;\n" + strings.Join(lines, "") + "}\n"
}

// idleRows are about the clock on the side of the client.
var idleRows = []row{
	{
		id:     "66",
		text:   "keepalive_timeout 3 60;\n" + root(ok, "keepalive_timeout 1;\n"),
		probes: []probe{{requests: 1, idle: "1s", header: "timeout=60"}},
	},
	{
		id:     "66 turned round",
		text:   "keepalive_timeout 1 60;\n" + root(ok, "keepalive_timeout 2 0;\n"),
		probes: []probe{kept("/", "/", "2s")},
	},
	{
		id:     "67",
		text:   "keepalive_timeout 2s;\n" + site(at("/", ok), at("/z", "keepalive_timeout 0;\n", ok)),
		probes: []probe{kept("/", "/", "2s"), kept("/z", "/z", "0s")},
	},
	{
		id:     "67 over http2",
		text:   http2Site("server_name one.test;\nkeepalive_timeout 1s;\n", at("/z", "keepalive_timeout 0;\n", ok)),
		probes: []probe{{server: "one.test", path: "/z", http2: true, idle: "1s", ask: nginxtest.Ask{Host: "one.test"}}},
	},
	{
		id: "68",
		text: http2Site("server_name one.test;\nkeepalive_timeout 1s;\n", at("/", ok)) +
			http2Site("server_name two.test;\nkeepalive_timeout 3s;\n", at("/", ok)),
		probes: []probe{{server: "one.test", http2: true, idle: "1s", ask: nginxtest.Ask{Host: "two.test"}}},
	},
	{id: "69", text: root("keepalive_timeout 0m1;\n", ok), probes: []probe{kept("/", "/", "1s")}},
	{id: "69 milliseconds", text: root("keepalive_timeout 1s500ms;\n", ok), probes: []probe{kept("/", "/", "1500ms")}},
	{id: "71", text: root("keepalive_timeout \"1 1\";\n", ok), probes: []probe{kept("/", "/", "2s")}},
	{
		id: "72", text: root("keepalive_timeout 1s;\nkeepalive_min_timeout 3s;\n", ok), since: "1.27.4",
		refused: `unknown directive "keepalive_min_timeout"`, probes: []probe{kept("/", "/", "1s")},
	},
	{id: "75", text: "map $host $m {\nkeepalive_timeout 5;\n}\n" + root("keepalive_timeout 1s;\n", ok), probes: []probe{kept("/", "/", "1s")}},
	{
		id:   "5 levels",
		text: "keepalive_timeout 1s;\n" + site("keepalive_timeout 2s;\n", at("/", ok), at("/a", "keepalive_timeout 3s;\n", at("/a/b", ok))),
		probes: []probe{
			kept("/", "/", "2s"),
			kept("/a/b", "/a/b", "3s"),
		},
	},
	{
		id: "5 other host",
		text: site("server_name one.test;\nkeepalive_timeout 1s;\n", at("/", ok)) +
			site("server_name two.test;\nkeepalive_timeout 2s;\n", at("/", ok)),
		probes: []probe{
			{server: "two.test", requests: 1, idle: "2s", ask: nginxtest.Ask{Host: "two.test"}},
			{server: "one.test", requests: 1, idle: "1s", ask: nginxtest.Ask{Host: "unknown.test"}},
		},
	},
	{
		id:     "5 rewrite",
		text:   site("keepalive_timeout 3s;\n", at("/", "rewrite ^ /end last;\n"), at("/end", "keepalive_timeout 1s;\n", ok)),
		probes: []probe{kept("/end", "/", "1s")},
	},
	{
		id:     "5 named",
		text:   site("keepalive_timeout 3s;\n", at("/", "try_files /none @end;\n"), at("@end", "keepalive_timeout 1s;\n", ok)),
		probes: []probe{kept("@end", "/", "1s")},
	},
	{
		id:   "5 zero on the way",
		text: site("keepalive_timeout 0;\n", at("/", "rewrite ^ /end last;\n"), at("/end", "keepalive_timeout 1s;\n", ok)),
		probes: []probe{
			kept("/end", "/end", "1s"),
			kept("/end", "/", "0s"),
		},
	},
	{
		id:     "5 status that closes",
		text:   site("keepalive_timeout 3s;\n", at("/", "return 400;\n")),
		probes: []probe{{requests: 1, idle: "0s", status: 400}},
	},
}
