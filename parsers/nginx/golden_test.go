package nginx_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/nginx"
	"github.com/timeoutlint/timeoutlint/source"
)

// Each file of testdata holds input files and a section "chain": what the parser made of them, a line a value. A line "version: 1.24.0" in
// the comment sets the version.
func TestGolden(t *testing.T) { archives(t) }

// TestGoldenReadAgain: roots of very many blocks are read in parts, and mean the same.
func TestGoldenReadAgain(t *testing.T) {
	nginx.ForgetBlocks(t)
	archives(t)
}

func archives(t *testing.T) {
	golden.Archives(t, "testdata/*.txtar", "chain", func(t *testing.T, a *txtar.Archive) string {
		return dump(read(t, golden.Folder(t, a.Files), comment(string(a.Comment), "version")))
	})
}

func comment(text, key string) string {
	for line := range strings.Lines(text) {
		if value, ok := strings.CutPrefix(line, key+":"); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func write(t testing.TB, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// result is what the parser made of a folder.
type result struct {
	set      *source.Set
	fragment chain.Fragment
	skipped  []string
}

func read(t testing.TB, dir, version string) (r result) {
	t.Helper()
	tree := golden.Open(t, dir)
	r.set = tree.Set
	r.fragment = nginx.Parse(&parsers.Input{
		Tree: tree, Settings: parsers.Settings{NginxVersion: version}, Files: golden.Claimed(t, tree, nginx.Match),
		Skip: func(f *source.File, reason string) { r.skipped = append(r.skipped, f.Name+": "+reason) },
	})
	return r
}

func dump(r result) string {
	var b strings.Builder
	for _, e := range r.fragment.Endpoints {
		fmt.Fprintf(&b, "%s %s\n", e.Local, r.at(e.At))
		for _, s := range e.Accepts {
			fmt.Fprintf(&b, "  accepts %s%s%s\n", s.Protocol, addrs(s), r.value(s.Idle))
		}
		for _, s := range e.Connect {
			fmt.Fprintf(&b, "  connects %s%s%s\n", s.Protocol, addrs(s), r.value(s.Idle))
		}
		for _, route := range e.Routes {
			r.route(&b, route)
		}
	}
	for _, f := range r.fragment.Facts {
		fmt.Fprintf(&b, "fact %s %s\n", r.at(f.At), f.Why)
	}
	for _, p := range r.fragment.Problems {
		fmt.Fprintf(&b, "problem %s %s\n", r.at(p.At), p.Msg)
		for _, s := range p.Also {
			fmt.Fprintf(&b, "  also %s %s\n", r.at(s.At), s.Note)
		}
	}
	for _, s := range r.skipped {
		fmt.Fprintf(&b, "skipped %s\n", s)
	}
	return b.String()
}

func (r result) route(b *strings.Builder, route *chain.Route) {
	name := strings.TrimSpace(route.Path + " " + route.Block)
	fmt.Fprintf(b, "  route %q%s\n", name, r.value(route.Idle))
	if len(route.Header) > 0 {
		fmt.Fprintf(b, "    announces%s\n", r.value(route.Header))
	}
	if route.Pass == nil {
		return
	}
	fmt.Fprintf(b, "    %s -> %s %s\n", route.Pass.Directive, route.Pass.Target, r.at(route.Pass.At))
	for _, c := range route.Pass.Cases {
		fmt.Fprintf(b, "      [%s] reuse %s, version %q, connection %q\n", c.When, c.Reuse, c.Version, c.Connection)
		for _, cause := range c.Causes {
			mark := ""
			if cause.Possible {
				mark = "possible: "
			}
			fmt.Fprintf(b, "        %s%s %s\n", mark, cause.Note, r.at(cause.From.At()))
		}
	}
}

func addrs(s *chain.Side) string {
	var b strings.Builder
	for _, a := range s.Addrs {
		b.WriteString(" " + a.String())
	}
	return b.String()
}

func (r result) value(v chain.Value) string {
	var b strings.Builder
	for _, c := range v {
		fmt.Fprintf(&b, " | %s", c)
		if len(c.When) > 0 {
			fmt.Fprintf(&b, " if %s", c.When)
		}
		if c.From == nil {
			continue
		}
		fmt.Fprintf(&b, " %s", r.at(c.From.At()))
		if c.From.Note != "" {
			fmt.Fprintf(&b, " (%s)", c.From.Note)
		}
		for _, s := range c.From.Steps[1:] {
			fmt.Fprintf(&b, " [%s %s]", s.Note, r.at(s.At))
		}
	}
	return b.String()
}

func (r result) at(s source.Span) string {
	f := r.set.File(s.File)
	if f == nil {
		return "-"
	}
	from, to := r.set.Position(s)
	if from.Line == to.Line {
		return fmt.Sprintf("%s:%d:%d-%d", f.Name, from.Line, from.Column, to.Column)
	}
	return fmt.Sprintf("%s:%d:%d-%d:%d", f.Name, from.Line, from.Column, to.Line, to.Column)
}
