package e2e

import "slices"

// pool is an upstream of one server with the given lines after it.
func pool(lines string) string { return "upstream app {\nserver @app@;\n" + lines + "}\n" }

// poolRows are about the upstream block.
var poolRows = slices.Concat(balancerRows, []row{
	{id: "40", text: "upstream app {\nleast_conn;\nserver @app@;\nkeepalive 16;\n}\n" + root(pass, k), probes: one(reused, reused)},
	{id: "40 before server", text: "upstream app {\nkeepalive 16;\nserver @app@;\n}\n" + root(pass, k), probes: one(reused, reused)},
	{id: "41", text: pool("zone z 64k;\nkeepalive 16;\n") + root(pass, k), probes: one(reused, reused)},
	{id: "42", text: pool("keepalive 0;\n") + root(pass, k), since: "1.29.7", refused: `invalid value "0" in "keepalive" directive`, probes: one(fresh, fresh)},
	{id: "43", text: pool("keepalive 16 local;\n") + root(pass, k), since: "1.29.7", refused: `invalid number of arguments in "keepalive"`, probes: one(fresh, reused)},
	{id: "45", text: pool("keepalive 16;\nkeepalive_timeout 0;\n") + root(pass, k), probes: one(fresh, fresh)},
	{id: "46", text: pool("keepalive_timeout 2s;\n") + root(pass, k), probes: []probe{{before: fresh, from: reused, pool: "2s"}}},
	{id: "46 with pool", text: pool("keepalive 4;\nkeepalive_timeout 1s;\n") + root(pass, k), probes: []probe{{before: reused, from: reused, pool: "1s"}}},
	{id: "47", text: pool("keepalive 16;\nkeepalive_requests 1;\n") + root(pass, k), probes: one(fresh, fresh)},
	{id: "47 none", text: pool("keepalive 16;\nkeepalive_requests 0;\n") + root(pass, k), probes: one(fresh, fresh)},
	{id: "50", text: "upstream app {\nserver @app@;\nserver @second@;\nkeepalive 1;\n}\n" + root(pass, k), probes: []probe{{requests: 6, before: fresh, from: fresh}}},
	{id: "50 enough", text: "upstream app {\nserver @app@;\nserver @second@;\nkeepalive 2;\n}\n" + root(pass, k), probes: []probe{{requests: 6, before: reused, from: reused, beforeConns: 2, fromConns: 2}}},
	{id: "50 backup", text: "upstream app {\nserver @app@;\nserver @second@ backup;\nkeepalive 1;\n}\n" + root(pass, k), probes: []probe{{requests: 6, before: reused, from: reused, beforeConns: 1, fromConns: 1}}},
	{id: "50 down", text: "upstream app {\nserver @app@;\nserver @second@ down;\nkeepalive 1;\n}\n" + root(pass, k), probes: []probe{{requests: 6, before: reused, from: reused, beforeConns: 1, fromConns: 1}}},
	{id: "50 ip_hash", text: "upstream app {\nip_hash;\nserver @app@;\nserver @second@;\nkeepalive 1;\n}\n" + root(pass, k), probes: []probe{{requests: 6, before: reused, from: reused, beforeConns: 1, fromConns: 1}}},
	{id: "50 hash of nothing", text: "upstream app {\nhash \"\";\nserver @app@;\nserver @second@;\nkeepalive 1;\n}\n" + root(pass, k), probes: []probe{{requests: 6, before: fresh, from: fresh}}},
	{id: "51", text: pooled + twoLocations, probes: []probe{bothLocations(reused, 1, 1)}},
	{id: "52", text: unpooled + twoLocations, probes: []probe{bothLocations(fresh, 4, 2)}},
	{
		id: "53",
		text: "upstream one {\nserver @app@;\nkeepalive 4;\n}\nupstream two {\nserver @app@;\nkeepalive 4;\n}\n" +
			site(k, at("/a", "proxy_pass http://one;\n"), at("/b", "proxy_pass http://two;\n")),
		probes: []probe{bothLocations(reused, 2, 2)},
	},
	{
		id:     "58 once in each block",
		text:   pooled + "proxy_http_version 1.1;\n" + root(pass, k),
		probes: one(reused, reused),
	},
})

// balancerRows have the balancing method after the pool: old versions drop the pool with a warning.
var balancerRows = func() (rows []row) {
	for _, method := range []string{"least_conn", "ip_hash", "hash $request_uri", "hash $request_uri consistent", "random", "random two"} {
		rows = append(rows, row{
			id: "39 " + method, text: pool("keepalive 16;\n"+method+";\n") + root(pass, k),
			warned: "load balancing method redefined", probes: one(fresh, reused),
		})
	}
	return rows
}()

var twoLocations = site(k, at("/a", pass), at("/b", pass))

// bothLocations alternates between the locations /a and /b; from 1.29.7 on there is always reuse.
func bothLocations(before reuse, beforeConns, fromConns int) probe {
	return probe{
		location: "/a", path: "/a /b", requests: 4,
		before: before, from: reused, beforeConns: beforeConns, fromConns: fromConns,
	}
}
