package nginx

import (
	"bytes"
	"regexp"
)

// strong are lines that hardly any other format has; weak ones count in pairs.
var (
	strong = regexp.MustCompile(`(?m)^[ \t]*(?:server|http|events)[ \t]*\{|^[ \t]*(?:upstream[ \t]+\S+|location[ \t]+(?:[=~^*]+[ \t]*)?["'/@\\^.(]\S*)[ \t]*\{|^[ \t]*(?:proxy_pass|fastcgi_pass|grpc_pass|uwsgi_pass)[ \t]+\S+;|^[ \t]*proxy_set_header[ \t]+\S+[ \t]+[^;]+;|^[ \t]*map[ \t]+["']?\$\S+[ \t]+["']?\$\S+[ \t]*\{`)
	weak   = regexp.MustCompile(`(?m)^[ \t]*(?:listen|server_name|keepalive_timeout|proxy_http_version|proxy_read_timeout|worker_connections|worker_processes|client_max_body_size|ssl_certificate|include|root|index|access_log|error_log)[ \t]+[^;\n]+;`)
)

// looksLikeNginx judges the first bytes of a file by its content.
func looksLikeNginx(head []byte) bool {
	if strong.Match(head) {
		return bytes.ContainsRune(head, ';') || bytes.ContainsRune(head, '}')
	}
	return len(weak.FindAllIndex(head, 2)) >= 2
}
