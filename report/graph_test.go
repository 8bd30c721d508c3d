package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

// TestGraphGolden keeps the exact drawings of the sample.
func TestGraphGolden(t *testing.T) {
	shapes := []struct {
		file, format string
		o            report.Options
	}{
		{"graph.txt", "text", report.Options{}},
		{"graph-80.txt", "text", report.Options{Width: 80}},
		{"graph-200-color.txt", "text", report.Options{Width: 200, Color: true}},
		{"graph.mmd", "mermaid", report.Options{}},
		{"graph.dot", "dot", report.Options{}},
		{"graph.json", "json", report.Options{Version: "1.2.3"}},
	}
	for _, shape := range shapes {
		t.Run(shape.file, func(t *testing.T) {
			golden(t, shape.file, render(t, graphs[shape.format], company(t).r, shape.o))
		})
	}
}

// TestGraphOfNothing draws what holds no hop: text says what to do next, the others are valid and empty.
func TestGraphOfNothing(t *testing.T) {
	lonely := newStage(t)
	lonely.file("nginx.conf", "server { }")
	lonely.nginx("static")
	tests := []struct {
		name, format string
		r            *finding.Result
		want         string
	}{
		{"nothing", "text", &finding.Result{}, "next: name the folder or file"},
		{"nothing", "mermaid", &finding.Result{}, "flowchart LR\n"},
		{"nothing", "json", &finding.Result{}, `"paths":[]`},
		{"one endpoint", "text", lonely.r, "nothing says what connects to what"},
		{"one endpoint", "mermaid", lonely.r, "nginx/server/static"},
		{"one endpoint", "dot", lonely.r, `label="nginx/server/static\naccepts 75s"`},
	}
	for _, test := range tests {
		t.Run(test.name+" "+test.format, func(t *testing.T) {
			if out := string(render(t, graphs[test.format], test.r, report.Options{})); !strings.Contains(out, test.want) {
				t.Errorf("%q is missing:\n%s", test.want, out)
			}
		})
	}
}

func TestGraphUnknownFormat(t *testing.T) {
	if _, err := report.LookupGraph("yaml"); err == nil || err.Error() != `unknown format "yaml": use one of text, mermaid, dot, svg, html, json` {
		t.Error(err)
	}
}

// graphCompiled is the published schema of graphs, which refers to the one of reports.
func graphCompiled(t testing.TB) *jsonschema.Schema {
	t.Helper()
	const at = "https://github.com/timeoutlint/timeoutlint/docs/"
	c := jsonschema.NewCompiler()
	for name, text := range map[string][]byte{"timeoutlint-report.schema.json": report.Schema(), "timeoutlint-graph.schema.json": report.GraphSchema()} {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(at+name, doc); err != nil {
			t.Fatal(err)
		}
	}
	return c.MustCompile(at + "timeoutlint-graph.schema.json")
}

// TestGraphJSONFollowsItsSchema also checks that all ids of paths are those of endpoints and hops in the same document.
func TestGraphJSONFollowsItsSchema(t *testing.T) {
	s := graphCompiled(t)
	for name, r := range map[string]*finding.Result{"nothing": {}, "company": company(t).r, "shop": shop(t).r, "varied": varied(t).r, "evil": hostile(t)} {
		t.Run(name, func(t *testing.T) {
			doc := follows(t, s, render(t, graphs["json"], r, report.Options{}))
			known := map[string]bool{}
			for _, list := range []string{"endpoints", "hops"} {
				for _, one := range doc[list].([]any) {
					known[list+one.(map[string]any)["id"].(string)] = true
				}
			}
			for _, p := range doc["paths"].([]any) {
				for _, list := range []string{"endpoints", "hops"} {
					for _, id := range p.(map[string]any)[list].([]any) {
						if !known[list+id.(string)] {
							t.Errorf("%s holds no %q", list, id)
						}
					}
				}
			}
		})
	}
}
