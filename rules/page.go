package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/timeoutlint/timeoutlint/finding"
)

// Page is a rule's page in Markdown: what explain prints and what stands in docs/rules.
func (r *Rule) Page() string {
	var b strings.Builder
	text := r.Text()
	fmt.Fprintf(&b, "# %s %s\n\n**%s**: %s\n\n%s\n", r.ID, r.Name, r.Severity, r.Title, text.Body)
	for _, e := range text.Examples {
		switch e.Kind {
		case "bad":
			b.WriteString("\n## Example\n")
			writeFiles(&b, e.Files)
			fmt.Fprintf(&b, "\nsays\n\n%s", fenced("text", text.Output))
		case "fixed":
			b.WriteString("\n## Corrected\n")
			writeFiles(&b, e.Files)
		}
	}
	return b.String()
}

func writeFiles(b *strings.Builder, files []finding.ExampleFile) {
	for _, f := range files {
		fmt.Fprintf(b, "\n`%s`\n\n%s", f.Name, fenced(languages[path.Ext(f.Name)], f.Text))
	}
}

// languages are the names by which Markdown viewers know the syntax of an example.
var languages = map[string]string{".conf": "nginx", ".tf": "hcl", ".yaml": "yaml", ".yml": "yaml", ".json": "json"}

// fenced is text as a code block that no line of the text can end.
func fenced(language, text string) string {
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return fence + language + "\n" + text + fence + "\n"
}
