package e2e

// refusedRows are configurations that nginx does not start with.
var refusedRows = []row{
	refusals("36", pooled+root(k, "proxy_pass http://app:80;\n"), `upstream "app" may not have port 80`),
	refusals("36 two names", pooled+"upstream APP {\nserver @app@;\n}\n"+root(pass), `duplicate upstream "APP"`),
	refusals("44 single", pool("keepalive 16 single;\n")+root(pass), `invalid `), // number of arguments, or parameter "single": the version decides
	refusals("44 twice", pool("keepalive 16;\nkeepalive 16;\n")+root(pass), `"keepalive" directive is duplicate`),
	refusals("48", pool("keepalive 16;\nkeepalive_timeout 75 60;\n")+root(pass), `invalid number of arguments in "keepalive_timeout"`),
	refusals("49", unpooled+site("keepalive 16;\n", at("/", pass)), `"keepalive" directive is not allowed here`),
	refusals("58", pooled+root(pass, k, "proxy_http_version 1.1;\n"), `"proxy_http_version" directive is duplicate`),
	refusals("58 in if", pooled+root(pass, "if ($arg_a) {\nproxy_http_version 1.1;\n}\n"), `"proxy_http_version" directive is not allowed here`),
	refusals("59", pooled+root(pass, k, "proxy_set_header_inherit on;\n"), `unknown directive "proxy_set_header_inherit"`),
	refusals("70", root("keepalive_timeout 65 s;\n", ok), `"keepalive_timeout" directive invalid value`),
	refusals("70 word", root("keepalive_timeout 1min;\n", ok), `"keepalive_timeout" directive invalid value`),
	refusals("1c proxy_pass in the if of a server", pooled+site("if ($arg_a) {\n"+pass+"}\n"), `"proxy_pass" directive is not allowed here`),
}
