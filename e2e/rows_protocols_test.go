package e2e

// to is an upstream whose server is the backend of the given placeholder, with further lines.
func to(backend, lines string) string {
	return "upstream app {\nserver " + backend + ";\n" + lines + "}\n"
}

const (
	fcgi      = "fastcgi_pass app;\n"
	keepConn  = "fastcgi_keep_conn on;\n"
	some      = "keepalive 4;\n"
	memcached = "set $memcached_key x;\nmemcached_pass app;\n"
	h2        = "proxy_http_version 2;\n"
)

// protocolRows are about backends that are not HTTP/1.x.
var protocolRows = []row{
	{id: "56", text: to("@http2@", some) + root(pass, h2), since: "1.29.4", refused: `invalid value "2"`, probes: one(reused, reused)},
	{id: "60 off", text: to("@fastcgi@", some) + root(fcgi), probes: one(fresh, fresh)},
	{id: "60 on", text: to("@fastcgi@", some) + root(fcgi, keepConn), probes: one(reused, reused)},
	{id: "61", text: to("@fastcgi@", "") + root(fcgi, keepConn), probes: one(fresh, reused)},
	{id: "62", text: root("fastcgi_pass @fastcgi@;\n", keepConn), probes: one(fresh, fresh)},
	{id: "63", text: to("@http2@", "") + root("grpc_pass grpc://app;\n"), probes: one(fresh, reused)},
	{id: "63 pooled", text: to("@http2@", some) + root("grpc_pass grpc://app;\n"), probes: one(reused, reused)},
	{id: "63 address", text: root("grpc_pass grpc://@http2@;\n"), probes: one(fresh, fresh)},
	{id: "64", text: to("@memcached@", "") + root(memcached), probes: one(fresh, reused)},
	{id: "64 pooled", text: to("@memcached@", some) + root(memcached), probes: one(reused, reused)},
	{id: "65 uwsgi", text: to("@uwsgi@", some) + root("uwsgi_pass app;\n"), probes: one(fresh, fresh)},
	{id: "65 scgi", text: to("@scgi@", some) + root("scgi_pass app;\n"), probes: one(fresh, fresh)},
}
