package kubernetes_test

import (
	"path/filepath"
	"testing"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/kubernetes"
	"github.com/timeoutlint/timeoutlint/source"
)

// Whatever a manifest and the values of its chart hold, nothing panics, and no place lies outside of its file.
func FuzzDeclare(f *testing.F) {
	for _, file := range golden.Files(f, "testdata/*.txtar", ".yaml") {
		f.Add(string(file.Data), "ingress: {className: alb, idle: 120}\ningress-nginx: {controller: {config: {keep-alive: 5}}}\n")
	}
	f.Add("{{ if a }}\nkind: Ingress\napiVersion: networking.k8s.io/v1\n{{ else }}{{ end }}\nspec: {{ .Values.a }}\n  {{- x | nindent 9999 }}", "a: &a [*a]")
	f.Fuzz(func(t *testing.T, manifest, values string) {
		dir := golden.Folder(t, golden.Texts(map[string]string{
			"Chart.yaml": "name: x\ndependencies: [{name: ingress-nginx}]\n", "values.yaml": values, "templates/all.yaml": manifest,
			"kustomization.yaml": manifest, "templates/over/kustomization.yaml": "resources: [..]\npatches: [{path: ../all.yaml}]\n",
		}))
		tree := golden.Open(t, dir)
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
				golden.Inside(t, tree.Set, e.At)
				for _, s := range e.Accepts {
					for _, c := range s.Idle {
						golden.Inside(t, tree.Set, c.From.At())
					}
				}
				for _, s := range e.Connect {
					for _, c := range s.Idle {
						golden.Inside(t, tree.Set, c.From.At())
					}
				}
			}
			for _, fact := range out.Facts {
				golden.Inside(t, tree.Set, fact.At)
			}
		}
	})
}
