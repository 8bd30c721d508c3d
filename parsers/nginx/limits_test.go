package nginx_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/nginx"
	"github.com/timeoutlint/timeoutlint/source"
)

// TestMistakesAreBounded: as many as the limit are told, of problems and refused values together, and then once that there are more. Problems of another kind are
// counted by themselves.
func TestMistakesAreBounded(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "nginx.conf"), []byte("events {}\nhttp {\n"+strings.Repeat("include gone.conf;\n", 2)+
		"server {\n keepalive_timeout x;\n tcp_nodelay maybe;\n client_header_timeout y;\n}\n}\n"))
	for most, want := range map[int64][4]int{9: {1, 2, 2, 0}, 3: {1, 2, 2, 0}, 2: {1, 1, 2, 1}, 1: {0, 1, 1, 2}} {
		tree := golden.Open(t, dir)
		out := nginx.Parse(&parsers.Input{Tree: tree, Files: golden.Claimed(t, tree, nginx.Match), Limits: limits.Set{}.With(limits.Findings, most), Skip: func(*source.File, string) {}})
		syntax, includes, told := 0, 0, 0
		for _, p := range out.Problems {
			switch {
			case strings.HasSuffix(p.Msg, "from here on they are not told "+limits.Findings.Raise()):
				told++
			case p.Kind == chain.SyntaxProblem:
				syntax++
			default:
				includes++
			}
		}
		refused := 0
		for _, f := range out.Facts {
			if f.Rule == chain.OutOfRange {
				refused++
			}
		}
		if got := [4]int{syntax, refused, includes, told}; got != want {
			t.Errorf("at most %d: problems, refused values, includes and words about the limit: %v, want %v", most, got, want)
		}
	}
}
