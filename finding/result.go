package finding

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// Skip is something that was left out, with the reason.
type Skip struct{ File, Reason string }

// Unjudged is a hop, or a value, on which no verdict was possible, with what would decide it.
type Unjudged struct {
	What string // "the server behind nginx/upstream/app must keep idle connections longer than 60s"
	Try  string // a line to paste, "" if there is none
	At   source.Span
}

// Known counts the findings that a baseline knows.
type Known struct {
	Count  int
	Source string // "baseline known.json", "since main"
}

// Result is one run, ready to be reported.
type Result struct {
	Set        *source.Set
	Graph      *chain.Graph
	Judged     map[*chain.Hop][]chain.Outcome // what the judge said of the hops of Graph; what is not in it, Outcomes asks for
	Findings   []*Finding
	Unlisted   []Unlisted // findings beside them that are counted only, the worst first
	Rules      []*Doc     // the pages of all rules, in the order of their ids, whether they ran or not
	Skipped    []Skip
	Unjudged   []Unjudged
	Files      int      // files that were read and understood
	Suppressed int      // findings that are left out, by a comment, an entry in timeoutlint.yaml, or because they are known
	Known      []Known  // those of them that are known; one for each baseline
	FailOn     Severity // Unset: never
	Unreadable []Skip   // a PATH or declared root that could not be read: exit status 3
}

// Outcomes are what the judge says of a hop.
func (r *Result) Outcomes(h *chain.Hop) []chain.Outcome {
	if all, ok := r.Judged[h]; ok {
		return all
	}
	return chain.Judge(h)
}

// Exit statuses, the highest of which wins.
const (
	ExitClean      = 0
	ExitFindings   = 1
	ExitUsage      = 2
	ExitUnreadable = 3
)

// Exit is the status of the run.
func (r *Result) Exit() int {
	if len(r.Unreadable) > 0 {
		return ExitUnreadable
	}
	for _, f := range r.Findings {
		if r.FailOn != Unset && f.Severity >= r.FailOn {
			return ExitFindings
		}
	}
	for _, u := range r.Unlisted {
		if r.FailOn != Unset && u.Severity >= r.FailOn {
			return ExitFindings
		}
	}
	return ExitClean
}

// Count is the number of findings of a severity, listed or not.
func (r *Result) Count(s Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	for _, u := range r.Unlisted {
		if u.Severity == s {
			n += u.Count
		}
	}
	return n
}
