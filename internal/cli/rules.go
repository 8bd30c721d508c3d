package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

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
			return rulesText(w, a.prose())
		})
	}
	return cmd
}

// rulesText lists the rules in columns. Where those leave too little of a terminal, titles stand below: width is its columns, 0 for no limit.
func rulesText(w io.Writer, width int) error {
	const between, least = 2, 40 // blanks between columns; columns that a title needs
	id, name, severity := 0, 0, 0
	for _, r := range rules.All {
		id, name, severity = max(id, len(r.ID)), max(name, len(r.Name)), max(severity, len(r.Severity.String()))
	}
	at := id + name + severity + 3*between
	below := width != 0 && width-at < least
	if below {
		at = id + between
	}
	for _, r := range rules.All {
		head := fmt.Sprintf("%-*s  %-*s  %-*s", id, r.ID, name, r.Name, severity, r.Severity)
		title := []string{r.Title}
		if width != 0 {
			title = fold(r.Title, width-at)
		}
		separator := "\n" + strings.Repeat(" ", at)
		first := strings.Repeat(" ", between)
		if below {
			head, first = strings.TrimRight(head, " "), separator
		}
		if _, err := fmt.Fprintln(w, head+first+strings.Join(title, separator)); err != nil {
			return err
		}
	}
	return nil
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
