package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/timeoutlint/timeoutlint/finding"
)

// Options says how a report is to look. The zero value is plain text without colour, of unlimited width, with the notes counted.
type Options struct {
	Color   bool   // use ANSI colours
	Width   int    // columns of the terminal; 0: unlimited
	Notes   bool   // spell out findings that are notes, instead of one line per rule
	Quiet   bool   // findings only: no table of hops, no summary
	Show    bool   // the command is show: JSON carries the locations of each nginx server
	Version string // version of the tool, "" if it is not known
}

// Format is one way to write a result. Write returns the first error of the writer and no other.
type Format struct {
	Name  string
	Write func(w io.Writer, r *finding.Result, o Options) error
	Fixes bool // it shows the fixes of findings
}

// formats lists what --format knows, the default first.
var formats = []Format{
	{Name: "text", Write: writeText},
	{Name: "json", Write: writeJSON, Fixes: true},
	{Name: "sarif", Write: writeSARIF, Fixes: true},
	{Name: "junit", Write: writeJUnit},
	{Name: "github", Write: writeGitHub},
	{Name: "gitlab", Write: writeGitLab},
	{Name: "checkstyle", Write: writeCheckstyle},
	{Name: "markdown", Write: writeMarkdown},
}

// Lookup gives the format of that name. The error for an unknown one lists those that are known.
func Lookup(name string) (Format, error) {
	for _, f := range formats {
		if f.Name == name {
			return f, nil
		}
	}
	return Format{}, fmt.Errorf("unknown format %q: use one of %s", name, strings.Join(Names(), ", "))
}

// Names lists the known formats, the default first.
func Names() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.Name
	}
	return names
}
