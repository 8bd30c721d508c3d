package openapi

import (
	"bytes"
	"path"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers"
)

// Match claims YAML and JSON files whose beginning says openapi: 3 or swagger: 2 at the top: by name those that are called so too, else by
// content. A file that is called so and has the words further down (JSON is often written with sorted keys) is claimed by content.
func Match(name string, head []byte) parsers.Claim {
	base := strings.ToLower(path.Base(name))
	switch path.Ext(base) {
	case ".yaml", ".yml", ".json":
	default:
		return parsers.No
	}
	called := strings.Contains(base, "openapi") || strings.Contains(base, "swagger")
	says := (bytes.Contains(head, []byte("openapi")) || bytes.Contains(head, []byte("swagger"))) && topLine().Match(head)
	switch {
	case called && says:
		return parsers.ByName
	case says, called && paths().Match(head):
		return parsers.ByContent
	}
	return parsers.No
}

var (
	// topLine is the version of the format: in YAML at the start of a line, in JSON behind a bracket or comma. At which depth it stands in JSON
	// is told once the file is parsed.
	topLine = pattern.New(`(?:(?:^|[\n\r\x{feff}])["']?|[{,]\s*")(?:openapi|swagger)["']?\s*:\s*["']?[23]\.`)
	// paths is a key that documents have near their beginning where the version stands further down.
	paths = pattern.New(`["'\n](?:components|definitions|info|paths|basePath)["']?\s*:`)
)

// extensions are the words without which a file is not parsed: parsing YAML is a hundred times slower than looking for them.
var extensions = [][]byte{[]byte("x-google-backend"), []byte("x-amazon-apigateway-integration"), []byte("x-kong-")}

func configuresGateway(src []byte) bool {
	for _, e := range extensions {
		if bytes.Contains(src, e) {
			return true
		}
	}
	return false
}
