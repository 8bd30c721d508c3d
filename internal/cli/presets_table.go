package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/presets"
)

// presetsTable is the page with every value of the catalogue, one table for each of its files.
func presetsTable() string {
	all := presets.All()
	slices.SortStableFunc(all, func(a, b *presets.Preset) int { return cmp.Compare(a.Family, b.Family) })
	var b strings.Builder
	fmt.Fprintf(&b, `# All defaults of the catalogue

%s, by the file below presets/data that holds them. *accepts* is how long the product keeps an idle connection as a server,
*connects* as a client, *passes* how long it remembers an idle flow that goes through it. Where no versions stand, the value holds for all of them.
How to name a product, and what the words in the place of a number mean: [presets.md](presets.md). `+"`timeoutlint explain NAME`"+` tells more of each.
`, count(len(all), "preset"))
	family := ""
	for _, p := range all {
		if p.Family != family {
			family = p.Family
			fmt.Fprintf(&b, "\n## %s\n\n| preset | side | keeps | versions, variant | setting | source |\n|---|---|---|---|---|---|\n", family)
		}
		for _, row := range p.Table() {
			b.WriteString(presetRow(p, row))
		}
	}
	return b.String()
}

func presetRow(p *presets.Preset, row presets.Row) string {
	i := row.Idle
	var scope []string
	for _, s := range []string{i.Versions, i.When} {
		if s != "" {
			scope = append(scope, code(s))
		}
	}
	if i.Status != presets.Maintained {
		scope = append(scope, i.Status.String())
	}
	var set []string
	for _, s := range i.Settings {
		set = append(set, code(s.Name))
	}
	if i.Fixed {
		set = []string{"cannot be changed"}
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s |\n", code(p.Name), row.Side, i.String()+escaped(remark(i)),
		strings.Join(scope, ", "), strings.Join(set, ", "), escaped(i.Source))
}

// escaped is prose in a cell. Addresses keep their underscores: they become links as they are.
func escaped(s string) string {
	words := strings.Split(strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", `\<`, "*", `\*`, "`", "\\`", "[", `\[`).Replace(s), " ")
	for n, w := range words {
		if !strings.Contains(w, "://") {
			words[n] = strings.ReplaceAll(w, "_", `\_`)
		}
	}
	return strings.Join(words, " ")
}
