package report_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

// movedTo is a change of one document that moves n operations of this name.
func movedTo(r *finding.Result, name string, n int, incomplete string) *finding.Change {
	c := finding.Compare(finding.State{Name: "main", Result: r}, finding.State{Result: r})
	doc := finding.DeadlineChanges{Document: "openapi/" + name, Incomplete: incomplete}
	for i := range n {
		o := &chain.Origin{Kind: chain.Default, Setting: name, Note: name, URL: name}
		doc.Moved = append(doc.Moved, finding.DeadlineChange{
			Operation: fmt.Sprintf("GET %s/%d", name, i), Was: chain.Exactly(15e9, o)[0], Is: chain.Is(chain.Unresolved, o)[0],
		})
	}
	c.Deadlines = []finding.DeadlineChanges{doc}
	return c
}

func written(t testing.TB, format string, c *finding.Change) []byte {
	t.Helper()
	f, err := report.LookupDiff(format)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out, c, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestHostileDeadlines writes every attack as the name of a document, of its operations and of where their deadlines come from.
func TestHostileDeadlines(t *testing.T) {
	s := diffCompiled(t)
	for name, attack := range attacks {
		for _, format := range report.DiffNames() {
			t.Run(format+"/"+name, func(t *testing.T) {
				c := movedTo(new(finding.Result), attack, 2, attack)
				out := written(t, format, c)
				harmless(t, format, out)
				switch format {
				case "json":
					follows(t, s, out)
				case "markdown":
					readMarkdown(t, c.Head.Result, out)
				}
			})
		}
	}
}

// TestManyDeadlines wants the number of those that are not shown, and all of them in JSON.
func TestManyDeadlines(t *testing.T) {
	const n = 5000
	c := movedTo(new(finding.Result), "a.yaml", n, "")
	if out := string(written(t, "text", c)); !strings.Contains(out, "... and 4950 more: --format json lists them") {
		t.Errorf("%.500s", out)
	}
	if out := string(written(t, "markdown", c)); len(out) > 65536 || !strings.Contains(out, "operations; --format json has them all") {
		t.Errorf("%d bytes ending in %s", len(out), out[len(out)-200:])
	}
	doc := follows(t, diffCompiled(t), written(t, "json", c))
	all := doc["deadlines"].([]any)[0].(map[string]any)["operations"].([]any)
	if len(all) != n {
		t.Errorf("JSON lists %d of %d", len(all), n)
	}
}
