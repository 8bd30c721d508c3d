// Command gate compares what this commit and the one before it do for the same files: statements executed, allocations, and bytes
// allocated. It fails when one of them has grown by more than a tenth (a quarter for a small tree). None of them is a time, so that a
// busy machine changes nothing: the statements are counted by Go's coverage counters, in one goroutine.
//
//	go run ./bench/gate            HEAD against HEAD^
//	go run ./bench/gate -base v1.2 HEAD against a release
//
// A commit that has to cost more says so in a line of its message: "bench: accepted REASON". Where there is no commit before (a
// shallow clone, the first commit), or it cannot be measured, nothing is compared, and the reason is printed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

// limit is how long everything may take; most of it is compiling.
const limit = 10 * time.Minute

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	ctx, cancel := context.WithTimeout(ctx, limit)
	err := run(ctx, os.Args[1:], os.Stdout)
	cancel()
	stop()
	if skip := skipped(""); errors.As(err, &skip) {
		fmt.Println("bench gate: nothing compared:", skip)
		return
	}
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench gate:", err)
		os.Exit(1)
	}
}

// skipped is why nothing can be compared.
type skipped string

func (s skipped) Error() string { return string(s) }

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("gate", flag.ContinueOnError)
	head := flags.String("head", "HEAD", "the commit to judge")
	base := flags.String("base", "", "the commit to compare it with; default: the one before it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *base == "" {
		*base = *head + "^"
	}
	dir, err := os.MkdirTemp("", "bench-gate")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()

	for _, c := range []struct{ rev, to string }{{*head, "head"}, {*base, "base"}} {
		if err := export(ctx, c.rev, filepath.Join(dir, c.to)); err != nil {
			return skipped(fmt.Sprintf("%s is not to be had (%v)", c.rev, err))
		}
	}
	trees, err := generate(ctx, dir)
	if err != nil {
		return err
	}
	after, err := measureAll(ctx, dir, "head", trees)
	if err != nil {
		return err
	}
	before, err := measureAll(ctx, dir, "base", trees)
	if err != nil {
		return skipped(fmt.Sprintf("%s cannot be measured (%v)", *base, err))
	}
	grown := compare(out, trees, before, after)
	if len(grown) == 0 {
		return nil
	}
	if reason := accepted(ctx, *head); reason != "" {
		fmt.Fprintln(out, "\naccepted by the commit's message:", reason)
		return nil
	}
	return fmt.Errorf("%d of the numbers have grown too much; mend it, or say why in a line of the commit's message: bench: accepted REASON", len(grown))
}
