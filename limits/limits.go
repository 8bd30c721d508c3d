// Package limits is the table of what one run takes in at most, so that hostile input ends in a report and not in an exhausted machine.
//
// Nothing is left out in silence: whoever meets a limit says so in the report and names the flag that raises it, with [Limit.Raise]. Limits are given on the command
// line only. timeoutlint.yaml cannot raise them: it comes with the pull request.
package limits

import (
	"math"
	"strconv"
)

// Limit is one row of the table.
type Limit struct {
	Name    string // as in --limit NAME=N
	Default int64  // above what any repository that we know of has; at this number hostile input still stays below the ceilings of e2e/safety
	Most    int64  // it cannot be raised above this; 0 is without bound
	Counts  string // what is counted
	Beyond  string // what becomes of the rest
	Chosen  string // why the default is what it is
}

// Flag is what raises the limit on the command line.
func (l *Limit) Flag() string { return "--limit " + l.Name + "=N" }

// Raise is the advice at the end of a message that tells of the limit.
func (l *Limit) Raise() string { return "(raise it with " + l.Flag() + ")" }

// Set is what a user says about limits. The zero value has the default of each. It is not changed once a run has begun.
type Set struct{ given map[*Limit]int64 }

// Of is the number in force.
func (s Set) Of(l *Limit) int64 {
	if n, ok := s.given[l]; ok {
		return n
	}
	return l.Default
}

// Int is [Set.Of] for what is counted in memory.
func (s Set) Int(l *Limit) int { return int(min(s.Of(l), math.MaxInt)) }

// With is the set with another number for one limit, which is cut to [Limit.Most]. Numbers below 1 mean 1.
func (s Set) With(l *Limit, n int64) Set {
	n = max(n, 1)
	if l.Most > 0 {
		n = min(n, l.Most)
	}
	given := map[*Limit]int64{l: n}
	for other, m := range s.given {
		if other != l {
			given[other] = m
		}
	}
	return Set{given}
}

// Find gives the limit with a name, nil where there is none.
func Find(name string) *Limit {
	for _, l := range All {
		if l.Name == name {
			return l
		}
	}
	return nil
}

// Bytes is a number of bytes as people write it: whole MiB where it is that.
func Bytes(n int64) string {
	if n >= 1<<20 && n%(1<<20) == 0 {
		return strconv.FormatInt(n>>20, 10) + " MiB"
	}
	return strconv.FormatInt(n, 10) + " bytes"
}
