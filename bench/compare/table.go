package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
)

// writeTable prints one line for each program. The ratios are to the first one's, of the best rounds: on a shared machine the best
// is what the program needs, the rest is what others took.
func writeTable(out io.Writer, t tree, results []*result, missing []string) {
	fmt.Fprintf(out, "\n### %s: %d files, %.1f MB", filepath.Base(t.dir), len(t.files), float64(t.bytes)/1e6)
	if n := len(t.nginx); n > 0 {
		fmt.Fprintf(out, ", %d nginx roots", n)
	}
	fmt.Fprint(out, "\n\n| program | best | median | processor time | time to timeoutlint's | processor time to timeoutlint's | peak memory |\n|---|--:|--:|--:|--:|--:|--:|\n")
	if len(results) == 0 {
		return
	}
	base := results[0]
	for _, r := range results {
		name := "`" + r.name + "`"
		if r.note != "" {
			name += ", " + r.note
		}
		if n := len(r.calls); n > 1 {
			name += fmt.Sprintf(" (%d)", n)
		}
		fmt.Fprintf(out, "| %s | %s | %s | %s | %.2f | %.2f | %.0f MiB |\n", name,
			shown(r.best(wall)), shown(r.median(wall)), shown(r.best(cpu)),
			float64(r.best(wall))/float64(base.best(wall)), float64(r.best(cpu))/float64(max(base.best(cpu), 1)),
			float64(r.median(peak))/(1<<20))
	}
	if len(missing) > 0 {
		fmt.Fprintf(out, "\nNot installed here: %s.\n", strings.Join(missing, ", "))
	}
}

func shown(nanoseconds int64) string {
	d := time.Duration(nanoseconds)
	if d < time.Second {
		return fmt.Sprintf("%.1f ms", float64(d)/1e6)
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}
