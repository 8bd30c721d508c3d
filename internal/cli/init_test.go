package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// examplesDir holds configurations as users have them.
const examplesDir = "../../examples"

// TestInitOnExamples has init write its file for each example: check accepts it as it stands and says what it said before, and with the
// products filled in it knows more of the hops.
func TestInitOnExamples(t *testing.T) {
	folders, err := filepath.Glob(filepath.Join(examplesDir, "*", "README.md"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	filled := 0
	for _, readme := range folders {
		from := filepath.Dir(readme)
		t.Run(filepath.Base(from), func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
				t.Fatal(err)
			}
			target := filepath.Join(dir, "timeoutlint.yaml")
			if err := os.Remove(target); err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			before := checked(t, dir)
			if status := new(terminal).run(dir, nil, "init"); status != 0 {
				t.Fatalf("init exits with %d", status)
			}
			if diff := cmp.Diff(before.Findings, checked(t, dir).Findings); diff != "" {
				t.Errorf("findings without and with the file (-without +with):\n%s", diff)
			}
			text, err := os.ReadFile(target)
			if err != nil {
				t.Fatal(err)
			}
			lines := bytes.Count(text, []byte("PRODUCT,"))
			if lines == 0 { // right where every side is told, or holds an expression that only Terraform resolves
				for _, h := range before.Hops {
					if h.Verdict == "unknown" && strings.HasPrefix(h.To, "server behind ") {
						t.Fatalf("%s is not asked for:\n%s", h.To, text)
					}
				}
				return
			}
			if !bytes.Contains(text, []byte("\n# servers:")) {
				return
			}
			filled++
			if err := os.WriteFile(target, uncommented(text), 0o644); err != nil {
				t.Fatal(err)
			}
			after := checked(t, dir)
			for _, h := range after.Hops {
				asked := bytes.Contains(text, []byte(`from: "`+h.From+`"`))
				if h.Verdict == "unknown" || asked && h.Server.Origin != "preset" {
					t.Errorf("%s from %s is %s with\n%s", h.To, h.Server.Origin, h.Verdict, uncommented(text))
				}
			}
			for _, f := range after.Findings {
				if f.Rule == "TL003" {
					t.Errorf("%s with\n%s", f.Message, uncommented(text))
				}
			}
		})
	}
	if filled == 0 {
		t.Error("no example has a server to fill in: half of this test did not run")
	}
}

// uncommented fills in the servers as a user does: the product in the place of PRODUCT, the comment mark off the lines.
func uncommented(text []byte) []byte {
	text = bytes.ReplaceAll(text, []byte("\n# servers:\n"), []byte("\nservers:\n"))
	return regexp.MustCompile(`(?m)^# (.*)preset: PRODUCT, (from|hosts)`).ReplaceAll(text, []byte("${1}preset: node, ${2}"))
}

// report is what these tests read of the JSON report.
type report struct {
	Findings []struct{ Rule, Severity, Message string }
	Hops     []struct {
		From, To, Verdict string
		Server            struct{ Origin string }
	}
}

func checked(t *testing.T, dir string) (r report) {
	t.Helper()
	var x terminal
	if status := x.run(dir, nil, "--format=json"); status > 1 || x.stderr.Len() > 0 {
		t.Fatalf("exit status %d: %s", status, x.stderr.String())
	}
	if err := json.Unmarshal(x.stdout.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestInitInAReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root writes everywhere; init.txtar has what stops root too")
	}
	dir := folder(t, "nginx.conf", "events {}\nhttp { server { listen 80; return 204; } }\n")
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	var x terminal
	if status := x.run(dir, nil, "init"); status != 3 || !strings.Contains(x.stderr.String(), "cannot be written: permission denied") {
		t.Errorf("exit status %d: %s", status, x.stderr.String())
	}
}
