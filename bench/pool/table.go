package main

import (
	"fmt"
	"io"
	"slices"
)

// writeTable prints one line for each way. Counts are the median of the rounds; costs are ratios to the way's base in the same
// round, the median with the smallest and the largest.
func writeTable(out io.Writer, ways []way, results [][]result) {
	fmt.Fprint(out, `| way | what it has | connections to the application | TIME_WAIT, connecting end | TIME_WAIT, application | requests a second | median time of a request | processor time of nginx |
|---|---|--:|--:|--:|--:|--:|--:|
`)
	for i, w := range ways {
		mine, base := results[i], results[w.base]
		cpu := "no nginx"
		if !w.direct {
			cpu = ratios(mine, base, func(r result) float64 { return float64(r.cpu) })
		}
		fmt.Fprintf(out, "| %s | %s | %d | %d | %d | %s | %s | %s |\n", w.name, w.note,
			middle(mine, func(r result) int { return r.connections }),
			middle(mine, func(r result) int { return r.waiting.client }),
			middle(mine, func(r result) int { return r.waiting.server }),
			ratios(mine, base, func(r result) float64 { return 1 / float64(r.elapsed) }),
			ratios(mine, base, func(r result) float64 { return float64(r.median) }), cpu)
	}
}

func middle(rs []result, of func(result) int) int {
	var all []int
	for _, r := range rs {
		all = append(all, of(r))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// ratios compares round with round. A way compared with itself is 1 without a spread.
func ratios(mine, base []result, of func(result) float64) string {
	var all []float64
	for i, r := range mine {
		all = append(all, of(r)/of(base[i]))
	}
	slices.Sort(all)
	low, high := all[0], all[len(all)-1]
	if low == 1 && high == 1 {
		return "1"
	}
	return fmt.Sprintf("%.2f (%.2f to %.2f)", all[len(all)/2], low, high)
}
