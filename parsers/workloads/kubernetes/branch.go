package kubernetes

import (
	"sort"
	"strings"
)

// branch is the part of a text between an if and its end: what it says holds under a condition.
type branch struct {
	from, to  int
	condition string
	not       bool    // behind the else
	with      bool    // "." is the condition; a loop has none, and a "." of its own
	says, dot *branch // the innermost, itself or around it, that has a condition, and that gives "." its meaning
}

// branches are those of a text, none of which cuts through another: from each offset in begins on, that of the same number is the innermost one, nil for none.
type branches struct {
	begins []int
	inner  []*branch
}

// at is the innermost branch around an offset.
func (b *branches) at(offset int) *branch {
	if i := sort.SearchInts(b.begins, offset+1); i > 0 {
		return b.inner[i-1]
	}
	return nil
}

// begin notes that an innermost branch is another one from an offset on.
func (b *branches) begin(at int, inner *branch) {
	b.begins, b.inner = append(b.begins, at), append(b.inner, inner)
}

// branchesOf pairs the control tags.
func branchesOf(tags []tag, end int) (all branches) {
	type open struct{ own, inner *branch } // own is nil for a definition, which is no branch
	stack := []open{{}}
	enter := func(at int, own *branch) {
		inner := stack[len(stack)-1].inner
		if own != nil {
			own.from, own.to = at, end
			if inner != nil {
				own.says, own.dot = inner.says, inner.dot
			}
			if own.condition != "" {
				own.says = own
			}
			if own.with && !own.not {
				own.dot = own
			}
			inner = own
		}
		stack = append(stack, open{own, inner})
		all.begin(at, inner)
	}
	leave := func(at int) (own *branch) {
		if own = stack[len(stack)-1].own; own != nil {
			own.to = at
		}
		stack = stack[:len(stack)-1]
		all.begin(at, stack[len(stack)-1].inner)
		return own
	}
	for _, t := range tags {
		switch {
		case !t.control:
		case t.word == "if" || t.word == "with":
			_, condition, _ := strings.Cut(t.text, " ")
			enter(t.to, &branch{condition: strings.Join(strings.Fields(condition), " "), with: t.word == "with"})
		case t.word == "range" || t.word == "for":
			enter(t.to, &branch{with: true})
		case t.word == "define" || t.word == "block":
			enter(t.to, nil)
		case len(stack) == 1:
		case t.word == "else" || t.word == "elif" || t.word == "elseif":
			if own := leave(t.from); own != nil {
				enter(t.to, &branch{condition: own.condition, not: true, with: own.with})
			} else {
				enter(t.to, nil)
			}
		case t.word == "end":
			leave(t.from)
		}
	}
	return all
}
