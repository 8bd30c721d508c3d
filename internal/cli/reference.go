package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// statuses are the exit statuses with what they mean, in Markdown.
var statuses = []struct{ status, meaning string }{
	{"0", "nothing found at or above `--fail-on`"},
	{"1", "at least one finding at or above `--fail-on`"},
	{"2", "wrong usage: an unknown flag, a PATH that does not exist, an `--output` that cannot be created"},
	{"3", "a PATH could not be read, a report could not be written whole, or timeoutlint itself failed; what could be read is still reported"},
}

const statusRule = "The highest number wins. What discovery leaves out is listed in the report with its reason and does not change the status.\n"

func exitStatuses() string {
	var b strings.Builder
	b.WriteString("## Exit status\n\n| status | meaning |\n|---|---|\n")
	for _, s := range statuses {
		fmt.Fprintf(&b, "| %s | %s |\n", s.status, s.meaning)
	}
	return b.String() + "\n" + statusRule
}

// reference is the page of the command line: every command with its flags.
func reference(root *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Command line\n\n%s\n\n```\n", root.Long)
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			fmt.Fprintf(&b, "timeoutlint %-18s %s\n", c.Use, c.Short)
		}
	}
	b.WriteString("```\n\n" + exitStatuses())
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			writeCommand(&b, c)
		}
	}
	return b.String()
}

func writeCommand(b *strings.Builder, c *cobra.Command) {
	fmt.Fprintf(b, "\n## %s\n\n`timeoutlint %s`\n\n%s\n", c.Name(), c.Use, description(c))
	if c.Example != "" {
		fmt.Fprintf(b, "\n```\n%s\n```\n", strings.ReplaceAll(strings.TrimPrefix(c.Example, "  "), "\n  ", "\n"))
	}
	if !c.LocalFlags().HasAvailableFlags() {
		return
	}
	b.WriteString("\n| flag | default | |\n|---|---|---|\n")
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" || f.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		flag := "--" + f.Name
		if value != "" {
			flag += " " + value
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", code(flag), code(zeroless(f.DefValue)), cell(strings.TrimSpace(strings.ReplaceAll(usage, "\n", " "))))
	})
}

// description is what the help says of a command, in sentences.
func description(c *cobra.Command) string {
	if c.Long != "" {
		return c.Long
	}
	return strings.ToUpper(c.Short[:1]) + c.Short[1:] + "."
}

// zeroless leaves out defaults that say no more than that the flag is not given.
func zeroless(value string) string {
	switch value {
	case "[]", "0", "false":
		return ""
	}
	return value
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + cell(text) + "`"
}

func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
