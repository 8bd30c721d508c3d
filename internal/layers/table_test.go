package layers

import (
	"fmt"
	"sort"
	"strings"
)

// family groups packages that must not know the others of their kind: what is read, what is judged and what is printed
// meet in lint and nowhere else.
type family string

const (
	none    family = ""
	parsing family = "parsers"
	ruling  family = "rules"
	telling family = "report"
)

// layer is the place of one package. An import points to a smaller height, never to the same.
type layer struct {
	height  int
	family  family
	stdOnly bool // imports the standard library and nothing else: usable outside this project
	tests   bool // exists for tests: no other package's shipped files import it
}

// layersOf is the house, from the ground up; the key is the folder below the module root.
var layersOf = map[string]layer{
	"limits":           {height: -10, stdOnly: true},
	"source":           {height: 0},
	"internal/near":    {height: 0, stdOnly: true},
	"internal/pattern": {height: 0, stdOnly: true},

	"internal/revision": {height: 5},

	"chain": {height: 10},

	"finding": {height: 20},

	"presets":              {height: 30},
	"parsers/program":      {height: 31, family: parsing},
	"parsers":              {height: 32, family: parsing}, // the type Parser only
	"parsers/nginx/syntax": {height: 30, family: parsing, stdOnly: true},
	"parsers/yamlspan":     {height: 35, family: parsing},
	"rules":                {height: 30, family: ruling},
	"report":               {height: 30, family: telling},

	"parsers/nginx":     {height: 40, family: parsing},
	"parsers/clients":   {height: 40, family: parsing},
	"parsers/sysctl":    {height: 40, family: parsing},
	"parsers/terraform": {height: 40, family: parsing},
	"parsers/openapi":   {height: 40, family: parsing},
	"parsers/workloads": {height: 45, family: parsing},

	"parsers/workloads/image":      {height: 34, family: parsing},
	"parsers/workloads/code":       {height: 36, family: parsing},
	"parsers/workloads/configs":    {height: 36, family: parsing},
	"parsers/workloads/kubernetes": {height: 36, family: parsing},

	"parsers/aws": {height: 50, family: parsing}, // over parsers/terraform
	"parsers/gcp": {height: 50, family: parsing},

	"parsers/openapi/deadlines": {height: 50, family: parsing},

	"lint": {height: 60},

	"internal/cli": {height: 70},

	"cmd/timeoutlint":  {height: 80},
	"bench/pool":       {height: 80, stdOnly: true}, // a program of its own: it measures nginx, not us
	"bench/corpus":     {height: 80, stdOnly: true},
	"bench/compare":    {height: 80, stdOnly: true},
	"bench/gate":       {height: 80, stdOnly: true},
	"bench/gate/probe": {height: 80},

	"internal/nginxtest": {tests: true},
	"internal/layers":    {tests: true},
	"internal/treetest":  {tests: true},
	"internal/golden":    {tests: true},
	"e2e":                {tests: true},
	"e2e/safety":         {tests: true},
	"e2e/scenarios":      {tests: true},
	"examples":           {tests: true},
}

// goPackage is what a verdict hangs on: a package's path and what its shipped files import. Test files may import what they like,
// since a rule is tested through the whole pipeline.
type goPackage struct {
	Dir        string
	ImportPath string
	GoFiles    []string
	Imports    []string
}

// violations says for each import that points the wrong way which one it is and which rule it breaks, one sentence each, sorted.
func violations(module string, packages []goPackage) []string {
	var found []string
	for _, p := range packages {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		at, known := layersOf[name]
		if !known {
			found = append(found, fmt.Sprintf("no layer knows %s: add it to the table in internal/layers/table_test.go", name))
			continue
		}
		for _, path := range p.Imports {
			if broken := judge(at, module, path); broken != "" {
				found = append(found, fmt.Sprintf("%s imports %s: %s", name, strings.TrimPrefix(path, module+"/"), broken))
			}
		}
	}
	sort.Strings(found)
	return found
}

// judge gives the rule that the import of path by a package of the layer from breaks, or "".
func judge(from layer, module, path string) string {
	name, ours := strings.CutPrefix(path, module+"/")
	if from.stdOnly {
		// The first element of a path outside the standard library is a host name and has a dot.
		if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
			return "it imports the standard library only, so that others can use it by itself"
		}
		return ""
	}
	if !ours || from.tests {
		return ""
	}
	to, known := layersOf[name]
	switch {
	case !known:
		return "" // told once, at the package itself
	case to.tests:
		return "only tests import it"
	case from.family == parsing && name == "finding":
		return "parsers report chain.Problem and chain.Fact and leave the wording to rules"
	case from.family != none && to.family != none && from.family != to.family:
		return "rules, parsers and report never import each other; they meet in lint"
	case to.height >= from.height:
		return "an import points to a lower layer, never up or sideways"
	}
	return ""
}
