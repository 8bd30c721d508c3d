package configs_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// together reads several files for each case.
func together(t *testing.T, cases map[string]struct {
	files map[string]string
	want  []string
},
) {
	t.Helper()
	for what, c := range cases {
		t.Run(what, func(t *testing.T) {
			if diff := cmp.Diff(c.want, all(t, c.files)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestSpring(t *testing.T) {
	check(t, "app/src/main/resources/application.yml", map[string]test{
		"kebab":        {"server:\n  port: 8080\n  tomcat:\n    keep-alive-timeout: 75s\n", []string{"spring-boot server=tomcat server.tomcat.keep-alive-timeout: 75s `75s`"}},
		"camel":        {"server:\n  tomcat: {keepAliveTimeout: 75000}\n", []string{"spring-boot server=tomcat server.tomcat.keep-alive-timeout: 75s `75000`"}},
		"a dotted key": {"server.tomcat.keep-alive-timeout: PT1M\n", []string{"spring-boot server=tomcat server.tomcat.keep-alive-timeout: 60s `PT1M`"}},
		"fallback":     {"server:\n  tomcat:\n    connection-timeout: 20s\n", []string{"spring-boot server=tomcat server.tomcat.connection-timeout: 20s `20s`"}},
		"old fallback": {"server:\n  connection-timeout: 20s\n", []string{"spring-boot server=tomcat server.tomcat.connection-timeout: 20s `20s`"}},
		"both":         {"server:\n  tomcat:\n    connection-timeout: 20s\n    keep-alive-timeout: 1m\n", []string{"spring-boot server=tomcat server.tomcat.keep-alive-timeout: 60s `1m`"}},
		"never":        {"server:\n  tomcat:\n    keep-alive-timeout: -1\n", []string{"spring-boot server=tomcat server.tomcat.keep-alive-timeout: unlimited `-1`"}},
		"grpc":         {"spring:\n  grpc:\n    server:\n      keep-alive-timeout: 5s\n", nil},
		"jetty":        {"server:\n  jetty:\n    connection-idle-timeout: 90s\n", []string{"spring-boot server=jetty server.jetty.connection-idle-timeout: 90s `90s`"}},
		"undertow":     {"server.undertow.no-request-timeout: 90s\n", []string{"spring-boot server=undertow server.undertow.no-request-timeout: 90s `90s`"}},
		"netty":        {"server:\n  netty:\n    idle-timeout: 90s\n", []string{"spring-boot server=netty server.netty.idle-timeout: 90s `90s`"}},
		"micronaut":    {"micronaut:\n  server:\n    idle-timeout: 10s\n", []string{"micronaut micronaut.server.idle-timeout: 10s `10s`"}},
		"env":          {"server:\n  tomcat:\n    keep-alive-timeout: ${KA:60s}\n", []string{"spring-boot server=tomcat server.tomcat.keep-alive-timeout: 60s unless variable KA is set `${KA:60s}`; unresolved if variable KA is set (KA of the environment decides) `${KA:60s}`"}},
		"property":     {"my:\n  idle: 33s\nserver:\n  tomcat:\n    keep-alive-timeout: ${my.idle}\n", []string{"spring-boot server=tomcat server.tomcat.keep-alive-timeout: 33s `${my.idle}`"}},
		"put together": {"server:\n  tomcat:\n    keep-alive-timeout: ${N}s\n", []string{"spring-boot server=tomcat server.tomcat.keep-alive-timeout: unresolved (${N}s is put together when the server starts) `${N}s`"}},
		"profiles":     {"server:\n  tomcat:\n    keep-alive-timeout: 75s\n---\nspring:\n  config:\n    activate:\n      on-profile: prod\nserver:\n  tomcat:\n    keep-alive-timeout: 5s\n", []string{"spring-boot server=tomcat server.tomcat.keep-alive-timeout: 75s unless profile prod is active `75s`; 5s if profile prod is active `5s`"}},
		"Helm":         {"server:\n  tomcat:\n    keep-alive-timeout: {{ .Values.idle }}\n", []string{"spring-boot server=tomcat server.tomcat.keep-alive-timeout: unresolved ({{ .Values.idle }} is filled in by a template) `{{ .Values.idle }}`"}},
		"wrong":        {"server:\n  tomcat:\n    keep-alive-timeout: soon\n", []string{`spring-boot server=tomcat server.tomcat.keep-alive-timeout: unresolved (spring-boot: server.tomcat.keep-alive-timeout="soon" is no amount of time: write 65s) ` + "`soon`"}},
		"broken":       {"server: [keep-alive\n", []string{"application.yml skipped: line 2: the [ is not closed, or a comma is missing behind it"}},
	})
	check(t, "application.properties", map[string]test{
		"equals":     {"# x\nserver.tomcat.keep-alive-timeout = 75000\n", []string{"spring-boot server=tomcat server.tomcat.keep-alive-timeout: 75s `75000`"}},
		"colon":      {"server.tomcat.keepAliveTimeout: 75s\r\n", []string{"spring-boot server=tomcat server.tomcat.keep-alive-timeout: 75s `75s`"}},
		"quarkus":    {"quarkus.http.idle-timeout=30M\n%prod.quarkus.http.idle-timeout=60\n%dev.quarkus.http.idle-timeout=1\n", []string{"quarkus quarkus.http.idle-timeout: 1800s unless profile prod is active `30M`; 60s if profile prod is active `60`"}},
		"commented":  {"!server.tomcat.keep-alive-timeout=1\n#server.tomcat.keep-alive-timeout=2\n", nil},
		"documents":  {"server.netty.idle-timeout=9s\n#---\nspring.config.activate.on-profile=a\nserver.netty.idle-timeout=8s\n", []string{"spring-boot server=netty server.netty.idle-timeout: 9s unless profile a is active `9s`; 8s if profile a is active `8s`"}},
		"continued":  {"server.netty.idle-timeout=\\\n  9s\n", []string{"spring-boot server=netty server.netty.idle-timeout: unresolved (it goes over several lines) `\\\n  9s`"}},
		"no profile": {"spring.config.activate.on-profile=!prod\nserver.netty.idle-timeout=8s\n", []string{"spring-boot server=netty server.netty.idle-timeout: absent if profile prod is active; 8s unless profile prod is active `8s`"}},
	})
	together(t, map[string]struct {
		files map[string]string
		want  []string
	}{
		"a file for a profile": {map[string]string{
			"r/application.yml":        "server: {tomcat: {connection-timeout: 20s}}\n",
			"r/application-prod.yaml":  "server: {tomcat: {keep-alive-timeout: 65s}}\n",
			"r/application-local.yaml": "server: {tomcat: {keep-alive-timeout: 1s}}\n",
		}, []string{"spring-boot server=tomcat server.tomcat.keep-alive-timeout: 20s unless profile prod is active `20s`; 65s if profile prod is active `65s`"}},
		"properties over YAML": {map[string]string{
			"r/application.properties": "server.netty.idle-timeout=1s\n",
			"r/application.yml":        "server: {netty: {idle-timeout: 2s}}\n",
		}, []string{"spring-boot server=netty server.netty.idle-timeout: 1s `1s`"}},
		"tests": {map[string]string{"src/test/resources/application.yml": "server: {netty: {idle-timeout: 2s}}\n"}, nil},
	})
}

func TestAppSettings(t *testing.T) {
	together(t, map[string]struct {
		files map[string]string
		want  []string
	}{
		"comments, tabs": {map[string]string{
			"api/appsettings.json": "\ufeff{\n\t// limits\n\t\"Kestrel\": { /* { */ \"Limits\": {\n\t\t\"keepAliveTimeout\": \"00:01:05\", // \"x\n\t} }\n}\n",
		}, []string{"kestrel Kestrel:Limits:KeepAliveTimeout: 65s `\"00:01:05\"`"}},
		"environments": {map[string]string{
			"api/appsettings.json":             `{"Kestrel": {"Limits": {"KeepAliveTimeout": "00:02:00"}}}`,
			"api/appsettings.Production.json":  `{"Kestrel:Limits:KeepAliveTimeout": "00:00:10"}`,
			"api/appsettings.Development.json": `{"Kestrel": {"Limits": {"KeepAliveTimeout": "00:00:01"}}}`,
			"other/appsettings.json":           `{"Logging": {}}`,
		}, []string{"kestrel Kestrel:Limits:KeepAliveTimeout: 120s if ASPNETCORE_ENVIRONMENT != \"Production\" `\"00:02:00\"`; 10s if ASPNETCORE_ENVIRONMENT == \"Production\" `\"00:00:10\"`"}},
		"a token": {map[string]string{"appsettings.json": `{"Kestrel": {"Limits": {"KeepAliveTimeout": "#{KeepAlive}#"}}}`}, []string{`kestrel Kestrel:Limits:KeepAliveTimeout: unresolved (kestrel: Kestrel:Limits:KeepAliveTimeout="#{KeepAlive}#" is no amount of time: write 00:01:05) ` + "`\"#{KeepAlive}#\"`"}},
		"broken":  {map[string]string{"appsettings.json": `{"Kestrel": {"KeepAliveTimeout": `}, []string{"appsettings.json skipped: line 1: this is no YAML: did not find expected node content"}},
	})
}

func TestServerXML(t *testing.T) {
	check(t, "conf/server.xml", map[string]test{
		"shipped":    {"<?xml version='1.0'?>\n<Server>\n<Connector port=\"8080\" protocol=\"HTTP/1.1\"\n   connectionTimeout=\"20000\" />\n<!-- <Connector port=\"1\" keepAliveTimeout='1'/> --></Server>", []string{"tomcat connector=bare connectionTimeout: on [8080] 20s `20000`"}},
		"keep-alive": {"<Connector keepAliveTimeout = '65000' port='80' connectionTimeout='1'/>", []string{"tomcat connector=bare keepAliveTimeout: on [80] 65s `65000`"}},
		"neither":    {"<Server><Connector port=\"8443\"/></Server>", []string{"tomcat connector=bare on [8443]"}},
		"AJP":        {"<Connector port=\"8009\" protocol=\"AJP/1.3\" keepAliveTimeout=\"1\"/>", nil},
		"two":        {"<s><Connector port='1' keepAliveTimeout='-1'/><Connector port='2'/></s>", []string{"tomcat connector=bare keepAliveTimeout: on [1] unlimited `-1`", "tomcat connector=bare on [2]"}},
		"a property": {"<Connector port=\"${http.port}\" keepAliveTimeout=\"${idle:-5000}\"/>", []string{"tomcat connector=bare keepAliveTimeout: unresolved (keepAliveTimeout=\"${idle:-5000}\" is a property of the process) `${idle:-5000}`"}},
		"an entity":  {"<!DOCTYPE x [<!ENTITY a \"1\">]><Connector port='1' keepAliveTimeout='&a;'/>", []string{"tomcat connector=bare keepAliveTimeout: on [1] unresolved (tomcat: keepAliveTimeout=\"&a;\" is no amount of time: write 65000) `&a;`"}},
		"broken":     {"<Connector port='1", []string{"server.xml skipped: it is no XML: XML syntax error on line 1: unexpected EOF"}},
	})
}

func TestSmallFormats(t *testing.T) {
	check(t, "lighttpd.conf", map[string]test{
		"plain":     {"server.port = 80\nserver.max-keep-alive-idle = 65 # x\n", []string{"lighttpd server.max-keep-alive-idle: 65s `65`"}},
		"nothing":   {"server.port = 80\n", []string{"lighttpd"}},
		"for some":  {"$HTTP[\"host\"] == \"a\" {\n server.max-keep-alive-idle = 4\n}\n", []string{"lighttpd server.max-keep-alive-idle: unresolved (server.max-keep-alive-idle = 4 counts for some requests only) `4`"}},
		"no more":   {"server.max-keep-alive-requests = 0\n", []string{"lighttpd server.max-keep-alive-idle: unresolved (server.max-keep-alive-requests = 0 may keep connections from being used again) `0`"}},
		"a formula": {"server.max-keep-alive-idle = var.idle\n", []string{"lighttpd server.max-keep-alive-idle: unresolved (server.max-keep-alive-idle = var.idle is computed when the server starts) `var.idle`"}},
	})
	check(t, "deploy/uwsgi.ini", map[string]test{
		"off":        {"[uwsgi]\nhttp = 0.0.0.0:8000\nmodule = a:b\n", []string{"uwsgi mode=http on [8000]"}},
		"seconds":    {"[uwsgi]\nhttp = :8000\nhttp-keepalive = 75 ; x\n", []string{"uwsgi mode=http http-keepalive: on [8000] 75s `75`"}},
		"a switch":   {"[uwsgi]\nhttp=:8000\nhttp-keepalive = 1\n", []string{"uwsgi mode=http http-keepalive: on [8000] 60s `1`"}},
		"http-time":  {"[uwsgi]\nhttp=:8000\nhttp-keepalive\nhttp-timeout = 90\n", []string{"uwsgi mode=http http-keepalive: on [8000] 90s `90`"}},
		"a socket":   {"[uwsgi]\nsocket = :3031\n", nil},
		"http11":     {"[uwsgi]\nhttp11-socket = :8000\nsocket-timeout = 30\n", []string{"uwsgi mode=http11-socket socket-timeout: on [8000] 30s `30`"}},
		"a variable": {"[uwsgi]\nhttp=:8000\nhttp-keepalive = $(KA)\n", []string{"uwsgi mode=http http-keepalive: on [8000] unresolved ($(KA) is put together when the server starts) `$(KA)`"}},
	})
	check(t, "hypercorn.toml", map[string]test{
		"plain":   {"bind = ['0.0.0.0:80']\nkeep_alive_timeout = 75 # x\n", []string{"hypercorn keep_alive_timeout: 75s `75`"}},
		"nothing": {"bind = [\n  'a', # ]\n]\n", []string{"hypercorn"}},
		"a table": {"[x]\nkeep_alive_timeout = 75\n", []string{"hypercorn"}},
	})
	check(t, "production.ini", map[string]test{
		"waitress": {"[server:main]\nuse = egg:waitress#main\nchannel_timeout = 300\n", []string{"waitress channel_timeout: 300s `300`"}},
		"another":  {"[server:main]\nuse = egg:gunicorn#main\n; waitress\nchannel_timeout = 300\n", nil},
	})
	check(t, "conf/application.conf", map[string]test{
		"a path":    {"play.server.http.idleTimeout = 75 seconds\n", []string{"play play.server.http.idleTimeout: 75s `75 seconds`"}},
		"nested":    {"akka {\n  http.server { # x\n    idle-timeout: \"90 s\" // y\n    list = [ { idle-timeout = 1 } ]\n  }\n}\n", []string{"pekko akka.http.server.idle-timeout: 90s `\"90 s\"`"}},
		"bare":      {"pekko.http { server = { idle-timeout = 5000 } }\n", []string{"pekko pekko.http.server.idle-timeout: 5s `5000`"}},
		"a client":  {"akka.http.client.idle-timeout = 5s\n", nil},
		"optional":  {"play.server.http.idleTimeout = 75s\nplay.server.http.idleTimeout = ${?IDLE}\n", []string{"play play.server.http.idleTimeout: 75s unless variable IDLE is set `75s`; unresolved if variable IDLE is set (IDLE of the environment decides) `${?IDLE}`"}},
		"required":  {"play.server.http.idleTimeout = ${IDLE}\n", []string{"play play.server.http.idleTimeout: unresolved (${IDLE} is filled in when the server starts) `${IDLE}`"}},
		"no end":    {"play { server { http { idleTimeout = infinite", []string{`play play.server.http.idleTimeout: unresolved (play: play.server.http.idleTimeout="infinite" is no amount of time: write 65s) ` + "`infinite`"}},
		"an object": {"play.server.http { idleTimeout { x = 5 } }\n", nil},
	})
}
