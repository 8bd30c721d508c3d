package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/lint"
	"github.com/timeoutlint/timeoutlint/source"
)

// at runs on a revision, whose copy is removed also when the run is interrupted.
func (a *app) at(o lint.Options, rev string) (*finding.State, error) {
	dir, err := os.MkdirTemp("", "timeoutlint-")
	if err != nil {
		return nil, &failure{fmt.Errorf("no temporary folder could be made: %s", plainError(err))}
	}
	interrupted, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(interrupted, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case <-interrupted:
			_ = os.RemoveAll(dir)
			os.Exit(finding.ExitUnreadable)
		case <-done:
		}
	}()
	defer func() {
		signal.Stop(interrupted)
		close(done)
		_ = os.RemoveAll(dir) // what is left of it is in the folder for temporary files
	}()
	o.Scratch = dir
	state, err := lint.RunAt(o, rev)
	if _, ok := errors.AsType[*lint.RevisionError](err); ok {
		return nil, &failure{err}
	}
	return state, err
}

// keepStdin reads standard input where a run wants it, and gives it to a second run too.
func (a *app) keepStdin(o *lint.Options) (again io.Reader, err error) {
	if !slices.Contains(o.Paths, source.Stdin) {
		return o.Stdin, nil
	}
	o.Stdin, again, err = lint.Twice(o.Stdin, o.Limits.Of(limits.FileBytes))
	if err != nil {
		return nil, &failure{fmt.Errorf("standard input: %s", plainError(err))}
	}
	return again, nil
}

// tellLeft tells what a revision could not give, one line for each reason.
func (a *app) tellLeft(s *finding.State) {
	counts := make(map[string]int)
	for _, l := range s.Left {
		counts[l.Reason]++
	}
	for _, l := range s.Left {
		n := counts[l.Reason]
		if n == 0 {
			continue
		}
		delete(counts, l.Reason)
		more := ""
		if n > 1 {
			more = fmt.Sprintf(" and %d more", n-1)
		}
		a.complain("at %s: %s%s: %s", s.Name, l.File, more, l.Reason)
	}
}
