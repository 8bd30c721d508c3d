package cli

import (
	"fmt"
	"sync"
	"time"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/lint"
)

const (
	patience = 500 * time.Millisecond // how long a run goes without a sign of life
	refresh  = 100 * time.Millisecond
)

// showProgress keeps one line on a terminal up to date from half a second into the run. The function that it returns wipes the line
// and returns when nothing more will be written.
func (a *app) showProgress(p *lint.Progress) (stop func()) {
	if _, ok := a.Terminal(a.Stderr); !ok || a.Getenv("TERM") == "dumb" {
		return func() {}
	}
	done := make(chan struct{})
	var following sync.WaitGroup
	following.Go(func() {
		wait := time.NewTimer(patience)
		defer wait.Stop()
		shown := false
		for {
			select {
			case <-done:
				if shown {
					fmt.Fprint(a.Stderr, "\r\x1b[K")
				}
				return
			case <-wait.C:
				if line := progressLine(p.Now()); line != "" {
					fmt.Fprintf(a.Stderr, "\r\x1b[K%s", line)
					shown = true
				}
				wait.Reset(refresh)
			}
		}
	})
	return func() { close(done); following.Wait() }
}

func progressLine(phase string, done, total int) string {
	switch {
	case phase == "":
		return ""
	case total == 0:
		return "timeoutlint: " + phase
	}
	return fmt.Sprintf("timeoutlint: %s %d of %d", phase, done, total)
}

// watch times a phase that is not lint's own.
type watch struct{ start time.Time }

func newWatch() watch { return watch{time.Now()} }

func (w watch) phase(name string) lint.Phase {
	return lint.Phase{Name: name, Took: time.Since(w.start)}
}

// writeStats tells what a run dealt with and how long its phases took, slow and fast ones alike.
func (a *app) writeStats(r *finding.Result, phases []lint.Phase) {
	var total time.Duration
	for _, p := range phases {
		total += p.Took
	}
	endpoints, hops := 0, 0
	if r.Graph != nil {
		endpoints, hops = len(r.Graph.Endpoints), len(r.Graph.Hops)
	}
	fmt.Fprintf(a.Stderr, "%d files, %d endpoints, %d hops, %d findings in %s\n",
		r.Files, endpoints, hops, len(r.Findings), milliseconds(total))
	for _, p := range phases {
		fmt.Fprintf(a.Stderr, "  %-8s %s\n", p.Name, milliseconds(p.Took))
	}
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1fms", float64(d.Microseconds())/1000)
}
