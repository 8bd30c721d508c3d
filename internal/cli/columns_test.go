package cli_test

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestExplainFitsTheTerminal has the pages about products and hops end where the terminal does, and go on unbroken into a pipe.
func TestExplainFitsTheTerminal(t *testing.T) {
	for _, what := range []string{
		"node", "gunicorn", "alb", "nlb", "requests", "nginx", "spring-boot", "haproxy", "cloudflare",
		"nginx -> gunicorn:gthread", "cloudfront -> alb -> node", "requests -> node", "azure-app-gateway -> node",
	} {
		text := func(columns int) string {
			x := terminal{columns: columns}
			if status := x.run(t.TempDir(), nil, "explain", what); status != 0 {
				t.Fatalf("%s: exit status %d: %s", what, status, x.stderr.String())
			}
			return x.stdout.String()
		}
		for _, columns := range []int{80, 200} {
			for line := range strings.Lines(text(columns)) {
				line = strings.TrimRight(line, "\n")
				if n := utf8.RuneCountInString(line); n > columns && strings.Contains(strings.TrimSpace(line), " ") {
					t.Errorf("explain %s: %d of %d columns: %s", what, n, columns, line)
				}
				if strings.HasSuffix(line, " ") {
					t.Errorf("explain %s: blanks at the end of %q", what, line)
				}
			}
		}
		words := func(s string) string { return strings.Join(strings.Fields(s), " ") }
		if words(text(0)) != words(text(80)) || words(text(0)) != words(text(200)) {
			t.Errorf("explain %s: the words depend on the width", what)
		}
	}
}
