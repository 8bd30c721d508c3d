package kubernetes_test

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/kubernetes"
	"github.com/timeoutlint/timeoutlint/source"
)

// Whatever a manifest and the values of its chart hold, nothing panics, and no place lies outside of its file.
func FuzzDeclare(f *testing.F) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range archives {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			if filepath.Ext(file.Name) == ".yaml" {
				f.Add(string(file.Data), "ingress: {className: alb, idle: 120}\ningress-nginx: {controller: {config: {keep-alive: 5}}}\n")
			}
		}
	}
	f.Add("{{ if a }}\nkind: Ingress\napiVersion: networking.k8s.io/v1\n{{ else }}{{ end }}\nspec: {{ .Values.a }}\n  {{- x | nindent 9999 }}", "a: &a [*a]")
	f.Fuzz(func(t *testing.T, manifest, values string) {
		dir := t.TempDir()
		for name, text := range map[string]string{
			"Chart.yaml": "name: x\ndependencies: [{name: ingress-nginx}]\n", "values.yaml": values, "templates/all.yaml": manifest,
			"kustomization.yaml": manifest, "templates/over/kustomization.yaml": "resources: [..]\npatches: [{path: ../all.yaml}]\n",
		} {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		tree, err := source.Open(source.Options{Cwd: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer tree.Close()
		for _, names := range [][]string{{"Chart.yaml", "templates/all.yaml"}, {"kustomization.yaml", "templates/over/kustomization.yaml", "templates/all.yaml"}} {
			in := &parsers.Input{Tree: tree, Sources: &program.Sources{Tree: tree}, Skip: func(*source.File, string) {}}
			var files []*source.File
			for _, name := range names {
				file, err := tree.Read(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				files = append(files, file)
			}
			kubernetes.Survey(in, files)
			out := kubernetes.Declare(in, files)
			for _, e := range out.Endpoints {
				inside(t, tree, e.At)
				for _, s := range e.Accepts {
					for _, c := range s.Idle {
						inside(t, tree, c.From.At())
					}
				}
				for _, s := range e.Connect {
					for _, c := range s.Idle {
						inside(t, tree, c.From.At())
					}
				}
			}
			for _, fact := range out.Facts {
				inside(t, tree, fact.At)
			}
		}
	})
}

func inside(t *testing.T, tree *source.Tree, at source.Span) {
	t.Helper()
	if at.IsZero() {
		return
	}
	if f := tree.Set.File(at.File); f == nil || at.Start > at.End || int(at.End) > len(f.Src) {
		t.Fatalf("a place at %d..%d outside of its file", at.Start, at.End)
	}
}
