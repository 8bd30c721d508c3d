package lint_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/lint"
)

// A file that is too large to be looked through whole is told, and so is one that holds a setting and is no code that people write; one that says nothing
// of servers is dropped without a word, however large it is.
func TestLargeCodeIsTold(t *testing.T) {
	line := bytes.Repeat([]byte("x = 1\n"), 1<<20)
	tooLarge := bytes.Repeat(line, 3)
	for _, c := range []struct {
		name string
		text []byte
		want string
	}{
		{"huge.js", tooLarge, "larger than 16 MiB"},
		{"data.js", line, ""},
		{"bundle.js", append(line, "server.keepAliveTimeout = 5000\n"...), "code of more than 1 MiB"},
		{"mini.js", []byte("server.keepAliveTimeout = 5000;" + strings.Repeat("f();", 5000)), "a line of more than 10 KiB"},
		{"bundle.min.js", []byte("server.keepAliveTimeout = 5000"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, c.name), c.text, 0o644); err != nil {
				t.Fatal(err)
			}
			result, err := lint.Run(lint.Options{Cwd: dir})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range result.Skipped {
				got = append(got, s.File+": "+s.Reason)
			}
			if told := strings.Join(got, "\n"); c.want == "" && told != "" || !strings.Contains(told, c.want) {
				t.Errorf("told %q, want %q", told, c.want)
			}
		})
	}
}
