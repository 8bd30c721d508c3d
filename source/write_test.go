package source_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/source"
)

// folder opens a tree.
func folder(t *testing.T, dir string) *source.Tree {
	t.Helper()
	tree, err := source.Open(source.Options{Cwd: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tree.Close)
	return tree
}

// opened reads a file below a folder in a tree of its own.
func opened(t *testing.T, dir, name string) (*source.Tree, *source.File) {
	t.Helper()
	tree := folder(t, dir)
	f, err := tree.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	return tree, f
}

func put(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%s holds %q, %v; want %q", path, got, err, want)
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".timeoutlint-*"))
	if len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestWriteKeepsTheMode(t *testing.T) {
	dir := t.TempDir()
	at := filepath.Join(dir, "a.conf")
	put(t, at, "old\r\n", 0o640)
	tree, f := opened(t, dir, "a.conf")
	if err := tree.Writable(f); err != nil {
		t.Fatal(err)
	}
	if err := tree.Write(f, []byte("new\r\n")); err != nil {
		t.Fatal(err)
	}
	holds(t, at, "new\r\n")
	if info, err := os.Stat(at); err != nil || info.Mode() != 0o640 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := tree.Write(f, []byte("newer")); source.KindOf(err) != source.Changed { // f still is the old text
		t.Errorf("writing over what another writer wrote: %v", err)
	}
	holds(t, at, "new\r\n")
}

func TestWriteThroughALinkWritesItsTarget(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "available"), 0o755); err != nil {
		t.Fatal(err)
	}
	target, link := filepath.Join(dir, "available", "a.conf"), filepath.Join(dir, "a.conf")
	put(t, target, "old", 0o644)
	if err := os.Symlink(filepath.Join("available", "a.conf"), link); err != nil {
		t.Skip(err)
	}
	tree, f := opened(t, dir, "a.conf")
	if err := tree.Write(f, []byte("new")); err != nil {
		t.Fatal(err)
	}
	holds(t, target, "new")
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link became %v, %v", info.Mode(), err)
	}
}

func TestWriteLeavesAlone(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		want  string
	}{
		"another text of the same length": {func(t *testing.T, path string) { put(t, path, "odd", 0o644) }, "changed since it was read"},
		"a longer text":                   {func(t *testing.T, path string) { put(t, path, "older", 0o644) }, "changed since it was read"},
		"a mode without writing":          {func(t *testing.T, path string) { put(t, path, "old", 0o444) }, "read-only"},
		"a file that is gone": {func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}, "no such file"},
		"a second name": {func(t *testing.T, path string) {
			if err := os.Link(path, path+".bak"); err != nil {
				t.Skip(err)
			}
		}, "hard links"},
		"a link that came in between": {func(t *testing.T, path string) {
			outside := filepath.Join(t.TempDir(), "outside")
			put(t, outside, "old", 0o644)
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(outside, path); err != nil {
				t.Skip(err)
			}
		}, "outside of the given paths"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			at := filepath.Join(dir, "a.conf")
			put(t, at, "old", 0o644)
			_, f := opened(t, dir, "a.conf")
			c.spoil(t, at)
			before, _ := os.ReadFile(at)
			later := folder(t, dir)
			for what, err := range map[string]error{"Writable": later.Writable(f), "Write": later.Write(f, []byte("new"))} {
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: %v; want %q", what, err, c.want)
				}
			}
			if after, _ := os.ReadFile(at); string(after) != string(before) {
				t.Errorf("%q became %q", before, after)
			}
		})
	}
}

func TestInsteadOfTheDisk(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "a.conf"), "old", 0o644)
	put(t, filepath.Join(dir, "b.conf"), "old", 0o644)
	_, f := opened(t, dir, "a.conf")
	tree, err := source.Open(source.Options{Cwd: dir, Instead: map[string][]byte{f.Path: []byte("other")}})
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	files := tree.Sniffer()
	defer files.Close()
	for _, e := range tree.Walk() {
		want := map[string]string{"a.conf": "other", "b.conf": "old"}[e.Name]
		if head, err := files.Head(e, 2); err != nil || string(head) != want[:2] {
			t.Errorf("head of %s: %q, %v", e.Name, head, err)
		}
		if g, err := tree.Read(e.Path); err != nil || string(g.Src) != want {
			t.Errorf("%s: %q, %v", e.Name, g.Src, err)
		}
	}
}
