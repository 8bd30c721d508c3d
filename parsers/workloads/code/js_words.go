package code

import "strings"

// jsTests are the ends of the names of files that only tests run.
var jsTests = []string{
	".test.js", ".spec.js", ".test.mjs", ".spec.mjs", ".test.cjs", ".spec.cjs",
	".test.ts", ".spec.ts", ".test.mts", ".spec.mts", ".e2e-spec.ts", ".config.js", ".config.ts", ".config.mjs", ".config.cjs", ".stories.ts", ".stories.js",
}

// jsMarks: a server is started by listen, serve or a framework's own name. Words that begin with a rare character stand first: they are found, or found
// missing, several times faster.
var jsMarks = []mark{
	{"AliveTimeout", "keepAliveTimeout"},
	{".listen("},
	{".serve("},
	{"-server", "node-server"},
	{".start(", "hapi"},
	{"Timeout", "idleTimeout", "erve"},
	{`bun"`, "serve("},
	{"bun'", "serve("},
}

// jsSets are words without which no file sets an idle timeout.
var jsSets = []string{"eepAliveTimeout", "idleTimeout"}

// part is what a value is to a server.
type part uint8

const (
	notKnown   part = iota
	unrelated       // something else: an agent, a pool, a client
	namespace       // a module
	httpServer      // Node's own server
	framework       // what listens with Node's own server: an express application
	fastifyApp      // fastify
	adapter         // the FastifyAdapter of Nest
	bunServer
	denoServer
	uwsApp
	hapiServer
)

// jsModules says what the exports of modules make; "" is the module itself when it is called, "*" any export that is not named.
var jsModules = map[string]map[string]part{
	"http":                     {"createServer": httpServer, "Server": httpServer, "*": unrelated},
	"https":                    {"createServer": httpServer, "Server": httpServer, "*": unrelated},
	"express":                  {"": framework, "default": framework, "application": framework, "*": unrelated},
	"koa":                      {"": framework, "default": framework, "*": unrelated},
	"polka":                    {"": framework, "default": framework, "*": unrelated},
	"connect":                  {"": framework, "default": framework, "*": unrelated},
	"restify":                  {"createServer": framework, "*": unrelated},
	"@nestjs/core":             {"NestFactory.create": framework, "*": unrelated},
	"@nestjs/platform-fastify": {"FastifyAdapter": adapter, "*": unrelated},
	"fastify":                  {"": fastifyApp, "default": fastifyApp, "fastify": fastifyApp, "Fastify": fastifyApp, "*": unrelated},
	"@hono/node-server":        {"serve": httpServer, "createAdaptorServer": httpServer, "*": unrelated},
	"net":                      {"*": unrelated},
	"tls":                      {"*": unrelated},
	"dgram":                    {"*": unrelated},
	"http2":                    {"*": unrelated},
	"vite":                     {"*": unrelated},
	"webpack-dev-server":       {"*": unrelated},
	"undici":                   {"*": unrelated},
	"agentkeepalive":           {"": unrelated, "default": unrelated, "*": unrelated},
	"history":                  {"*": unrelated},
	"bun":                      {"serve": bunServer, "*": unrelated},
	"uWebSockets.js":           {"App": uwsApp, "SSLApp": uwsApp, "*": unrelated},
	"@hapi/hapi":               {"server": hapiServer, "Server": hapiServer, "*": unrelated},
	"hapi":                     {"server": hapiServer, "Server": hapiServer, "*": unrelated},
}

// starting are the exports that start the server that they make.
var starting = map[part]string{httpServer: "serve", bunServer: "serve", denoServer: "serve"}

// presetOf is the catalogue's name of what a part is.
func presetOf(p part) string {
	switch p {
	case httpServer, framework, hapiServer:
		return "node"
	case fastifyApp, adapter:
		return "fastify"
	case bunServer:
		return "bun"
	case denoServer:
		return "deno"
	case uwsApp:
		return "uwebsockets"
	case notKnown, unrelated, namespace:
	}
	return ""
}

// moduleName is a module's name as the table has it.
func moduleName(s string) string { return strings.TrimPrefix(s, "node:") }

// exported is what an export of a module is: known says whether the table has the module.
func exported(module, name string) (p part, known bool) {
	exports, known := jsModules[module]
	if !known {
		return notKnown, false
	}
	if p, ok := exports[name]; ok {
		return p, true
	}
	return exports["*"], true
}

// likeServer tells whether a name is one that people give to a server.
func likeServer(name string) bool {
	name = strings.ToLower(strings.Trim(name, "_#$"))
	for _, end := range []string{"server", "srv", "listener", "httpd"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// likeClient tells whether a name is one of what connects: its keepAliveTimeout is no server's.
func likeClient(name string) bool {
	name = strings.ToLower(name)
	for _, part := range []string{"agent", "client", "pool", "dispatcher", "undici", "axios", "fetch", "request", "connection", "mongoose", "redis", "proxy", "got"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// likeApplication tells whether a name is one that people give to what listens.
func likeApplication(name string) bool {
	return likeServer(name) || strings.HasSuffix(strings.ToLower(name), "app") || strings.Contains(strings.ToLower(name), "fastify")
}
