// Command compare times timeoutlint and what can be had beside it on the same trees, as whole processes: cat and grep as the
// physical limit, and programs that look at the same files. It prints Markdown tables; docs/speed.md holds one run.
//
//	go run ./bench/compare -timeoutlint bin/timeoutlint DIR...
//
// Every program runs once before it is timed, so that the files are in memory, and the rounds go through all programs in turn, so
// that what else the machine does falls on all of them. A program that is not installed is left out with a note. Nothing is
// written but to a temporary folder. bench/corpus makes trees to measure on.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
)

// plan is what is measured.
type plan struct {
	timeoutlint string
	rounds      int
	only        map[string]bool // names of programs; empty: all
	scratch     string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	p := plan{only: make(map[string]bool)}
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.StringVar(&p.timeoutlint, "timeoutlint", "bin/timeoutlint", "the program to measure")
	flags.IntVar(&p.rounds, "rounds", 5, "how often each program is timed, 1 to 99")
	only := flags.String("only", "", "names of the programs to run, separated by commas: "+strings.Join(names(), ", ")+"; default: all")
	if err := flags.Parse(args); err != nil {
		return err
	}
	for name := range strings.SplitSeq(*only, ",") {
		if name != "" {
			p.only[name] = true
		}
	}
	var err error
	switch {
	case flags.NArg() == 0:
		return errors.New("give folders to measure on; bench/corpus makes them")
	case p.rounds < 1 || p.rounds > 99:
		return errors.New("-rounds must be 1 to 99")
	}
	if p.timeoutlint, err = filepath.Abs(p.timeoutlint); err != nil {
		return err
	}
	if p.scratch, err = os.MkdirTemp("", "compare"); err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(p.scratch) }()

	fmt.Fprintf(out, "%s. Best and median of %d rounds, warm cache.\n", machine(ctx), p.rounds)
	for _, dir := range flags.Args() {
		if err := p.compare(ctx, dir, out); err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
	}
	return nil
}

// compare measures all programs on one tree.
func (p plan) compare(ctx context.Context, dir string, out io.Writer) error {
	t, err := look(dir)
	if err != nil {
		return err
	}
	var results []*result
	var missing []string
	for _, program := range programs {
		if len(p.only) > 0 && !p.only[program.name] {
			continue
		}
		path := p.timeoutlint
		if program.binary != "" {
			if path, err = exec.LookPath(program.binary); err != nil {
				missing = append(missing, program.name)
				continue
			}
		}
		if calls := program.calls(p, t, path); len(calls) > 0 {
			results = append(results, &result{program: program, calls: calls})
		}
	}
	for _, r := range results {
		if _, err := r.once(ctx, t); err != nil {
			return err
		}
	}
	for range p.rounds {
		for _, r := range results {
			m, err := r.once(ctx, t)
			if err != nil {
				return err
			}
			r.rounds = append(r.rounds, m)
		}
	}
	writeTable(out, t, results, missing)
	return nil
}

// machine says where the times come from: they mean nothing elsewhere, the ratios a little more.
func machine(ctx context.Context) string {
	text := fmt.Sprintf("%s %s, %d processors", runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	if cpu, err := exec.CommandContext(ctx, "sh", "-c", "sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1").Output(); err == nil && len(cpu) > 0 {
		text += " (" + strings.TrimSpace(string(cpu)) + ")"
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		first, _, _ := strings.Cut(string(load), " ")
		text += ", load " + first + " at the start"
	}
	return text
}
