package report_test

import (
	"encoding/xml"
	"slices"
	"testing"

	"github.com/timeoutlint/timeoutlint/finding"
)

// readCheckstyle takes a report apart as its readers do: every finding once, below a file that is named once.
func readCheckstyle(t *testing.T, r *finding.Result, out []byte) {
	t.Helper()
	wholeXML(t, out)
	var doc struct {
		XMLName xml.Name `xml:"checkstyle"`
		Version string   `xml:"version,attr"`
		Files   []struct {
			Name   string `xml:"name,attr"`
			Errors []struct {
				Line     int    `xml:"line,attr"`
				Column   int    `xml:"column,attr"`
				Severity string `xml:"severity,attr"`
				Message  string `xml:"message,attr"`
				Source   string `xml:"source,attr"`
			} `xml:"error"`
		} `xml:"file"`
	}
	if err := xml.Unmarshal(out, &doc); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	found := 0
	seen := map[string]bool{}
	for _, f := range doc.Files {
		if seen[f.Name] {
			t.Errorf("the file %q twice", f.Name)
		}
		seen[f.Name] = true
		for _, e := range f.Errors {
			found++
			if e.Line < 1 || e.Column < 0 || !slices.Contains([]string{"error", "warning", "info"}, e.Severity) {
				t.Errorf("%+v", e)
			}
			if !slices.ContainsFunc(r.Findings, func(f *finding.Finding) bool { return e.Source == "timeoutlint."+f.Rule.ID+"."+f.Rule.Name }) {
				t.Errorf("source %q", e.Source)
			}
		}
	}
	if found != len(r.Findings) || doc.Version != "4.3" {
		t.Errorf("version %s, %d errors for %d findings", doc.Version, found, len(r.Findings))
	}
}
