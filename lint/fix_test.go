package lint_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/lint"
	"github.com/timeoutlint/timeoutlint/parsers"
)

// repaired puts files into a folder and repairs them as nginx 1.28.0 reads them. It gives what was told and the texts after it.
func repaired(t *testing.T, files map[string]string, unsafe bool, paths ...string) (*lint.Fixed, map[string]string) {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, files)
	done, err := lint.Fix(lint.FixOptions{
		Options: lint.Options{Cwd: dir, Paths: paths, Panics: true, Now: fixDay, Settings: parsers.Settings{NginxVersion: "1.28.0"}}, Unsafe: unsafe,
	})
	if err != nil {
		t.Fatal(err)
	}
	after := make(map[string]string)
	for name := range files {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		after[name] = string(text)
	}
	return done, after
}

// inverted is a pool of 60s in front of a server of this very nginx that closes after the given line.
func inverted(line string) string {
	return `events {}
http {
  upstream app { server 127.0.0.1:8081; keepalive 16; }
  server {
    listen 80;
    location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }
  server {
    listen 127.0.0.1:8081;
    ` + line + `
  }
}
`
}

func TestFixKeepsTheText(t *testing.T) {
	const known = "version: 1\nservers:\n  app: { idle_timeout: 120s, hosts: [\"10.0.0.1:80\"] }\n"
	for name, c := range map[string]struct{ files, want map[string]string }{
		"a value": {
			map[string]string{"nginx.conf": inverted("keepalive_timeout 30s; # as agreed")},
			map[string]string{"nginx.conf": inverted("keepalive_timeout 65s; # as agreed")},
		},
		"its second argument": {
			map[string]string{"nginx.conf": inverted("keepalive_timeout\t30s 20;")},
			map[string]string{"nginx.conf": inverted("keepalive_timeout\t65s 20;")},
		},
		"line endings": {
			map[string]string{"nginx.conf": strings.ReplaceAll(inverted("keepalive_timeout 30s;"), "\n", "\r\n")},
			map[string]string{"nginx.conf": strings.ReplaceAll(inverted("keepalive_timeout 65s;"), "\n", "\r\n")},
		},
		"no last line ending": {
			map[string]string{"nginx.conf": strings.TrimSuffix(inverted("keepalive_timeout 30s;"), "\n")},
			map[string]string{"nginx.conf": strings.TrimSuffix(inverted("keepalive_timeout 65s;"), "\n")},
		},
		"a pool in blocks of one line": {
			map[string]string{
				"timeoutlint.yaml": known,
				"nginx.conf":       "events {} http { upstream a { server 10.0.0.1:80; } server { listen 80; location / { proxy_pass http://a; } } }",
			},
			map[string]string{
				"timeoutlint.yaml": known,
				"nginx.conf":       "events {} http { upstream a { server 10.0.0.1:80; keepalive 16; } server { listen 80; location / { proxy_http_version 1.1; proxy_set_header Connection \"\"; proxy_pass http://a; } } }",
			},
		},
		"a pool with tabs, comments and CRLF": {
			map[string]string{
				"timeoutlint.yaml": known,
				"nginx.conf":       "events {}\r\nhttp {\r\n\tupstream a { # one\r\n\t\tserver 10.0.0.1:80; # two\r\n\t\t# three\r\n\t}\r\n\tserver {\r\n\t\tlisten 80;\r\n\t\tlocation / { # four\r\n\r\n\t\t\tproxy_pass http://a; }\r\n\t}\r\n}\r\n",
			},
			map[string]string{
				"timeoutlint.yaml": known,
				"nginx.conf":       "events {}\r\nhttp {\r\n\tupstream a { # one\r\n\t\tserver 10.0.0.1:80; # two\r\n\t\t# three\r\n\t\tkeepalive 16;\r\n\t}\r\n\tserver {\r\n\t\tlisten 80;\r\n\t\tlocation / { # four\r\n\t\t\tproxy_http_version 1.1;\r\n\t\t\tproxy_set_header Connection \"\";\r\n\r\n\t\t\tproxy_pass http://a; }\r\n\t}\r\n}\r\n",
			},
		},
		"a keepalive with its comment": {
			map[string]string{
				"timeoutlint.yaml": known,
				"nginx.conf":       "events {}\nhttp {\n  upstream a {\n    keepalive 16; # as many as workers\n    server 10.0.0.1:80;\n    least_conn; # slow ones\n  }\n  server { location / { proxy_pass http://a; proxy_http_version 1.1; proxy_set_header Connection \"\"; } }\n}\n",
			},
			map[string]string{
				"timeoutlint.yaml": known,
				"nginx.conf":       "events {}\nhttp {\n  upstream a {\n    server 10.0.0.1:80;\n    least_conn; # slow ones\n    keepalive 16; # as many as workers\n  }\n  server { location / { proxy_pass http://a; proxy_http_version 1.1; proxy_set_header Connection \"\"; } }\n}\n",
			},
		},
		"a pool that has to end sooner": {
			map[string]string{
				"timeoutlint.yaml": strings.Replace(known, "120s", "20s", 1),
				"nginx.conf":       "events {}\nhttp {\n  upstream a {\n    server 10.0.0.1:80;\n  }\n  server {\n    location / {\n      proxy_pass http://a;\n    }\n  }\n}\n",
			},
			map[string]string{
				"timeoutlint.yaml": strings.Replace(known, "120s", "20s", 1),
				"nginx.conf":       "events {}\nhttp {\n  upstream a {\n    server 10.0.0.1:80;\n    keepalive 16;\n    keepalive_timeout 15s;\n  }\n  server {\n    location / {\n      proxy_http_version 1.1;\n      proxy_set_header Connection \"\";\n      proxy_pass http://a;\n    }\n  }\n}\n",
			},
		},
		"a server that the slowest of two clients has to find open": {
			map[string]string{
				"timeoutlint.yaml": "version: 1\nclients:\n  a: { idle_timeout: 90s, to: nginx }\n  b: { idle_timeout: 120s, to: nginx }\n",
				"nginx.conf":       "events {}\nhttp {\n  server {\n    listen 80;\n    # public\n  }\n}\n",
			},
			map[string]string{
				"timeoutlint.yaml": "version: 1\nclients:\n  a: { idle_timeout: 90s, to: nginx }\n  b: { idle_timeout: 120s, to: nginx }\n",
				"nginx.conf":       "events {}\nhttp {\n  server {\n    keepalive_timeout 125s;\n    listen 80;\n    # public\n  }\n}\n",
			},
		},
		"a literal of Terraform": {
			map[string]string{
				"timeoutlint.yaml": "version: 1\nclients:\n  a: { idle_timeout: 90s, to: aws_lb.one }\n",
				"alb.tf":           "resource \"aws_lb\" \"one\" {\n  load_balancer_type = \"application\"\n  idle_timeout       = 60 # as agreed\n}\n",
			},
			map[string]string{
				"timeoutlint.yaml": "version: 1\nclients:\n  a: { idle_timeout: 90s, to: aws_lb.one }\n",
				"alb.tf":           "resource \"aws_lb\" \"one\" {\n  load_balancer_type = \"application\"\n  idle_timeout       = 95 # as agreed\n}\n",
			},
		},
		"an ignore that names one rule too many": {
			map[string]string{"nginx.conf": inverted("keepalive_timeout 30s; # timeoutlint:ignore TL101, TL204 the client is ours")},
			map[string]string{"nginx.conf": inverted("keepalive_timeout 30s; # timeoutlint:ignore TL101 the client is ours")},
		},
		"an ignore on a line of its own": {
			map[string]string{"nginx.conf": inverted("# timeoutlint:ignore TL204 the client is ours\n    keepalive_timeout 75s;")},
			map[string]string{"nginx.conf": inverted("keepalive_timeout 75s;")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			done, after := repaired(t, c.files, false)
			if diff := cmp.Diff(c.want, after); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(done.Left) > 0 {
				t.Errorf("left alone: %v", done.Left)
			}
		})
	}
}

// TestFixIsUnsafe: repairs that need a look are made on demand only, and say why.
func TestFixIsUnsafe(t *testing.T) {
	pool := func(location string) string {
		return "events {}\nhttp {\n  upstream a {\n    server 10.0.0.1:80;\n    keepalive 16;\n  }\n  proxy_http_version 1.1;\n" + location + "}\n"
	}
	for name, c := range map[string]struct {
		files map[string]string
		want  string // in the title
		has   map[string]string
	}{
		"a pool in front of unknown servers": {
			map[string]string{"nginx.conf": pool("  server {\n    location / { proxy_pass http://a; }\n  }\n")},
			"this starts a 60s pool: the server must keep idle connections longer than 60s",
			map[string]string{"nginx.conf": `location / { proxy_set_header Connection ""; proxy_pass http://a; }`},
		},
		"a file that two servers include": {
			map[string]string{
				"nginx.conf":       pool("  server { listen 80; include s.conf; }\n  server { listen 81; include s.conf; }\n"),
				"s.conf":           "location / {\n\tproxy_pass http://a;\n}\n",
				"timeoutlint.yaml": "version: 1\nservers:\n  app: { idle_timeout: 120s, hosts: [\"10.0.0.1:80\"] }\n",
			},
			`add proxy_set_header Connection ""; to location /`,
			map[string]string{"s.conf": "location / {\n\tproxy_set_header Connection \"\";\n\tproxy_pass http://a;\n}\n"},
		},
		"a line that two servers inherit": {
			map[string]string{
				"nginx.conf":       "events {}\nhttp {\n  keepalive_timeout 30s;\n  server { listen 80; server_name a; }\n  server { listen 80; server_name b; }\n}\n",
				"timeoutlint.yaml": "version: 1\nclients:\n  app: { idle_timeout: 60s, to: nginx/server/a }\n  bpp: { idle_timeout: 60s, to: nginx/server/b }\n",
			},
			"replace keepalive_timeout 30s; at nginx.conf:3 by keepalive_timeout 65s;",
			map[string]string{"nginx.conf": "keepalive_timeout 65s;"},
		},
		"a template, of which expressions stay": {
			map[string]string{"nginx.conf.template": inverted("keepalive_timeout ${IDLE:-30}s;")},
			"add keepalive_timeout 25s; to upstream app",
			map[string]string{"nginx.conf.template": "keepalive_timeout ${IDLE:-30}s;"},
		},
		"the default of a variable": {
			map[string]string{
				"timeoutlint.yaml": "version: 1\nclients:\n  a: { idle_timeout: 90s, to: aws_lb.one }\n",
				"alb.tf":           "variable \"idle\" {\n  default = 60\n}\nresource \"aws_lb\" \"one\" {\n  load_balancer_type = \"application\"\n  idle_timeout       = var.idle\n}\n",
			},
			"let aws_lb.one keep idle connections 95s: idle_timeout = 95",
			map[string]string{"alb.tf": "default = 95"},
		},
		"what timeoutlint.yaml only tells": {
			map[string]string{
				"timeoutlint.yaml": "version: 1\nclients:\n  c:\n    preset: okhttp\n    to: s\nservers:\n  s: { idle_timeout: 30s }\n",
			},
			"in timeoutlint.yaml, which only tells what is so elsewhere",
			map[string]string{"timeoutlint.yaml": "idle_timeout:"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			done, after := repaired(t, c.files, false)
			if diff := cmp.Diff(c.files, after); diff != "" {
				t.Errorf("changed without --unsafe (-want +got):\n%s", diff)
			}
			if len(done.Unsafe) == 0 || !strings.Contains(done.Unsafe[0].Title, c.want) {
				t.Errorf("withheld: %+v; want %q", done.Unsafe, c.want)
			}
			done, after = repaired(t, c.files, true)
			if len(done.Files) == 0 || len(done.Unsafe) > 0 {
				t.Errorf("with --unsafe: %d files, withheld %v", len(done.Files), done.Unsafe)
			}
			for file, text := range c.has {
				if !strings.Contains(after[file], text) {
					t.Errorf("%s lacks %q:\n%s", file, text, after[file])
				}
			}
		})
	}
}

// TestFixNeverMakes: some repairs are told in words only.
func TestFixNeverMakes(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"a header line where one may be inherited from a file that is not given": {
			"site.conf": "upstream a { server 10.0.0.1:80; keepalive 16; }\nserver { location / { proxy_http_version 1.1; proxy_pass http://a; } }\n",
		},
		"a pool that another line would keep empty": {
			"nginx.conf": "events {}\nhttp {\n  upstream a {\n    server 10.0.0.1:80;\n    keepalive_requests 1;\n  }\n  server { location / { proxy_pass http://a; } }\n}\n",
		},
		"the directive of a location in an if": {
			"nginx.conf": "events {}\nhttp {\n  upstream a {\n    server 10.0.0.1:80;\n    keepalive 16;\n  }\n  server { location / { if ($arg_x) { proxy_pass http://a; } } }\n}\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if _, after := repaired(t, files, true); !cmp.Equal(files, after) {
				t.Errorf("changed (-was +is):\n%s", cmp.Diff(files, after))
			}
		})
	}
}

func TestFixLeavesAlone(t *testing.T) {
	wrong := inverted("keepalive_timeout 30s;")
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir string)
		want  string
	}{
		"a read-only file": {func(t *testing.T, dir string) { chmod(t, filepath.Join(dir, "nginx.conf"), 0o444) }, "read-only"},
		"a file with two names": {func(t *testing.T, dir string) {
			if err := os.Link(filepath.Join(dir, "nginx.conf"), filepath.Join(t.TempDir(), "other")); err != nil {
				t.Skip(err)
			}
		}, "hard links"},
		"a link that leads out, followed with --allow-outside": {func(t *testing.T, dir string) {
			outside := filepath.Join(t.TempDir(), "nginx.conf")
			if err := os.Rename(filepath.Join(dir, "nginx.conf"), outside); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(outside, filepath.Join(dir, "nginx.conf")); err != nil {
				t.Skip(err)
			}
		}, "outside of the given paths"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			put(t, dir, map[string]string{"nginx.conf": wrong})
			c.spoil(t, dir)
			done, err := lint.Fix(lint.FixOptions{Options: lint.Options{Cwd: dir, Paths: []string{"nginx.conf"}, Panics: true, Now: fixDay, AllowOutside: true}})
			if err != nil {
				t.Fatal(err)
			}
			if len(done.Files) > 0 || len(done.Left) != 1 || !strings.Contains(done.Left[0].Reason, c.want) {
				t.Errorf("changed %d files, left %v; want %q", len(done.Files), done.Left, c.want)
			}
			if text, _ := os.ReadFile(filepath.Join(dir, "nginx.conf")); string(text) != wrong {
				t.Errorf("it became\n%s", text)
			}
			if len(done.Result.Findings) == 0 {
				t.Error("the finding is gone")
			}
		})
	}
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestFixOfStandardInput(t *testing.T) {
	done, err := lint.Fix(lint.FixOptions{Options: lint.Options{
		Cwd: t.TempDir(), Paths: []string{"-"}, Stdin: strings.NewReader(inverted("keepalive_timeout 30s;")), Panics: true, Now: fixDay,
	}})
	if err != nil {
		t.Fatal(err)
	}
	if len(done.Files) > 0 || len(done.Left) != 1 || !strings.Contains(done.Left[0].Reason, "standard input") || len(done.Result.Findings) == 0 {
		t.Errorf("changed %d files, left %v, %d findings", len(done.Files), done.Left, len(done.Result.Findings))
	}
}

func TestFixFollowsALink(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, map[string]string{"available/site.conf": inverted("keepalive_timeout 30s;")})
	chmod(t, filepath.Join(dir, "available", "site.conf"), 0o600)
	link := filepath.Join(dir, "nginx.conf")
	if err := os.Symlink(filepath.Join("available", "site.conf"), link); err != nil {
		t.Skip(err)
	}
	if _, err := lint.Fix(lint.FixOptions{Options: lint.Options{Cwd: dir, Panics: true, Now: fixDay}}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info.Mode(), err)
	}
	info, err := os.Stat(link)
	if text, _ := os.ReadFile(link); err != nil || string(text) != inverted("keepalive_timeout 65s;") || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v:\n%s", info.Mode(), err, text)
	}
}

func TestFixDryRun(t *testing.T) {
	dir := t.TempDir()
	was := inverted("keepalive_timeout 30s;")
	put(t, dir, map[string]string{"nginx.conf": was})
	done, err := lint.Fix(lint.FixOptions{Options: lint.Options{Cwd: dir, Panics: true, Now: fixDay}, DryRun: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(done.Files) != 1 || string(done.Files[0].After) != inverted("keepalive_timeout 65s;") || string(done.Files[0].Before) != was {
		t.Errorf("%+v", done.Files)
	}
	if text, _ := os.ReadFile(filepath.Join(dir, "nginx.conf")); string(text) != was {
		t.Errorf("written:\n%s", text)
	}
}
