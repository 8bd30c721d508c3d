package source_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/timeoutlint/timeoutlint/source"
)

func TestForShow(t *testing.T) {
	top := t.TempDir()
	for _, name := range []string{"examples/shop/Dockerfile", "shop/Dockerfile", "shop/tests/Dockerfile"} {
		if err := os.MkdirAll(filepath.Join(top, filepath.Dir(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(top, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		path, name string
		want       bool
	}{
		{".", "examples/shop/Dockerfile", true},
		{".", "shop/Dockerfile", false},
		{".", "shop/tests/Dockerfile", true},
		{"examples", "examples/shop/Dockerfile", false},
		{"examples/shop", "examples/shop/Dockerfile", false},
		{"shop", "shop/tests/Dockerfile", true},
	} {
		tree, err := source.Open(source.Options{Cwd: top, Paths: []string{c.path}})
		if err != nil {
			t.Fatal(err)
		}
		if got := tree.ForShow(filepath.Join(top, c.name)); got != c.want {
			t.Errorf("%s of %s: %v", c.name, c.path, got)
		}
		tree.Close()
	}
}
