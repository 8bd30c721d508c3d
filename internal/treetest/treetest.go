// Package treetest makes folders of files out of one text, for fuzz targets that run the whole pipeline.
package treetest

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

const (
	maxBytes = 1 << 14
	maxFiles = 24
)

// Write puts the files of a txtar text into dir and reports whether there are any. A name "A -> B" is a symbolic link. Names that lead out of
// dir, and those that the file system refuses, are left out; texts and numbers of files beyond what a mutation needs make it false.
func Write(t testing.TB, dir string, text []byte) bool {
	t.Helper()
	if len(text) > maxBytes {
		return false
	}
	a := txtar.Parse(text)
	if len(a.Files) > maxFiles {
		return false
	}
	written := false
	for _, f := range a.Files {
		name, to, link := strings.Cut(f.Name, " -> ")
		if !proper(name) {
			continue
		}
		at := filepath.Join(dir, filepath.FromSlash(name))
		if os.MkdirAll(filepath.Dir(at), 0o755) != nil {
			continue
		}
		var err error
		if link {
			err = os.Symlink(to, at)
		} else {
			err = create(at, f.Data)
		}
		written = written || err == nil
	}
	return written
}

// create refuses what is there already, so that nothing is written through a link.
func create(at string, text []byte) error {
	f, err := os.OpenFile(at, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}

// proper leaves git's own folder out: it is no input, and a program may run what its configuration names.
func proper(name string) bool {
	return len(name) < 200 && name != "." && !strings.ContainsRune(name, 0) && filepath.IsLocal(filepath.FromSlash(name)) && !strings.Contains(strings.ToLower(name), ".git/")
}

// Seeds gives the examples of the repository, whose top is root, and the bad halves of the rules' pages, each as one text.
func Seeds(f testing.TB, root string) (texts [][]byte) {
	f.Helper()
	pages, err := filepath.Glob(filepath.Join(root, "rules", "*.txtar"))
	if err != nil || len(pages) == 0 {
		f.Fatalf("no pages of rules: %v", err)
	}
	for _, page := range pages {
		a, err := txtar.ParseFile(page)
		if err != nil {
			f.Fatal(err)
		}
		var bad txtar.Archive
		for _, file := range a.Files {
			if name, ok := strings.CutPrefix(file.Name, "bad/"); ok {
				bad.Files = append(bad.Files, txtar.File{Name: name, Data: file.Data})
			}
		}
		texts = append(texts, txtar.Format(&bad))
	}
	examples, err := filepath.Glob(filepath.Join(root, "examples", "*", "README.md"))
	if err != nil || len(examples) == 0 {
		f.Fatalf("no examples: %v", err)
	}
	for _, readme := range examples {
		texts = append(texts, folder(f, filepath.Dir(readme)))
	}
	return texts
}

// folder is a folder as a text, without what is written about it.
func folder(f testing.TB, dir string) []byte {
	var a txtar.Archive
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == "README.md" || path == "expected.out" {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
		if err == nil && !bytes.Contains(text, []byte("\n-- ")) {
			a.Files = append(a.Files, txtar.File{Name: path, Data: text})
		}
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	return txtar.Format(&a)
}
