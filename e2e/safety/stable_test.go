//go:build linux

package safety

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// several inputs that are joined with each other, and findings of several rules.
func mixed(t testing.TB, dir string) []string {
	t.Helper()
	must(t, os.CopyFS(filepath.Join(dir, "examples"), os.DirFS("../../examples")))
	write(t, filepath.Join(dir, "web", "nginx.conf"), inverted)
	write(t, filepath.Join(dir, "infra", "main.tf"), lb+"120\n}\nresource \"aws_lb\" \"b\" {\n  idle_timeout = var.idle\n}\nvariable \"idle\" {}\n")
	write(t, filepath.Join(dir, "compose.yaml"), "services:\n  app:\n    image: node:20\n    command: node server.js\n  web:\n    image: nginx:1.25\n    volumes: ['./web/nginx.conf:/etc/nginx/nginx.conf']\n")
	write(t, filepath.Join(dir, "Österreich", "straße.conf"), "server {\n listen 80;\n location / { proxy_pass http://a; }\n}\n")
	var paths []string
	entries, err := os.ReadDir(filepath.Join(dir, "examples"))
	must(t, err)
	for _, e := range entries {
		if e.IsDir() {
			paths = append(paths, "examples/"+e.Name())
		}
	}
	return append(paths, "web", "infra", "compose.yaml", "Österreich")
}

var reports = map[string][]string{
	"check": {"text", "json", "sarif", "junit", "github", "gitlab", "checkstyle", "markdown"},
	"graph": {"text", "mermaid", "dot", "svg", "html", "json"},
}

// all writes every format of a command and gives them, by name.
func all(t testing.TB, c call, command string, paths []string) map[string]string {
	t.Helper()
	out := t.TempDir()
	args := append([]string{command}, c.args...)
	if command == "check" {
		args = append(args, "--notes")
	}
	for _, f := range reports[command] {
		args = append(args, "--output", f+"="+filepath.Join(out, f))
	}
	c.args = slices.Concat(args, paths)
	c.run(t)
	texts := map[string]string{}
	for _, f := range reports[command] {
		text, err := os.ReadFile(filepath.Join(out, f))
		must(t, err)
		texts[f] = string(text)
	}
	return texts
}

// TestTheSameBytesEverywhere: neither the order of arguments nor processors, workers, languages, time zones or the time of the run change a byte of any report.
func TestTheSameBytesEverywhere(t *testing.T) {
	dir := t.TempDir()
	paths := mixed(t, dir)
	var variants []call
	for n := 1; n <= 8; n++ {
		variants = append(variants, call{dir: dir, args: []string{"--jobs", fmt.Sprint(n)}})
	}
	for _, env := range []string{"GOMAXPROCS=1", "GOMAXPROCS=2", "GOMAXPROCS=7", "LANG=de_DE.UTF-8", "LC_ALL=tr_TR.UTF-8", "LC_ALL=C", "LC_ALL=ja_JP.eucJP", "TZ=Asia/Kathmandu", "TZ=America/St_Johns", "COLUMNS=40", "GOGC=1", "TERM=xterm-256color"} {
		variants = append(variants, call{dir: dir, env: []string{env}})
	}
	for range 4 {
		variants = append(variants, call{dir: dir})
	}
	random := rand.New(rand.NewPCG(1, 2)) // the same orders in each run of the test
	for command := range reports {
		want := all(t, call{dir: dir}, command, paths)
		if len(want["json"]) < 2000 {
			t.Fatalf("%s: hardly anything is reported: the test shows nothing", command)
		}
		for _, v := range variants {
			random.Shuffle(len(paths), func(i, k int) { paths[i], paths[k] = paths[k], paths[i] })
			for format, text := range all(t, v, command, paths) {
				if text != want[format] {
					t.Errorf("%s %s: %q %q gives other bytes", command, format, v.args, v.env)
				}
			}
		}
	}
}

// TestAnotherWorkingDirectory: from another folder names have another beginning, and nothing else changes; what findings are known by stays.
func TestAnotherWorkingDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "zz")
	mixed(t, dir)
	git(t, dir, "init", "-q")
	inside := call{dir: dir, args: []string{"--format", "json", "."}}.run(t).document(t)
	outside := call{dir: filepath.Dir(dir), args: []string{"--format", "json", "zz"}}.run(t).document(t)
	if len(inside.Findings) < 3 || len(inside.Findings) != len(outside.Findings) {
		t.Fatalf("%d findings inside, %d outside", len(inside.Findings), len(outside.Findings))
	}
	told := func(r report) (lines []string) {
		for _, f := range r.Findings {
			at := ""
			if f.Location != nil {
				at = fmt.Sprintf("%s:%d", strings.TrimPrefix(f.Location.File, "zz/"), f.Location.Line)
			}
			lines = append(lines, f.Rule+" "+f.Fingerprint+" "+at)
		}
		slices.Sort(lines)
		return lines
	}
	if a, b := told(inside), told(outside); !slices.Equal(a, b) {
		t.Errorf("inside:\n%s\noutside:\n%s", strings.Join(a, "\n"), strings.Join(b, "\n"))
	}
}
