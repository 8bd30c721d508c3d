package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

// plainWidth is the width of a text report that goes to no terminal: the same bytes wherever it is made.
const plainWidth = 100

// outputFlags say what is written, and where to.
type outputFlags struct {
	format, color *choice
	files         []string
	notes, quiet  bool
	showing       bool // of the command show
	drawing       bool // of the command graph
	comparing     *comparison
}

func (f *outputFlags) add(cmd *cobra.Command) {
	formats := report.Names()
	switch {
	case f.showing:
		formats = []string{"text", "json"}
	case f.drawing:
		formats = report.GraphNames()
	case f.comparing != nil:
		formats = report.DiffNames()
	}
	list := strings.Join(formats, ", ")
	if first, rest, ok := strings.Cut(list, "junit, "); ok {
		list = first + "junit,\n" + rest + "\n" // the help has 46 columns for it
	}
	f.format = choose(cmd, "format", "text", "`FORMAT` of the report: "+list, formats...)
	f.color = choose(cmd, "color", "auto", "`WHEN` to use colours: always, never, or auto:\non a terminal but for NO_COLOR and TERM=dumb\n", "auto", "always", "never")
	cmd.Flags().StringArrayVar(&f.files, "output", nil, "write the report to `FILE`; FORMAT=FILE writes\na further report beside it; repeatable")
}

// output is one report to write; file "" is standard output.
type output struct {
	file    string
	format  report.Format
	options report.Options
}

// reports reads the flags. FORMAT=FILE adds a report; a FILE alone takes the place of standard output.
func (f *outputFlags) reports(a *app) ([]output, error) {
	o := report.Options{
		Color: f.color.value == "always", Width: plainWidth,
		Notes: f.notes, Quiet: f.quiet, Show: f.showing, Version: versionOf().Version,
	}
	format, err := f.lookup(f.format.value)
	if err != nil {
		return nil, err
	}
	main := output{format: format, options: o}
	var more []output
	for _, value := range f.files {
		name, file, ok := strings.Cut(value, "=")
		switch {
		case !ok || strings.ContainsAny(name, "/."): // a file's name may hold a '=' behind its folder
			if main.file != "" {
				return nil, fmt.Errorf("--output %s: the report goes to %s already; write FORMAT=FILE for a further one", value, main.file)
			}
			main.file = value
		default:
			if format, err = f.lookup(name); err != nil {
				return nil, fmt.Errorf("--output %s: %w", value, err)
			}
			more = append(more, output{file: file, format: format, options: o})
		}
		if file == "" && ok || value == "" {
			return nil, fmt.Errorf("--output %q: give the name of a file", value)
		}
	}
	if main.file == "" {
		a.dress(&main.options, f.color.value)
	}
	all := append([]output{main}, more...)
	for i, x := range all {
		if x.file != "" && slices.ContainsFunc(all[:i], func(y output) bool { return a.path(y.file) == a.path(x.file) && y.file != "" }) {
			return nil, fmt.Errorf("--output %s: two reports cannot go to one file", x.file)
		}
	}
	return all, nil
}

// showFixes reports whether some report shows the fixes of findings.
func showFixes(reports []output) bool {
	return slices.ContainsFunc(reports, func(o output) bool { return o.format.Fixes })
}

func (f *outputFlags) lookup(name string) (report.Format, error) {
	switch {
	case f.showing:
		return showFormat(name)
	case f.drawing:
		return report.LookupGraph(name)
	case f.comparing != nil:
		return f.comparing.lookup(name)
	}
	return report.Lookup(name)
}

// dress suits a report to standard output: its colours and its width.
func (a *app) dress(o *report.Options, color string) {
	if a.Terminal == nil {
		return
	}
	columns, terminal := a.Terminal(a.Stdout)
	if !terminal {
		return
	}
	if columns > 0 {
		o.Width = columns
	}
	if color == "auto" {
		o.Color = a.Getenv("NO_COLOR") == "" && a.Getenv("TERM") != "dumb"
	}
}

func (a *app) path(file string) string {
	if filepath.IsAbs(file) {
		return filepath.Clean(file)
	}
	return filepath.Join(a.Cwd, file)
}

// write writes all reports. One that cannot be written does not keep the others from it; the first error is returned.
func (a *app) write(all []output, r *finding.Result) error {
	var first error
	for _, o := range all {
		if err := a.writeOne(o, r); err != nil && !brokenPipe(err) && first == nil {
			first = err
		}
	}
	return first
}

func (a *app) writeOne(o output, r *finding.Result) error {
	if o.file == "" {
		return buffered(a.Stdout, func(w io.Writer) error { return o.format.Write(w, r, o.options) })
	}
	f, err := os.Create(a.path(o.file))
	if err != nil {
		return fmt.Errorf("--output %s: %s", o.file, plainError(err))
	}
	err = buffered(f, func(w io.Writer) error { return o.format.Write(w, r, o.options) })
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil && !brokenPipe(err) {
		return &failure{fmt.Errorf("--output %s: %s", o.file, plainError(err))}
	}
	return nil
}

// buffered has do write to w in large pieces. An error of w is a failure: nobody used the command wrongly.
func buffered(w io.Writer, do func(io.Writer) error) error {
	b := bufio.NewWriterSize(w, 64<<10)
	err := do(b)
	if flushed := b.Flush(); err == nil {
		err = flushed
	}
	if err != nil {
		return &failure{fmt.Errorf("the report could not be written: %w", err)}
	}
	return nil
}

// report runs the pipeline on PATHs and prints its result.
func (a *app) report(in *inputFlags, out *outputFlags, paths []string) error {
	reports, err := out.reports(a)
	if err != nil {
		return err
	}
	o, err := in.options(a, paths)
	if err != nil {
		return err
	}
	o.NoFixes = !showFixes(reports)
	return a.lint(o, in.stats, func(r *finding.Result) error {
		a.list(r, o.Limits)
		a.raise(r.Exit())
		return a.write(reports, r)
	})
}
