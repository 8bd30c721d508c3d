// Package examples holds configurations as users have them; see README.md. Its tests run the commands of their READMEs. The transcripts
// end in .out because a run reads .txt files that look like nginx.
package examples

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/internal/cli"
)

var update = flag.Bool("update", false, "write what the examples print into their expected.out")

// root is where the commands of all READMEs are run.
const root = ".."

// TestExamples compares the transcript of an example's README with its expected.out.
func TestExamples(t *testing.T) {
	for _, name := range folders(t) {
		t.Run(name, func(t *testing.T) {
			readme := read(t, filepath.Join(name, "README.md"))
			if !strings.HasPrefix(readme, "# ") {
				t.Error("README.md does not begin with a heading")
			}
			commands := commandsOf(readme)
			if len(commands) == 0 {
				t.Fatal("README.md has no block with a command: a line between ``` that begins with timeoutlint")
			}
			if !strings.Contains(commands[0], "examples/"+name) {
				t.Errorf("%q does not name examples/%s", commands[0], name)
			}
			var got strings.Builder
			for _, c := range commands {
				got.WriteString(transcript(t, c))
			}
			compare(t, filepath.Join(name, "expected.out"), got.String())
		})
	}
}

// TestIndex wants a line for each example, and for each the rules that its transcript names.
func TestIndex(t *testing.T) {
	index := read(t, "README.md")
	fired := regexp.MustCompile(`\[(TL\d{3})\]: `)
	for _, name := range folders(t) {
		row := regexp.MustCompile(`(?m)^\| \[` + regexp.QuoteMeta(name) + `\]\(` + regexp.QuoteMeta(name) + `\) \|.*\| (.*)\|$`).FindStringSubmatch(index)
		if row == nil {
			t.Errorf("README.md has no row for %s", name)
			continue
		}
		var ids []string
		for _, m := range fired.FindAllStringSubmatch(read(t, filepath.Join(name, "expected.out")), -1) {
			ids = append(ids, m[1])
		}
		slices.Sort(ids)
		if got, want := strings.TrimSpace(row[1]), strings.Join(slices.Compact(ids), ", "); got != want {
			t.Errorf("README.md lists the rules %q for %s, its transcript has %q", got, name, want)
		}
	}
}

func folders(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// commandsOf finds the lines of a README's code blocks that run timeoutlint.
func commandsOf(readme string) []string {
	var commands []string
	inside := false
	for line := range strings.Lines(readme) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "```"):
			inside = !inside
		case inside && strings.HasPrefix(line, "timeoutlint "):
			commands = append(commands, line)
		}
	}
	return commands
}

// transcript runs a command as if it was typed into a terminal of 80 columns without colours.
func transcript(t *testing.T, command string) string {
	t.Helper()
	typed, input, redirected := strings.Cut(command, " < ")
	var stdin io.Reader = strings.NewReader("")
	if redirected {
		stdin = strings.NewReader(read(t, filepath.Join(root, input)))
	}
	cwd, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	status := cli.Env{
		Cwd: cwd, Stdin: stdin, Stdout: &stdout, Stderr: &stderr, Panics: true,
		Getenv:   func(name string) string { return map[string]string{"NO_COLOR": "1"}[name] },
		Terminal: func(w io.Writer) (columns int, ok bool) { return 80, w == io.Writer(&stdout) },
	}.Run(words(typed)[1:])
	if stderr.Len() > 0 {
		t.Errorf("%s prints on standard error:\n%s", command, stderr.String())
	}
	return fmt.Sprintf("$ %s\n%s$ echo $?\n%d\n\n", command, stdout.String(), status)
}

var word = regexp.MustCompile(`"[^"]*"|\S+`)

// words splits a command as a shell does, as far as the READMEs need it.
func words(command string) []string {
	found := word.FindAllString(command, -1)
	for i, w := range found {
		found[i] = strings.Trim(w, `"`)
	}
	return found
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.Split(read(t, file), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs (-want +got); if it is right now, run: go test ./examples -update\n%s", file, diff)
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
