package nginx_test

import (
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/nginx"
)

// Which files are taken for nginx's, by their name and what they begin with.
func TestMatch(t *testing.T) {
	const server = "server {\n    listen 80;\n}\n"
	for _, c := range []struct {
		name, head string
		want       parsers.Claim
	}{
		{"deploy/nginx.conf", server, parsers.ByName},
		{"deploy/nginx.conf", "", parsers.ByContent},
		{"supervisor.d/nginx.conf", "; why\n\n[program:nginx]\ncommand = nginx\n", parsers.No},
		{"deploy/nginx/app.conf", server, parsers.ByName},
		{"deploy/app.conf", server, parsers.ByContent},
		{"deploy/app.conf", "[section]\nkey = value\n", parsers.No},
		{"sites-enabled/example.com", server, parsers.ByContent},
		{"sites-available/readme.md", server, parsers.No},
		{"docs/readme.md", server, parsers.No},
		{"vhosts/www.example.com", server, parsers.ByContent},
		{"templates/site.mustache", server, parsers.ByContent},
		{"templates/site-nginx.ejs", server, parsers.ByName},
		{"web/nginx/default.stpl", "server {\n    listen %ip%:%web_ssl_port% ssl;\n}\n", parsers.ByName},
		{"nginx/nginx.epp", "server {\n    listen <%= $port %>;\n}\n", parsers.ByName},
		{"nginx/site.unheard", server, parsers.ByContent},
		{"nginx/nginx.conf.sigil", server, parsers.ByContent},
		{"nginx/notes.txt", server, parsers.ByContent},
		{"nginx/sites-enabled/www.example.com", server, parsers.ByName},
		{"nginx/install", "#!/bin/sh\ncat <<EOF\n" + server, parsers.No},
		{"nginx/Dockerfile.alpine", "RUN cat <<EOF\n" + server, parsers.No},
		{"nginx/nginx.sh", "cat <<EOF\n" + server, parsers.No},
		{"man/nginx.8", server, parsers.No},
		{"parse_test.go", "x := `\n# configuration file /etc/nginx/nginx.conf:\nevents {}\n`", parsers.No},
		{"nginx/Dockerfile", "RUN cat <<EOF\n" + server, parsers.No},
		{"expected.unheard", server, parsers.No},
		{"dump.log", "# configuration file /etc/nginx/nginx.conf:\nevents {}\n", parsers.ByName},
		{"nginx/logo.conf", "server {\x00\x01\x02", parsers.No},
	} {
		if got := nginx.Match(c.name, []byte(c.head)); got != c.want {
			t.Errorf("Match(%q) is %v, want %v", c.name, got, c.want)
		}
	}
}
