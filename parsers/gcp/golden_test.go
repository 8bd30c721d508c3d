package gcp_test

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
	"github.com/timeoutlint/timeoutlint/parsers/gcp"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

var update = flag.Bool("update", false, "rewrite the chain sections of testdata/*.txtar; then read the diff")

// Each file of testdata holds the files of one root and a section "chain": what was made of them, a line a value.
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
	got := dump(read(t, files))
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
}

func read(t testing.TB, files map[string]string) result {
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
	parser := terraform.New(gcp.Resources)
	in := &parsers.Input{Tree: tree, Skip: func(f *source.File, reason string) { t.Errorf("%s is skipped: %s", f.Name, reason) }}
	for _, e := range tree.Walk() {
		f, err := tree.Read(e.Path)
		if err != nil {
			t.Fatal(err)
		}
		if claim := parser.Match(f.Name, f.Src); claim != parsers.No {
			in.Files = append(in.Files, parsers.File{File: f, Claim: claim})
		}
	}
	return result{tree.Set, parser.Parse(in)}
}

func dump(r result) string {
	var b strings.Builder
	for _, e := range r.fragment.Endpoints {
		fmt.Fprintf(&b, "%s: %s %s%s%s\n", e.Local, e.Kind, e.Product, when(e.When), r.at(e.At))
		for _, a := range e.Aliases {
			fmt.Fprintf(&b, "  also %s\n", a.ID)
		}
		for _, s := range e.Accepts {
			r.side(&b, "accepts", s)
		}
		for _, s := range e.Connect {
			r.side(&b, "connects", s)
		}
		if e.Box != nil {
			fmt.Fprintf(&b, "  passes, on expiry %s, relay %t\n", e.Box.Expiry, e.Box.Terminates)
			r.value(&b, e.Box.Idle)
		}
	}
	for _, ref := range r.fragment.Refs {
		fmt.Fprintf(&b, "%s -> %s%s%s\n", ref.From.Local, ref.To.Local, when(ref.When), r.at(ref.At))
	}
	for _, f := range r.fragment.Facts {
		rule := map[chain.FactKind]string{chain.OutOfRange: "out of range", chain.ProviderSkips: "skipped"}[f.Rule]
		fmt.Fprintf(&b, "%s%s: %s\n", rule, r.at(f.At), f.Why)
	}
	for _, p := range r.fragment.Problems {
		fmt.Fprintf(&b, "problem%s: %s\n", r.at(p.At), p.Msg)
	}
	return b.String()
}

func (r result) side(b *strings.Builder, face string, s *chain.Side) {
	fmt.Fprintf(b, "  %s %s", face, s.Protocol)
	for _, a := range s.Addrs {
		fmt.Fprintf(b, " %s", a)
	}
	b.WriteString("\n")
	r.value(b, s.Idle)
	for _, p := range s.Reuse {
		fmt.Fprintf(b, "    reuse %s%s\n", p.Reuse, when(p.When))
	}
	if len(s.Response) > 0 {
		fmt.Fprintf(b, "    response %s%s\n", s.Response, r.at(s.Response[0].From.At()))
	}
}

func (r result) value(b *strings.Builder, v chain.Value) {
	for _, c := range v {
		from := c.From
		if from == nil {
			from = &chain.Origin{}
		}
		fmt.Fprintf(b, "    %s%s, %s%s", c, when(c.When), from.Kind, r.at(from.At()))
		if from.Note != "" {
			fmt.Fprintf(b, ": %s", from.Note)
		}
		b.WriteString("\n")
	}
}

func when(g chain.Guard) string {
	if len(g) == 0 {
		return ""
	}
	return " if " + g.String()
}

func (r result) at(at source.Span) string {
	f := r.set.File(at.File)
	if f == nil {
		return ""
	}
	text, _, _ := strings.Cut(r.set.Text(at), "\n")
	p := f.Position(at.Start)
	return fmt.Sprintf(" [%s:%d %s]", f.Name, p.Line, text)
}
