package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/timeoutlint/timeoutlint/finding"
)

// Workflow commands of GitHub Actions (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands): lines on standard
// output that the runner turns into annotations of a run and of the changed files.
//
//   - The runner takes a line that begins with "::" for a command, and in any other line an older form, "##[", wherever it stands. What is
//     printed here begins each line itself, and lets the older form through nowhere.
//   - In the text of a command "%", CR and LF are escaped, in its properties ":" and "," too; LF makes a new line in the annotation.
//   - GitHub keeps 10 errors, 10 warnings and 10 notices of a step, 50 annotations of a job, and says nothing of the rest. What does not
//     get an annotation is printed as plain lines of the log.
//   - Columns are shown only for places within one line.

// maxAnnotations is what GitHub keeps of each level in a step.
const maxAnnotations = 10

// writeGitHub writes a command for each finding, the worst first, then what is above GitHub's limits, then the numbers.
func writeGitHub(w io.Writer, r *finding.Result, o Options) error {
	d := newDigest(r)
	b := bufio.NewWriter(w)
	var rest []*finding.Finding
	for _, s := range []finding.Severity{finding.Error, finding.Warning, finding.Note} {
		n := 0
		for _, f := range r.Findings {
			if f.Severity != s {
				continue
			}
			if n++; n > maxAnnotations {
				rest = append(rest, f)
				continue
			}
			_, _ = b.WriteString(d.annotation(f) + "\n") // the error comes back from Flush
		}
	}
	if len(rest) > 0 {
		fmt.Fprintf(b, "::group::%s beyond the %d of each level that GitHub shows\n", count(len(rest), "finding"), maxAnnotations)
		for _, f := range rest {
			_, _ = b.WriteString(d.logLine(f) + "\n")
		}
		_, _ = b.WriteString("::endgroup::\n")
	}
	if !o.Quiet {
		_, _ = b.WriteString(d.counts() + "\n")
	}
	return b.Flush()
}

// githubLevel are the commands that make annotations.
var githubLevel = map[finding.Severity]string{finding.Error: "error", finding.Warning: "warning", finding.Note: "notice"}

// annotation is the command for a finding.
func (d *digest) annotation(f *finding.Finding) string {
	var b strings.Builder
	b.WriteString("::" + githubLevel[f.Severity] + " ")
	if s := d.spot(f); s.file != nil {
		first, last := s.lines()
		fmt.Fprintf(&b, "file=%s,line=%d,endLine=%d,", githubProperty.Replace(visible(s.file.Name)), first, last)
		if !s.whole && first == last {
			start, end := s.file.Position(s.at.Start).Column, s.file.Position(s.at.End).Column
			fmt.Fprintf(&b, "col=%d,endColumn=%d,", start, max(start, end))
		}
	}
	said := append([]string{clip(f.Message, maxSentence)}, d.detail(f)...)
	b.WriteString("title=" + githubProperty.Replace(title(f)) + "::" + githubData.Replace(strings.Join(said, "\n")))
	return b.String()
}

var (
	githubData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// logLine is a finding as a line of the log in which the runner finds no command.
func (d *digest) logLine(f *finding.Finding) string {
	line := f.Severity.String() + "[" + f.Rule.ID + "]"
	if at := place(d.Set, f.At); at != "" {
		line += " " + clip(at, maxSentence)
	}
	return strings.ReplaceAll(line+": "+d.oneLine(f), "##[", "## [")
}
