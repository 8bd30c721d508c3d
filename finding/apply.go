package finding

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"

	"github.com/timeoutlint/timeoutlint/source"
)

// Proposal is one fix with the finding that it repairs.
type Proposal struct {
	Finding *Finding
	Fix     Fix
}

// Plan is what becomes of proposals that are made for the same texts at the same time.
type Plan struct {
	Taken     []Proposal
	Refused   []Proposal // those that touch a file on which two findings disagree
	Conflicts []Conflict
	edits     map[source.FileID][]Edit
}

// Conflict is a place that two fixes want to change in different ways.
type Conflict struct {
	File          *source.File
	First, Second Proposal
	At            source.Span // in the edit of the second
}

// NewPlan sorts proposals out. Fixes are independent changes of one text, put together as a version control system merges branches: edits
// that are equal count once, insertions at one place follow each other in the order of the proposals, and a file that two fixes change
// differently at one place is left alone, with all that the fixes concerned would have changed elsewhere.
func NewPlan(set *source.Set, all []Proposal) *Plan {
	p := &Plan{Taken: all}
	for {
		p.edits = make(map[source.FileID][]Edit)
		alone := p.disputed(set)
		if len(alone) == 0 {
			return p
		}
		var kept []Proposal
		for _, x := range p.Taken {
			if slices.ContainsFunc(x.Fix.Edits, func(e Edit) bool { return alone[e.At.File] }) {
				p.Refused = append(p.Refused, x)
			} else {
				kept = append(kept, x)
			}
		}
		p.Taken = kept
	}
}

// disputed gathers the edits by file and gives the files that hold a conflict.
func (p *Plan) disputed(set *source.Set) map[source.FileID]bool {
	type claim struct {
		Edit
		by Proposal
	}
	byFile := make(map[source.FileID][]claim)
	for _, x := range p.Taken {
		for _, e := range x.Fix.Edits {
			byFile[e.At.File] = append(byFile[e.At.File], claim{e, x})
		}
	}
	alone := make(map[source.FileID]bool)
	for id, claims := range byFile {
		slices.SortStableFunc(claims, func(a, b claim) int { return compareEdits(a.Edit, b.Edit) })
		var last claim // of those so far the replacement that ends last
		for _, c := range claims {
			if repeats(p.edits[id], c.Edit) {
				continue
			}
			if last.by.Finding != nil && overlap(last.Edit, c.Edit) {
				alone[id] = true
				p.Conflicts = append(p.Conflicts, Conflict{set.File(id), last.by, c.by, c.At})
				break
			}
			if c.At.End > c.At.Start {
				last = c
			}
			p.edits[id] = append(p.edits[id], c.Edit)
		}
	}
	slices.SortFunc(p.Conflicts, func(a, b Conflict) int { return cmp.Compare(a.File.Name, b.File.Name) })
	return alone
}

// repeats reports whether an edit is among the last ones of a list, which are those of its place.
func repeats(list []Edit, e Edit) bool {
	for _, k := range slices.Backward(list) {
		if k.At != e.At {
			return false
		}
		if k.New == e.New {
			return true
		}
	}
	return false
}

// compareEdits orders edits as they are applied: an insertion stands before what is replaced from its place on.
func compareEdits(a, b Edit) int {
	return cmp.Or(cmp.Compare(a.At.Start, b.At.Start), cmp.Compare(a.At.End, b.At.End))
}

// overlap reports whether a, which is not an insertion and comes first, reaches into b.
func overlap(a, b Edit) bool { return b.At.Start < a.At.End }

// Files gives the ids of the files that the plan changes, in their order.
func (p *Plan) Files() []source.FileID {
	ids := make([]source.FileID, 0, len(p.edits))
	for id := range p.edits {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// Text is a file of the plan after its edits.
func (p *Plan) Text(f *source.File) ([]byte, error) { return Apply(f.Src, p.edits[f.ID]) }

// Apply changes a text by edits that do not overlap; those at one place are applied in their order. The text itself stays as it is.
// The error names an edit that lies outside the text, or reaches into another.
func Apply(src []byte, edits []Edit) ([]byte, error) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, compareEdits)
	var b bytes.Buffer
	at := uint32(0)
	for _, e := range edits {
		if e.At.Start < at || e.At.End < e.At.Start || uint64(e.At.End) > uint64(len(src)) {
			return nil, fmt.Errorf("the edit of bytes %d to %d does not fit the text", e.At.Start, e.At.End)
		}
		b.Write(src[at:e.At.Start])
		b.WriteString(e.New)
		at = e.At.End
	}
	b.Write(src[at:])
	return b.Bytes(), nil
}
