package code_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/code"
	"github.com/timeoutlint/timeoutlint/source"
)

// read surveys files as the pipeline does: those that a search picks, through a tree.
func read(t testing.TB, files map[string]string) (*program.Sources, []string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := source.Open(source.Options{Cwd: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	in := &parsers.Input{Tree: tree, Sources: &program.Sources{}}
	var skipped []string
	in.Skip = func(f *source.File, reason string) { skipped = append(skipped, f.Name+": "+reason) }
	for _, e := range tree.Walk() {
		f, err := tree.Read(e.Path)
		if err != nil {
			t.Fatal(err)
		}
		if code.Match(f.Name, f.Src) != parsers.No && code.Holds(f.Name, f.Src) {
			code.Survey(in, []*source.File{f})
		}
	}
	return in.Sources, skipped
}

// words is a setting on one line: what it is, its value with the places that decide, where it listens.
func words(s program.Setting) string {
	var b strings.Builder
	b.WriteString(s.Preset)
	if s.Key != "" {
		fmt.Fprintf(&b, " %s =", s.Key)
	}
	for i, c := range s.Value {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString(" " + c.String())
		if w := c.When.Words(); w != "" {
			b.WriteString(" " + w)
		}
		if c.From != nil && c.From.Note != "" {
			fmt.Fprintf(&b, " (%s)", c.From.Note)
		}
		if c.From != nil && len(c.From.Steps) > 1 {
			fmt.Fprintf(&b, " from line %d", s.File.Position(c.From.Steps[0].At.Start).Line)
		}
	}
	if s.Serves {
		b.WriteString(", serves")
	}
	if len(s.Ports) > 0 {
		fmt.Fprintf(&b, " on %v", s.Ports)
	}
	if s.Aside != "" {
		b.WriteString(" (" + s.Aside + ")")
	}
	if s.Note != "" {
		b.WriteString("; " + s.Note)
	}
	if s.Set != nil {
		b.WriteString("; write " + s.Set(65*time.Second))
	}
	if s.Insert != (source.Place{}) {
		fmt.Fprintf(&b, " in line %d", s.File.Position(s.Insert.Start).Line)
	}
	return b.String()
}

var update = flag.Bool("update", false, "write what is read as what is wanted")

// TestFiles reads testdata/*.txt: cases that begin with "== NAME" of a file, go on with its text and end with what is read of it, one "=> " line for
// each setting. A case without such lines says that its file tells nothing: it is a client's, or a comment.
func TestFiles(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal("no cases", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := answered(t, string(src))
			if *update {
				if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(src), got); diff != "" && !*update {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		})
	}
}

// answered writes the cases again with what is read of each.
func answered(t *testing.T, cases string) string {
	head, rest, _ := strings.Cut(cases, "== ")
	var out strings.Builder
	out.WriteString(head)
	for one := range strings.SplitSeq(rest, "\n== ") {
		name, body, _ := strings.Cut(one, "\n")
		text := ""
		for line := range strings.Lines(body) {
			if !strings.HasPrefix(line, "=> ") {
				text += line
			}
		}
		text = strings.TrimRight(text, "\n") + "\n"
		fmt.Fprintf(&out, "== %s\n%s", name, text)
		for _, line := range answers(t, name, text) {
			out.WriteString("=> " + line + "\n")
		}
		out.WriteString("\n")
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}

func answers(t *testing.T, name, text string) (lines []string) {
	s, skipped := read(t, map[string]string{name: text})
	for _, found := range s.Settings {
		lines = append(lines, words(found))
		if at := found.At; at.End <= at.Start || int(at.End) > len(found.File.Src) {
			t.Errorf("%s: the place %v is not in the file", text, at)
		}
	}
	return append(lines, skipped...)
}
