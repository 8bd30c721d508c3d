package finding

import (
	"cmp"
	"slices"
)

// Unlisted counts findings of one rule and severity that are not listed, since there are too many to list.
type Unlisted struct {
	Rule     *Doc
	Severity Severity
	Count    int
}

// List keeps at most so many findings in the result, in their order: the worst, and among those of one severity the rules that have the fewest, so that ten thousand slips
// of one kind do not hide the one hop that breaks. The others are counted in Unlisted: [Result.Count] and [Result.Exit] are those of all.
func (r *Result) List(most int) {
	if len(r.Findings) <= most {
		return
	}
	kinds := r.kinds()
	room := make(map[Unlisted]int, len(kinds))
	for _, k := range kinds {
		n := min(k.Count, most)
		most -= n
		room[k.kind()] = n
		if k.Count -= n; k.Count > 0 {
			r.Unlisted = append(r.Unlisted, k)
		}
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f *Finding) bool {
		k := Unlisted{Rule: f.Rule, Severity: f.Severity}
		room[k]--
		return room[k] < 0
	})
}

// kinds counts the findings by severity and rule, in the order in which they are to be listed.
func (r *Result) kinds() (all []Unlisted) {
	counts := map[Unlisted]int{}
	for _, f := range r.Findings {
		counts[Unlisted{Rule: f.Rule, Severity: f.Severity}]++
	}
	for k, n := range counts {
		k.Count = n
		all = append(all, k)
	}
	slices.SortFunc(all, func(a, b Unlisted) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Count, b.Count), cmp.Compare(a.Rule.ID, b.Rule.ID))
	})
	return all
}

func (u Unlisted) kind() Unlisted { return Unlisted{Rule: u.Rule, Severity: u.Severity} }
