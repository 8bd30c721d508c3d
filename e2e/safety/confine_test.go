//go:build linux

package safety

import (
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// secret stands in each file that must not be read.
const secret = "7777"

// neighbours is a folder with a repository, and beside it what does not belong to it.
func neighbours(t testing.TB) (repo, outside string) {
	t.Helper()
	dir := t.TempDir()
	repo, outside = filepath.Join(dir, "repo"), filepath.Join(dir, "outside")
	for name, text := range map[string]string{
		"secret.conf": "keepalive_timeout " + secret + "s;\n", "secret.tfvars": "idle = " + secret + "\n", "secret.txt": secret, "secret.tpl": secret,
		"mod/main.tf": lb + secret + "\n}\n", "secret.env": "KEEPALIVE=" + secret + "\n", "compose.yaml": "services:\n  x:\n    image: gunicorn\n    command: gunicorn a:b --keep-alive " + secret + "\n",
		"timeoutlint.yaml": "version: 1\nservers:\n  other: { idle_timeout: " + secret + "s }\n", "gunicorn.conf.py": "keepalive = " + secret + "\n", "openapi.yaml": "openapi: 3.0.0\nx-google-backend: {address: 'https://a', deadline: " + secret + "}\n",
		"kustomization.yaml": "resources: [d.yaml]\n", "d.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: s" + secret + "}\nspec: {selector: {a: b}, ports: [{port: 80}]}\n",
		"package.json": `{"scripts":{"start":"node --keep-alive-timeout=` + secret + ` a.js"}}`,
	} {
		write(t, filepath.Join(outside, name), text)
	}
	return repo, outside
}

// ways are files of a repository that ask for what lies outside; OUT stands for the absolute path of that folder.
var ways = map[string]map[string]string{
	"nginx relative":            {"nginx.conf": "events {}\nhttp {\n include ../outside/secret.conf;\n include ../outsi*/*.conf;\n server { listen 80; }\n}\n"},
	"nginx absolute":            {"nginx.conf": "events {}\nhttp {\n include OUT/secret.conf;\n include OUT/s*.conf;\n include /etc/passwd;\n server { listen 80; }\n}\n"},
	"nginx a linked file":       {"nginx.conf": "events {}\nhttp {\n include linked.conf;\n server { listen 80; }\n}\n", "linked.conf": "-> OUT/secret.conf"},
	"nginx a linked folder":     {"nginx.conf": "events {}\nhttp {\n include linked/*.conf;\n include linked/secret.conf;\n include linked/../outside/secret.conf;\n server { listen 80; }\n}\n", "linked": "-> ../outside"},
	"nginx links of links":      {"nginx.conf": "events {}\nhttp {\n include a/secret.conf;\n server { listen 80; }\n}\n", "a": "-> b/c", "b/c": "-> ../d", "d": "-> ../outside"},
	"nginx its main file":       {"nginx.conf": "-> OUT/secret.conf", "other.conf": "server { listen 80; }\n"},
	"a map of the policy":       {"timeoutlint.yaml": "version: 1\nnginx:\n  - { main: nginx.conf, map: { /etc/nginx: OUT } }\n  - { main: ../outside/secret.conf }\n", "nginx.conf": "events {}\nhttp {\n include /etc/nginx/secret.conf;\n server { listen 80; }\n}\n"},
	"a policy that extends":     {"timeoutlint.yaml": "version: 1\nextends: ../outside/timeoutlint.yaml\nservers:\n  own: { idle_timeout: 5s }\n"},
	"variables of the policy":   {"timeoutlint.yaml": "version: 1\nterraform:\n  variables:\n    - { name: x, files: [../outside/secret.tfvars, OUT/secret.tfvars] }\n", "main.tf": "variable \"idle\" {}\n" + lb + "var.idle\n}\n"},
	"terraform a module":        {"main.tf": "module \"a\" {\n  source = \"../outside/mod\"\n}\nmodule \"b\" {\n  source = \"./linked\"\n}\n", "linked": "-> OUT/mod"},
	"terraform installed":       {"main.tf": "module \"a\" {\n  source = \"x/y/z\"\n}\n", ".terraform/modules/modules.json": `{"Modules":[{"Key":"a","Source":"x/y/z","Dir":"../outside/mod"}]}`},
	"terraform files":           {"main.tf": lb + "tonumber(file(\"../outside/secret.txt\"))\n}\nresource \"aws_lb\" \"b\" {\n  name = templatefile(\"OUT/secret.tpl\", {})\n  idle_timeout = tonumber(file(\"OUT/secret.txt\"))\n}\nresource \"aws_lb\" \"c\" {\n  name = join(\",\", fileset(\"../outside\", \"*\"))\n  idle_timeout = filebase64(\"/etc/passwd\")\n}\n"},
	"terraform linked tfvars":   {"main.tf": "variable \"idle\" {}\n" + lb + "var.idle\n}\n", "terraform.tfvars": "-> ../outside/secret.tfvars", "a.auto.tfvars": "-> OUT/secret.tfvars"},
	"compose":                   {"compose.yaml": "include: [../outside/compose.yaml]\nservices:\n  a:\n    extends: { file: ../outside/compose.yaml, service: x }\n    env_file: [../outside/secret.env, OUT/secret.env]\n    image: nginx:1.25\n    command: gunicorn a:b --keep-alive $KEEPALIVE\n    volumes: ['../outside:/etc/nginx/conf.d', 'OUT/secret.conf:/etc/nginx/nginx.conf', '/etc:/etc/nginx/x']\n"},
	"compose linked":            {"compose.yaml": "services:\n  a:\n    env_file: l.env\n    image: nginx:1.25\n    volumes: ['./l.conf:/etc/nginx/nginx.conf', './l:/etc/nginx/conf.d']\n", "l.env": "-> OUT/secret.env", "l.conf": "-> OUT/secret.conf", "l": "-> ../outside"},
	"Dockerfile":                {"Dockerfile": "FROM nginx:1.25\nCOPY ../outside/secret.conf /etc/nginx/nginx.conf\nCOPY OUT/secret.conf /etc/nginx/conf.d/\nADD ../../outside /etc/nginx/\nCOPY l/ /etc/nginx/conf.d/\nCOPY ../outside/gunicorn.conf.py /app/\nCMD gunicorn -c ../outside/gunicorn.conf.py a:b\n", "l": "-> ../outside"},
	"compose building outside":  {"compose.yaml": "services:\n  a:\n    build: { context: ../outside, dockerfile: OUT/Dockerfile }\n    command: npm start\n"},
	"kustomization":             {"kustomization.yaml": "resources: [../outside, ../outside/d.yaml, OUT/d.yaml, l.yaml]\n", "l.yaml": "-> ../outside/d.yaml"},
	"package.json":              {"package.json": "-> ../outside/package.json", "Dockerfile": "FROM node:20\nCOPY . /app\nWORKDIR /app\nCMD npm start\n"},
	"an OpenAPI reference":      {"openapi.yaml": "openapi: 3.0.0\ninfo: {title: a, version: '1'}\nx-google-backend: {$ref: '../outside/openapi.yaml#/x-google-backend'}\npaths:\n  /a: {$ref: 'OUT/openapi.yaml#/paths/a'}\n"},
	"everything is a link":      {"a": "-> ../outside", "b": "-> OUT", "c/d": "-> ../../outside/d.yaml", "x.conf": "-> /etc/passwd", "e": "-> /"},
	"a git folder that is none": {".git": "gitdir: ../outside\n", "nginx.conf": "events {}\nhttp {}\n"},
}

// lay writes the files of a way.
func lay(t testing.TB, repo, outside string, texts map[string]string) {
	t.Helper()
	for name, text := range texts {
		text = strings.ReplaceAll(text, "OUT", outside)
		path := filepath.Join(repo, name)
		if target, ok := strings.CutPrefix(text, "-> "); ok {
			must(t, os.MkdirAll(filepath.Dir(path), 0o755))
			must(t, os.Symlink(target, path))
			continue
		}
		write(t, path, text)
	}
}

// TestNothingOutsideIsRead: whatever a repository asks for, what lies outside of the PATHs changes no byte of any report, and where strace is there it is not even opened.
func TestNothingOutsideIsRead(t *testing.T) {
	tracer := tracing()
	for name, texts := range ways {
		t.Run(strings.ReplaceAll(name, " ", "-"), func(t *testing.T) {
			t.Parallel()
			repo, outside := neighbours(t)
			lay(t, repo, outside, texts)
			log := filepath.Join(t.TempDir(), "log")
			for _, args := range [][]string{{"check", "--notes", "--format", "json"}, {"show"}, {"graph", "--format", "json"}, {"fix", "--dry-run", "--unsafe"}} {
				c := call{dir: repo, args: args}
				if tracer != "" {
					c.under = []string{tracer, "-f", "-y", "-qq", "-e", "trace=openat,open", "-o", log, "--"}
				}
				o := c.run(t)
				if strings.Contains(o.stdout+o.stderr, secret) {
					t.Errorf("%q tells what stands outside:\n%.1500s%.500s", args, around(o.stdout+o.stderr, secret), o.stderr)
				}
				if tracer == "" {
					continue
				}
				text, err := os.ReadFile(log)
				must(t, err)
				for line := range strings.Lines(string(text)) {
					_, led, ok := strings.Cut(line, ") = ")
					if ok && (strings.Contains(led, "<"+outside+"/") || strings.Contains(led, "</etc/passwd")) {
						t.Errorf("%q opens what lies outside: %s", args, line)
					}
				}
			}
		})
	}
}

func around(text, word string) string {
	i := max(strings.Index(text, word), 0)
	return text[max(i-300, 0):min(i+300, len(text))]
}

// TestAllowOutsideIsTheWayOut: the same files are read as soon as the user says so, which shows that the test above looks where it should.
func TestAllowOutsideIsTheWayOut(t *testing.T) {
	for _, name := range []string{"nginx relative", "nginx absolute", "nginx a linked file", "nginx a linked folder", "terraform a module", "terraform files", "terraform linked tfvars"} {
		t.Run(strings.ReplaceAll(name, " ", "-"), func(t *testing.T) {
			t.Parallel()
			repo, outside := neighbours(t)
			lay(t, repo, outside, ways[name])
			o := call{dir: repo, args: []string{"show", "--allow-outside"}}.run(t)
			if !strings.Contains(o.stdout+o.stderr, secret) {
				t.Errorf("--allow-outside reads nothing outside\n%.2000s", o.stdout+o.stderr)
			}
		})
	}
}

// TestASwapWhileReading: a file that turns into a link to the outside and back, as fast as can be, never brings the outside in.
func TestASwapWhileReading(t *testing.T) {
	repo, outside := neighbours(t)
	write(t, filepath.Join(repo, "nginx.conf"), "events {}\nhttp {\n include conf.d/*.conf;\n include conf.d/a.conf;\n server { listen 80; }\n}\n")
	write(t, filepath.Join(repo, "conf.d", "a.conf"), "keepalive_timeout 11s;\n")
	must(t, os.MkdirAll(filepath.Join(repo, "real"), 0o755))
	write(t, filepath.Join(outside, "a.conf"), "keepalive_timeout "+secret+"s;\n")
	must(t, os.Symlink(filepath.Join(outside, "secret.conf"), filepath.Join(repo, "link")))
	must(t, os.Symlink(outside, filepath.Join(repo, "folder")))
	var stop atomic.Bool
	done := make(chan int)
	go func() {
		swaps := 0
		for ; !stop.Load(); swaps++ {
			// Each name exists at any time; what it means changes. Errors are part of the game.
			a := filepath.Join(repo, "conf.d", "a.conf")
			if swaps%2 == 0 {
				_ = os.Rename(a, filepath.Join(repo, "kept"))
				_ = os.Symlink(filepath.Join(outside, "secret.conf"), a)
				_ = os.Rename(filepath.Join(repo, "conf.d"), filepath.Join(repo, "away"))
				_ = os.Symlink(outside, filepath.Join(repo, "conf.d"))
			} else {
				_ = os.Remove(filepath.Join(repo, "conf.d"))
				_ = os.Rename(filepath.Join(repo, "away"), filepath.Join(repo, "conf.d"))
				_ = os.Remove(a)
				_ = os.Rename(filepath.Join(repo, "kept"), a)
			}
		}
		done <- swaps
	}()
	for range 60 {
		o := call{dir: repo, args: []string{"show", "--format", "json"}}.run(t)
		if strings.Contains(o.stdout+o.stderr, secret) {
			t.Errorf("what lies outside was read: %.600s", around(o.stdout+o.stderr, secret))
			break
		}
	}
	stop.Store(true)
	if swaps := <-done; swaps < 100 {
		t.Errorf("only %d swaps: the test shows nothing", swaps)
	}
}
