package workloads_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads"
	"github.com/timeoutlint/timeoutlint/source"
)

// Each file of testdata/started holds a repository and a section "chain": what is started in it, a line a value.
func TestStarted(t *testing.T) {
	golden.Archives(t, "testdata/started/*.txtar", "chain", func(t *testing.T, a *txtar.Archive) string { return read(t, a.Files).String() })
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
func read(t testing.TB, files []txtar.File) (r repository) {
	t.Helper()
	r.dir = golden.Folder(t, files)
	tree := golden.Open(t, r.dir)
	r.set = tree.Set
	r.in = &parsers.Input{
		Tree: tree, Sources: &program.Sources{Tree: tree}, Files: golden.Claimed(t, tree, workloads.Match),
		Skip: func(f *source.File, reason string) { r.skipped = append(r.skipped, f.Name+": "+reason) },
	}
	r.in.Files = slices.DeleteFunc(r.in.Files, func(f parsers.File) bool { return f.Claim <= parsers.BySearch })
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
		fmt.Fprintf(&b, "%s: %s %s%s%s\n", e.Local, e.Kind, e.Product, r.at(e.At), golden.When(e.When))
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
		fmt.Fprintf(b, "%s\n", golden.When(c.When))
	}
}

func (r repository) at(at source.Span) string { return golden.Place(r.set, at) }
