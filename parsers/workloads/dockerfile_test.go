package workloads

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

// laid makes a folder of files and opens it.
func laid(t testing.TB, files []txtar.File) (tree *source.Tree, dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, f := range files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := source.Open(source.Options{Cwd: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tree.Close)
	return tree, dir
}

// Each file of testdata/dockerfile holds Dockerfiles with the files that they copy, and in its section "built" what they build.
func TestDockerfiles(t *testing.T) {
	names, err := filepath.Glob("testdata/dockerfile/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			at := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == "built" })
			if at < 0 {
				at = len(a.Files)
				a.Files = append(a.Files, txtar.File{Name: "built"})
			}
			tree, dir := laid(t, slices.Concat(a.Files[:at], a.Files[at+1:]))
			var got strings.Builder
			for _, e := range tree.Walk() {
				f, err := tree.Read(e.Path)
				if err != nil {
					t.Fatal(err)
				}
				if matchDockerfile(f.Name, f.Src) == parsers.No {
					continue
				}
				b, ok := readDockerfile(tree, f, buildOptions{})
				if !ok {
					t.Fatal("no build")
				}
				got.WriteString(f.Name + "\n" + told(tree, b, dir))
			}
			if flag.Lookup("update").Value.String() == "true" { // of started_test.go
				a.Files[at].Data = []byte(got.String())
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(string(a.Files[at].Data), got.String()); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// told is a build in a few lines, paths relative to dir.
func told(tree *source.Tree, b *program.Build, dir string) string {
	var s strings.Builder
	fmt.Fprintf(&s, "  base %q", b.Base)
	if b.BaseOpen != "" {
		fmt.Fprintf(&s, " (%s)", b.BaseOpen)
	}
	fmt.Fprintf(&s, " at %q from %q after %q\n", tree.Set.Text(b.BaseAt), tree.Set.Text(b.At), b.Stages)
	list := func(name string, words []program.Word) {
		if words == nil {
			return
		}
		s.WriteString("  " + name)
		for _, w := range words {
			fmt.Fprintf(&s, " %q", w.Text)
			if w.Open != "" {
				fmt.Fprintf(&s, "(%s)", w.Open)
			}
			if text := tree.Set.Text(w.From.At()); text != w.Text {
				fmt.Fprintf(&s, " at %q", text)
			}
		}
		s.WriteByte('\n')
	}
	list("entry", b.Entry)
	list("command", b.Command)
	for _, name := range slices.Sorted(maps.Keys(b.Env)) {
		list(name, []program.Word{b.Env[name]})
	}
	for _, w := range b.Packages {
		s.WriteString("  package " + w.Text + "\n")
	}
	rel := func(name string) string { r, _ := filepath.Rel(dir, name); return filepath.ToSlash(r) }
	fmt.Fprintf(&s, "  ports %d, in %q, context %s\n", b.Ports, b.WorkDir, rel(b.Context))
	for _, c := range b.Copies {
		switch {
		case c.Open != "":
			fmt.Fprintf(&s, "  %s: %s\n", c.To, c.Open)
		case c.Stage != "":
			fmt.Fprintf(&s, "  %s: of %s\n", c.To, c.Stage)
		case c.Removed():
			fmt.Fprintf(&s, "  %s: removed\n", c.To)
		default:
			fmt.Fprintf(&s, "  %s = %s\n", c.To, rel(c.From))
		}
	}
	return s.String()
}

// Whatever bytes a Dockerfile holds, reading it ends, and every place lies inside it.
func FuzzDockerfile(f *testing.F) {
	names, _ := filepath.Glob("testdata/dockerfile/*.txtar")
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			f.Add(file.Data)
		}
	}
	tree, err := source.Open(source.Options{Cwd: f.TempDir()})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		file := &source.File{ID: 1, Name: "Dockerfile", Src: src}
		for _, in := range instructionsOf(file) {
			if at := in.whole(); int(at.End) > len(src) || at.Start > at.End || len(in.text) != len(in.pos) {
				t.Fatalf("%s: %v of %d", in.name, at, len(src))
			}
		}
		if b, ok := readDockerfile(tree, file, buildOptions{Context: "/nowhere"}); ok {
			for _, span := range []source.Span{b.At, b.BaseAt} {
				if int(span.End) > len(src) || span.Start > span.End {
					t.Fatal(span)
				}
			}
		}
	})
}
