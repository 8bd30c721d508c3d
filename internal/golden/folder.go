package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// Folder writes files into a folder of the test's own.
func Folder(t testing.TB, files []txtar.File) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Texts are files by their names.
func Texts(byName map[string]string) (files []txtar.File) {
	for name, text := range byName {
		files = append(files, txtar.File{Name: name, Data: []byte(text)})
	}
	return files
}

// Open opens a folder as the only PATH of a run.
func Open(t testing.TB, dir string) *source.Tree {
	t.Helper()
	tree, err := source.Open(source.Options{Cwd: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tree.Close)
	return tree
}

// sniffed is how much of a file the pipeline shows to a parser's Match.
const sniffed = 8 << 10

// Claimed gives the files of a tree that a parser claims, each with its claim.
func Claimed(t testing.TB, tree *source.Tree, match func(name string, head []byte) parsers.Claim) (claimed []parsers.File) {
	t.Helper()
	for _, e := range tree.Walk() {
		f, err := tree.Read(e.Path)
		if err != nil {
			t.Fatal(err)
		}
		if claim := match(f.Name, f.Src[:min(len(f.Src), sniffed)]); claim != parsers.No {
			claimed = append(claimed, parsers.File{File: f, Claim: claim})
		}
	}
	return claimed
}

// Place is a span as expected sections write it: [nginx.conf:3 65s], the first line of its text; "" for none.
func Place(set *source.Set, at source.Span) string {
	f := set.File(at.File)
	if f == nil {
		return ""
	}
	text, _, _ := strings.Cut(set.Text(at), "\n")
	return fmt.Sprintf(" [%s:%d %s]", f.Name, f.Position(at.Start).Line, text)
}

// When is a guard as expected sections write it, "" for what always holds.
func When(g chain.Guard) string {
	if len(g) == 0 {
		return ""
	}
	return " if " + g.String()
}

// Inside fails a test whose span does not lie in its file; that of nothing does.
func Inside(t testing.TB, set *source.Set, at source.Span) {
	t.Helper()
	if at.IsZero() {
		return
	}
	if f := set.File(at.File); f == nil || at.Start > at.End || int(at.End) > len(f.Src) {
		t.Fatalf("a place at %d..%d outside of its file", at.Start, at.End)
	}
}
