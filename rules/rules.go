// Package rules holds what timeoutlint has to say about a chain: one value per rule, one Go file and one .txtar each.
//
// A rule reads the finished graph and reports findings; it opens no file and changes nothing. Whether a hop is broken is
// decided by [chain.Judge] alone: rules only put outcomes into words, so that leaving a rule out hides findings and never
// turns a verdict.
//
// The .txtar beside a rule is its page, its test, its help text and its documentation at once; see [finding.Doc].
package rules

import (
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// Rule is one check with its page.
type Rule struct {
	finding.Doc
	Check func(*Pass)
	// Late rules judge what became of the other rules' findings: they run when those are done.
	Late bool
}

// Pass is what a rule is given. Everything it points to is shared with other rules and must not be changed.
type Pass struct {
	Graph *chain.Graph
	Set   *source.Set
	// Outcomes are those of [chain.Judge], judged once a run.
	Outcomes func(*chain.Hop) []chain.Outcome
	// Margin is how much earlier than the server a client should close.
	Margin time.Duration
	// Now decides what has expired.
	Now time.Time
	// WholeRun is set where every rule runs on whole folders: only then can it be told that a suppression matches nothing.
	WholeRun bool
	// NoFixes leaves the findings without their fixes, for those who do not look at them: to work them out, with all that else they would
	// change, takes longer than to find what is wrong.
	NoFixes bool
	// Suppressions are those that the run came upon, for late rules.
	Suppressions []Suppression

	rule     *Rule
	found    []*finding.Finding
	gathered *gathered
}

// Suppression is what the user wrote to hide findings, with what became of it: a comment, or an entry below ignore in timeoutlint.yaml.
type Suppression struct {
	At      source.Span
	Rules   []string  // as written: ids or names
	Reason  string    // "" where there is none
	Until   time.Time // the first instant at which it no longer counts; zero: it does not end
	Expired bool
	Unused  []string // those of Rules that matched no finding
	Problem string   // why it cannot be read, and so matches nothing; "" where it can
}

// Run gives the findings of one rule. p is copied: one Pass serves all rules, also at the same time.
func (r *Rule) Run(p Pass) []*finding.Finding {
	p.rule, p.found = r, nil
	if p.gathered == nil {
		p.Share()
	}
	r.Check(&p)
	return p.found
}

// Report takes a finding in. The rule is filled in, and its own severity where the finding has none.
func (p *Pass) Report(f *finding.Finding) {
	f.Rule = &p.rule.Doc
	if f.Severity == finding.Unset {
		f.Severity = p.rule.Severity
	}
	p.found = append(p.found, f)
}

// Milder is the severity of a finding that hangs on something the input leaves open (it is only possible, an assumed join, a
// fragment, an unset version): one step down if any of the reasons holds, never one for each.
func (p *Pass) Milder(s finding.Severity, reasons ...bool) finding.Severity {
	for _, holds := range reasons {
		if holds {
			return s.Down()
		}
	}
	return s
}
