package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/timeoutlint/timeoutlint/rules"
)

// rules is the command that lists all rules.
func (a *app) rules() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "list all rules",
		Args:  exactly(0, ""),
	}
	format := choose(cmd, "format", "text", "`FORMAT` of the list: text, json", "text", "json")
	cmd.RunE = func(*cobra.Command, []string) error {
		return buffered(a.Stdout, func(w io.Writer) error {
			if format.value == "json" {
				return rulesJSON(w)
			}
			return rulesText(w)
		})
	}
	return cmd
}

func rulesText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range rules.All {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", r.ID, r.Name, r.Severity, r.Title)
	}
	return t.Flush()
}

func rulesJSON(w io.Writer) error {
	type rule struct {
		ID       string `json:"id"`
		Name     string `json:"name"`
		Severity string `json:"severity"`
		Title    string `json:"title"`
	}
	document := struct {
		Version int    `json:"version"`
		Rules   []rule `json:"rules"`
	}{Version: 1, Rules: []rule{}}
	for _, r := range rules.All {
		document.Rules = append(document.Rules, rule{r.ID, r.Name, r.Severity.String(), r.Title})
	}
	return writeJSON(w, document)
}

// writeJSON writes a document for people to read as well, with < and > as they are.
func writeJSON(w io.Writer, document any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(document)
}
