package terraform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/limits"
)

// crowded is what a name is worth that hangs on too many conditions.
func (w *world) crowded(name, subjects string) *value {
	return unknown(fmt.Sprintf("it depends on more than %d combinations of %s %s", w.most, subjects, limits.Worlds.Raise()), word(name))
}

// crowd is what a name hangs on by the worlds in which it was evaluated, when there are too many of them.
func (sc *scope) crowd(name string) string {
	s, ok := sc.crowds[name]
	if !ok {
		if sc.crowds == nil {
			sc.crowds = map[string]string{}
		}
		var all []chain.Guard
		for _, r := range sc.memo[name].worlds {
			all = append(all, atoms(r.asked))
		}
		s = subjects(all)
		sc.crowds[name] = s
	}
	return s
}

func guards[T any](worlds []outcome[T]) (all []chain.Guard) {
	for _, w := range worlds {
		all = append(all, w.when)
	}
	return all
}

// mostSubjects are named.
const mostSubjects = 6

// variables finds the variables of the root module in a condition.
var variables = pattern.New(`\bvar\.[\w-]+`)

// subjects names what conditions are about: the variables in them, by which they could be decided, and else the conditions themselves.
func subjects(worlds []chain.Guard) string {
	var given, others []string
	seen := map[string]bool{} // most worlds differ in one condition
	for _, g := range worlds {
		for _, a := range g {
			if seen[a.Subject] {
				continue
			}
			seen[a.Subject] = true
			found := variables().FindAllString(a.Subject, -1)
			given = append(given, found...)
			if len(found) == 0 {
				others = append(others, a.Subject)
			}
		}
	}
	slices.Sort(given)
	slices.Sort(others)
	all := append(slices.Compact(given), slices.Compact(others)...)
	switch n := len(all) - mostSubjects; {
	case len(all) == 0:
		return "conditions"
	case n > 0:
		return fmt.Sprintf("%s and %d more", strings.Join(all[:mostSubjects], ", "), n)
	case len(all) == 1:
		return all[0]
	}
	return strings.Join(all[:len(all)-1], ", ") + " and " + all[len(all)-1]
}
