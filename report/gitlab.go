package report

import (
	"io"
	"strconv"

	"github.com/timeoutlint/timeoutlint/finding"
)

// GitLab's code quality report (https://docs.gitlab.com/ci/testing/code_quality/): a list of issues in JSON, a part of what Code Climate once
// specified.
//
//   - GitLab matches the issues of two branches by their fingerprint, and shows of two with the same one only one: they are made unique.
//   - Each issue has to have a path and a line. The path is relative to the top of the repository, without "./".
//   - Only the description is shown, in one piece: it says what to do as well.
//   - The document is empty, not missing, where nothing is wrong: GitLab then tells what was repaired.

// writeGitLab writes one issue a finding.
func writeGitLab(w io.Writer, r *finding.Result, _ Options) error {
	d := &document{encoder: newEncoder(w), digest: newDigest(r)}
	seen := make(map[string]int)
	d.open("[")
	for _, f := range r.Findings {
		print := f.Fingerprint()
		if seen[print]++; seen[print] > 1 {
			print += "-" + strconv.Itoa(seen[print]) // findings come in a fixed order
		}
		d.item()
		d.issue(f, print)
	}
	if len(r.Findings) > 0 {
		d.raw("\n")
	}
	d.close("]")
	d.raw("\n")
	return d.flush()
}

// gitlabSeverity are the names that GitLab has: info, minor, major, critical, blocker.
var gitlabSeverity = map[finding.Severity]string{finding.Error: "major", finding.Warning: "minor", finding.Note: "info"}

func (d *document) issue(f *finding.Finding, print string) {
	severity := gitlabSeverity[f.Severity]
	if severity == "" {
		severity = "info"
	}
	d.open("{")
	d.key("type")
	d.string("issue")
	d.key("check_name")
	d.string(f.Rule.ID)
	d.key("description")
	d.string(f.Rule.ID + ": " + d.oneLine(f))
	d.key("categories")
	d.raw(`["Bug Risk"]`)
	d.comma = true
	d.key("fingerprint")
	d.string(print)
	d.key("severity")
	d.string(severity)
	d.key("location")
	d.issueAt(d.spot(f))
	d.close("}")
}

func (d *document) issueAt(s spot) {
	name := "."
	if s.file != nil && s.file.Name != "" {
		name = s.file.Name
	}
	first, last := s.lines()
	d.open("{")
	d.key("path")
	d.string(name)
	d.key("lines")
	d.open("{")
	d.key("begin")
	d.integer(first)
	d.key("end")
	d.integer(last)
	d.close("}")
	d.close("}")
}
