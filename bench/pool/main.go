// Command pool measures what an upstream pool saves: the same requests through the installed nginx with a pool, without one,
// with a pool that is defeated, over TLS, and without nginx at all. It prints a Markdown table of the connections that the
// application had to accept, the ports left in TIME_WAIT, and the costs as ratios. docs/pool-gain.md holds one such table.
//
//	go run ./bench/pool
//
// Everything listens on loopback and needs no root; the number of requests and the time are bounded.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"
)

// plan is how much is measured.
type plan struct {
	nginx    string // path of the executable
	requests int    // in each way and round
	clients  int    // at the same time
	rounds   int
	limit    time.Duration // for everything
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "pool:", err)
		os.Exit(1)
	}
}

// run measures what the arguments ask for and writes the page's middle part to out.
func run(ctx context.Context, args []string, out io.Writer) error {
	p, err := planOf(args)
	if err != nil {
		return err
	}
	if err := p.fits(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, p.limit)
	defer cancel()
	machine, err := describe(ctx, p.nginx)
	if err != nil {
		return err
	}
	// Round by round, not way by way: what else the machine does in these seconds then falls on all ways.
	results := make([][]result, len(ways))
	for range p.rounds {
		for i, w := range ways {
			r, err := w.measure(ctx, p)
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return fmt.Errorf("not done after %s: use fewer -requests or -rounds, or a longer -limit", p.limit)
			}
			if err != nil {
				return fmt.Errorf("%s: %w", w.name, err)
			}
			results[i] = append(results[i], r)
		}
	}
	fmt.Fprintf(out, "%d requests by %d clients in each way, %d rounds. %s\n\n", p.requests, p.clients, p.rounds, machine)
	writeTable(out, ways, results)
	return nil
}

func planOf(args []string) (plan, error) {
	var p plan
	flags := flag.NewFlagSet("pool", flag.ContinueOnError)
	flags.StringVar(&p.nginx, "nginx", "", "the nginx to run; default: the one on PATH or /usr/sbin/nginx")
	flags.IntVar(&p.requests, "requests", 2000, "requests in each way and round, at most 10000")
	flags.IntVar(&p.clients, "clients", 8, "clients at the same time, at most 64")
	flags.IntVar(&p.rounds, "rounds", 5, "rounds, at most 9")
	flags.DurationVar(&p.limit, "limit", 55*time.Second, "give up after this long")
	if err := flags.Parse(args); err != nil {
		return p, err
	}
	for _, bound := range []struct {
		name        string
		value, most int
	}{{"requests", p.requests, 10000}, {"clients", p.clients, 64}, {"rounds", p.rounds, 9}} {
		if bound.value < 1 || bound.value > bound.most {
			return p, fmt.Errorf("-%s %d: use 1 to %d", bound.name, bound.value, bound.most)
		}
	}
	if flags.NArg() > 0 {
		return p, fmt.Errorf("unexpected argument %q: there are flags only, see -h", flags.Arg(0))
	}
	if p.nginx == "" {
		var err error
		if p.nginx, err = installed(); err != nil {
			return p, err
		}
	}
	return p, nil
}

// fits refuses a plan whose closed connections the kernel would not all keep: it drops what exceeds tcp_max_tw_buckets, and the
// counts would be too small without a word.
func (p plan) fits() error {
	most, err := number("/proc/sys/net/ipv4/tcp_max_tw_buckets")
	if err != nil {
		return err
	}
	have, err := allTimeWaits()
	if err != nil {
		return err
	}
	need := have
	for _, w := range ways {
		if !w.kept {
			need += p.requests * p.rounds
		}
	}
	if need > most {
		return fmt.Errorf("%d connections would be in TIME_WAIT (%d are), and this kernel keeps %d: wait a minute, or use fewer -requests or -rounds",
			need, have, most)
	}
	return nil
}
