package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// man is the hidden command that writes the manual page: for those who package timeoutlint. Cobra's own generator would add two libraries
// that turn Markdown into roff.
func (a *app) man() *cobra.Command {
	return &cobra.Command{
		Use:    "man",
		Short:  "write the manual page timeoutlint(1)",
		Hidden: true,
		Args:   exactly(0, ""),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return buffered(a.Stdout, func(w io.Writer) error {
				_, err := io.WriteString(w, manual(cmd.Root()))
				return err
			})
		},
	}
}

// manual is the page in the language of man(7). It bears no date: the same program gives the same bytes.
func manual(root *cobra.Command) string {
	m := new(manPage)
	fmt.Fprintf(m, ".TH TIMEOUTLINT 1 \"\" %s \"User Commands\"\n", argument("timeoutlint "+root.Version))
	m.macro("SH", "NAME")
	m.text("timeoutlint - " + root.Short)
	m.macro("SH", "SYNOPSIS")
	var commands []*cobra.Command
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			commands = append(commands, c)
			m.macro("B", "timeoutlint "+c.Use)
			m.WriteString(".br\n")
		}
	}
	m.macro("SH", "DESCRIPTION")
	m.text(root.Long)
	m.macro("SH", "COMMANDS")
	for _, c := range commands {
		m.command(c)
	}
	m.statuses()
	m.macro("SH", "SEE ALSO")
	m.macro("BR", "nginx", "(8)")
	return m.String()
}

// manPage is a manual page in the making.
type manPage struct{ strings.Builder }

// macro writes a line that calls a macro.
func (m *manPage) macro(name string, arguments ...string) {
	m.WriteString("." + name)
	for _, a := range arguments {
		m.WriteString(" " + argument(a))
	}
	m.WriteString("\n")
}

// text writes paragraphs, which empty lines part.
func (m *manPage) text(text string) {
	for i, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		if i > 0 {
			m.WriteString(".PP\n")
		}
		m.lines(paragraph)
	}
}

// lines writes lines of text as they are.
func (m *manPage) lines(text string) {
	for line := range strings.Lines(text) {
		m.WriteString(roff(strings.TrimRight(line, "\n")) + "\n")
	}
}

// verbatim writes text whose line breaks and blanks count.
func (m *manPage) verbatim(text string) {
	m.WriteString(".PP\n.nf\n.RS\n")
	m.lines(text)
	m.WriteString(".RE\n.fi\n")
}

func (m *manPage) command(c *cobra.Command) {
	m.macro("SS", "timeoutlint "+c.Use)
	m.text(description(c))
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" || f.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		m.WriteString(".TP\n")
		m.WriteString(`\fB` + roff("--"+f.Name) + `\fR`)
		if value != "" {
			m.WriteString(` \fI` + roff(value) + `\fR`)
		}
		m.WriteString("\n")
		usage = strings.Join(strings.Fields(usage), " ")
		if d := zeroless(f.DefValue); d != "" {
			usage += " (default " + d + ")"
		}
		m.lines(usage)
	})
	if c.Example != "" {
		m.verbatim(strings.ReplaceAll(strings.TrimPrefix(c.Example, "  "), "\n  ", "\n"))
	}
}

func (m *manPage) statuses() {
	m.macro("SH", "EXIT STATUS")
	for _, s := range statuses {
		m.WriteString(".TP\n")
		m.macro("B", s.status)
		m.lines(strings.ReplaceAll(s.meaning, "`", ""))
	}
	m.WriteString(".PP\n")
	m.lines(statusRule)
}

// argument quotes an argument of a macro.
func argument(text string) string { return `"` + strings.ReplaceAll(roff(text), `"`, `\(dq`) + `"` }

// literal keeps the characters that roff would take for its own or make typography of.
var literal = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`)

// roff writes a line of text. One that begins with a point would call a macro; an apostrophe is replaced anyway.
func roff(line string) string {
	line = literal.Replace(line)
	if strings.HasPrefix(line, ".") {
		line = `\&` + line
	}
	return line
}
