package cli_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/internal/cli"
)

// FuzzArguments runs any command line: it ends with a status that is documented, says why where that is the user's fault, and neither stream
// commands a terminal.
func FuzzArguments(f *testing.F) {
	for _, line := range []string{
		"check nginx.conf", "--format json --notes .", "show --format=json -", "graph --format svg", "explain TL101", "explain client -> nginx", "explain node@22", "rules", "presets nodejs", "version",
		"fix --dry-run --unsafe", "init --stdout", "check --nginx-version 1.29.7 --jobs 2 --max-file-bytes 10 --stats", "--fail-on never --only TL101,TL204 --skip x", "--var a=b --var-file nginx.conf --no-env", "--map etc=. --exclude **",
		"--output a.txt --output json=a.json", "--baseline b.json", "--write-baseline b.json", "help check", "completion bash", "diff HEAD", "--since HEAD", "man", "chekc", "--fromat", "--", "-", "-x", "--config timeoutlint.yaml --color always",
	} {
		f.Add(strings.ReplaceAll(line, " ", "\x00"), "events{}http{server{listen 80;}}")
	}
	f.Fuzz(func(t *testing.T, line, stdin string) {
		args := strings.Split(line, "\x00")
		if len(line) > 400 || slices.ContainsFunc(args, func(a string) bool {
			return strings.ContainsAny(a, `/\`) || strings.Contains(a, "..") || a == "docs" // nothing may be written elsewhere
		}) {
			return
		}
		dir := t.TempDir()
		for name, text := range map[string]string{
			"nginx.conf":       "events{}http{upstream a{server b:1;keepalive 8;}server{listen 80;location / {proxy_pass http://a;}}}\n",
			"timeoutlint.yaml": "version: 1\nservers:\n  app: { idle_timeout: 5s, hosts: [b] }\n",
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		var stdout, stderr bytes.Buffer
		status := cli.Env{
			Cwd: dir, Stdin: strings.NewReader(stdin), Stdout: &stdout, Stderr: &stderr, Panics: true,
			Getenv: func(string) string { return "" }, Terminal: func(io.Writer) (int, bool) { return 0, false },
		}.Run(args)
		if status < 0 || status > finding.ExitUnreadable {
			t.Errorf("exit status %d of %q", status, args)
		}
		if status >= finding.ExitUsage && stderr.Len() == 0 {
			t.Errorf("%q ends with %d and without a word", args, status)
		}
		for _, out := range []string{stdout.String(), stderr.String()} {
			coloured := strings.Contains(line, "--color")
			i := strings.IndexFunc(out, func(r rune) bool { return control(r) && (r != '\x1b' || !coloured) && r != '\t' })
			if i >= 0 || !utf8.ValidString(out) {
				t.Errorf("%q prints a control character, or no UTF-8: %q", args, out[max(i-40, 0):min(max(i, 0)+40, len(out))])
			}
		}
	})
}
