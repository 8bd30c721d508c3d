package finding

import (
	"cmp"
	"slices"
)

// Baseline is what is known of a state of the input: the identities of its findings. It stays true when lines move, blocks change their
// order, files are renamed, or more files are looked at.
type Baseline struct{ Entries []Entry }

// Entry is one identity with the number of times that it occurs.
type Entry struct {
	Rule string // id
	Identity
	Count int // 1 or more
}

// NewBaseline gathers the identities of all parts of the findings of a run, in an order that depends on nothing else.
func NewBaseline(all []*Finding) Baseline {
	counts := make(map[Entry]int)
	for _, f := range all {
		for _, id := range f.Identities() {
			counts[Entry{Rule: f.Rule.ID, Identity: id}]++
		}
	}
	b := Baseline{Entries: make([]Entry, 0, len(counts))}
	for e, n := range counts {
		e.Count = n
		b.Entries = append(b.Entries, e)
	}
	slices.SortFunc(b.Entries, func(x, y Entry) int {
		return cmp.Or(cmp.Compare(x.Rule, y.Rule), cmp.Compare(x.File, y.File), cmp.Compare(x.About, y.About),
			cmp.Compare(x.Fingerprint, y.Fingerprint), cmp.Compare(x.Client, y.Client), cmp.Compare(x.Server, y.Server), cmp.Compare(x.Moved, y.Moved))
	})
	return b
}

// New gives those of the findings that the baseline does not know: one of their parts is not in it, is there fewer times, or has a gap
// between its clocks that grew.
func (b Baseline) New(all []*Finding) []*Finding {
	var fresh []*Finding
	for i, n := range b.match(all, true) {
		if n < len(all[i].parts()) {
			fresh = append(fresh, all[i])
		}
	}
	return fresh
}

// Gone gives those of the findings of which the baseline, that of a later run, holds no part any more, whatever their clocks.
func (b Baseline) Gone(all []*Finding) []*Finding {
	var gone []*Finding
	for i, n := range b.match(all, false) {
		if n == 0 {
			gone = append(gone, all[i])
		}
	}
	return gone
}

// Worse reports whether the baseline holds a part of a finding, so that where it is new all the same it has become worse or spread.
func (b Baseline) Worse(f *Finding) bool { return b.match([]*Finding{f}, false)[0] > 0 }

// known is an entry in the course of being matched.
type known struct {
	Entry
	left int
}

// current is a part of a finding in the course of being matched.
type current struct {
	Identity
	of int // index of its finding
}

// levels are the names under which two runs are compared, the surest first. What has a namesake under one of them is settled there: only
// what has none can have been renamed.
var levels = [...]func(Identity) string{
	func(i Identity) string { return i.Fingerprint },
	func(i Identity) string { return i.Moved + " " + i.File },
	func(i Identity) string { return i.Moved },
}

// match counts for each finding the parts that the baseline holds. Each of its entries stands for as many parts as it counts.
func (b Baseline) match(all []*Finding, gap bool) []int {
	matched := make([]int, len(all))
	old := make([]*known, len(b.Entries))
	for i, e := range b.Entries {
		old[i] = &known{e, e.Count}
	}
	var open []current
	for i, f := range all {
		for _, id := range f.Identities() {
			open = append(open, current{id, i})
		}
	}
	for _, level := range levels {
		before, now := make(map[string][]*known), make(map[string][]current)
		for _, o := range old {
			before[level(o.Identity)] = append(before[level(o.Identity)], o)
		}
		for _, c := range open {
			now[level(c.Identity)] = append(now[level(c.Identity)], c)
		}
		for name, group := range now {
			for _, c := range pair(before[name], group, gap) {
				matched[c.of]++
			}
		}
		old = slices.DeleteFunc(old, func(o *known) bool { return now[level(o.Identity)] != nil })
		open = slices.DeleteFunc(open, func(c current) bool { return before[level(c.Identity)] != nil })
	}
	return matched
}

// pair gives as many of the parts of one name as have a known one of the same name, with a gap that is not smaller where the gap counts:
// the widest known gap excuses the widest one of now that it can.
func pair(before []*known, now []current, gap bool) (excused []current) {
	slices.SortStableFunc(before, func(a, b *known) int { return cmp.Compare(b.Gap(), a.Gap()) })
	slices.SortStableFunc(now, func(a, b current) int { return cmp.Compare(b.Gap(), a.Gap()) })
	for _, c := range now {
		for len(before) > 0 && before[0].left == 0 {
			before = before[1:]
		}
		if len(before) == 0 {
			return excused
		}
		if gap && before[0].Gap() < c.Gap() {
			continue
		}
		before[0].left--
		excused = append(excused, c)
	}
	return excused
}
