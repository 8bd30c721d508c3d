package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// compare prints the numbers of both commits and gives those that have grown too much.
func compare(out io.Writer, trees []tree, before, after map[string]cost) (grown []string) {
	fmt.Fprint(out, "| tree | what | before | after | growth |\n|---|---|--:|--:|--:|\n")
	for _, t := range trees {
		b, a := before[t.name], after[t.name]
		for _, n := range []struct {
			what          string
			before, after uint64
		}{{"statements", b.statements, a.statements}, {"allocations", b.allocations, a.allocations}, {"bytes", b.bytes, a.bytes}} {
			by := growth(n.before, n.after)
			mark := ""
			if by > t.most {
				mark = fmt.Sprintf(" more than %.0f %%", t.most*100)
				grown = append(grown, t.name+" "+n.what)
			}
			fmt.Fprintf(out, "| %s | %s | %d | %d | %+.1f %%%s |\n", t.name, n.what, n.before, n.after, by*100, mark)
		}
		if slices.Contains(grown, t.name+" statements") {
			packages(out, b.byPackage, a.byPackage)
		}
	}
	return grown
}

func growth(before, after uint64) float64 {
	return (float64(after) - float64(before)) / float64(max(before, 1))
}

// packages prints where most of the growth is.
func packages(out io.Writer, before, after map[string]uint64) {
	more := func(p string) int64 { return int64(after[p]) - int64(before[p]) }
	names := slices.SortedFunc(maps.Keys(after), func(p, q string) int {
		return cmp.Or(cmp.Compare(more(q), more(p)), strings.Compare(p, q))
	})
	for _, p := range names[:min(len(names), 5)] {
		if more(p) > 0 {
			fmt.Fprintf(out, "| | ... in %s | %d | %d | |\n", p, before[p], after[p])
		}
	}
}
