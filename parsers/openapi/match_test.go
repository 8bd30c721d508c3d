package openapi_test

import (
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/openapi"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		name, head string
		want       parsers.Claim
	}{
		{"api/openapi.yaml", "openapi: 3.0.3\n", parsers.ByName},
		{"openapi.yml", "# licence\nopenapi: \"3.1.0\"\n", parsers.ByName},
		{"Swagger.json", `{"swagger": "2.0"}`, parsers.ByName},
		{"shop-openapi.json", "{\n  \"info\": {},\n  \"openapi\" : \"3.0.0\"", parsers.ByName},
		{"bom-openapi.yaml", "\ufeffopenapi: 3.0.3\n", parsers.ByName},
		{"crlf-openapi.yaml", "# x\r\nopenapi: 3.0.3\r\n", parsers.ByName},
		{"gateway.yaml", "---\nswagger: '2.0'\n", parsers.ByContent},
		{"gateway.yaml", "\"openapi\": 3.0.3\n", parsers.ByContent},
		{"openapi.json", `{"components": {"schemas": {`, parsers.ByContent},
		{"swagger.yaml", "definitions:\n  A: {}\ninfo:\n", parsers.ByContent},

		{"openapi.yaml", "image: x\n", parsers.No},
		{"gateway.yaml", "  openapi: 3.0.3\n", parsers.No},
		{"gateway.yaml", "openapi: true\n", parsers.No},
		{"gateway.yaml", "openapi: 1.0\n", parsers.No},
		{"gateway.json", `{"components": {}}`, parsers.No},
		{"openapi.md", "openapi: 3.0.3\n", parsers.No},
		{"openapi.yaml", "", parsers.No},
	} {
		if got := openapi.Match(c.name, []byte(c.head)); got != c.want {
			t.Errorf("%s with %q is claimed %d, want %d", c.name, c.head, got, c.want)
		}
	}
}
