package deadlines_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/parsers/openapi"
	"github.com/timeoutlint/timeoutlint/parsers/openapi/deadlines"
	"github.com/timeoutlint/timeoutlint/source"
)

func operations(text string) []openapi.Operation {
	return openapi.Operations(new(source.Set).Add("openapi.yaml", "", []byte(text), true))
}

const kong = `
openapi: 3.0.3
x-kong-service-defaults: { host: a, read_timeout: 30000 }
paths:
  /items:
    get: {}
    post: {}
  /items/{id}:
    get: {}
  /reports:
    post:
      x-kong-service-defaults: { host: a, read_timeout: 60000 }
`

func TestMoved(t *testing.T) {
	google := `{"swagger": "2.0", "x-google-backend": {"address": "http://a"}, "paths": {"/a": {"get": {}}, "/b": {"get": {"x-google-backend": {"deadline": 20}}}}}`
	amazon := `{"openapi": "3.0.1", "paths": {"/{p+}": {"x-amazon-apigateway-any-method": {"x-amazon-apigateway-integration": {"type": "http", "uri": "http://a", "timeoutInMillis": 1000}}}}}`
	for name, c := range map[string]struct {
		base, head string
		want       string // a line each
	}{
		"nothing":  {kong, kong, ""},
		"its form": {kong, strings.ReplaceAll(kong, "60000", "60000 # a minute"), ""},
		"the document's": {kong, strings.ReplaceAll(kong, "30000", "45000"), `
GET /items waits 45s instead of 30s
POST /items waits 45s instead of 30s
GET /items/{id} waits 45s instead of 30s`},
		"one operation's":           {kong, strings.ReplaceAll(kong, "60000", "90500"), "POST /reports waits 90.5s instead of 60s"},
		"back to a default":         {strings.ReplaceAll(kong, "60000", "90000"), strings.ReplaceAll(kong, ", read_timeout: 60000", ""), "POST /reports waits 60s instead of 90s"},
		"an operation of its own":   {kong, strings.ReplaceAll(kong, "    post: {}\n", "    post: { x-kong-service-defaults: { host: a, read_timeout: 1000 } }\n"), "POST /items waits 1s instead of 30s"},
		"a renamed parameter alone": {kong, strings.ReplaceAll(kong, "{id}", "{item}"), ""},
		"a renamed parameter": {kong, strings.NewReplacer("{id}", "{item}", "30000", "45000").Replace(kong), `
GET /items waits 45s instead of 30s
POST /items waits 45s instead of 30s
GET /items/{item} waits 45s instead of 30s`},
		"another path":     {kong, strings.ReplaceAll(kong, "/reports", "/statements"), ""},
		"another method":   {kong, strings.ReplaceAll(kong, "  /reports:\n    post:", "  /reports:\n    put:"), ""},
		"no gateway":       {kong, "openapi: 3.0.3\npaths: { /items: { get: {} } }\n", ""},
		"unknown since":    {kong, strings.ReplaceAll(kong, "60000", "'${WAIT}'"), "POST /reports waits unresolved instead of 60s"},
		"swagger and JSON": {google, strings.ReplaceAll(google, "20", "7.5"), "GET /b waits 7.5s instead of 20s"},
		"any method":       {amazon, strings.ReplaceAll(amazon, "1000", "2000"), "ANY /{p+} waits 2s instead of 1s"},
	} {
		t.Run(name, func(t *testing.T) {
			moves, err := deadlines.Moved(operations(c.base), operations(c.head))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range moves {
				got = append(got, fmt.Sprintf("%s %s waits %s instead of %s", m.Is.Method, m.Is.Path, m.Is.Deadline, m.Was.Deadline))
			}
			if d := cmp.Diff(strings.TrimPrefix(c.want, "\n"), strings.Join(got, "\n")); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// Larger changes than can be paired are told for what kept its name, and it is said that something may be missing.
func TestTooMany(t *testing.T) {
	large := func(parameter string, wait int) []openapi.Operation {
		var b strings.Builder
		fmt.Fprintf(&b, "openapi: 3.0.3\nx-kong-service-defaults: { host: a, read_timeout: %d }\npaths:\n  /own: { get: {} }\n", wait)
		for i := range 2000 {
			fmt.Fprintf(&b, "  /%d/{%s}: { get: {} }\n", i, parameter)
		}
		return operations(b.String())
	}
	begun := time.Now()
	moves, err := deadlines.Moved(large("a", 1000), large("b", 2000))
	if err == nil || len(moves) != 1 || moves[0].Is.Path != "/own" {
		t.Errorf("%v, error %v", moves, err)
	}
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("it took %s", took)
	}
}

// Paths are words of somebody else.
func FuzzMoved(f *testing.F) {
	f.Add("/a/{b}", "/a/{c}", "GET")
	f.Add("x-a", "{", "ANY")
	f.Fuzz(func(t *testing.T, was, is, method string) {
		at := func(path string, wait time.Duration) []openapi.Operation {
			o := openapi.Operation{Method: method, Path: path, Gateway: "kong"}
			o.Deadline.State, o.Deadline.Lo, o.Deadline.Hi = 1, wait, wait
			return []openapi.Operation{o}
		}
		moves, err := deadlines.Moved(at(was, time.Second), at(is, time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		if was == is && len(moves) != 1 {
			t.Errorf("%q did not move", was)
		}
	})
}
