package report_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/report"
	"github.com/timeoutlint/timeoutlint/source"
)

// A plan holds secrets beside the values that are reported: of such a file only the places themselves are shown.
func TestPrivateFilesAreQuotedAtTheirPlacesOnly(t *testing.T) {
	const text = `{"password":"hunter2","idle_timeout":4001,"token":"s3cret"}` + "\n\n" + `{"more":"s3cret"}` + "\n"
	for _, name := range report.Names() {
		set := &source.Set{}
		f := set.Add("plan.json", "", []byte(text), false)
		f.Private = true
		at := strings.Index(text, "4001")
		doc := &finding.Doc{ID: "TL401", Name: "value-out-of-range", Severity: finding.Error}
		r := &finding.Result{Set: set, FailOn: finding.Warning, Findings: []*finding.Finding{{
			Rule: doc, Severity: finding.Error, Message: "4001 is out of range", At: source.Span{File: f.ID, Start: uint32(at), End: uint32(at + 4)},
			Related: []finding.Related{{Message: "the end", At: source.Span{File: f.ID, Start: uint32(len(text) - 1), End: uint32(len(text) - 1)}}},
		}}}
		format, err := report.Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := format.Write(&b, r, report.Options{Width: 100}); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "hunter2") || strings.Contains(b.String(), "s3cret") {
			t.Errorf("%s shows what stands around a place in a plan:\n%s", name, b.String())
		}
		if !strings.Contains(b.String(), "4001") {
			t.Errorf("%s does not show the place:\n%s", name, b.String())
		}
	}
}
