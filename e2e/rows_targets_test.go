package e2e

import "github.com/timeoutlint/timeoutlint/internal/nginxtest"

// targetRows are about what a location proxies to, and from which kind of block.
var targetRows = []row{
	{id: "1", text: root("proxy_pass http://@app@;\n"), probes: one(fresh, fresh)},
	{id: "2", text: root("proxy_pass http://@app@;\n", k), probes: one(fresh, fresh)},
	{id: "3", text: unpooled + root(pass), probes: one(fresh, reused)},
	{id: "4", text: unpooled + root(pass, k), probes: one(fresh, reused)},
	{
		id:     "27",
		text:   pooled + site(at("/", k, at("/x", pass))),
		probes: []probe{{location: "/x", path: "/x", before: reused, from: reused}},
	},
	{
		id:   "28",
		text: pooled + site(at("/", k, pass, at("/x"))),
		probes: []probe{
			{before: reused, from: reused},
			{location: "/x", path: "/x", status: 404},
		},
	},
	{
		id:     "29",
		text:   pooled + site(at("/", k, "if ($arg_a) {\n"+pass+"}\n")),
		probes: []probe{{block: "if", path: "/?a=1", before: reused, from: reused}},
	},
	{
		id:   "30",
		text: unpooled + site(at("/", pass, "if ($arg_a) {\nset $z 1;\n}\n")),
		probes: []probe{{
			path: "/ /?a=1", requests: 6, before: fresh, from: reused,
			beforeConns: 6, fromConns: 2, // the pool of a location is not that of its if
		}},
	},
	{
		id:   "31",
		text: pooled + site(at("/", k, "limit_except GET {\n"+pass+"}\n")),
		probes: []probe{{
			block: "limit_except", ask: nginxtest.Ask{Method: "POST", Body: "x=1"}, before: reused, from: reused,
		}},
	},
	{id: "32", text: pooled + root(k, "set $up app;\nproxy_pass http://$up;\n"), probes: one(reused, reused)},
	{id: "33", text: pooled + root(k, "set $up APP;\nproxy_pass http://$up;\n"), probes: one(reused, reused)},
	{id: "33 literal", text: pooled + root(k, "proxy_pass http://APP;\n"), probes: one(reused, reused)},
	{id: "34", text: root(k, "set $up @app@;\nproxy_pass http://$up;\n"), probes: one(fresh, fresh)},
	{id: "35", text: pooled + root(k, "set $up app;\nproxy_pass http://$up:80;\n"), probes: []probe{{status: 502}}},
	{id: "37", text: root(k, pass) + pooled, probes: one(reused, reused)},
	{
		id:     "38 try_files",
		text:   pooled + site(at("/", "try_files /none @app;\n"), at("@app", k, pass)),
		probes: []probe{{location: "@app", before: reused, from: reused}},
	},
	{
		id:     "38 error_page",
		text:   pooled + site(at("/", "error_page 404 = @app;\nreturn 404;\n"), at("@app", k, pass)),
		probes: []probe{{location: "@app", before: reused, from: reused}},
	},
	{id: "6 scheme in capitals", text: pooled + root(k, "proxy_pass HTTP://app;\n"), probes: one(reused, reused)},
	{id: "6 whole address in a variable", text: pooled + root(k, "set $u http://app;\nproxy_pass $u;\n"), probes: one(reused, reused)},
	{
		id:     "6 regex location",
		text:   pooled + site(at("~ ^/a", k, pass)),
		probes: []probe{{location: "~ ^/a", path: "/a", before: reused, from: reused}},
	},
}
