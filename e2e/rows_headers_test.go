package e2e

import "github.com/timeoutlint/timeoutlint/internal/nginxtest"

// connection is HTTP/1.1 with the given Connection header, as written.
func connection(value string) string {
	return "proxy_http_version 1.1;\nproxy_set_header Connection " + value + ";\n"
}

// stubborn is an upstream with a pool whose server keeps the connection whatever it is asked.
const stubborn = "upstream app {\n  server @stubborn@;\n  keepalive 16;\n}\n"

const serverDecides = "whether the server obeys Connection: close is written nowhere"

// headerRows are about the request that nginx sends: its version and its Connection header.
var headerRows = []row{
	{id: "5", text: pooled + root(pass), probes: one(fresh, reused)},
	{id: "6", text: pooled + root(pass, "proxy_http_version 1.1;\n"), probes: one(fresh, reused)},
	{id: "7", text: pooled + root(pass, "proxy_set_header Connection \"\";\n"), probes: one(fresh, reused)},
	{id: "8", text: pooled + root(pass, k), probes: one(reused, reused)},
	{id: "9", text: pooled + root(pass, "proxy_set_header Connection keep-alive;\n"), probes: one(reused, reused)},
	{id: "10", text: pooled + root(pass, connection("close")), probes: one(fresh, fresh)},
	{id: "11", text: stubborn + root(pass, connection("close")), probes: []probe{{before: reused, from: reused, unpredictable: serverDecides}}},
	{id: "12", text: stubborn + root(pass), probes: []probe{{before: reused, from: reused, unpredictable: serverDecides}}},
	{
		id:     "13",
		text:   "upstream app {\nserver @old@;\nkeepalive 16;\n}\n" + root(pass, k),
		probes: []probe{{before: fresh, from: fresh, unpredictable: "which version the server answers with is written nowhere"}},
	},
	{id: "14", text: pooled + root(pass, "proxy_http_version 1.0;\nproxy_set_header Connection \"\";\n"), probes: one(fresh, fresh)},
	{id: "15", text: pooled + root(pass, "proxy_http_version 1.0;\nproxy_set_header Connection keep-alive;\n"), probes: one(reused, reused)},
	{id: "16", text: pooled + root(pass, "proxy_set_header Upgrade $http_upgrade;\n", connection(`"upgrade"`)), probes: one(reused, reused)},
	{
		id:   "21",
		text: pooled + root(pass, connection("$http_connection")),
		probes: []probe{{
			ask: nginxtest.Ask{Fields: []string{"Connection: close"}}, before: fresh, from: fresh,
			unpredictable: "the client decides",
		}},
	},
	{id: "22", text: pooled + root(pass, connection("$arg_x")), probes: []probe{{before: reused, from: reused, unpredictable: "the client decides"}}},
	{id: "23", text: pooled + k + root(pass, "proxy_set_header Host $host;\n"), probes: one(fresh, reused)},
	{id: "24", text: pooled + k + site("proxy_set_header Host $host;\n", at("/", pass)), probes: one(fresh, reused)},
	{
		id:     "25",
		text:   pooled + k + root(pass, "include proxy_params;\n"),
		files:  map[string]string{"proxy_params": "proxy_set_header X-Real-IP $remote_addr;\nproxy_set_header X-Forwarded-Proto $scheme;\n"},
		probes: one(fresh, reused),
	},
	{id: "26", text: pooled + k + root(pass, "proxy_http_version 1.0;\n"), probes: one(fresh, fresh)},
	{id: "54", text: pooled + root(pass, connection(`""`), "proxy_set_header Connection close;\n"), probes: one(fresh, fresh)},
	{id: "54 reversed", text: pooled + root(pass, connection("close"), "proxy_set_header Connection \"\";\n"), probes: one(fresh, fresh)},
	{id: "55", text: pooled + root(pass, "proxy_http_version 1.1;\nproxy_set_header connection '';\n"), probes: one(reused, reused)},
	{id: "74", text: pooled + root(pass, k, "proxy_next_upstream off;\n"), probes: one(reused, reused)},
}

// upgradeMap is a map behind the Connection header, with the given lines.
func upgradeMap(lines string) string {
	return "map $http_upgrade $connection_upgrade {\n" + lines + "}\n" + pooled +
		root(pass, "proxy_set_header Upgrade $http_upgrade;\n", connection("$connection_upgrade"))
}

// trapRows are the maps and spellings behind the Connection header.
var trapRows = []row{
	{id: "17", text: upgradeMap("default upgrade;\n'' close;\n"), probes: one(fresh, fresh)},
	{id: "18", text: upgradeMap("default upgrade;\n'' '';\n"), probes: one(reused, reused)},
	{id: "19", text: upgradeMap("default close;\nwebsocket upgrade;\n"), probes: one(fresh, fresh)},
	{id: "20", text: upgradeMap("websocket upgrade;\n"), probes: one(reused, reused)},
	{id: "6 regex key closes", text: upgradeMap("~^$ close;\ndefault upgrade;\n"), probes: one(reused, reused)},
	{id: "6 regex key clears", text: upgradeMap("~^$ '';\ndefault close;\n"), probes: one(fresh, fresh)},
	{id: "6 quoted quotes as key", text: upgradeMap("\"''\" close;\ndefault upgrade;\n"), probes: one(reused, reused)},
	{id: "6 a list", text: pooled + root(pass, connection(`"close, keep-alive"`)), probes: one(fresh, fresh)},
	{id: "6 a blank as value", text: pooled + root(pass, connection(`" "`)), probes: one(reused, reused)},
	{id: "6 a blank in the name", text: pooled + root(pass, "proxy_http_version 1.1;\nproxy_set_header \"Connection \" \"\";\n"), probes: one(fresh, reused)},
	{id: "6 headers not passed", text: pooled + root(pass, k, "proxy_pass_request_headers off;\n"), probes: one(reused, reused)},
	{
		id:     "6 inner location with a header",
		text:   pooled + site(at("/", k, at("/x", pass, "proxy_set_header Host $host;\n"))),
		probes: []probe{{location: "/x", path: "/x", before: fresh, from: reused}},
	},
}
