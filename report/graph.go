package report

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// graphFormats lists what the --format of the graph command knows, the default first.
var graphFormats = []Format{
	{Name: "text", Write: graphText},
	{Name: "mermaid", Write: graphMermaid},
	{Name: "dot", Write: graphDot},
	{Name: "svg", Write: graphSVG},
	{Name: "html", Write: graphHTML},
	{Name: "json", Write: graphJSON},
}

// LookupGraph gives the format of the graph command that has this name. The error for an unknown one lists those that are known.
func LookupGraph(name string) (Format, error) {
	for _, f := range graphFormats {
		if f.Name == name {
			return f, nil
		}
	}
	return Format{}, fmt.Errorf("unknown format %q: use one of %s", name, strings.Join(GraphNames(), ", "))
}

// GraphNames lists the formats of the graph command, the default first.
func GraphNames() []string {
	names := make([]string, len(graphFormats))
	for i, f := range graphFormats {
		names[i] = f.Name
	}
	return names
}

//go:embed graph.schema.json
var graphSchema []byte

// GraphSchema is the JSON Schema (draft 2020-12) of what the format json of the graph command writes, published as
// docs/timeoutlint-graph.schema.json. It refers to [Schema], which lies beside it.
func GraphSchema() []byte { return slices.Clone(graphSchema) }
