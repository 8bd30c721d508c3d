package lint

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/finding"
)

// pooled is an nginx whose upstream has a pool; it stands in the place of the lines of upstream.
const pooled = `events {}
http {
    upstream app {
        keepalive 16;
        UPSTREAM
    }
    server {
        listen 80;
        location / {
            proxy_pass http://app;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
        }
    }
}
`

func upstream(lines string) string { return strings.Replace(pooled, "UPSTREAM", lines, 1) }

// relay passes bytes on to a server that nothing declares.
const relay = `events {}
stream {
    server {
        listen 5000;
        proxy_pass db.internal:5432;
    }
}
`

// TestUnjudged wants each hop without a verdict to be told with what would decide it; the lines to paste are then pasted, and the hops judged.
func TestUnjudged(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  []string // what is missing, and the line to paste; "" behind the | for none
	}{
		"an address": {
			files: map[string]string{"nginx.conf": upstream("server app.internal:3000;")},
			want:  []string{`the server behind nginx/upstream/app must keep idle connections longer than 60s | servers: { app: { idle_timeout: 65s, from: "nginx/upstream/app" } }`},
		},
		"a balancer whose targets nothing states": { // its own address is no name for the server
			files: map[string]string{"main.tf": "resource \"aws_lb\" \"web\" {\n  name         = \"web\"\n  idle_timeout = 120\n}\n"},
			want:  []string{`the server behind aws_lb.web must keep idle connections longer than 120s | servers: { aws_lb.web-server: { idle_timeout: 125s, from: "aws_lb.web" } }`},
		},
		"two applications, either of which may be behind the balancer": {
			files: map[string]string{
				"main.tf":    "resource \"aws_lb\" \"web\" {\n  name = \"web\"\n}\n",
				"a/Procfile": "web: uvicorn main:app --timeout-keep-alive 90\n", "b/Procfile": "web: puma\n",
			},
			want: []string{`the server behind aws_lb.web must keep idle connections longer than 60s: it may be a:procfile/web or b:procfile/web: nothing says which | links: [ "aws_lb.web -> a:procfile/web" ]   # or to another that it may be`},
		},
		"several addresses": {
			files: map[string]string{"nginx.conf": upstream("server [2001:db8::1]:3000; server unix:/run/app.sock;")},
			want:  []string{`the server behind nginx/upstream/app must keep idle connections longer than 60s | servers: { app: { idle_timeout: 65s, from: "nginx/upstream/app" } }`},
		},
		"one address of two": {
			files: map[string]string{
				"nginx.conf":       upstream("server app1.internal:3000; server app2.internal:3000;"),
				"timeoutlint.yaml": "version: 1\nservers:\n  first: { idle_timeout: 90s, hosts: [\"app1.internal:3000\"] }\n",
			},
			want: []string{`the server behind nginx/upstream/app must keep idle connections longer than 60s | servers: { app: { idle_timeout: 65s, from: "nginx/upstream/app" } }`},
		},
		"a pool without a limit": {
			files: map[string]string{"nginx.conf": upstream("server app.internal:3000;"), "timeoutlint.yaml": "version: 1\nsettings: { nginx_version: \"1.14.2\" }\n"},
			want:  []string{`the server behind nginx/upstream/app must never close an idle connection: nginx/upstream/app keeps them without limit | servers: { app: { idle_timeout: unlimited, from: "nginx/upstream/app" } }`},
		},
		"a wide margin": {
			files: map[string]string{"nginx.conf": upstream("server app.internal:3000;"), "timeoutlint.yaml": "version: 1\nsettings: { margin: 30s }\n"},
			want:  []string{`the server behind nginx/upstream/app must keep idle connections longer than 60s | servers: { app: { idle_timeout: 90s, from: "nginx/upstream/app" } }`},
		},
		"a name that is taken": {
			files: map[string]string{
				"nginx.conf":       upstream("server app2.internal:3000;"),
				"timeoutlint.yaml": "version: 1\nservers:\n  app: { idle_timeout: 90s, hosts: [\"app1.internal:3000\"] }\n",
			},
			want: []string{`the server behind nginx/upstream/app must keep idle connections longer than 60s | servers: { nginx-upstream-app-server: { idle_timeout: 65s, from: "nginx/upstream/app" } }`},
		},
		"one name in two roots": {
			files: map[string]string{"a/nginx.conf": upstream("server a.internal:3000;"), "b/nginx.conf": upstream("server b.internal:3000;")},
			want: []string{
				`the server behind a:nginx/upstream/app must keep idle connections longer than 60s | servers: { a-nginx-upstream-app-server: { idle_timeout: 65s, from: "a:nginx/upstream/app" } }`,
				`the server behind b:nginx/upstream/app must keep idle connections longer than 60s | servers: { b-nginx-upstream-app-server: { idle_timeout: 65s, from: "b:nginx/upstream/app" } }`,
			},
		},
		"behind a middlebox": {
			files: map[string]string{"timeoutlint.yaml": "version: 1\nclients:\n  device: { idle_timeout: 40s, to: nlb }\nmiddleboxes:\n  nlb: { preset: nlb }\n"},
			want:  []string{`the server behind device must keep idle connections longer than 40s | servers: { device-server: { idle_timeout: 45s, from: "nlb" } }`},
		},
		"behind a relay of nginx": {
			files: map[string]string{"nginx.conf": relay, "timeoutlint.yaml": "version: 1\nclients:\n  device: { idle_timeout: 40s, to: nginx/stream/5000 }\n"},
			want:  []string{`the server behind device must keep idle connections longer than 40s | servers: { device-server: { idle_timeout: 45s, hosts: ["db.internal:5432"] } }`},
		},
		"entries without a clock": {
			files: map[string]string{"timeoutlint.yaml": "version: 1\nclients:\n  worker:\n    to: gateway\nproxies:\n  gateway:\n    accepts: 75s\n    to: shop\n  edge:\n    connects: 20s\n    to: mart\n  mart:\n    to: till\nservers:\n  shop:\n    idle_timeout: 30s\n  till:\n    idle_timeout: 9s\n"},
			want: []string{
				"worker must drop idle connections to gateway sooner than 75s | idle_timeout: 70s   # in worker",
				"gateway must drop idle connections to shop sooner than 30s | connects: 25s   # in gateway",
				"mart must keep idle connections longer than 20s | accepts: 25s   # in mart",
				"mart must drop idle connections to till sooner than 9s | connects: 4s   # in mart",
			},
		},
		"a middlebox without a clock": {
			files: map[string]string{"timeoutlint.yaml": "version: 1\nclients:\n  worker: { idle_timeout: 60s, tcp_keepalive: off, to: wall }\nmiddleboxes:\n  wall:\n    on_expiry: drop\nservers:\n  shop: { idle_timeout: 70s, from: wall }\n"},
			want:  []string{"wall must remember idle flows longer than 60s | idle_timeout: 65s   # in wall"},
		},
		"neither end": {
			files: map[string]string{"timeoutlint.yaml": "version: 1\nclients:\n  worker: { to: shop }\nservers:\n  shop: {}\n"},
			want:  []string{"how long worker and shop keep the idle connections between them |"},
		},
		"a template": {
			files: map[string]string{
				"nginx.conf":       "events {}\nhttp { server { listen 80; keepalive_timeout ${IDLE}; return 204; } }\n",
				"timeoutlint.yaml": "version: 1\nclients:\n  worker: { idle_timeout: 60s, to: nginx }\n",
			},
			want: []string{"nginx/server/80 must keep idle connections longer than 60s (keepalive_timeout: environment variable ${IDLE}): give the file as it is after the template is filled in, or what nginx sees: nginx -T 2>&1 | timeoutlint - |"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := write(t, c.files)
			r := judged(t, dir)
			var got, lines []string
			for _, u := range r.Unjudged {
				got = append(got, strings.TrimSpace(u.What+" | "+u.Try))
				if u.Try != "" {
					lines = append(lines, u.Try)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			decides(t, dir, c.files["timeoutlint.yaml"], lines, r)
		})
	}
}

// TestExamplesAreDecided pastes what the examples' reports suggest.
func TestExamplesAreDecided(t *testing.T) {
	const examples = "../examples"
	folders, err := filepath.Glob(examples + "/*/README.md")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	pasted := 0
	for _, readme := range folders {
		from := filepath.Dir(readme)
		t.Run(filepath.Base(from), func(t *testing.T) {
			files := map[string]string{}
			err := filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
				if err != nil || e.IsDir() {
					return err
				}
				text, err := os.ReadFile(path)
				files[strings.TrimPrefix(path, from+"/")] = string(text)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			dir := write(t, files)
			var lines []string
			before := judged(t, dir)
			for _, u := range before.Unjudged {
				if u.Try == "" {
					t.Errorf("%s: nothing to paste", u.What)
				}
				lines = append(lines, u.Try)
			}
			pasted += len(lines)
			decides(t, dir, files["timeoutlint.yaml"], lines, before)
		})
	}
	if pasted == 0 {
		t.Error("no example has a hop that is not judged: nothing was tested")
	}
}

func judged(t *testing.T, dir string) *finding.Result {
	t.Helper()
	r, err := Run(Options{Cwd: dir, Panics: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// decides pastes lines into timeoutlint.yaml and wants all hops to be judged but those that no line is about, and no new error.
func decides(t *testing.T, dir, declared string, lines []string, before *finding.Result) {
	t.Helper()
	for _, line := range lines {
		declared = paste(t, declared, line)
	}
	if err := os.WriteFile(filepath.Join(dir, "timeoutlint.yaml"), []byte(declared), 0o644); err != nil {
		t.Fatal(err)
	}
	r := judged(t, dir)
	if r.Count(finding.Error) > before.Count(finding.Error) || r.Count(finding.Warning) > before.Count(finding.Warning) {
		for _, f := range r.Findings {
			t.Errorf("%s: %s", f.Rule.ID, f.Message)
		}
		t.Errorf("more errors or warnings than before with\n%s", declared)
	}
	if left := len(before.Unjudged) - len(lines); len(r.Unjudged) != left {
		t.Errorf("still not judged: %v, with\n%s", r.Unjudged, declared)
	}
}

// paste does with a line what a reader does: a section goes to the end of the file, or its entry below the section that is there; a key
// goes into the entry that the comment names.
func paste(t *testing.T, declared, line string) string {
	t.Helper()
	if declared == "" {
		declared = "version: 1\n"
	}
	if key, entry, ok := strings.Cut(line, "   # in "); ok {
		head := "\n  " + entry + ":\n"
		if !strings.Contains(declared, head) {
			t.Fatalf("%q: no entry %q in\n%s", line, entry, declared)
		}
		return strings.Replace(declared, head, head+"    "+key+"\n", 1)
	}
	if links, _, ok := strings.Cut(line, "   # or"); ok {
		return declared + links + "\n"
	}
	section, entries, ok := strings.Cut(line, ": { ")
	entry, closed := strings.CutSuffix(entries, " }")
	if !ok || !closed {
		t.Fatalf("%q is no section", line)
	}
	if head := "\n" + section + ":\n"; strings.Contains(declared, head) {
		return strings.Replace(declared, head, head+"  "+entry+"\n", 1)
	}
	return fmt.Sprintf("%s%s:\n  %s\n", declared, section, entry)
}

// TestManyUnjudged keeps the keys of lines apart where the ends of many ids are alike.
func TestManyUnjudged(t *testing.T) {
	files := map[string]string{}
	for _, folder := range []string{"x", "y", "z"} {
		maps.Copy(files, map[string]string{folder + "/nginx.conf": upstream("server " + folder + ".internal;")})
	}
	r := judged(t, write(t, files))
	seen := map[string]bool{}
	for _, u := range r.Unjudged {
		name, _, _ := strings.Cut(u.Try, ": { idle_timeout")
		seen[name] = true
	}
	if len(seen) != len(files) {
		t.Errorf("%d names for %d servers: %v", len(seen), len(files), seen)
	}
}
