package openapi_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/openapi"
	"github.com/timeoutlint/timeoutlint/source"
)

var update = flag.Bool("update", false, "rewrite the chain sections of testdata/*.txtar; then read the diff")

// Each file of testdata holds documents and a section "chain": what was made of them, a line a value.
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { golden(t, name) })
	}
}

func golden(t *testing.T, name string) {
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	want, at := "", -1
	for i, f := range a.Files {
		if f.Name == "chain" {
			want, at = string(f.Data), i
			continue
		}
		files[f.Name] = string(f.Data)
	}
	got := read(t, files).String()
	if *update {
		if at < 0 {
			at = len(a.Files)
			a.Files = append(a.Files, txtar.File{Name: "chain"})
		}
		a.Files[at].Data = []byte(got)
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// result is what was made of a folder.
type result struct {
	set      *source.Set
	fragment chain.Fragment
	files    []*source.File
	skipped  []string
}

// read writes the files below a folder and reads those that the parser claims.
func read(t testing.TB, files map[string]string) (r result) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := source.Open(source.Options{Cwd: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tree.Close)
	r.set = tree.Set
	in := &parsers.Input{Tree: tree, Skip: func(f *source.File, reason string) { r.skipped = append(r.skipped, f.Name+": "+reason) }}
	for _, e := range tree.Walk() {
		f, err := tree.Read(e.Path)
		if err != nil {
			t.Fatal(err)
		}
		if claim := openapi.Parser.Match(f.Name, f.Src[:min(len(f.Src), 8<<10)]); claim != parsers.No {
			in.Files = append(in.Files, parsers.File{File: f, Claim: claim})
			r.files = append(r.files, f)
		}
	}
	r.fragment = openapi.Parser.Parse(in)
	return r
}

func (r result) String() string {
	var b strings.Builder
	for _, e := range r.fragment.Endpoints {
		fmt.Fprintf(&b, "%s: %s %s%s\n", e.Local, e.Kind, e.Product, r.at(e.At))
		for _, s := range e.Accepts {
			r.side(&b, "accepts", s)
		}
		for _, s := range e.Connect {
			r.side(&b, "connects", s)
		}
	}
	for _, f := range r.fragment.Facts {
		effect := map[chain.Effect]string{chain.Rejected: "refused", chain.InForce: "out of range"}[f.Effect]
		fmt.Fprintf(&b, "%s%s: %s\n", effect, r.at(f.At), f.Why)
	}
	for _, p := range r.fragment.Problems {
		fmt.Fprintf(&b, "problem%s: %s\n", r.at(p.At), p.Msg)
		if p.Help != "" {
			fmt.Fprintf(&b, "  help: %s\n", p.Help)
		}
	}
	for _, s := range r.skipped {
		fmt.Fprintf(&b, "skipped %s\n", s)
	}
	for _, f := range r.files {
		for _, o := range openapi.Operations(f) {
			fmt.Fprintf(&b, "%s %s by %s to %q in %s\n", o.Method, o.Path, o.Gateway, o.Backend, o.Deadline)
		}
	}
	return b.String()
}

func (r result) side(b *strings.Builder, face string, s *chain.Side) {
	fmt.Fprintf(b, "  %s %s", face, s.Protocol)
	for _, a := range s.Addrs {
		fmt.Fprintf(b, " %s%s", a, r.at(a.At))
	}
	b.WriteString("\n")
	r.value(b, "idle", s.Idle)
	what := "response"
	if s.Silence {
		what = "silence"
	}
	r.value(b, what, s.Response)
}

func (r result) value(b *strings.Builder, what string, v chain.Value) {
	for _, c := range v {
		fmt.Fprintf(b, "    %s %s, %s", what, c, c.From.Kind)
		for _, s := range c.From.Steps {
			b.WriteString(r.at(s.At))
		}
		if c.From.Note != "" {
			fmt.Fprintf(b, ": %s", c.From.Note)
		}
		if len(c.When) > 0 {
			fmt.Fprintf(b, " if %s", c.When)
		}
		b.WriteString("\n")
	}
}

func (r result) at(at source.Span) string {
	f := r.set.File(at.File)
	if f == nil {
		return ""
	}
	text, _, _ := strings.Cut(r.set.Text(at), "\n")
	return fmt.Sprintf(" [%s:%d %s]", f.Name, f.Position(at.Start).Line, text)
}
