package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/lint"
	"github.com/timeoutlint/timeoutlint/report"
	"github.com/timeoutlint/timeoutlint/source"
)

// diffStates is the command diff that compares two states of the input.
func (a *app) diffStates() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diff BASE [HEAD] [-- PATH...]",
		Short: "tell what a change does to the hops",
		Long: `Compares two states: the hops that a change adds, removes or changes, with both
clocks before and after and where each comes from; the findings that it
introduces and repairs; and, where both sides of a hop change, which one to
apply first. Only findings that the change introduces set the exit status.

BASE and HEAD are git revisions or folders; without HEAD it is the work tree as
it is now. Of a name that is both, ./NAME is the folder. Revisions are read
beside the work tree, which is not touched, and without the network. PATHs limit
what is compared, in both states; in a folder they count from there.`,
		Example: `  timeoutlint diff main                  what the work tree changes
  timeoutlint diff HEAD~1 HEAD           what the last commit changed
  timeoutlint diff origin/main --format markdown
                                         a comment for the pull request
  timeoutlint diff main -- infra deploy  of two folders only
  timeoutlint diff ./old ./new           two folders`,
	}
	var in inputFlags
	var run ruleFlags
	out := outputFlags{comparing: new(comparison)}
	out.add(cmd)
	run.add(cmd, "mildest `SEVERITY` of an introduced finding that\nmakes the exit status 1: error, warning, note,\nor never")
	in.add(cmd)
	cmd.Flags().BoolVar(&out.notes, "notes", false, "spell notes out instead of naming them")
	cmd.Flags().BoolVar(&out.quiet, "quiet", false, "print introduced findings only")
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		names, paths := args, []string(nil)
		if n := cmd.ArgsLenAtDash(); n >= 0 {
			names, paths = args[:n], args[n:]
		}
		if len(names) == 0 || len(names) > 2 {
			return errors.New("name one or two states: BASE, or BASE and HEAD, each a git revision or a folder; PATHs come behind --")
		}
		reports, err := out.reports(a)
		if err != nil {
			return err
		}
		o, err := in.options(a, paths)
		if err != nil {
			return err
		}
		o.NoFixes = !showFixes(reports)
		run.apply(cmd, &o)
		return a.compare(o, names, in.stats, func(c *finding.Change) error {
			out.comparing.change = c
			a.raise(c.Exit())
			return a.write(reports, c.Head.Result)
		})
	}
	return cmd
}

// comparison is what the reports of diff are made from, once it is known.
type comparison struct{ change *finding.Change }

// lookup gives a format of changes as one of results, of which it is handed the one at the head.
func (c *comparison) lookup(name string) (report.Format, error) {
	f, err := report.LookupDiff(name)
	write := func(w io.Writer, _ *finding.Result, o report.Options) error { return f.Write(w, c.change, o) }
	return report.Format{Name: name, Write: write, Fixes: f.Fixes}, err
}

// compare runs on both states and hands what lies between them to then.
func (a *app) compare(o lint.Options, names []string, stats bool, then func(*finding.Change) error) error {
	again, err := a.keepStdin(&o)
	if err != nil {
		return err
	}
	folders := make([]bool, len(names))
	for i, name := range names {
		if folders[i], err = a.isFolder(name); err != nil {
			return err
		}
	}
	base, err := a.state(o, names[0], folders[0])
	if err != nil {
		return err
	}
	o.Stdin = again
	if len(names) == 2 {
		head, err := a.state(o, names[1], folders[1])
		if err != nil {
			return err
		}
		return compared(o, base, head, then)
	}
	head := &finding.State{}
	if folders[0] {
		head.Name, o.Top = ".", o.Cwd
	}
	given := o
	if head.Absent, o.Paths = absent(o); len(head.Absent) > 0 && len(o.Paths) == 0 {
		head.Result = nothing(o)
		return compared(given, base, head, then)
	}
	return a.lint(o, stats, func(r *finding.Result) error {
		head.Result = r
		return compared(given, base, head, then)
	})
}

// compared hands what lies between two states to then. A PATH has to be in one of them.
func compared(o lint.Options, base, head *finding.State, then func(*finding.Change) error) error {
	for _, p := range o.Paths {
		if slices.Contains(base.Absent, p) && slices.Contains(head.Absent, p) {
			return &source.UsageError{Arg: p, Reason: "no such file or folder in either state"}
		}
	}
	c := finding.Compare(*base, *head)
	c.Deadlines = lint.MovedDeadlines(base.Result, head.Result)
	return then(c)
}

// absent tells the PATHs that a folder has from those that it does not: only one of two states needs to have them.
func absent(o lint.Options) (missing, present []string) {
	for _, p := range o.Paths {
		at := p
		if !filepath.IsAbs(p) {
			at = filepath.Join(o.Cwd, p)
		}
		if _, err := os.Lstat(at); p != source.Stdin && errors.Is(err, fs.ErrNotExist) {
			missing = append(missing, p)
		} else {
			present = append(present, p)
		}
	}
	return missing, present
}

// nothing is the result of a state that has none of the PATHs.
func nothing(o lint.Options) *finding.Result {
	return &finding.Result{Set: new(source.Set), FailOn: o.FailOn}
}

// state runs on a folder or a revision.
func (a *app) state(o lint.Options, name string, folder bool) (s *finding.State, err error) {
	if !folder {
		if s, err = a.at(o, name); err != nil {
			return nil, err
		}
	} else {
		o.Cwd = a.path(name)
		o.Top = o.Cwd
		s = &finding.State{Name: name}
		if s.Absent, o.Paths = absent(o); len(s.Absent) > 0 && len(o.Paths) == 0 {
			s.Result = nothing(o)
		} else if s.Result, err = lint.Run(o); err != nil {
			return nil, fmt.Errorf("in %s: %w", name, err)
		}
	}
	for _, u := range s.Result.Unreadable {
		a.complain("%s: %s: %s", name, u.File, u.Reason)
	}
	return s, nil
}

// isFolder tells folders from revisions. A name that can be both is an error, unless it is written as a path.
func (a *app) isFolder(name string) (bool, error) {
	info, err := os.Stat(a.path(name))
	exists := name != "" && err == nil && info.IsDir()
	written := name == "." || name == ".." || strings.HasSuffix(name, "/") || strings.HasPrefix(name, "./") ||
		strings.HasPrefix(name, "../") || filepath.IsAbs(name)
	switch {
	case written && exists:
		return true, nil
	case written:
		return false, &source.UsageError{Arg: name, Reason: "no such folder"}
	}
	err = lint.FindRevision(a.Cwd, name)
	wrong, usage := errors.AsType[*source.UsageError](err)
	switch {
	case err == nil && exists:
		return false, &source.UsageError{Arg: name, Reason: "a revision and a folder have this name: ./" + name + " is the folder, " + name + "~0 the revision"}
	case err == nil:
		return false, nil
	case exists:
		return true, nil
	case usage:
		return false, &source.UsageError{Arg: name, Reason: "no such folder, and " + wrong.Reason}
	}
	return false, &failure{err}
}
