package examples

import (
	"bytes"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/internal/cli"
)

const why = root + "/docs/why-502.md"

// TestPictures draws the pictures of docs/why-502.md from their inputs, and wants each of them on the page.
func TestPictures(t *testing.T) {
	archive, err := txtar.ParseFile(filepath.Join(root, "docs", "pictures", "inputs.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range archive.Files {
		names = append(names, path.Dir(f.Name))
	}
	slices.Sort(names)
	names = slices.Compact(names)
	drawn, err := filepath.Glob(filepath.Join(root, "docs", "pictures", "*.svg"))
	if err != nil || len(drawn) != len(names) && !*update {
		t.Errorf("%d pictures of %d inputs: remove those that are drawn no more (%v)", len(drawn), len(names), err)
	}
	verdicts := map[string]string{"inverted": "violated", "middlebox": "violated", "ordered": ">ok<"}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for _, f := range archive.Files {
				if path.Dir(f.Name) != name {
					continue
				}
				if err := os.WriteFile(filepath.Join(dir, path.Base(f.Name)), f.Data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			var stdout, stderr bytes.Buffer
			status := cli.Env{
				Cwd: dir, Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Panics: true,
				Getenv:   func(string) string { return "" },
				Terminal: func(io.Writer) (columns int, ok bool) { return 0, false },
			}.Run([]string{"graph", "--format", "svg"})
			if status != 0 || stderr.Len() > 0 {
				t.Fatalf("exit status %d: %s", status, stderr.String())
			}
			if !strings.Contains(stdout.String(), verdicts[name]) {
				t.Errorf("the picture does not say %s", verdicts[name])
			}
			compare(t, filepath.Join(root, "docs", "pictures", name+".svg"), stdout.String())
			if !strings.Contains(read(t, why), "](pictures/"+name+".svg)") {
				t.Errorf("%s does not show %s.svg", why, name)
			}
		})
	}
}

// TestWhyQuotes runs the commands that stand in comments on the page: the block behind each is what it prints.
func TestWhyQuotes(t *testing.T) {
	text := read(t, why)
	commands := regexp.MustCompile(`(?m)^<!-- (timeoutlint .*) -->$`).FindAllStringSubmatch(text, -1)
	if len(commands) == 0 {
		t.Fatal("the page quotes nothing")
	}
	for _, c := range commands {
		output, _, _ := strings.Cut(transcript(t, c[1]), "$ echo $?\n")
		_, output, _ = strings.Cut(output, "\n")
		text = replaced(t, text, c[0]+"\n```\n", "```\n", output)
	}
	compare(t, why, text)
}
