package lint_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/lint"
	"github.com/timeoutlint/timeoutlint/parsers"
)

// FuzzFix repairs arbitrary texts: no panic, no new mistake, and no second run that goes on. The first text is a configuration, the second one is
// included by it or not, the third a timeoutlint.yaml.
func FuzzFix(f *testing.F) {
	for _, text := range []string{inverted("keepalive_timeout 30s;"), inverted("keepalive_timeout 75s 90;"), inverted("# timeoutlint:ignore TL204 x")} {
		f.Add(text, "proxy_set_header Host $host;", "version: 1\n", true)
	}
	for i, files := range accepted(f) {
		if i%20 == 0 {
			f.Add(files["nginx.conf"], "", "version: 1\nservers:\n  a: { idle_timeout: 20s, hosts: [\"127.0.0.1:9001\"] }\n", i%40 == 0)
		}
	}
	f.Add("{% if x %}\nupstream a { server b; }\n{% endif %}\nserver { location / { proxy_pass http://a; include s.conf; } }\n", "keepalive_timeout 5 9;", "", true)
	f.Fuzz(func(t *testing.T, main, included, policy string, unsafe bool) {
		if len(main)+len(included)+len(policy) > 1<<14 {
			return
		}
		dir := t.TempDir()
		put(t, dir, map[string]string{"nginx.conf": main, "s.conf": included, "timeoutlint.yaml": policy})
		o := lint.FixOptions{Options: lint.Options{Cwd: dir, Panics: true, Now: fixDay, Settings: parsers.Settings{NginxVersion: "1.28.0"}}, Unsafe: unsafe}
		before, err := lint.Run(o.Options)
		if err != nil {
			return // a timeoutlint.yaml that is none
		}
		done, err := lint.Fix(o)
		if err != nil {
			t.Fatalf("%v\n%s", err, main)
		}
		if got, had := syntaxProblems(done.Result), syntaxProblems(before); got > had {
			t.Errorf("%d mistakes, %d before\n%s", got, had, diffs(done))
		}
		for _, x := range done.Left {
			if strings.Contains(x.Reason, "please report") {
				t.Errorf("%s: %s\n%s", x.File, x.Reason, main)
			}
		}
		for _, name := range []string{"nginx.conf", "s.conf", "timeoutlint.yaml"} {
			if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
				t.Error(err)
			}
		}
		if again, err := lint.Fix(o); err != nil || len(again.Files) > 0 {
			t.Errorf("the second run: %v\n%s", err, diffs(again))
		}
	})
}

func syntaxProblems(r *finding.Result) (n int) {
	for _, p := range r.Graph.Problems {
		if p.Kind == chain.SyntaxProblem {
			n++
		}
	}
	return n
}
