package report

import (
	_ "embed"
	"slices"
)

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of what the format json writes, published as docs/timeoutlint-report.schema.json.
func Schema() []byte { return slices.Clone(schema) }
