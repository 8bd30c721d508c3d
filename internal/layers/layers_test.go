// Package layers keeps the imports between this module's packages pointing down. It holds tests only: the house as a table, and
// the comparison of the table with what go list says.
package layers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const module = "github.com/timeoutlint/timeoutlint"

// TestImportsPointDown judges every package of the module.
func TestImportsPointDown(t *testing.T) {
	packages := list(t)
	if len(packages) == 0 {
		t.Fatal("go list names no package of " + module)
	}
	for _, v := range violations(module, packages) {
		t.Error(v)
	}
	dependOn(t, packages)
}

// list asks go list, once, about all packages. A package that does not load is another test's finding (it does not build), so
// errors inside packages are passed over here.
func list(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=Dir,ImportPath,GoFiles,Imports", module+"/...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var packages []goPackage
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		packages = append(packages, p)
	}
}

// dependOn opens the folders and files that the verdict hangs on. Go reuses a test's result while the files that the test itself
// opened stay the same, and it does not see what go list, a process of its own, has read.
func dependOn(t *testing.T, packages []goPackage) {
	t.Helper()
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && path != root && (name == "testdata" || strings.HasPrefix(name, ".")) {
			return fs.SkipDir
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packages {
		for _, name := range p.GoFiles {
			f, err := os.Open(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestViolations holds the judge against imports that must and must not pass.
func TestViolations(t *testing.T) {
	tests := map[string]struct {
		from, imports string
		want          string // "" = allowed
	}{
		"down":                         {"chain", module + "/source", ""},
		"down by several":              {"lint", module + "/source", ""},
		"standard library":             {"source", "os", ""},
		"third party":                  {"parsers/clients", "gopkg.in/yaml.v3", ""},
		"parser over its syntax":       {"parsers/nginx", module + "/parsers/nginx/syntax", ""},
		"parser over the type":         {"parsers/nginx", module + "/parsers", ""},
		"provider over terraform":      {"parsers/aws", module + "/parsers/terraform", ""},
		"parser over presets":          {"parsers/clients", module + "/presets", ""},
		"pipeline over a parser":       {"lint", module + "/parsers/nginx", ""},
		"pipeline over rules":          {"lint", module + "/rules", ""},
		"harness over anything":        {"internal/nginxtest", module + "/source", ""},
		"syntax over the library":      {"parsers/nginx/syntax", "unicode/utf8", ""},
		"up":                           {"source", module + "/chain", "source imports chain: an import points to a lower layer, never up or sideways"},
		"up from rules to lint":        {"rules", module + "/lint", "rules imports lint: an import points to a lower layer, never up or sideways"},
		"sideways":                     {"rules", module + "/presets", "rules imports presets: an import points to a lower layer, never up or sideways"},
		"between parsers":              {"parsers/nginx", module + "/parsers/clients", "parsers/nginx imports parsers/clients: an import points to a lower layer, never up or sideways"},
		"between providers":            {"parsers/aws", module + "/parsers/gcp", "parsers/aws imports parsers/gcp: an import points to a lower layer, never up or sideways"},
		"rule over parser":             {"rules", module + "/parsers", "rules imports parsers: rules, parsers and report never import each other; they meet in lint"},
		"report over rules":            {"report", module + "/rules", "report imports rules: rules, parsers and report never import each other; they meet in lint"},
		"parser over report":           {"parsers/aws", module + "/report", "parsers/aws imports report: rules, parsers and report never import each other; they meet in lint"},
		"report over syntax":           {"report", module + "/parsers/nginx/syntax", "report imports parsers/nginx/syntax: rules, parsers and report never import each other; they meet in lint"},
		"parser over finding":          {"parsers/nginx", module + "/finding", "parsers/nginx imports finding: parsers report chain.Problem and chain.Fact and leave the wording to rules"},
		"syntax over ours":             {"parsers/nginx/syntax", module + "/source", "parsers/nginx/syntax imports source: it imports the standard library only, so that others can use it by itself"},
		"syntax over third party":      {"parsers/nginx/syntax", "github.com/google/go-cmp/cmp", "parsers/nginx/syntax imports github.com/google/go-cmp/cmp: it imports the standard library only, so that others can use it by itself"},
		"harness in a shipped file":    {"lint", module + "/internal/nginxtest", "lint imports internal/nginxtest: only tests import it"},
		"a package without a place":    {"shed", "os", "no layer knows shed: add it to the table in internal/layers/table_test.go"},
		"its import is not told twice": {"lint", module + "/shed", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var want []string
			if test.want != "" {
				want = []string{test.want}
			}
			got := violations(module, []goPackage{{ImportPath: module + "/" + test.from, Imports: []string{test.imports}}})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
