package openapi_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/openapi"
	"github.com/timeoutlint/timeoutlint/source"
)

// Each file of testdata holds documents and a section "chain": what was made of them, a line a value.
func TestGolden(t *testing.T) {
	golden.Archives(t, "testdata/*.txtar", "chain", func(t *testing.T, a *txtar.Archive) string { return read(t, a.Files).String() })
}

// result is what was made of a folder.
type result struct {
	set      *source.Set
	fragment chain.Fragment
	files    []parsers.File
	skipped  []string
}

// read writes the files below a folder and reads those that the parser claims.
func read(t testing.TB, files []txtar.File) (r result) {
	t.Helper()
	tree := golden.Open(t, golden.Folder(t, files))
	r.set, r.files = tree.Set, golden.Claimed(t, tree, openapi.Parser.Match)
	r.fragment = openapi.Parser.Parse(&parsers.Input{
		Tree: tree, Files: r.files, Skip: func(f *source.File, reason string) { r.skipped = append(r.skipped, f.Name+": "+reason) },
	})
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
		for _, o := range openapi.Operations(f.File) {
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

func (r result) at(at source.Span) string { return golden.Place(r.set, at) }
