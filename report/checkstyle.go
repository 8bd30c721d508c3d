package report

import (
	"bufio"
	"io"
	"strconv"

	"github.com/timeoutlint/timeoutlint/finding"
)

// The XML that Checkstyle 4.3 began to write. There is no schema of it; what Jenkins (warnings-ng), reviewdog and SonarQube agree on is:
//
//   - files with errors, each with line, column, severity, message and source; severity is error, warning or info;
//   - source is a dotted name, whose last part is shown as the type of the finding;
//   - a message is one line.

// writeCheckstyle writes the findings by file, in the order in which each file is first named.
func writeCheckstyle(w io.Writer, r *finding.Result, _ Options) error {
	d := newDigest(r)
	x := &markup{w: bufio.NewWriter(w)}
	x.raw(xmlHead)
	x.raw(`<checkstyle version="4.3">` + "\n")
	names, byFile := d.byFile()
	for _, name := range names {
		x.tag("<file", "name", name)
		x.raw(">\n")
		for _, f := range byFile[name] {
			d.checkstyle(x, f)
		}
		x.raw("</file>\n")
	}
	x.raw("</checkstyle>\n")
	return x.w.Flush()
}

// byFile gathers the findings of a file, also those that come late because they point nowhere themselves.
func (d *digest) byFile() (names []string, byFile map[string][]*finding.Finding) {
	byFile = make(map[string][]*finding.Finding)
	for _, f := range d.Findings {
		name := "."
		if s := d.spot(f); s.file != nil {
			name = s.file.Name
		}
		if byFile[name] == nil {
			names = append(names, name)
		}
		byFile[name] = append(byFile[name], f)
	}
	return names, byFile
}

func (d *digest) checkstyle(x *markup, f *finding.Finding) {
	severity := "info"
	if f.Severity == finding.Error || f.Severity == finding.Warning {
		severity = f.Severity.String()
	}
	s := d.spot(f)
	line, _ := s.lines()
	attributes := []string{"line", strconv.Itoa(line)}
	if s.file != nil && !s.whole {
		attributes = append(attributes, "column", strconv.Itoa(s.file.Position(s.at.Start).Column))
	}
	attributes = append(attributes, "severity", severity, "message", d.oneLine(f), "source", "timeoutlint."+f.Rule.ID+"."+f.Rule.Name)
	x.tag("  <error", attributes...)
	x.raw("/>\n")
}
