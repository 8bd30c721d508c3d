package source_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/timeoutlint/timeoutlint/source"
)

func TestCanon(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "deploy", "web")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte("events {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	canon := func(cwd string, paths ...string) string {
		tree, err := source.Open(source.Options{Cwd: cwd, Paths: paths})
		if err != nil {
			t.Fatal(err)
		}
		defer tree.Close()
		return tree.Canon(tree.Walk()[0].Path)
	}
	if got := canon(top, "deploy"); got != "web/nginx.conf" {
		t.Errorf("without git: %q, want the path below the PATH", got)
	}
	if out, err := exec.Command("git", "-C", top, "init", "-q").CombinedOutput(); err != nil {
		t.Fatalf("git init: %v %s", err, out)
	}
	for _, from := range []string{top, filepath.Join(top, "deploy"), dir} {
		if got := canon(from, "."); got != "deploy/web/nginx.conf" {
			t.Errorf("from %s: %q, want the path below the git top level", from, got)
		}
	}
	if got := canon(top, file); got != "deploy/web/nginx.conf" {
		t.Errorf("a PATH that is the file: %q", got)
	}
}
