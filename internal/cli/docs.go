package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/timeoutlint/timeoutlint/parsers/clients"
	"github.com/timeoutlint/timeoutlint/report"
	"github.com/timeoutlint/timeoutlint/rules"
)

// generated is the notice at the head of each page that the docs command writes.
const generated = "<!-- written by \"make docs\"; do not edit -->\n\n"

// docs is the hidden command that writes the generated pages. The same program gives the same bytes: CI compares them.
func (a *app) docs() *cobra.Command {
	return &cobra.Command{
		Use:    "docs DIR",
		Short:  "write the generated pages of docs/ into a folder",
		Hidden: true,
		Args:   exactly(1, "name the folder that the pages go to"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.writeDocs(cmd.Root(), a.path(args[0]))
		},
	}
}

func (a *app) writeDocs(root *cobra.Command, dir string) error {
	pages := map[string]string{
		"cli.md":                         generated + reference(root),
		"timeoutlint.schema.json":        string(clients.Schema()),
		"timeoutlint-keys.md":            generated + clients.Reference(),
		"timeoutlint-report.schema.json": string(report.Schema()),
		"timeoutlint-graph.schema.json":  string(report.GraphSchema()),
		"timeoutlint-diff.schema.json":   string(report.DiffSchema()),
		"limits.md":                      generated + limitsTable(),
		"presets-table.md":               generated + presetsTable(),
		"rules/README.md":                generated + rulesIndex(),
	}
	for _, r := range rules.All {
		pages["rules/"+r.ID+".md"] = generated + r.Page()
	}
	if err := os.MkdirAll(filepath.Join(dir, "rules"), 0o755); err != nil {
		return fmt.Errorf("docs: %s", plainError(err))
	}
	for name, text := range pages {
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
			return fmt.Errorf("docs: %s: %s", name, plainError(err))
		}
	}
	return removeStale(filepath.Join(dir, "rules"), pages)
}

// removeStale removes the pages of rules that are no more.
func removeStale(dir string, pages map[string]string) error {
	found, err := filepath.Glob(filepath.Join(dir, "TL[0-9][0-9][0-9].md"))
	if err != nil {
		return err
	}
	for _, f := range found {
		if _, ok := pages["rules/"+filepath.Base(f)]; ok {
			continue
		}
		if err := os.Remove(f); err != nil {
			return fmt.Errorf("docs: %s: %s", filepath.Base(f), plainError(err))
		}
	}
	return nil
}

func rulesIndex() string {
	var b strings.Builder
	b.WriteString("# Rules\n\n| rule | name | severity | fires when |\n|---|---|---|---|\n")
	for _, r := range rules.All {
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s |\n", r.ID, r.ID, r.Name, r.Severity, strings.ReplaceAll(r.Title, "|", `\|`))
	}
	b.WriteString("\n`timeoutlint explain RULE` prints the same pages. A finding is suppressed by a comment on its line or the line above,\n" +
		"at either of its two places: `# timeoutlint:ignore TL101 until=2027-03-01 reason`.\n")
	return b.String()
}
