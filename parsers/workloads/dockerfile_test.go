package workloads

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

// Each file of testdata/dockerfile holds Dockerfiles with the files that they copy, and in its section "built" what they build.
func TestDockerfiles(t *testing.T) {
	golden.Archives(t, "testdata/dockerfile/*.txtar", "built", func(t *testing.T, a *txtar.Archive) string {
		dir := golden.Folder(t, a.Files)
		tree := golden.Open(t, dir)
		var got strings.Builder
		for _, f := range golden.Claimed(t, tree, matchDockerfile) {
			b, ok := readDockerfile(tree, f.File, buildOptions{})
			if !ok {
				t.Fatal("no build")
			}
			got.WriteString(f.Name + "\n" + told(tree, b, dir))
		}
		return got.String()
	})
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
	for _, file := range golden.Files(f, "testdata/dockerfile/*.txtar") {
		f.Add(file.Data)
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
