package source_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/timeoutlint/timeoutlint/source"
)

// TestCanonBelowTop: two copies of a folder have the same names in each, whatever repository they lie in.
func TestCanonBelowTop(t *testing.T) {
	outer := t.TempDir()
	if out, err := exec.Command("git", "-C", outer, "init", "-q").CombinedOutput(); err != nil {
		t.Fatalf("git init: %v %s", err, out)
	}
	for _, name := range []string{"old", "new"} {
		dir := filepath.Join(outer, name)
		if err := os.MkdirAll(filepath.Join(dir, "web"), 0o755); err != nil {
			t.Fatal(err)
		}
		for top, want := range map[string][2]string{"": {name + "/web/nginx.conf", name}, dir: {"web/nginx.conf", ""}, ".": {"web/nginx.conf", ""}} {
			tree, err := source.Open(source.Options{Cwd: dir, Top: top})
			if err != nil {
				t.Fatal(err)
			}
			real, err := filepath.EvalSymlinks(dir)
			if err != nil {
				t.Fatal(err)
			}
			got := [2]string{tree.Canon(filepath.Join(real, "web", "nginx.conf")), tree.Canon(real)}
			if got != want {
				t.Errorf("%s with top %q: %q, want %q", name, top, got, want)
			}
			tree.Close()
		}
	}
	tree, err := source.Open(source.Options{Cwd: outer})
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	real, err := filepath.EvalSymlinks(outer)
	if err != nil {
		t.Fatal(err)
	}
	if got := tree.Canon(real); got != "" {
		t.Errorf("the top itself is %q, want the empty name", got)
	}
}
