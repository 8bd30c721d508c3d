package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/timeoutlint/timeoutlint/rules"
)

// explain is the command that prints the page of a rule.
func (a *app) explain() *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE",
		Short: "print the page of a rule: what, why, an example, its correction",
		Example: `  timeoutlint explain TL101
  timeoutlint explain upstream-connection-header`,
		ValidArgs: ruleNames(),
		Args:      exactly(1, `name a rule, such as TL101; "timeoutlint rules" lists them`),
		RunE: func(_ *cobra.Command, args []string) error {
			r, ok := rules.Find(args[0])
			if !ok {
				return rules.Unknown(args[0])
			}
			return buffered(a.Stdout, func(w io.Writer) error {
				_, err := io.WriteString(w, r.Page())
				return err
			})
		},
	}
}

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
