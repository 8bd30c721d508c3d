package report_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

// compiled is the published schema, ready to judge.
func compiled(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("report.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// follows checks output against the schema and gives it back decoded.
func follows(t testing.TB, s *jsonschema.Schema, out []byte) map[string]any {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
	if err != nil {
		t.Fatalf("not JSON: %v\n%s", err, out)
	}
	if err := s.Validate(doc); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	var m map[string]any
	if err := json.Unmarshal(out, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestJSONFollowsItsSchema(t *testing.T) {
	s := compiled(t)
	results := map[string]*finding.Result{"nothing": {}, "shop": shop(t).r}
	for name, r := range results {
		for _, show := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				follows(t, s, render(t, asJSON, r, report.Options{Show: show}))
			})
		}
	}
}

func TestJSONOfAHopThatLeadsNowhere(t *testing.T) {
	include := chain.When(chain.Atom{Subject: "include edge.conf", Op: chain.Ne, Val: "sets it"})
	h := between(chain.Value{known(60, 60, include), {State: chain.Unresolved}}, nil)
	m := follows(t, compiled(t), render(t, asJSON, resultOf(h), report.Options{}))
	hop := m["hops"].([]any)[0].(map[string]any)
	if joined, ok := hop["joined"]; !ok || joined != nil {
		t.Errorf("joined by nothing: %v", joined)
	}
	first := hop["client"].(map[string]any)["alternatives"].([]any)[0].(map[string]any)
	if first["when"] != "unless include edge.conf sets it" {
		t.Errorf("when: %v", first["when"])
	}
}
