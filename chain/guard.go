package chain

import (
	"slices"
	"strconv"
	"strings"
)

// Op is how an [Atom] compares its subject with its value.
type Op uint8

// The comparisons. Lt and Ge order dotted version numbers component by component.
const (
	Eq Op = iota
	Ne
	Lt
	Ge
)

var opText = [...]string{"==", "!=", "<", ">="}

func (o Op) String() string { return opText[o] }

// Atom is one condition on something that the input leaves open: a variable, a set of variables, the
// version of nginx, an include that could not be opened.
type Atom struct {
	Subject string
	Op      Op
	Val     string
}

func (a Atom) String() string {
	val := a.Val
	if a.Op == Eq || a.Op == Ne {
		val = strconv.Quote(val)
	}
	return a.Subject + " " + a.Op.String() + " " + val
}

// Guard is a conjunction of atoms, sorted and without repetitions. The empty guard always holds.
type Guard []Atom

// When returns the guard that holds where all atoms do. Contradictory atoms are the caller's mistake:
// join guards of different origin with [And].
func When(atoms ...Atom) Guard {
	g := Guard(slices.Clone(atoms))
	slices.SortFunc(g, compareAtoms)
	return slices.Compact(g)
}

// And joins two guards. ok is false when no world satisfies both, and then the guard is nil.
func And(g, h Guard) (joined Guard, ok bool) {
	switch {
	case len(g) == 0:
		return h, true
	case len(h) == 0:
		return g, true
	}
	joined = make(Guard, 0, len(g)+len(h))
	joined = append(append(joined, g...), h...)
	slices.SortFunc(joined, compareAtoms)
	joined = slices.Compact(joined)
	for i, a := range joined {
		for _, b := range joined[i+1:] {
			if b.Subject != a.Subject {
				break
			}
			if excludes(a, b) {
				return nil, false
			}
		}
	}
	return joined, true
}

// VariableSet is the subject of guards that speak of the declared sets of variables. Sets differ from other conditions: every one of them is real,
// so what is broken in one is broken for certain.
const VariableSet = "set"

// Set is the declared set of variables in which the guard holds, "" for any.
func (g Guard) Set() string {
	for _, a := range g {
		if a.Subject == VariableSet && a.Op == Eq {
			return a.Val
		}
	}
	return ""
}

// Implies reports whether every atom of h is settled by g: And(g, h) says no more than g.
func (g Guard) Implies(h Guard) bool {
	for _, b := range h {
		if !slices.ContainsFunc(g, func(a Atom) bool { return settles(a, b) }) {
			return false
		}
	}
	return true
}

// String is the readable form, "" for the empty guard.
func (g Guard) String() string {
	parts := make([]string, len(g))
	for i, a := range g {
		parts[i] = a.String()
	}
	return strings.Join(parts, " and ")
}

func compareAtoms(a, b Atom) int {
	if c := strings.Compare(a.Subject, b.Subject); c != 0 {
		return c
	}
	if a.Op != b.Op {
		return int(a.Op) - int(b.Op)
	}
	return strings.Compare(a.Val, b.Val)
}

// excludes reports whether two atoms on one subject cannot both hold. a sorts before b.
func excludes(a, b Atom) bool {
	switch {
	case a.Op == Eq && b.Op == Eq:
		return a.Val != b.Val
	case a.Op == Eq && b.Op == Ne:
		return a.Val == b.Val
	case a.Op == Eq && b.Op == Lt:
		return CompareVersions(a.Val, b.Val) >= 0
	case a.Op == Eq && b.Op == Ge:
		return CompareVersions(a.Val, b.Val) < 0
	case a.Op == Lt && b.Op == Ge:
		return CompareVersions(b.Val, a.Val) >= 0
	}
	return false
}

// settles reports whether b holds wherever a does.
func settles(a, b Atom) bool {
	if a.Subject != b.Subject {
		return false
	}
	switch {
	case a == b:
		return true
	case a.Op == Eq && b.Op == Ne:
		return a.Val != b.Val
	case a.Op == Eq && b.Op == Lt, a.Op == Lt && b.Op == Lt:
		return CompareVersions(a.Val, b.Val) < 0
	case a.Op == Eq && b.Op == Ge, a.Op == Ge && b.Op == Ge:
		return CompareVersions(a.Val, b.Val) >= 0
	}
	return false
}

// CompareVersions orders dotted version numbers component by component; a missing component counts as 0
// and a suffix behind the digits of a component ("1rc1") is ignored.
func CompareVersions(a, b string) int {
	for a != "" || b != "" {
		var x, y int
		x, a = component(a)
		y, b = component(b)
		if x != y {
			return x - y
		}
	}
	return 0
}

func component(v string) (n int, rest string) {
	head, rest, _ := strings.Cut(v, ".")
	for _, c := range []byte(head) {
		if c < '0' || c > '9' || n > 1<<24 {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n, rest
}
