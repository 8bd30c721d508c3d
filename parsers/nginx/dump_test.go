package nginx_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/nginx"
)

// TestDumps gives dumps as they come out of pipes, logs and tickets: each holds two files, and the server keeps connections for 33s.
func TestDumps(t *testing.T) {
	const first = "# configuration file /etc/nginx/nginx.conf:\nevents {}\nhttp {\n    include a.conf;\n}\n\n"
	const second = "# configuration file /etc/nginx/a.conf:\nkeepalive_timeout 33;\nserver { listen 8080; }\n\n"
	for name, text := range map[string]string{
		"as it is":            first + second,
		"no final newline":    first + strings.TrimSpace(second),
		"line ends of CRLF":   strings.ReplaceAll(first+second, "\n", "\r\n"),
		"version in front":    "nginx version: nginx/1.22.1\n" + first + second,
		"what -V prints":      "nginx version: nginx/1.22.1\nbuilt by gcc 12.2.0 (Debian 12.2.0-14)\nTLS SNI support enabled\nconfigure arguments: --with-cc-opt='-g'\n" + first + second,
		"what -t prints":      "nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n" + first + second,
		"warnings within":     strings.Replace(first+second, "http {\n", "http {\nnginx: [warn] duplicate MIME type \"text/html\" in /etc/nginx/nginx.conf:12\n", 1),
		"log lines within":    strings.Replace(first+second, "http {\n", "http {\n2026/11/21 21:46:15 [warn] 123#123: conflicting server name \"a\"\n", 1),
		"what -t prints last": first + second + "nginx: configuration file /etc/nginx/nginx.conf test is successful",
		"comment like a mark": strings.Replace(first+second, "http {\n", "http {\n# configuration file for the edge:\n  # configuration file /etc/nginx/a.conf:\n# configuration file /etc/nginx/a.conf\n", 1),
		"on Windows":          strings.ReplaceAll(first+second, "/etc/nginx/", "C:/nginx/conf/"),
	} {
		t.Run(name, func(t *testing.T) {
			if claim := nginx.Match("dump.log", []byte(text)); claim != parsers.ByName {
				t.Errorf("claimed: %v", claim)
			}
			r := parseFiles(t, "", parsers.ByName, txtar.File{Name: "dump.log", Data: []byte(text)})
			got := strings.Join(meaning(r), "\n")
			if !strings.Contains(got, "nginx/server/8080  : idle 33s") || strings.Contains(got, "problem") {
				t.Errorf("got\n%s\nof\n%s", got, text)
			}
			if wants := strings.Contains(text, "nginx/1.22.1"); wants == r.fragment.Endpoints[0].Root.Assumed {
				t.Errorf("the version is known: %v", !wants)
			}
		})
	}
}

// A configuration is no dump because of its comments.
func TestNoDump(t *testing.T) {
	for name, text := range map[string]string{
		"no path":   "# configuration file for the edge\nevents {}\nhttp { server { listen 8080; keepalive_timeout 33; } }\n",
		"in a file": "events {}\nhttp {\n# configuration file /etc/nginx/a.conf:\nserver { listen 8080; keepalive_timeout 33; } }\n",
	} {
		r := parseFiles(t, "", parsers.ByName, txtar.File{Name: "nginx.conf", Data: []byte(text)})
		if got := strings.Join(meaning(r), "\n"); !strings.Contains(got, "nginx/server/8080  : idle 33s") || strings.Contains(got, "problem") {
			t.Errorf("%s: got\n%s", name, got)
		}
	}
}
