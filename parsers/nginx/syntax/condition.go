package syntax

import (
	"iter"
	"sort"
)

// Tag is a branch of a control tag of a template, such as {% if x %}.
type Tag struct {
	Start, End uint32 // the tag that begins the branch
	Opener     uint32 // offset of the tag that begins the first branch, the same for all branches
	Branch     int    // 0 for the first branch, 1 for the next, and so on
}

// region is the range of tokens of a branch.
type region struct {
	tag      Tag
	outer    int32 // index of the region around it, -1 if there is none
	from, to uint32
}

// Condition returns the innermost branch of a control tag that the directive
// begins in. Two directives whose conditions have the same Opener and another
// Branch exclude each other, unless the tag is a loop.
func (d Directive) Condition() (Tag, bool) {
	for tag := range d.Conditions() {
		return tag, true
	}
	return Tag{}, false
}

// Conditions yields all branches of control tags that the directive begins in,
// the innermost first.
func (d Directive) Conditions() iter.Seq[Tag] {
	return func(yield func(Tag) bool) {
		all, first := d.t.regions, d.node().first
		// Regions nest and are in the order of their beginnings, so that the
		// last one that begins before the directive is within all others that
		// hold it.
		n := sort.Search(len(all), func(i int) bool { return all[i].from > first })
		for i := int32(n - 1); i >= 0; i = all[i].outer {
			if all[i].to > first && !yield(all[i].tag) {
				return
			}
		}
	}
}

// Opaque reports whether the directive is not one, but an expression of a
// template on a line of its own, or an include of the template language: it
// stands for any number of directives that only running the template tells.
// Its name is the whole expression; it has no arguments.
func (d Directive) Opaque() bool { return d.node().pack&opaque != 0 }

// Templated reports whether the name or an argument holds an expression of a
// template, so that its value and the number of arguments are not known.
func (d Directive) Templated() bool {
	for i := range d.node().words() {
		if d.t.templated(d.word(i)) {
			return true
		}
	}
	return false
}

// ArgTemplated reports whether argument i holds an expression of a template.
func (d Directive) ArgTemplated(i int) bool { return d.t.templated(d.word(i + 1)) }

func (t *Tree) templated(k token) bool {
	for range Expressions(t.Src[k.start:k.end()]) {
		return true
	}
	return false
}
