package rules

import (
	"embed"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/timeoutlint/timeoutlint/finding"
)

//go:embed *.txtar
var pages embed.FS

// doc reads the page of a rule from ID.txtar, the file name in lower case:
//
//	# TL104 keep-alive-header-overpromises (warning): the header promises more than nginx keeps
//	## What
//	...
//	## Why
//	## Fix safety
//	## References
//	-- bad/nginx.conf --
//	-- good/nginx.conf --
//	-- fixed/nginx.conf --
//	-- output --
//
// All pages are read when the program starts: 25 of them cost a tenth of a millisecond (BenchmarkDoc). A page that is missing or
// malformed leaves fields empty, and the tests of this package say which.
func doc(id string) finding.Doc {
	d := finding.Doc{ID: id}
	data, err := pages.ReadFile(strings.ToLower(id) + ".txtar")
	if err != nil {
		return d
	}
	a := txtar.Parse(data)
	heading, body, _ := strings.Cut(string(a.Comment), "\n")
	d.Body = strings.TrimSpace(body)
	if rest, mine := strings.CutPrefix(heading, "# "+id+" "); mine {
		d.Name, rest, _ = strings.Cut(rest, " (")
		severity, title, _ := strings.Cut(rest, "): ")
		d.Severity, _ = finding.ParseSeverity(severity)
		d.Title = title
	}
	for _, f := range a.Files {
		kind, name, ok := strings.Cut(f.Name, "/")
		switch {
		case f.Name == "output":
			d.Output = string(f.Data)
		case ok:
			d.Examples = withFile(d.Examples, kind, finding.ExampleFile{Name: name, Text: string(f.Data)})
		}
	}
	return d
}

func withFile(all []finding.Example, kind string, f finding.ExampleFile) []finding.Example {
	for i := range all {
		if all[i].Kind == kind {
			all[i].Files = append(all[i].Files, f)
			return all
		}
	}
	return append(all, finding.Example{Kind: kind, Files: []finding.ExampleFile{f}})
}
