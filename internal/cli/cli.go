// Package cli is the command line: flags, streams, exit statuses. What a run finds is decided in lint, how it looks in report;
// nothing here knows a format or a rule.
package cli

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/timeoutlint/timeoutlint/finding"
)

// Env is everything outside the process that a command looks at.
type Env struct {
	Cwd            string // absolute; "" is the process's own
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	// Terminal tells whether a stream is a terminal, and how many columns it has.
	Terminal func(stream io.Writer) (columns int, ok bool)
	Now      time.Time // zero is the clock's
	// Tune lets the run set the garbage collector of the process to the size of its input.
	Tune bool
	// Panics lets the panics of parsers and rules through: for tests.
	Panics bool
}

// Main runs timeoutlint in this process. args are without the program's name; the result is the exit status.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	// A reader that has seen enough (| head) is told by the write's error, so that the run's own status still counts.
	signal.Ignore(syscall.SIGPIPE)
	e := Env{
		Stdin: stdin, Stdout: stdout, Stderr: stderr,
		Getenv: os.Getenv, Terminal: terminal,
		Tune: os.Getenv("GOGC") == "" && os.Getenv("GOMEMLIMIT") == "",
	}
	return e.Run(args)
}

func terminal(stream io.Writer) (columns int, ok bool) {
	f, isFile := stream.(*os.File)
	if !isFile || !term.IsTerminal(int(f.Fd())) {
		return 0, false
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	return columns, err == nil
}

// Run runs one command in this environment and gives its exit status.
func (e Env) Run(args []string) int {
	a := &app{Env: e}
	a.spare()
	if a.Cwd == "" {
		var err error
		if a.Cwd, err = os.Getwd(); err != nil {
			a.complain("the working directory cannot be found; change to one that exists")
			return finding.ExitUnreadable
		}
	}
	root := a.commands()
	root.SetArgs(args)
	root.SetIn(e.Stdin)
	root.SetOut(e.Stdout)
	root.SetErr(e.Stderr)
	return a.execute(root)
}

// app is one run of the program.
type app struct {
	Env
	status int          // the highest so far
	room   atomic.Int64 // bytes that the heap may have
}

func (a *app) execute(root *cobra.Command) (status int) {
	if !a.Panics {
		defer func() {
			if v := recover(); v != nil {
				a.complain("internal error: %v; please report it with the input that shows it, at %s", v, issues)
				status = finding.ExitUnreadable
			}
		}()
	}
	err := root.Execute()
	switch {
	case err == nil || brokenPipe(err):
	case errors.As(err, new(*failure)):
		a.complain("%v", err)
		a.raise(finding.ExitUnreadable)
	default:
		a.complain("%s", a.explainUsage(root, err))
		a.raise(finding.ExitUsage)
	}
	return a.status
}

const issues = "https://github.com/timeoutlint/timeoutlint/issues"

// raise records an exit status; the highest wins.
func (a *app) raise(status int) { a.status = max(a.status, status) }
