package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/limits"
)

// limitFlag is --limit, or a flag of its own for one of the limits: of both the last one counts.
type limitFlag struct {
	set *limits.Set
	one *limits.Limit // nil: NAME=N
}

func (f limitFlag) String() string { return "" }
func (f limitFlag) Type() string   { return "limit" }
func (f limitFlag) Set(text string) error {
	l, number := f.one, text
	if l == nil {
		name, n, ok := strings.Cut(text, "=")
		if l, number = limits.Find(name), n; l == nil {
			return unknownLimit(name)
		}
		if !ok {
			return fmt.Errorf("write %s=N; the default is %d", name, l.Default)
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	switch {
	case err != nil || n < 1:
		return errors.New("give a whole number from 1 up")
	case l.Most > 0 && n > l.Most:
		return fmt.Errorf("%s cannot be more than %d", l.Name, l.Most)
	}
	*f.set = f.set.With(l, n)
	return nil
}

func limitNames() []string {
	names := make([]string, len(limits.All))
	for i, l := range limits.All {
		names[i] = l.Name
	}
	return names
}

func unknownLimit(name string) error {
	text := "there is no limit of this name"
	if near := nearest(name, limitNames()); near != "" {
		text += "; did you mean " + near + "?"
	}
	return fmt.Errorf("%s: use one of %s", text, strings.Join(limitNames(), ", "))
}

// addLimits adds the flags that raise limits to a command, and completes their names.
func addLimits(cmd *cobra.Command, set *limits.Set) {
	cmd.Flags().Var(limitFlag{set: set}, "limit", "`NAME=N`: raise or lower a limit; repeatable;\ndocs/limits.md lists them")
	cmd.Flags().Var(limitFlag{set: set, one: limits.FileBytes}, "max-file-bytes", "`N`, as --limit file-bytes=N")
	var names []string
	for _, l := range limits.All {
		names = append(names, fmt.Sprintf("%s=\t%s (%d)", l.Name, strings.ReplaceAll(l.Counts, "`", ""), l.Default))
	}
	completeAs(cmd, "limit", names, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveNoSpace)
}

// list leaves above the limit of findings only their numbers in a result, and says so beside reports that have no place for it.
func (a *app) list(r *finding.Result, set limits.Set) {
	r.List(set.Int(limits.Findings))
	for _, u := range r.Unlisted {
		a.complain("%s of %s not listed %s", count(u.Count, u.Severity.String()), u.Rule.ID, limits.Findings.Raise())
	}
}

// limitsTable is the page of all limits.
func limitsTable() string {
	var b strings.Builder
	b.WriteString("# Limits\n\nHow much one run takes in at most. Hostile input ends in a report with them, and not in an exhausted machine; but for `worlds`, no repository that we know of meets one.\n" +
		"Where one is met, the report says so at the place and names the flag. `--limit NAME=N` raises or lowers one, on every command that reads PATHs:\n\n" +
		"```\ntimeoutlint --limit hops=4000000 --limit findings=100000 .\n```\n\n" +
		"`timeoutlint.yaml` cannot set them: it comes with the pull request. Memory and time grow with what is allowed.\n\n" +
		"| limit | default | counts | and then | why this number |\n|---|---|---|---|---|\n")
	for _, l := range limits.All {
		n := strconv.FormatInt(l.Default, 10)
		if l == limits.FileBytes {
			n += " (" + limits.Bytes(l.Default) + ")"
		}
		most := ""
		if l.Most > 0 {
			most = ", at most " + strconv.FormatInt(l.Most, 10)
		}
		fmt.Fprintf(&b, "| `%s` | %s%s | %s | %s | %s |\n", l.Name, n, most, l.Counts, l.Beyond, l.Chosen)
	}
	return b.String() + "\nLimits that cannot be raised, since what lies beyond would harm the machine, are listed in [SECURITY.md](../SECURITY.md#limits).\n"
}
