package gcp_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/gcp"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/source"
)

// Each file of testdata holds the files of one root and a section "chain": what was made of them, a line a value.
func TestGolden(t *testing.T) {
	golden.Archives(t, "testdata/*.txtar", "chain", func(t *testing.T, a *txtar.Archive) string { return dump(read(t, a.Files)) })
}

// result is what was made of a folder.
type result struct {
	set      *source.Set
	fragment chain.Fragment
}

func read(t testing.TB, files []txtar.File) result {
	t.Helper()
	tree := golden.Open(t, golden.Folder(t, files))
	parser := terraform.New(gcp.Resources)
	return result{tree.Set, parser.Parse(&parsers.Input{
		Tree: tree, Files: golden.Claimed(t, tree, parser.Match),
		Skip: func(f *source.File, reason string) { t.Errorf("%s is skipped: %s", f.Name, reason) },
	})}
}

func dump(r result) string {
	var b strings.Builder
	for _, e := range r.fragment.Endpoints {
		fmt.Fprintf(&b, "%s: %s %s%s%s\n", e.Local, e.Kind, e.Product, golden.When(e.When), r.at(e.At))
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
		fmt.Fprintf(&b, "%s -> %s%s%s\n", ref.From.Local, ref.To.Local, golden.When(ref.When), r.at(ref.At))
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
		fmt.Fprintf(b, "    reuse %s%s\n", p.Reuse, golden.When(p.When))
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
		fmt.Fprintf(b, "    %s%s, %s%s", c, golden.When(c.When), from.Kind, r.at(from.At()))
		if from.Note != "" {
			fmt.Fprintf(b, ": %s", from.Note)
		}
		b.WriteString("\n")
	}
}

func (r result) at(at source.Span) string { return golden.Place(r.set, at) }
