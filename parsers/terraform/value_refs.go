package terraform

import (
	"slices"
)

// allRefs are the references of a value and of its parts, each once.
func (x *value) allRefs() []Ref {
	var refs []Ref
	x.collect(&refs, 0)
	return refs
}

const maxRefs = 200 // more than any attribute names; keeps merges of merges small

func (x *value) collect(refs *[]Ref, depth int) {
	if depth > 0 && !x.hasRefs() {
		return
	}
	for _, r := range x.refs {
		if len(*refs) >= maxRefs {
			return
		}
		if !slices.ContainsFunc(*refs, func(have Ref) bool { return have.Addr == r.Addr && have.Attr == r.Attr }) {
			*refs = append(*refs, r)
		}
	}
	if depth > maxDepth {
		return
	}
	for _, k := range x.kids {
		k.collect(refs, depth+1)
	}
	if x.elem != nil {
		x.elem.collect(refs, depth+1)
	}
}

// hasRefs reports whether a value or one of its parts refers to a resource.
func (x *value) hasRefs() bool {
	return len(x.refs) > 0 || x.linked
}
