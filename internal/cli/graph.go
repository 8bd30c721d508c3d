package cli

import (
	"github.com/spf13/cobra"
)

// graph is the command that draws the chain.
func (a *app) graph() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "graph [PATH...]",
		Short: "draw every path with both clocks of each hop",
		Long: `Draws what connects to what: a line for each path, from the endpoint that nobody
connects to, to the one that connects to nobody. At each arrow stand the two
clocks of the hop: how long the client side and the server side keep an idle
connection. The one on the left must run out first; where it does not, the arrow
says so, and the lines below it say why and what to change. Findings do not
change the exit status.`,
		Example: `  timeoutlint graph
  nginx -vT 2>&1 | timeoutlint graph - infra/
  timeoutlint graph --format mermaid  for Markdown, in a fence named mermaid
  timeoutlint graph --format svg > chain.svg
  timeoutlint graph --format html > chain.html
  timeoutlint graph --format dot | dot -Tpdf > chain.pdf
  timeoutlint graph --format json .   paths, endpoints and hops`,
		Args: cobra.ArbitraryArgs,
	}
	var in inputFlags
	var out outputFlags
	out.drawing = true
	out.add(cmd)
	in.add(cmd)
	cmd.RunE = func(_ *cobra.Command, paths []string) error { return a.report(&in, &out, paths) }
	return cmd
}
