package cli

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/cobra"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/lint"
)

const fixLong = `Applies the safe repairs of what check finds, and checks again until there is
nothing more to apply. A repair is safe where it can break nothing: it starts no
pool in front of servers of which nothing is known, and changes no line that
several servers share. --unsafe applies the others as well: read what they say.

Comments, indentation and line endings stay as they are. Each file is written
whole or not at all, and one that changed meanwhile, is read-only or came from
standard input is left alone. The exit status is that of check for what is left.`

// fix is the command that applies repairs.
func (a *app) fix() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fix [PATH...]",
		Short: "apply the repairs that are safe",
		Long:  fixLong,
		Example: `  timeoutlint fix --dry-run           what would be changed, as a diff
  timeoutlint fix deploy/nginx
  timeoutlint fix --unsafe --only TL204 .
  timeoutlint fix --dry-run | git apply`,
		Args: cobra.ArbitraryArgs,
	}
	var in inputFlags
	var run ruleFlags
	var o lint.FixOptions
	cmd.Flags().BoolVar(&o.Unsafe, "unsafe", false, "apply repairs that need a look, too")
	cmd.Flags().BoolVar(&o.DryRun, "dry-run", false, "write nothing; print what would change as a unified\ndiff, and the rest on standard error")
	run.add(cmd, "mildest `SEVERITY` that makes the exit status 1:\nerror, warning, note, or never")
	in.add(cmd)
	cmd.RunE = func(_ *cobra.Command, paths []string) (err error) {
		if o.Options, err = in.options(a, paths); err != nil {
			return err
		}
		run.apply(cmd, &o.Options)
		return a.repair(o, in.stats)
	}
	return cmd
}

func (a *app) repair(o lint.FixOptions, stats bool) error {
	o.Progress = new(lint.Progress)
	o.Looked = func(_ int, size int64) { a.makeRoom(size) }
	stop := a.showProgress(o.Progress)
	done, err := lint.Fix(o)
	stop()
	if err != nil {
		return err
	}
	for _, u := range done.Result.Unreadable {
		a.complain("%s: %s", u.File, u.Reason)
	}
	a.raise(done.Result.Exit())
	if stats {
		defer a.writeStats(done.Result, o.Progress.Phases())
	}
	if !o.DryRun {
		return buffered(a.Stdout, func(w io.Writer) error { return tell(w, done, "repaired ") })
	}
	if err := buffered(a.Stdout, func(w io.Writer) error { return a.diff(w, done.Files) }); err != nil {
		return err
	}
	return buffered(a.Stderr, func(w io.Writer) error { return tell(w, done, "would repair ") })
}

// tell says what was done and what was not.
func tell(w io.Writer, done *lint.Fixed, verb string) error {
	var b strings.Builder
	line := func(format string, args ...any) { b.WriteString(visible(fmt.Sprintf(format, args...)) + "\n") }
	for _, f := range done.Files {
		line("%s%s", verb, f.Name)
		for _, r := range f.Repairs {
			line("  %s", repairLine(r))
		}
	}
	for _, s := range done.Left {
		line("left alone %s: %s", s.File, s.Reason)
	}
	if n := len(done.Unsafe); n > 0 {
		line("%s not applied: --unsafe applies %s", count(n, "unsafe repair"), them(n))
		for _, r := range done.Unsafe {
			line("  %s", repairLine(r))
		}
	}
	var left []string
	for _, s := range []finding.Severity{finding.Error, finding.Warning, finding.Note} {
		if n := done.Result.Count(s); n > 0 {
			left = append(left, count(n, s.String()))
		}
	}
	switch {
	case len(left) > 0:
		line("left: %s; timeoutlint check tells them", strings.Join(left, ", "))
	case len(done.Files) == 0:
		line("nothing to repair")
	default:
		line("nothing is left")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func them(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

func repairLine(r lint.Repair) string {
	if r.Line == 0 {
		return r.Rule + " " + r.Title
	}
	return r.Rule + " " + r.File + ":" + strconv.Itoa(r.Line) + ": " + r.Title
}

// diff writes what would change, for git apply and patch -p1 in the working directory. On a terminal nothing in it commands the terminal.
func (a *app) diff(w io.Writer, files []lint.FixedFile) error {
	_, terminal := a.Terminal(a.Stdout)
	for _, f := range files {
		text := udiff.Unified(quoted("a/"+f.Name), quoted("b/"+f.Name), string(f.Before), string(f.After))
		if terminal {
			var shown strings.Builder
			for l := range strings.Lines(text) {
				shown.WriteString(strings.ReplaceAll(visible(strings.ReplaceAll(strings.TrimSuffix(l, "\n"), "\t", "\u2028")), `\u2028`, "\t") + "\n")
			}
			text = shown.String()
		}
		if _, err := io.WriteString(w, text); err != nil {
			return err
		}
	}
	return nil
}

// quoted is a file's name as git writes it in the head of a diff.
func quoted(name string) string {
	if visible(name) == name && !strings.ContainsAny(name, `"\`) {
		return name
	}
	return strconv.QuoteToASCII(name)
}
