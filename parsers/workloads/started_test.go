package workloads_test

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
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads"
	"github.com/timeoutlint/timeoutlint/source"
)

var update = flag.Bool("update", false, "rewrite the chain sections of testdata/started/*.txtar; then read the diff")

// Each file of testdata/started holds a repository and a section "chain": what is started in it, a line a value.
func TestStarted(t *testing.T) {
	names, err := filepath.Glob("testdata/started/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no testdata", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { started(t, name) })
	}
}

func started(t *testing.T, name string) {
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	files, want, at := map[string]string{}, "", len(a.Files)
	for i, f := range a.Files {
		if f.Name == "chain" {
			want, at = string(f.Data), i
			continue
		}
		files[f.Name] = string(f.Data)
	}
	got := read(t, files).String()
	if *update {
		if at == len(a.Files) {
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

// repository is what was made of a folder.
type repository struct {
	dir      string
	set      *source.Set
	fragment chain.Fragment
	in       *parsers.Input
	skipped  []string
}

// read writes files below a folder and has the parser read those that it claims.
func read(t testing.TB, files map[string]string) (r repository) {
	t.Helper()
	r.dir = t.TempDir()
	for name, text := range files {
		path := filepath.Join(r.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := source.Open(source.Options{Cwd: r.dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tree.Close)
	r.set = tree.Set
	r.in = &parsers.Input{
		Tree: tree, Sources: &program.Sources{Tree: tree},
		Skip: func(f *source.File, reason string) { r.skipped = append(r.skipped, f.Name+": "+reason) },
	}
	for _, e := range tree.Walk() {
		f, err := tree.Read(e.Path)
		if err != nil {
			t.Fatal(err)
		}
		if claim := workloads.Match(f.Name, f.Src[:min(len(f.Src), 8<<10)]); claim > parsers.BySearch {
			r.in.Files = append(r.in.Files, parsers.File{File: f, Claim: claim})
		}
	}
	workloads.Survey(r.in)
	r.fragment = workloads.Parse(r.in)
	return r
}

func (r repository) String() string {
	var b strings.Builder
	for _, m := range r.in.Sources.Manifests {
		fmt.Fprintf(&b, "manifest %s %s\n", m.File.Name, m.Name)
	}
	for _, n := range r.in.Settings.Installs {
		fmt.Fprintf(&b, "nginx %s version %q closed %v called %s%s\n", n.Image, n.Version, n.Closed, strings.Join(n.Hosts, " "), r.at(n.At))
		for _, f := range n.Files {
			fmt.Fprintf(&b, "  %s at %s\n", strings.TrimPrefix(f.From+f.Stage+f.Open, r.dir+"/"), f.To)
		}
	}
	for _, e := range r.fragment.Endpoints {
		fmt.Fprintf(&b, "%s: %s %s%s%s\n", e.Local, e.Kind, e.Product, r.at(e.At), under(e.When))
		for _, s := range e.Accepts {
			r.side(&b, "accepts", s)
		}
		for _, s := range e.Connect {
			r.side(&b, "connects", s)
		}
	}
	for _, ref := range r.fragment.Refs {
		fmt.Fprintf(&b, "%s -> %s%s\n", ref.From.Local, ref.To.Local, r.at(ref.At))
	}
	for _, p := range r.fragment.Problems {
		fmt.Fprintf(&b, "problem%s: %s\n", r.at(p.At), p.Msg)
	}
	for _, s := range r.skipped {
		fmt.Fprintf(&b, "skipped %s\n", s)
	}
	return b.String()
}

func (r repository) side(b *strings.Builder, face string, s *chain.Side) {
	fmt.Fprintf(b, "  %s", face)
	for _, a := range s.Addrs {
		fmt.Fprintf(b, " %s", a)
	}
	b.WriteString("\n")
	for _, c := range s.Idle {
		fmt.Fprintf(b, "    %s", c)
		if c.From != nil {
			fmt.Fprintf(b, ", %s", c.From.Kind)
			for _, s := range c.From.Steps {
				b.WriteString(r.at(s.At))
			}
			if c.From.Note != "" {
				fmt.Fprintf(b, ": %s", c.From.Note)
			}
		}
		fmt.Fprintf(b, "%s\n", under(c.When))
	}
}

func under(g chain.Guard) string {
	if len(g) == 0 {
		return ""
	}
	return " if " + g.String()
}

func (r repository) at(at source.Span) string {
	f := r.set.File(at.File)
	if f == nil {
		return ""
	}
	text, _, _ := strings.Cut(r.set.Text(at), "\n")
	return fmt.Sprintf(" [%s:%d %s]", f.Name, f.Position(at.Start).Line, text)
}
