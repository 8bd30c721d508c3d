package report_test

import (
	"bytes"
	"testing"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
)

// FuzzDocuments writes any text at any place as JSON, as text of any width, and as what changed: the documents follow their schemas, and come out the
// same twice.
func FuzzDocuments(f *testing.F) {
	for _, attack := range attacks {
		f.Add(attack, uint32(2), uint32(9), 80)
	}
	schema, changes := compiled(f), diffCompiled(f)
	f.Fuzz(func(t *testing.T, text string, start, end uint32, width int) {
		if width < 0 || width > 400 || len(text) > 1<<13 {
			return
		}
		result := func() *finding.Result {
			r := attacked(t, text)
			for _, x := range r.Findings[:2] {
				x.At.Start, x.At.End = start, max(start, end)
			}
			return r
		}
		for _, o := range []report.Options{{Show: true}, {Width: width, Notes: true}} {
			for _, name := range []string{"json", "text"} {
				out := render(t, formatOf(t, name), result(), o)
				harmless(t, name, out)
				if name == "json" {
					follows(t, schema, out)
				}
				if !bytes.Equal(out, render(t, formatOf(t, name), result(), o)) {
					t.Errorf("%s: not the same twice", name)
				}
			}
		}
		evil, none := finding.State{Name: text, Commit: text, Result: result()}, finding.State{Result: new(finding.Result)}
		for _, name := range report.DiffNames() {
			for _, c := range [][2]finding.State{{evil, none}, {none, evil}} {
				out := diffOf(t, name, c[0], c[1], report.Options{Notes: true, Width: width})
				harmless(t, name, out)
				switch name {
				case "json":
					follows(t, changes, out)
				case "markdown":
					readMarkdown(t, c[1].Result, out)
				}
			}
		}
	})
}
