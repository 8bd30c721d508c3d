package rules

import (
	"embed"
	"strings"
	"sync"

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
// The heading is read when the program starts, the rest when somebody asks for it. A page that is missing or malformed leaves fields empty, and the tests
// of this package say which.
func doc(id string) finding.Doc {
	d := finding.Doc{ID: id, Text: sync.OnceValue(func() finding.Page { return text(id) })}
	if rest, mine := strings.CutPrefix(heading(id), "# "+id+" "); mine {
		d.Name, rest, _ = strings.Cut(rest, " (")
		severity, title, _ := strings.Cut(rest, "): ")
		d.Severity, _ = finding.ParseSeverity(severity)
		d.Title = title
	}
	return d
}

// longestHeading is how much of a page is read for its first line.
const longestHeading = 256

// heading is the first line of a page.
func heading(id string) string {
	f, err := pages.Open(strings.ToLower(id) + ".txtar")
	if err != nil {
		return ""
	}
	var head [longestHeading]byte
	n, _ := f.Read(head[:])
	line, _, _ := strings.Cut(string(head[:n]), "\n")
	return line
}

// text is what stands below the heading.
func text(id string) (p finding.Page) {
	data, err := pages.ReadFile(strings.ToLower(id) + ".txtar")
	if err != nil {
		return p
	}
	a := txtar.Parse(data)
	_, body, _ := strings.Cut(string(a.Comment), "\n")
	p.Body = strings.TrimSpace(body)
	for _, f := range a.Files {
		kind, name, ok := strings.Cut(f.Name, "/")
		switch {
		case f.Name == "output":
			p.Output = string(f.Data)
		case ok:
			p.Examples = withFile(p.Examples, kind, finding.ExampleFile{Name: name, Text: string(f.Data)})
		}
	}
	return p
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
