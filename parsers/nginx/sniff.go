package nginx

import (
	"bytes"
	"regexp"
	"strings"
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

// member is one file of a dump.
type member struct {
	name string
	src  []byte
}

const marker = "# configuration file "

// isDump reports whether the text is the output of nginx -T, maybe behind what nginx -V or -t print on stderr.
func isDump(src []byte) bool {
	return bytes.HasPrefix(src, []byte(marker)) || bytes.Contains(src, []byte("\n"+marker))
}

var versionLine = regexp.MustCompile(`(?m)^(?:nginx version|Tengine version): *(?:nginx|([A-Za-z]+))/([0-9][0-9.]*)|^(Angie) version: *Angie/([0-9][0-9.]*)`)

// noise are lines that nginx prints on stderr, which 2>&1 mixes in.
var noise = regexp.MustCompile(`(?m)^nginx: (?:\[[a-z]+\]|the configuration file|configuration file) [^\n]*\n`)

// splitDump cuts a dump at its marks. A mark counts at the start of a line and with its colon only; each member loses the one line end that
// nginx adds.
func splitDump(src []byte) (members []member, version string) {
	first := 0
	if !bytes.HasPrefix(src, []byte(marker)) {
		first = bytes.Index(src, []byte("\n"+marker)) + 1
	}
	if m := versionLine.FindSubmatch(src[:first]); m != nil {
		version = versionOf(m)
	}
	for rest := src[first:]; len(rest) > 0; {
		line, body, _ := bytes.Cut(rest, []byte("\n"))
		name := strings.TrimSuffix(strings.TrimRight(strings.TrimPrefix(string(line), marker), "\r"), ":")
		end := nextMark(body)
		text := body[:end]
		rest = body[end:]
		text = noise.ReplaceAll(text, nil)
		text = bytes.TrimSuffix(text, []byte("\n"))
		members = append(members, member{name: name, src: text})
	}
	return members, version
}

func nextMark(body []byte) int {
	for at := 0; at < len(body); {
		if bytes.HasPrefix(body[at:], []byte(marker)) {
			line, _, _ := bytes.Cut(body[at:], []byte("\n"))
			if bytes.HasSuffix(bytes.TrimRight(line, "\r"), []byte(":")) {
				return at
			}
		}
		next := bytes.IndexByte(body[at:], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return len(body)
}

func versionOf(m [][]byte) string {
	switch {
	case len(m[3]) > 0:
		return "angie/" + string(m[4])
	case len(m[1]) > 0:
		return strings.ToLower(string(m[1])) + "/" + string(m[2])
	}
	return string(m[2])
}
