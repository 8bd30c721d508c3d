// Package deadlines tells which operations of an OpenAPI document have another deadline in one revision than in the other, wherever it was changed:
// a line at the top of a document can move those of all operations. It is the only package that imports oasdiff, which pairs and compares the
// operations: a path whose parameters were renamed is the same path.
package deadlines

import (
	"errors"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers/openapi"
)

// Move is an operation whose deadline is another one in the later revision, whichever level it was changed at.
type Move struct {
	Was, Is openapi.Operation
}

// mostCompared bounds the operations that differ and are compared: oasdiff looks for each path among all others. Of larger changes only those
// operations are told that kept their names.
const mostCompared = 1000

// Moved compares the operations of one document in two revisions and gives those that both have with different deadlines, in the order of their
// paths and methods. Operations that only one revision has did not move. With an error some may be missing.
func Moved(base, head []openapi.Operation) (moves []Move, err error) {
	before, after := byName(base), byName(head)
	differs := func(name string) bool {
		was, is := before[name], after[name]
		return was == nil || is == nil || text(*was) != text(*is)
	}
	var changed [2][]openapi.Operation
	for i, operations := range [][]openapi.Operation{base, head} {
		for _, o := range operations {
			if differs(name(o)) {
				changed[i] = append(changed[i], o)
			}
		}
	}
	if len(changed[0]) == 0 || len(changed[1]) == 0 {
		return nil, nil
	}
	if len(changed[0])+len(changed[1]) > mostCompared {
		err = errors.New("too many operations changed to find those whose paths were renamed")
		for _, o := range changed[0] {
			if is := after[name(o)]; is != nil {
				moves = append(moves, Move{o, *is})
			}
		}
	} else {
		moves, err = compare(changed[0], changed[1])
	}
	slices.SortFunc(moves, func(a, b Move) int { return strings.Compare(name(a.Is), name(b.Is)) })
	return moves, err
}

// name tells the operations of a document apart.
func name(o openapi.Operation) string { return o.Path + " " + method(o) }

// method is the name within a path.
func method(o openapi.Operation) string { return o.Method + " " + o.Gateway }

// text is what is compared.
func text(o openapi.Operation) string { return o.Deadline.String() }

// byName indexes operations; the first of a name counts.
func byName(all []openapi.Operation) map[string]*openapi.Operation {
	index := make(map[string]*openapi.Operation, len(all))
	for i := range all {
		if index[name(all[i])] == nil {
			index[name(all[i])] = &all[i]
		}
	}
	return index
}
