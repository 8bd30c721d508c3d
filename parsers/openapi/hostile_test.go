package openapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/internal/golden"
	"github.com/timeoutlint/timeoutlint/parsers/openapi"
	"github.com/timeoutlint/timeoutlint/source"
)

// Small files that stand for very much are read in bounded time, and what is left out is said.
func TestHostile(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("openapi: 3.0.3\nx-kong-service-defaults: { host: a }\nx-l0: &l0 { get: {}, put: {}, post: {}, delete: {}, head: {}, patch: {}, trace: {}, options: {} }\npaths:\n")
	for i := range 5000 {
		fmt.Fprintf(&bomb, "  /%d: *l0\n", i)
	}
	merges := "openapi: 3.0.3\nx-kong-name: a\nx-a: &a0 { k: v }\n"
	for i := 1; i < 400; i++ {
		merges += fmt.Sprintf("x-a%d: &a%d { <<: [*a%d, *a%d], k%d: v }\n", i, i, i-1, i-1, i)
	}
	for name, c := range map[string]struct {
		text string
		want string // in the dump
	}{
		"aliases of path items":    {bomb.String(), "more than 20000 operations"},
		"merged mappings":          {merges + "paths: { /a: { <<: *a399, get: {} } }\n", "GET /a by kong"},
		"a mapping within itself":  {"openapi: 3.0.3\nx-kong-name: a\npaths: &p\n  /a: *p\n  /b: { <<: *p, get: {} }\n", "GET /b by kong"},
		"references in a circle":   {"openapi: 3.0.3\nx-kong-service-defaults: { $ref: '#/x-b' }\nx-b: { $ref: '#/x-kong-service-defaults' }\npaths: { /a: { get: {} } }\n", "leads nowhere"},
		"a reference to the top":   {"openapi: 3.0.3\nx-kong-service-defaults: { $ref: '#/' }\npaths: { /a: { get: {} } }\n", "leads nowhere"},
		"brackets":                 {"openapi: 3.0.3\nx-kong-name: " + strings.Repeat("[", 200_000), "problem"},
		"an enormous number":       {"openapi: 3.0.3\nx-google-backend: { deadline: 1e300 }\npaths: { /a: { get: {} } }\n", "GET /a by google-api-gateway"},
		"no number":                {"openapi: 3.0.3\nx-google-backend: { deadline: .nan }\npaths: { /a: { get: {} } }\n", "takes a number of seconds"},
		"a port beyond all":        {"openapi: 3.0.3\nx-google-backend: { address: 'http://a:99999' }\npaths: { /a: { get: {} } }\n", `GET /a by google-api-gateway to ""`},
		"variables that grow":      {"openapi: 3.0.3\nx-kong-name: a\nservers: [{ url: 'http://{a}', variables: { a: { default: '" + strings.Repeat("{b}", 2000) + "' }, b: { default: x } } }]\npaths: { /a: { get: {} } }\n", `GET /a by kong to ""`},
		"invalid UTF-8":            {"openapi: 3.0.3\nx-kong-name: \xff\n", "not UTF-8"},
		"NUL":                      {"openapi: 3.0.3\nx-kong-name: \x00\n", "control character"},
		"a list where keys belong": {"openapi: 3.0.3\nx-kong-name: a\npaths: [1, 2]\n", ""},
		"keys that are no words":   {"openapi: 3.0.3\nx-kong-name: a\npaths: { ? [a] : { get: {} }, ? {b: c} : {}, /a: { get: {} } }\n", "GET /a by kong"},
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			r := read(t, []txtar.File{{Name: "openapi.yaml", Data: []byte(c.text)}})
			got := r.String()
			if took := time.Since(begun); took > 30*time.Second {
				t.Errorf("it took %s", took)
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("%q is not in\n%.2000s", c.want, got)
			}
		})
	}
}

// No text makes the parser panic or run away, and every place that it gives lies in the file.
func FuzzParse(f *testing.F) {
	for _, file := range golden.Files(f, "testdata/*.txtar") {
		f.Add(string(file.Data))
	}
	f.Fuzz(func(t *testing.T, text string) {
		set := new(source.Set)
		file := set.Add("openapi.yaml", "", []byte(text), true)
		inFile := func(s source.Span) {
			if s.Start > s.End || int(s.End) > len(text) {
				t.Fatalf("%v is not in a file of %d bytes", s, len(text))
			}
		}
		for _, o := range openapi.Operations(file) {
			inFile(o.At)
			for _, s := range o.Deadline.From.Steps {
				inFile(s.At)
			}
			if o.Deadline.Lo < 0 || o.Deadline.Lo > o.Deadline.Hi {
				t.Fatalf("%s %s waits %s", o.Method, o.Path, o.Deadline)
			}
		}
	})
}
