package report

import (
	"bufio"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// JUnit's XML, as Jenkins (junit-10.xsd of its xunit plugin), GitLab and Azure read it. A hop is a test case: it passes where the client side
// gives up first. What is no hop's is a test case of its own.
//
//   - A report without any test case is an error for Jenkins: the first one says whether everything given could be read.
//   - What fails here is what decides the exit status: the findings at or above --fail-on, and with --fail-on never those from warning up. What
//     is milder, and hops on which there is no verdict, are skipped test cases with their reason.
//   - Test cases are told apart by classname and name in the history of a job: neither holds a line number.
//   - Viewers show the message of a failure in lists, and its text as it stands, in lines.

// writeJUnit writes one test suite.
func writeJUnit(w io.Writer, r *finding.Result, _ Options) error {
	d := newDigest(r)
	cases := append([]testCase{d.readCase()}, d.hopCases()...)
	cases = append(cases, d.otherCases()...)
	tally := map[string]int{}
	for _, c := range cases {
		tally[c.outcome]++
	}
	x := &markup{w: bufio.NewWriter(w)}
	numbers := []string{
		"name", "timeoutlint", "tests", strconv.Itoa(len(cases)),
		"failures", strconv.Itoa(tally[failed]), "errors", strconv.Itoa(tally[broken]),
	}
	x.raw(xmlHead)
	x.tag("<testsuites", numbers...)
	x.raw(">\n")
	x.tag("<testsuite", append(numbers, "skipped", strconv.Itoa(tally[skipped]), "time", "0")...)
	x.raw(">\n")
	names := make(map[[2]string]int)
	for _, c := range cases {
		key := [2]string{c.class, c.name}
		if names[key]++; names[key] > 1 {
			c.name += " #" + strconv.Itoa(names[key])
		}
		x.testCase(c)
	}
	x.raw("</testsuite>\n</testsuites>\n")
	return x.w.Flush()
}

// The outcomes of a test case, by the elements that say so.
const (
	passed  = ""
	failed  = "failure"
	broken  = "error"
	skipped = "skipped"
)

type testCase struct {
	class, name   string
	outcome       string
	kind, message string   // of what failed: the rule and its sentence
	text          []string // lines
}

func (x *markup) testCase(c testCase) {
	x.tag("  <testcase", "classname", c.class, "name", c.name, "time", "0")
	if c.outcome == passed {
		x.raw("/>\n")
		return
	}
	x.raw(">\n")
	if c.outcome == skipped {
		x.tag("    <" + skipped) // the older schemas know no attributes of it
	} else {
		x.tag("    <"+c.outcome, "message", c.message, "type", c.kind)
	}
	x.raw(">")
	for i, line := range c.text {
		if i > 0 {
			x.raw("\n")
		}
		x.raw(xmlText(line))
	}
	x.raw("</" + c.outcome + ">\n  </testcase>\n")
}

// readCase says whether all that was given could be read.
func (d *digest) readCase() testCase {
	c := testCase{class: "timeoutlint.input", name: "everything given can be read"}
	for _, s := range left(&finding.Result{Unreadable: d.Unreadable}) {
		c.outcome, c.kind = broken, "unreadable"
		c.text = append(c.text, clip(s.File+": "+s.Reason, maxSentence))
	}
	if len(c.text) > 0 {
		c.message = c.text[0]
	}
	return c
}

// fails reports whether a finding decides the exit status, or would if any did.
func (d *digest) fails(f *finding.Finding) bool {
	limit := d.FailOn
	if limit == finding.Unset {
		limit = finding.Warning
	}
	return f.Severity >= limit
}

// hopCases are the hops. Hops on which the same two values meet share one finding, and all fail by it.
func (d *digest) hopCases() []testCase {
	found := make(map[meeting][]*finding.Finding)
	for _, f := range d.Findings {
		if f.Hop != nil {
			for _, m := range meetings(f.Hop) {
				found[m] = append(found[m], f)
			}
		}
	}
	cases := make([]testCase, 0, len(d.hops))
	for _, h := range d.hops {
		c := testCase{class: "timeoutlint.hops", name: clip(h.ID, maxSentence)}
		told := make(map[*finding.Finding]bool)
		for _, m := range meetings(h.Hop) {
			for _, f := range found[m] {
				if !told[f] && (f.Hop == h.Hop || sharedBy(f, h)) {
					told[f] = true
					d.add(&c, f)
				}
			}
		}
		if c.outcome == passed && h.verdict == chain.Unknown {
			c.outcome, c.text = skipped, []string{"not judged: " + clip(reason(h), maxSentence)}
		}
		cases = append(cases, c)
	}
	return cases
}

// meeting is a pair of places that decide the two clocks of a hop.
type meeting struct{ client, server decider }

// decider is where a clock is decided: a place, or the endpoint where no file says a word about it.
type decider struct {
	at    source.Span
	owner *chain.Endpoint
}

// meetings are those of all cases of a hop, each once.
func meetings(h *chain.Hop) (all []meeting) {
	for _, c := range deciders(h.Client) {
		for _, s := range deciders(h.Server) {
			all = append(all, meeting{c, s})
		}
	}
	return all
}

func deciders(s *chain.Side) []decider {
	var all []decider
	for _, c := range s.Idle {
		one := decider{at: c.From.At()}
		if one.at.IsZero() {
			one.owner = s.Owner
		}
		if !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	if len(all) == 0 {
		all = []decider{{owner: s.Owner}}
	}
	return all
}

// sharedBy reports whether a finding about the order of two clocks is about a hop that it only names as a further one.
func sharedBy(f *finding.Finding, h judged) bool {
	return strings.HasPrefix(f.Rule.ID, "TL10") && (h.verdict == chain.Violated || h.verdict == chain.Possible)
}

// otherCases are the findings that are about no hop of the graph.
func (d *digest) otherCases() (cases []testCase) {
	known := make(map[*chain.Hop]bool, len(d.hops))
	for _, h := range d.hops {
		known[h.Hop] = true
	}
	for _, f := range d.Findings {
		if !known[f.Hop] {
			c := testCase{class: "timeoutlint." + f.Rule.ID, name: clip(f.Message, maxSentence)}
			d.add(&c, f)
			cases = append(cases, c)
		}
	}
	return cases
}

// add has a finding decide a test case. The first one that fails gives it its message.
func (d *digest) add(c *testCase, f *finding.Finding) {
	outcome := skipped
	if d.fails(f) {
		outcome = failed
	}
	sentence := clip(f.Message, maxSentence)
	if c.outcome == passed || c.outcome == skipped && outcome == failed {
		c.outcome, c.kind, c.message = outcome, title(f), sentence
	}
	head := f.Severity.String() + "[" + f.Rule.ID + "]: " + sentence
	if at := place(d.Set, f.At); at != "" {
		head = clip(at, maxSentence) + ": " + head
	}
	c.text = append(c.text, head)
	c.text = append(c.text, d.detail(f)...)
}
