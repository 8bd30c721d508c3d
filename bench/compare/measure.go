package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"time"
)

// result is what a program took on one tree.
type result struct {
	program
	calls  []call
	rounds []measured
}

// measured is one round: the calls one after another.
type measured struct {
	wall, cpu time.Duration
	peak      int64 // bytes, of the largest process
}

// once runs all calls. What they print is thrown away; that they find something to complain about is no error, that they do not
// work is one.
func (r *result) once(ctx context.Context, t tree) (sum measured, err error) {
	for _, c := range r.calls {
		cmd := exec.CommandContext(ctx, c.args[0], c.args[1:]...)
		cmd.Dir = c.dir
		var complaint bytes.Buffer
		cmd.Stderr = &limited{to: &complaint, left: 4 << 10}
		begin := time.Now()
		err := cmd.Run()
		sum.wall += time.Since(begin)
		if exit := (*exec.ExitError)(nil); err != nil && (!errors.As(err, &exit) || exit.ExitCode() < 0 || !r.complains(exit.ExitCode())) {
			return sum, fmt.Errorf("%s: %w: %s", r.name, err, complaint.Bytes())
		}
		sum.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		sum.peak = max(sum.peak, peakOf(cmd.ProcessState))
	}
	return sum, nil
}

// complains reports whether an exit status says that something was found, not that the program failed.
func (r *result) complains(status int) bool {
	switch r.binary {
	case "", "grep":
		return status == 1
	case "tflint":
		return status == 2
	case "terraform":
		return status == 3
	case "nginx-linter":
		return status == 1
	}
	return false
}

// best and median are over the rounds.
func (r *result) best(of func(measured) int64) int64   { return r.sorted(of)[0] }
func (r *result) median(of func(measured) int64) int64 { return r.sorted(of)[len(r.rounds)/2] }

func (r *result) sorted(of func(measured) int64) []int64 {
	all := make([]int64, len(r.rounds))
	for i, m := range r.rounds {
		all[i] = of(m)
	}
	slices.Sort(all)
	return all
}

func wall(m measured) int64 { return int64(m.wall) }
func cpu(m measured) int64  { return int64(m.cpu) }
func peak(m measured) int64 { return m.peak }

// limited keeps the first bytes of what is written.
type limited struct {
	to   *bytes.Buffer
	left int
}

func (l *limited) Write(b []byte) (int, error) {
	n := min(l.left, len(b))
	l.left -= n
	l.to.Write(b[:n])
	return len(b), nil
}
