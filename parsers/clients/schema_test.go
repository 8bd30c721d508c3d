package clients_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"
	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers/clients"
)

const schemaFile = "../../docs/timeoutlint.schema.json"

func TestSchemaFile(t *testing.T) {
	if *golden.Update {
		if err := os.MkdirAll(filepath.Dir(schemaFile), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(schemaFile, clients.Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(kept), string(clients.Schema())); d != "" {
		t.Errorf("run go test ./parsers/clients -update (-file +made)\n%s", d)
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(clients.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(clients.SchemaID, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(clients.SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON is what an editor's YAML server hands to the schema: days stay texts, aliases and merge keys are followed.
func asJSON(t *testing.T, text string) any {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	return jsonOf(&n)
}

func jsonOf(n *yaml.Node) any {
	switch n.Kind {
	case yaml.AliasNode:
		return jsonOf(n.Alias)
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, c := range n.Content {
			list[i] = jsonOf(c)
		}
		return list
	case yaml.MappingNode:
		object := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			if n.Content[i].ShortTag() == "!!merge" {
				merged := jsonOf(n.Content[i+1])
				list, several := merged.([]any)
				if !several {
					list = []any{merged}
				}
				for _, m := range list {
					for k, v := range m.(map[string]any) {
						if _, own := object[k]; !own {
							object[k] = v
						}
					}
				}
				continue
			}
			object[n.Content[i].Value] = jsonOf(n.Content[i+1])
		}
		return object
	case yaml.DocumentNode:
		return jsonOf(n.Content[0])
	case yaml.ScalarNode:
	}
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true"
	case "!!int", "!!float":
		return json.Number(n.Value)
	}
	return n.Value
}

func TestSchemaAcceptsExamples(t *testing.T) {
	s := compiled(t)
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no testdata", err)
	}
	checked := 0
	for _, name := range names {
		if filepath.Base(name) == "bad.txtar" {
			continue
		}
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			if filepath.Ext(f.Name) != ".yaml" {
				continue
			}
			checked++
			if err := s.Validate(asJSON(t, string(f.Data))); err != nil {
				t.Errorf("%s: %s: %v", name, f.Name, err)
			}
		}
	}
	for _, text := range good {
		checked++
		if err := s.Validate(asJSON(t, text)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	if checked < 10 {
		t.Errorf("only %d examples", checked)
	}
}

func TestSchemaRefusesFaults(t *testing.T) {
	s := compiled(t)
	for _, c := range faults {
		err := s.Validate(asJSON(t, c.text))
		if c.beyond && err != nil {
			t.Errorf("%s: the schema sees it, so beyond is wrong: %v", c.name, err)
		}
		if !c.beyond && err == nil {
			t.Errorf("%s: the schema accepts %q", c.name, c.text)
		}
	}
}
