package examples

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/rules"
)

// The README of the repository and the pages of docs/ quote what timeoutlint prints. What they quote is compared here.

// TestREADMEQuotes wants the output of an example behind the comment that names it, and one row for each rule.
func TestREADMEQuotes(t *testing.T) {
	file := filepath.Join(root, "README.md")
	text := read(t, file)
	output, _, _ := strings.Cut(transcript(t, "timeoutlint examples/node-behind-nginx"), "$ echo $?\n")
	_, output, _ = strings.Cut(output, "\n")
	text = replaced(t, text, "<!-- examples/node-behind-nginx -->\n```\n", "```\n", output)
	text = replaced(t, text, "<!-- rules -->\n", "<!-- end of rules -->\n", ruleTable())
	compare(t, file, text)
}

func ruleTable() string {
	var b strings.Builder
	b.WriteString("| rule | name | severity | fires when |\n|---|---|---|---|\n")
	for _, r := range rules.All {
		fmt.Fprintf(&b, "| [%s](docs/rules/%s.md) | %s | %s | %s |\n", r.ID, r.ID, r.Name, r.Severity, strings.ReplaceAll(r.Title, "|", `\|`))
	}
	return b.String()
}

// replaced gives text with what stands between the first begin and the next end.
func replaced(t *testing.T, text, begin, end, between string) string {
	t.Helper()
	before, rest, found := strings.Cut(text, begin)
	i := strings.Index(rest, end)
	if !found || i < 0 {
		t.Fatalf("no text between %q and %q", begin, end)
	}
	return before + begin + between + rest[i:]
}

// TestChangelogNamesTheRules wants each rule in the changelog.
func TestChangelogNamesTheRules(t *testing.T) {
	text := read(t, filepath.Join(root, "CHANGELOG.md"))
	for _, r := range rules.All {
		if !strings.Contains(text, r.ID+"\n  "+r.Name) && !strings.Contains(text, r.ID+" "+r.Name) {
			t.Errorf("CHANGELOG.md does not name %s %s", r.ID, r.Name)
		}
	}
}

// TestJSONPage runs the commands of docs/json.md. The block behind a command shows a part of what it prints: each key and value in it
// must be in the document, in lists at the same place.
func TestJSONPage(t *testing.T) {
	page := read(t, filepath.Join(root, "docs", "json.md"))
	blocks := strings.Split(page, "```json\n")[1:]
	commands := commandsOf(page)
	if len(blocks) != len(commands) || len(blocks) == 0 {
		t.Fatalf("docs/json.md has %d commands and %d blocks of JSON", len(commands), len(blocks))
	}
	for i, block := range blocks {
		quoted, _, _ := strings.Cut(block, "```")
		printed, _, _ := strings.Cut(transcript(t, commands[i]), "$ echo $?\n")
		_, printed, _ = strings.Cut(printed, "\n")
		var part, whole any
		if err := json.Unmarshal([]byte(quoted), &part); err != nil {
			t.Fatalf("the JSON behind %q: %v", commands[i], err)
		}
		if err := json.Unmarshal([]byte(printed), &whole); err != nil {
			t.Fatalf("%s: %v", commands[i], err)
		}
		for _, d := range missing("", part, whole) {
			t.Errorf("docs/json.md, behind %q: %s", commands[i], d)
		}
	}
}

// TestYAMLPage runs the files of docs/timeoutlint-yaml.md, docs/applications.md and the README beside a configuration that has what they name: all of
// their keys, names and rules exist.
func TestYAMLPage(t *testing.T) {
	nginx := read(t, filepath.Join("node-behind-nginx", "nginx.conf"))
	for _, page := range []string{"docs/timeoutlint-yaml.md", "docs/applications.md", "README.md"} {
		files := 0
		for _, block := range strings.Split(read(t, filepath.Join(root, page)), "```yaml\n")[1:] {
			text, _, _ := strings.Cut(block, "```")
			if !strings.HasPrefix(text, "version: 1\n") {
				continue // a workflow
			}
			files++
			dir := t.TempDir()
			for name, text := range map[string]string{"nginx.conf": nginx, "timeoutlint.yaml": text} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if out := transcript(t, "timeoutlint --only TL003 "+dir); !strings.Contains(out, "\n$ echo $?\n0\n") {
				t.Errorf("%s: the file\n%s\ngives\n%s", page, text, out)
			}
		}
		if files == 0 {
			t.Errorf("%s shows no timeoutlint.yaml", page)
		}
	}
}

// missing lists the places at which part is not in whole.
func missing(at string, part, whole any) (places []string) {
	switch part := part.(type) {
	case map[string]any:
		in, _ := whole.(map[string]any)
		for k, v := range part {
			if _, ok := in[k]; !ok {
				places = append(places, at+"."+k+" is not printed")
				continue
			}
			places = append(places, missing(at+"."+k, v, in[k])...)
		}
	case []any:
		in, _ := whole.([]any)
		for i, v := range part {
			if i >= len(in) {
				return append(places, fmt.Sprintf("%s has %d elements, not %d", at, len(in), len(part)))
			}
			places = append(places, missing(fmt.Sprintf("%s[%d]", at, i), v, in[i])...)
		}
	default:
		if part != whole {
			places = append(places, fmt.Sprintf("%s is %v, not %v", at, whole, part))
		}
	}
	return places
}
