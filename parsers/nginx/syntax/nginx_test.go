package syntax_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
)

// xs is a long run of x, for words that do not fit nginx's buffer.
func xs(n int) string { return strings.Repeat("x", n) }

// lexical holds texts whose first mistake, if any, is a lexical one. HTTP
// stands for the beginning of an http block that needs no folder of the
// system, on its own line.
var lexical = []string{
	// accepted
	"events {}",
	"events{}env a;env b;",
	"events\n{\n}\n",
	"\r\nevents {\r\n}\r\n",
	"\t\n \r events { } # end",
	"events {} # no newline, \"quotes' and { braces",
	"\"events\" {}\n'env' \"A=1\";",
	"events {}\nenv \"a b;c{d}#e\nf\";",
	"events {}\nenv 'a\"b';",
	"events {}\nenv a'b\"c;",
	"events {}\nenv a#b;",
	"events {}\nenv a}b;",
	"events {}\nenv a\\ b;",
	"events {}\nenv a\\;b;",
	"events {}\nenv a\\{b;",
	"events {}\nenv a\\\nb;",
	"events {}\nenv \\;;",
	"events {}\nenv \"\\\"\";",
	"events {}\nenv ${a}b;",
	"events {}\nenv \"${a}{\";",
	"events {}\nenv ${{{a;",
	"events {}\nenv # comment\n  a # } ; {\n ;",
	"events # comment {\n {}",
	"events {}\nenv \"a\";env 'b'\n;",
	"events {}\nenv a\fb;",
	"events {}\nenv a\u00a0b;",
	"events {}\nenv \xff\xfe;",
	"events {}HTTP map $uri $a { default x; '' \"\"; ~^/a$ y; keepalive_timeout 5; } }",
	"events {}HTTP server { if ($uri = \"/a\"){ return 200 \"x\";}} }",
	"events {}HTTP server { if ($uri = \"/a\" ) { return 200 a}b;}} }",
	"events {}\nenv " + xs(4094) + " ;",
	"events {}\nenv " + xs(4095) + ";",
	"events {}\nenv \"" + xs(4094) + "\";\n",
	"events {}\nenv \"" + xs(4093) + "\" ;\n",
	"events {}\n#" + xs(4094) + "\nenv a;",
	"events {}\n#" + xs(4095),
	"events {}\n" + strings.Repeat(" ", 9000) + "\nenv a;",
	// refused
	"events {",
	"events {\n",
	"events {\n}\n}",
	"events {}}",
	"events {}\n}\nenv a;",
	"events {};",
	"events {}\nenv a;;",
	"events {}\n;",
	"events {}\n\n{",
	"events {}{}",
	"events {}\nenv a",
	"events {}\nenv a\n\n",
	"events {}\nenv a # comment\n",
	"events {}\nenv a\\",
	"events {}\nenv \"a",
	"events {}\nenv 'a\n;\n",
	"events {}\nenv \"a\"",
	"events {}\nenv \"a\\\";\n",
	"events {}\nenv \"a\"b;",
	"events {}\nenv \"a\"\"b\";",
	"events {}\nenv 'a'\"b\";",
	"events {}\nenv \"a\n\n\"b;",
	"events {}\nenv \"a\"#b\n;",
	"events {}\nenv \"a\"\\ ;",
	"events {\n worker_connections 10\n}\n",
	"events {\n worker_connections 10 }",
	"events {\n worker_connections \"10\"}",
	"events {\n worker_connections 10;\n}}\n",
	"events { worker_connections 10;\n",
	"events {}\nenv a}",
	"events {}\nenv a }",
	"events {}\nenv a\n\n}\n",
	"events {}HTTP\nmap $uri $a {\n ~a{2} x;\n} }",
	"events {}HTTP\nmap $uri $a {\n a b;\n\nserver {\n listen 127.0.0.1:8080; } }",
	"events {}HTTP\nmap $uri $a {\n a b }\n }",
	"events {}HTTP\ntypes {\n a b;;\n} }",
	"events {}HTTP server { location / { return 200 x} } }",
	"events {}HTTP server {\n location / {\n return 200 \"x\";\n }\n",
	"events {}HTTP server { location /a { return 200 'x; }\n location /b { return 200 'y'; } } }",
	"events {}\nenv " + xs(4095) + " ;",
	"events {}\nenv " + xs(4096) + ";",
	"events {}\n\nenv " + xs(9000) + "\n\n;",
	"events {}\nenv \"" + xs(4095) + "\";\n",
	"events {}\nenv \"" + xs(4094) + "\" ;\n",
	"events {}\nenv \"" + xs(4095) + "\" ;",
	"events {}\nenv \"" + xs(4096) + "\";",
	"events {}\nenv \"" + xs(4096) + "\n\n\n\";",
	"events {}\nenv '" + xs(4080) + "\n\n\n" + xs(4080) + "';",
	"events {}\nenv 'a;\n" + xs(9000),
	"events {}\nenv \"a" + xs(4094),
	"events {}\nenv \"a" + xs(4095),
	"events {}\nenv \"a" + xs(4096),
	"events {}\n#" + xs(4095) + "\nenv a;",
	"events {}\n#" + xs(9000) + "\nenv a;",
	"events {}\n#" + xs(4096),
}

const httpBlock = "\nhttp { access_log off; client_body_temp_path t; proxy_temp_path t;" +
	" fastcgi_temp_path t; uwsgi_temp_path t; scgi_temp_path t; "

// TestNginx compares what is accepted, and the first error's line and message,
// with the nginx that is installed.
func TestNginx(t *testing.T) {
	nginx := findNginx(t)
	dir := t.TempDir()
	for i, text := range lexical {
		text = strings.ReplaceAll(text, "HTTP", httpBlock)
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			want, err := verdict(nginx, dir, text)
			if err != nil {
				t.Fatal(err)
			}
			got := "accepted"
			if tree := syntax.Parse([]byte(text), syntax.Options{}); len(tree.Errors) > 0 {
				got = fmt.Sprintf("line %d: %s", tree.Errors[0].Line, tree.Errors[0].Msg)
			}
			if got != want {
				t.Errorf("%.200q\n    got %s\n  nginx %s", text, got, want)
			}
		})
	}
}

// findNginx returns the nginx on PATH. Without one the test is left out, but
// in continuous integration it fails.
func findNginx(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"nginx", "/usr/sbin/nginx"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("nginx is not installed: install it, the parser is compared with it")
	}
	t.Skip("nginx is not installed: the comparison with it is left out")
	return ""
}

var emerg = regexp.MustCompile(`(?s)\[emerg\] (?:\d+#\d+: )?(.*?) in [^\n]*/test\.conf:(\d+)(, expecting [^\n]*)?\n`)

// verdict returns what nginx says about text: accepted, or line and message.
func verdict(nginx, dir, text string) (string, error) {
	file := filepath.Join(dir, "test.conf")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return "", err
	}
	out, err := exec.Command(nginx, "-t", "-p", dir+"/", "-c", file, "-e", "stderr", "-g", "pid test.pid;").CombinedOutput()
	if err == nil {
		return "accepted", nil
	}
	if exit := new(exec.ExitError); !errors.As(err, &exit) {
		return "", err
	}
	m := emerg.FindSubmatch(out)
	if m == nil {
		return "", fmt.Errorf("nginx refuses without a position: %s", out)
	}
	return fmt.Sprintf("line %s: %s%s", m[2], m[1], m[3]), nil
}
