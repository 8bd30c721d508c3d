package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/timeoutlint/timeoutlint/report"
)

// show is the command that tells what is in force.
func (a *app) show() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show [PATH...]",
		Short: "tell every timeout in force, where it was read, what it overrides",
		Long: `Tells for each endpoint, and for each location of an nginx server, which
timeouts are in force, in which line each was read, and what it overrides: the
answer to "does this setting have any effect?". Findings do not change the exit
status.`,
		Example: `  timeoutlint show deploy/nginx.conf
  nginx -vT 2>&1 | timeoutlint show -
  timeoutlint show --format json .    the report of check, and each location`,
		Args: cobra.ArbitraryArgs,
	}
	var in inputFlags
	var out outputFlags
	out.showing = true
	out.add(cmd)
	in.add(cmd)
	cmd.RunE = func(_ *cobra.Command, paths []string) error { return a.report(&in, &out, paths) }
	return cmd
}

// showFormat is what show can print: what it is for in text, and the one document of JSON.
func showFormat(name string) (report.Format, error) {
	switch name {
	case "text":
		return report.Format{Name: name, Write: report.Show}, nil
	case "json":
		return report.Lookup(name)
	}
	return report.Format{}, fmt.Errorf("unknown format %q: use one of text, json", name)
}
