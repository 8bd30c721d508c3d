package nginx

import (
	"bytes"
	"regexp"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
)

// strong are directives that hardly any other format has, each as a line begins with it; weak ones count in pairs.
var (
	strong = patterns(map[string]string{
		"[ \t]*\\{":           "server http events",
		"[ \t]+\\S+[ \t]*\\{": "upstream",
		"[ \t]+(?:[=~^*]+[ \t]*)?[\"'/@\\\\^.(]\\S*[ \t]*\\{": "location",
		"[ \t]+\\S+;":            "proxy_pass fastcgi_pass grpc_pass uwsgi_pass",
		"[ \t]+\\S+[ \t]+[^;]+;": "proxy_set_header",
		"[ \t]+[\"']?\\$\\S+[ \t]+[\"']?\\$\\S+[ \t]*\\{": "map",
	})
	weak = patterns(map[string]string{
		"[ \t]+[^;\n]+;": "listen server_name keepalive_timeout proxy_http_version proxy_read_timeout worker_connections worker_processes" +
			" client_max_body_size ssl_certificate include root index access_log error_log",
	})
)

// patterns gives, by the name of a directive, what has to follow it.
func patterns(names map[string]string) map[string]func() *regexp.Regexp {
	by := map[string]func() *regexp.Regexp{}
	for text, all := range names {
		follows := pattern.New(`\A` + text)
		for name := range bytes.FieldsSeq([]byte(all)) {
			by[string(name)] = follows
		}
	}
	return by
}

// looksLikeNginx judges the first bytes of a file by its content. Expressions are tried behind names that are known only: most files that are asked about are
// something else.
func looksLikeNginx(head []byte) bool {
	pairs := 0
	for rest := head; len(rest) > 0; {
		line := bytes.TrimLeft(rest, " \t")
		n := 0
		for n < len(line) && (line[n] == '_' || 'a' <= line[n] && line[n] <= 'z') {
			n++
		}
		if follows := strong[string(line[:n])]; follows != nil && follows().Match(line[n:]) {
			return bytes.ContainsRune(head, ';') || bytes.ContainsRune(head, '}')
		}
		if follows := weak[string(line[:n])]; follows != nil && follows().Match(line[n:]) {
			pairs++
		}
		_, rest, _ = bytes.Cut(rest, []byte("\n"))
	}
	return pairs >= 2
}
