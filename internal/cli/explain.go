package cli

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/rules"
)

// explain is the command that tells what a rule, a product or a hop is about.
func (a *app) explain() *cobra.Command {
	return &cobra.Command{
		Use:   "explain WHAT",
		Short: "tell about a rule, a product, or a hop between products",
		Long: `Tells about

  a rule      what, why, an example and its correction
  a product   how long it keeps idle connections, by version; which of its
              settings says so; what to set beside its usual neighbours; where
              the numbers were read ("timeoutlint presets" lists the products)
  a hop       "CLIENT -> SERVER": both clocks from the catalogue alone, the
              verdict, and what to set; also "cloudfront -> alb -> node"

A product is written NAME, NAME@VERSION, NAME:VARIANT or
NAME:setting=value,setting=value.`,
		Example: `  timeoutlint explain TL101
  timeoutlint explain upstream-connection-header
  timeoutlint explain node
  timeoutlint explain "alb -> gunicorn:gthread"
  timeoutlint explain "nginx -> go:ReadTimeout=10s"`,
		ValidArgs: ruleNames(),
		Args:      exactly(1, `name a rule (TL101), a product (node), or a hop in quotes ("alb -> node")`),
		RunE: func(_ *cobra.Command, args []string) error {
			var page bytes.Buffer
			if err := explainWhat(&page, args[0], a.prose()); err != nil {
				return err // a name that is unknown: usage, not a failed write
			}
			return buffered(a.Stdout, func(w io.Writer) error {
				_, err := page.WriteTo(w)
				return err
			})
		},
	}
}

// explainWhat writes a page, its prose broken to width columns; 0 leaves it as it is.
func explainWhat(w io.Writer, what string, width int) error {
	if strings.Contains(what, "->") {
		return explainPath(w, what, width)
	}
	if r, ok := rules.Find(what); ok {
		_, err := io.WriteString(w, foldMarkdown(r.Page(), width))
		return err
	}
	ref, err := presets.ParseRef(what)
	if err != nil {
		return err
	}
	if _, ok := presets.Lookup(ref.Name); ok {
		return explainPreset(w, what, width)
	}
	unknown := rules.Unknown(what)
	near := presets.Suggest(ref.Name)
	switch {
	case looksLikeRule(what) || near == "" && unknown.Nearest != "":
		return unknown
	case near != "":
		return fmt.Errorf("neither a rule nor a product is called %q; did you mean %s?", what, near)
	}
	return fmt.Errorf(`neither a rule nor a product is called %q; "timeoutlint rules" and "timeoutlint presets" list them`, what)
}

func looksLikeRule(s string) bool {
	return len(s) > 2 && strings.EqualFold(s[:2], "TL") && s[2] >= '0' && s[2] <= '9'
}
