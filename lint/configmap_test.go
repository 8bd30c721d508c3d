package lint_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/lint"
	"github.com/timeoutlint/timeoutlint/parsers"
)

// manifest is a nginx configuration as the key nginx.conf of a ConfigMap, and what each of its lines is moved by.
func manifest(text string) (yaml string, down, right int) {
	const head, indent = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: edge}\ndata:\n  nginx.conf: |\n", "    "
	var b strings.Builder
	b.WriteString(head)
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(indent)
		}
		b.WriteString(line)
	}
	return b.String(), strings.Count(head, "\n"), len(indent)
}

var placed = regexp.MustCompile(` at \S+:\d+`)

// told are the findings of a run: what is said where, with the edits, as if each place were moved.
func told(t *testing.T, name, text, version string, down, right int) (findings []string, hops []string) {
	t.Helper()
	dir := golden.Folder(t, golden.Texts(map[string]string{name: text}))
	r, err := lint.Run(lint.Options{Cwd: dir, Settings: parsers.Settings{NginxVersion: version}, Now: fixDay, Panics: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Skipped {
		findings = append(findings, "skipped: "+s.Reason)
	}
	place := func(e finding.Edit) string { // a whole line is removed from its first column on
		p := r.Set.File(e.At.File).Position(e.At.Start)
		return fmt.Sprintf("%d:%d %q", p.Line-down, max(1, p.Column-right), strings.ReplaceAll(e.New, "\n"+strings.Repeat(" ", right), "\n"))
	}
	for _, x := range r.Findings {
		p := r.Set.File(x.At.File).Position(x.At.Start)
		line := fmt.Sprintf("%s %s %d:%d %s", x.Rule.ID, x.Severity, p.Line-down, p.Column-right, x.Message)
		for _, fix := range x.Fixes {
			line += " | " + placed.ReplaceAllString(fix.Title, "")
			for _, e := range fix.Edits {
				line += " " + place(e)
			}
		}
		findings = append(findings, line)
	}
	for _, h := range r.Graph.Hops {
		hops = append(hops, h.ID)
	}
	slices.Sort(findings)
	return findings, hops
}

// A configuration in a ConfigMap is judged as the file of that name is: the same findings, at the places of its lines in the YAML, with the same repairs, one block deeper.
func TestConfigMapIsAFile(t *testing.T) {
	compared := 0
	for _, files := range accepted(t) {
		text := files["nginx.conf"]
		if len(files) != 1 || text == "" || strings.ContainsAny(text, "\r\t\x00") || strings.Contains(text, " \n") {
			continue // several files are in no ConfigMap that nobody mounts; YAML has its own mind about tabs
		}
		compared++
		yaml, down, right := manifest(text)
		want, wantHops := told(t, "nginx.conf", text, "1.25.0", 0, 0)
		got, gotHops := told(t, "edge.yaml", yaml, "1.25.0", down, right)
		if !slices.Equal(got, want) || !slices.Equal(gotHops, wantHops) {
			t.Fatalf("in a ConfigMap:\n%s\nas a file:\n%s\nof\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), text)
		}
	}
	if compared < 20 {
		t.Errorf("only %d configurations were compared", compared)
	}
}

// What is repaired in a ConfigMap is still YAML, and what the same repairs make of the file.
func TestFixInConfigMap(t *testing.T) {
	changed := 0
	for _, files := range accepted(t) {
		text := files["nginx.conf"]
		if len(files) != 1 || text == "" || strings.ContainsAny(text, "\r\t\x00") || strings.Contains(text, " \n") {
			continue
		}
		yaml, _, _ := manifest(text)
		want, _, _ := manifest(allRepaired(t, "nginx.conf", text))
		if got := allRepaired(t, "edge.yaml", yaml); got != want {
			t.Fatalf("repaired in a ConfigMap:\n%s\nas a file:\n%s", got, want)
		}
		if want != yaml {
			changed++
		}
	}
	if changed < 5 {
		t.Errorf("only %d configurations were repaired", changed)
	}
}

// allRepaired is a text after all repairs.
func allRepaired(t *testing.T, name, text string) string {
	t.Helper()
	dir := golden.Folder(t, golden.Texts(map[string]string{name: text}))
	done, err := lint.Fix(lint.FixOptions{Options: lint.Options{Cwd: dir, Settings: parsers.Settings{NginxVersion: "1.25.0"}, Now: fixDay, Panics: true}, Unsafe: true, DryRun: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range done.Files {
		if filepath.Base(f.Name) == name {
			return string(f.After)
		}
	}
	return text
}

// Two ConfigMaps in one file are two configurations, whatever names they share.
func TestConfigMapsOfOneFile(t *testing.T) {
	const one = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\ndata:\n  site.conf: |\n    upstream app { server %s:80; keepalive 2; }\n    server {\n      listen 80;\n      location / { proxy_pass http://app; }\n    }\n"
	dir := golden.Folder(t, golden.Texts(map[string]string{"all.yaml": fmt.Sprintf(one, "a", "10.0.0.1") + "---\n" + fmt.Sprintf(one, "b", "10.0.0.2") + "---\n" + fmt.Sprintf(one, "a", "10.0.0.3")}))
	r, err := lint.Run(lint.Options{Cwd: dir, Now: fixDay, Panics: true})
	if err != nil {
		t.Fatal(err)
	}
	ids, canon := map[string]bool{}, map[string]bool{}
	for _, h := range r.Graph.Hops {
		ids[h.ID] = true
	}
	for _, e := range r.Graph.Endpoints {
		canon[e.Canon] = true
	}
	if len(ids) != 3 || len(canon) != len(r.Graph.Endpoints) {
		t.Errorf("hops %v, canonical ids %v of %d endpoints", slices.Sorted(maps.Keys(ids)), slices.Sorted(maps.Keys(canon)), len(r.Graph.Endpoints))
	}
}
