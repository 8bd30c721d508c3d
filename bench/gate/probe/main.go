// Command probe runs timeoutlint once in its own process and tells what it allocated: its arguments are those of timeoutlint, the
// report is thrown away, and the last line of standard output holds the number of allocations and their bytes. bench/gate builds it
// with coverage counters.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"github.com/timeoutlint/timeoutlint/internal/cli"
)

func main() {
	e := cli.Env{
		Stdin: os.Stdin, Stdout: io.Discard, Stderr: os.Stderr,
		Getenv:   func(string) string { return "" },
		Terminal: func(io.Writer) (int, bool) { return 0, false },
		Now:      time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	status := e.Run(os.Args[1:])
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println(m.Mallocs, m.TotalAlloc)
	if status > 1 { // 1: there are findings
		os.Exit(status)
	}
}
