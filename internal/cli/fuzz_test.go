package cli_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/internal/cli"
)

// FuzzCheck gives any bytes to the whole program as standard input: it never panics, its JSON is valid, its text holds no control
// characters, and both reports come with the same exit status.
func FuzzCheck(f *testing.F) {
	for _, text := range seeds(f) {
		f.Add(text)
	}
	f.Add([]byte("events{}http{server{listen 80;location /\x1b[31m{proxy_pass http://\xff}}}"))
	f.Add([]byte("# configuration file /etc/nginx/nginx.conf:\nhttp{include /etc/nginx/nginx.conf;}"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		run := func(args ...string) (string, int) {
			var stdout, stderr bytes.Buffer
			status := cli.Env{
				Cwd: dir, Stdin: bytes.NewReader(text), Stdout: &stdout, Stderr: &stderr, Panics: true,
				Getenv: func(string) string { return "" }, Terminal: func(io.Writer) (int, bool) { return 0, false },
			}.Run(append(args, "-"))
			if status > 1 || stderr.Len() > 0 {
				t.Fatalf("exit status %d, says %q", status, stderr.String())
			}
			return stdout.String(), status
		}
		document, status := run("show", "--format=json")
		if !json.Valid([]byte(document)) || status != 0 {
			t.Errorf("exit status %d, invalid JSON:\n%s", status, document)
		}
		document, status = run("check", "--format=json")
		if !json.Valid([]byte(document)) {
			t.Errorf("invalid JSON:\n%s", document)
		}
		for _, args := range [][]string{{"check", "--notes"}, {"show"}} {
			report, also := run(args...)
			if args[0] == "check" && also != status {
				t.Errorf("exit status %d with text, %d with JSON", also, status)
			}
			if i := bytes.IndexFunc([]byte(report), control); i >= 0 || !utf8.ValidString(report) {
				t.Errorf("%q has a control character at %d, or is no UTF-8", report, i)
			}
		}
	})
}

func control(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 }

// seeds are the examples on the pages of the rules.
func seeds(f *testing.F) [][]byte {
	pages, err := filepath.Glob("../../rules/*.txtar")
	if err != nil || len(pages) == 0 {
		f.Fatalf("no pages of rules: %v", err)
	}
	var all [][]byte
	for _, page := range pages {
		data, err := os.ReadFile(page)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range txtar.Parse(data).Files {
			if filepath.Ext(file.Name) == ".conf" {
				all = append(all, file.Data)
			}
		}
	}
	return all
}
