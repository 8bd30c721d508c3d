// Package finding holds what a rule reports: the finding with its two places, its repair and its identity. Rules make
// findings, lint filters and sorts them, reports print them.
package finding

import (
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// Severity orders findings. The zero value is no severity, so that a forgotten field is seen.
type Severity uint8

// The severities.
const (
	Unset Severity = iota
	Note
	Warning
	Error
)

var severityText = [...]string{"unset", "note", "warning", "error"}

func (s Severity) String() string { return severityText[s] }

// ParseSeverity reads error, warning or note.
func ParseSeverity(s string) (Severity, bool) {
	for i, text := range severityText[1:] {
		if s == text {
			return Severity(i + 1), true
		}
	}
	return Unset, false
}

// Down is one step milder, never below Note.
func (s Severity) Down() Severity { return max(s-1, Note) }

// Certainty says how far a finding depends on what the input leaves open.
type Certainty uint8

// The certainties.
const (
	Certain Certainty = iota
	Possible
	Assumed
)

var certaintyText = [...]string{"certain", "possible", "assumed"}

func (c Certainty) String() string { return certaintyText[c] }

// Related is a further place that had a part in the finding.
type Related struct {
	Message string
	At      source.Span
}

// Safety says whether an edit may be applied without a look. The zero value is for display only.
type Safety uint8

// The safeties.
const (
	Manual Safety = iota
	Unsafe
	Safe
)

var safetyText = [...]string{"manual", "unsafe", "safe"}

func (s Safety) String() string { return safetyText[s] }

// Edit replaces the text at At (empty: an insertion) by New.
type Edit struct {
	At  source.Span
	New string
}

// Fix is one way to repair a finding. Its edits do not overlap.
type Fix struct {
	Title  string
	Safety Safety
	Edits  []Edit
}

// Finding is one thing that a rule has to say.
type Finding struct {
	Rule      *Doc
	Severity  Severity
	Certainty Certainty
	Message   string      // lower case, no full stop
	At        source.Span // the written value that decides
	Label     string      // said beside the underlined text
	Related   []Related   // the other side first
	Joined    *chain.Join // why the two sides of the hop belong together; nil where the code itself says so
	Help      []string    // what to do, naming the product's own setting and a value
	Hop       *chain.Hop
	Fixes     []Fix

	// Identity: what makes this finding the same one after an unrelated change. Canonical endpoint ids, setting
	// names and the subject as written; never lines or wording.
	Subject []string
	// Parts are the hops or locations that share this one cause, in any order; none stands for the hop alone. A baseline knows a finding
	// only if it knows all of them.
	Parts []Part
	// Client and Server are the two clocks where the finding is about a hop: a baseline holds only while their gap
	// does not grow.
	Client, Server time.Duration

	lies lies // what [Identify] found out
}

// Part is one occurrence of a cause: the canonical ids of the two ends of a hop, or an nginx server and the arguments of its location.
type Part [2]string

// Doc is the document of a rule: test, help and documentation at once.
type Doc struct {
	ID       string
	Name     string
	Severity Severity
	Title    string      // one line: what fires
	Text     func() Page // the rest, read when it is asked for; nil where there is none
}

// Page is what stands below the heading of a rule's document.
type Page struct {
	Body     string // Markdown: What, Why, Fix safety, References
	Examples []Example
	Output   string // the exact report on the first bad example
}

// Example is one input of a rule's page.
type Example struct {
	Kind  string // bad, good, fixed
	Files []ExampleFile
}

// ExampleFile is one file of an example.
type ExampleFile struct{ Name, Text string }
