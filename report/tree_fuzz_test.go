package report_test

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/internal/treetest"
	"github.com/timeoutlint/timeoutlint/lint"
	"github.com/timeoutlint/timeoutlint/report"
	"github.com/timeoutlint/timeoutlint/source"
)

// FuzzTree runs the whole pipeline over any folder of files and writes every report: each can be read by what it is made for, none commands a
// terminal, two runs with other numbers of goroutines and another order of arguments give the same bytes, and nothing changes between them.
func FuzzTree(f *testing.F) {
	trees := treetest.Seeds(f, "..")
	for i, text := range trees {
		f.Add(text, []byte{0, 0, byte(i * 7), 0, 5, byte(i), byte(i * 5), 1, 6, byte(i), 3, 3})
		f.Add(text, []byte(nil))
	}
	f.Add([]byte("-- a\xff\x1b[31m/nginx.conf --\nhttp{upstream a{server b:1;keepalive 8;}server{listen 80;location / {proxy_pass http://a;}}}\n-- c.conf -> a\xff\x1b[31m/nginx.conf --\n-- d -> . --\n"), []byte(nil))
	f.Add([]byte("-- Dockerfile --\nFROM node:22\nCMD [\"node\", \"a.js\"]\n-- package.json --\n{\"dependencies\": {\"express\": \"5\"}}\n-- a.js --\nconst s = app.listen(3000)\ns.keepAliveTimeout = 5000\n"+
		"-- compose.yml --\nservices:\n  web: {build: ., ports: ['3000:3000']}\n  edge: {image: 'nginx:1.27', volumes: ['./n.conf:/etc/nginx/nginx.conf']}\n-- n.conf --\nhttp{upstream a{server web:3000;keepalive 8;}server{location / {proxy_pass http://a;}}}\n"), []byte{1, 0, 3, 0})
	f.Add([]byte("-- Procfile --\nweb: gunicorn -k gthread --keep-alive 5 a:b\n-- k/i.yaml --\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a, annotations: {alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=120}}\nspec: {ingressClassName: alb, rules: [{http: {paths: [{backend: {service: {name: s, port: {number: 80}}}}]}}]}\n"), []byte(nil))
	schema := compiled(f)
	f.Fuzz(func(t *testing.T, text, script []byte) {
		reportTree(t, schema, treetest.Change(text, script, trees))
	})
}

// TestTrees does the same to the same trees each time.
func TestTrees(t *testing.T) {
	schema := compiled(t)
	for i, text := range treetest.Trees(t, "..") {
		t.Run(strconv.Itoa(i), func(t *testing.T) { reportTree(t, schema, text) })
	}
}

// reportTree writes every report of a folder and reads it as its reader would.
func reportTree(t *testing.T, schema *jsonschema.Schema, text []byte) {
	dir := t.TempDir()
	if !treetest.Write(t, dir, text) {
		return
	}
	var paths []string
	if len(text)%2 == 1 { // as arguments: in any order
		paths = inside(t, dir)
	}
	first, ok := ran(t, dir, 1, paths)
	if !ok {
		return
	}
	slices.Reverse(paths)
	again, _ := ran(t, dir, 2, paths)
	whole(t, first)
	for _, name := range report.Names() {
		o := report.Options{Notes: true, Show: name == "json"}
		out := render(t, formatOf(t, name), first, o)
		harmless(t, name, out)
		switch name {
		case "json":
			follows(t, schema, out)
		case "github": // its reader knows one file
			if n := told(commands(t, out)); n != len(first.Findings) {
				t.Errorf("%d commands for %d findings: %s", n, len(first.Findings), out)
			}
		default:
			if read := reads[name]; read != nil { // TestHostileContent asks for one
				read(t, first, out)
			}
		}
		if !bytes.Equal(out, render(t, formatOf(t, name), again, o)) {
			t.Errorf("%s: two runs, two reports", name)
		}
	}
	harmless(t, "show", render(t, report.Show, first, report.Options{Width: 60}))
	for name, write := range graphs {
		out := render(t, write, first, report.Options{Width: 80})
		harmless(t, name, out)
		switch name {
		case "svg":
			parsed(t, out)
		case "html":
			parsed(t, asXML(out))
		case "json":
			draw(t, first)
		}
	}
	c := finding.Compare(finding.State{Result: first}, finding.State{Result: again})
	if n := len(c.Hops) + len(c.Introduced) + len(c.Repaired); n > 0 {
		t.Errorf("%d changes between two runs over the same files", n)
	}
}

// inside are the files and folders of a folder.
func inside(t *testing.T, dir string) (paths []string) {
	t.Helper()
	all, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		if e.Name() != source.Stdin {
			paths = append(paths, e.Name())
		}
	}
	return paths
}

// ran is one run over a folder; ok is false where it could not begin.
func ran(t *testing.T, dir string, jobs int, paths []string) (r *finding.Result, ok bool) {
	t.Helper()
	r, err := lint.Run(lint.Options{Cwd: dir, Paths: paths, Panics: true, Jobs: jobs, FailOn: finding.Note, Now: time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)})
	return r, err == nil // a timeoutlint.yaml that is none
}

// whole fails where a place of a result lies in no file, or an id stands for two hops or endpoints.
func whole(t *testing.T, r *finding.Result) {
	t.Helper()
	lies := func(what string, at source.Span) {
		if at.IsZero() {
			return
		}
		if f := r.Set.File(at.File); f == nil || at.Start > at.End || int(at.End) > len(f.Src) {
			t.Errorf("%s: %v lies in no file", what, at)
		}
	}
	for _, x := range r.Findings {
		lies(x.Message, x.At)
		for _, other := range x.Related {
			lies(other.Message, other.At)
		}
		for _, fix := range x.Fixes {
			for _, e := range fix.Edits {
				lies(fix.Title, e.At)
			}
		}
	}
	ids := map[string]bool{}
	for _, e := range r.Graph.Endpoints {
		if lies(e.ID, e.At); ids[e.ID] {
			t.Errorf("two endpoints are %q", e.ID)
		}
		ids[e.ID] = true
	}
	hops := map[string]bool{}
	for _, h := range r.Graph.Hops {
		if hops[h.ID] {
			t.Errorf("two hops are %q", h.ID)
		}
		hops[h.ID] = true
		if h.Client.Owner == h.Server.Owner {
			t.Errorf("%s joins an endpoint to itself", h.ID)
		}
		for _, at := range h.At {
			lies(h.ID, at)
		}
	}
}

// told is how many findings the commands of a GitHub log tell of: an annotation each, and those that the title of a group counts.
func told(all []command) (n int) {
	for _, c := range all {
		switch c.name {
		case "error", "warning", "notice":
			n++
		case "group":
			beyond, _ := strconv.Atoi(strings.Fields(c.data)[0])
			n += beyond
		}
	}
	return n
}
