package report

import (
	"io"
	"strings"

	"github.com/timeoutlint/timeoutlint/finding"
)

// SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for GitHub code scanning, editors and everything else that collects findings.
// What those who read it do, as far as it shaped this file:
//
//   - GitHub shows a related location only where the message links to it, as [text](id). In a message "[", "]" and "\" are therefore escaped
//     with a backslash, which viewers take away. It shows the first sentence of a message in lists: that is the finding's own, and ends with the
//     only full stop that timeoutlint writes.
//   - GitHub refuses a whole upload for one result without a location. A finding that points nowhere gets one; see digest.spot.
//   - GitHub tells alerts apart by primaryLocationLineHash, which its upload action computes from the file; one computed in another way makes
//     the action warn on each result. The finding's own identity goes by another name beside it.
//   - GitHub shows help.markdown, ignores fixes and suppressions, and takes 25,000 results, of which it shows 5,000, and 100 locations each.
//   - VS Code and Visual Studio apply fixes at a click: those that are for display only are left out, and unsafe ones say so.
//   - Columns are UTF-16 code units, which is what both editors count, and is declared in columnKind.
//   - Paths are relative to %SRCROOT%, the working directory of the run. GitHub takes that for the top of the repository.
//   - Braces are not doubled, as section 3.11.5 wants them where a message has arguments: ours has none, and no viewer would undo it.

// writeSARIF writes the log with one run; results are written one by one.
func writeSARIF(w io.Writer, r *finding.Result, o Options) error {
	d := &sarif{encoder: newEncoder(w), digest: newDigest(r), version: o.Version, index: map[string]int{}}
	d.open("{")
	d.section("$schema")
	d.string("https://json.schemastore.org/sarif-2.1.0.json")
	d.section("version")
	d.string("2.1.0")
	d.section("runs")
	d.open("[")
	d.open("{")
	d.section("tool")
	d.tool()
	d.section("columnKind")
	d.string("utf16CodeUnits")
	d.section("originalUriBaseIds")
	d.any(map[string]any{srcRoot: map[string]any{"description": sarifText{Text: "the working directory of the run"}}})
	d.section("invocations")
	d.invocation()
	d.section("results")
	d.open("[")
	for _, f := range r.Findings {
		d.item()
		d.any(d.result(f))
	}
	d.endOfList(len(r.Findings))
	d.close("\n}")
	d.close("]")
	d.close("\n}")
	d.raw("\n")
	return d.flush()
}

// srcRoot is the name that viewers know for the top of the checkout.
const srcRoot = "%SRCROOT%"

// sarif is one run on its way out.
type sarif struct {
	*encoder
	*digest
	version string
	index   map[string]int // of a rule in the list of rules
}

func (d *sarif) endOfList(n int) {
	if n > 0 {
		d.raw("\n  ")
	}
	d.close("]")
}

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

// tool describes timeoutlint and its rules.
func (d *sarif) tool() {
	d.open("{")
	d.key("driver")
	d.open("{")
	d.key("name")
	d.string("timeoutlint")
	if number, ok := strings.CutPrefix(d.version, "v"); ok { // viewers compare versions that begin with a digit
		d.key("version")
		d.string(number)
		d.key("semanticVersion")
		d.string(number)
	} else if d.version != "" {
		d.key("version")
		d.string(d.version)
	}
	d.key("informationUri")
	d.string(project)
	d.key("rules")
	d.open("[")
	rules := d.rules()
	for i, doc := range rules {
		d.index[doc.ID] = i
		d.item()
		d.any(sarifRuleOf(doc, d.version))
	}
	d.endOfList(len(rules))
	d.close("}")
	d.close("}")
}

type sarifNotification struct {
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations,omitempty"`
}

// invocation tells the exit status, and what was not read: what could not be as errors, what was left out as notes.
func (d *sarif) invocation() {
	d.open("[")
	d.open("{")
	d.key("executionSuccessful")
	d.any(len(d.Unreadable) == 0)
	d.key("exitCode")
	d.integer(d.Exit())
	d.key("toolExecutionNotifications")
	d.open("[")
	failed := left(&finding.Result{Unreadable: d.Unreadable})
	for _, s := range failed {
		d.item()
		d.any(notification("error", s))
	}
	skipped := left(&finding.Result{Skipped: d.Skipped})
	for _, s := range skipped {
		d.item()
		d.any(notification("note", s))
	}
	for _, u := range d.Unlisted {
		d.item()
		d.any(sarifNotification{Level: u.Severity.String(), Message: sarifText{Text: unlisted(u)}})
	}
	d.endOfList(len(failed) + len(skipped) + len(d.Unlisted))
	d.close("}")
	d.close("]")
}

func notification(level string, s finding.Skip) sarifNotification {
	n := sarifNotification{Level: level, Message: sarifText{Text: sarifPlain(s.File + ": " + s.Reason)}}
	if s.File != "" && !strings.HasPrefix(s.File, "internal error") {
		n.Locations = []sarifLocation{{Physical: sarifPhysical{Artifact: artifact(s.File)}}}
	}
	return n
}

// sarifPlain is text as it stands in a message: nothing in it is a link.
func sarifPlain(s string) string { return sarifEscapes.Replace(clip(s, maxSentence)) }

var sarifEscapes = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`)
