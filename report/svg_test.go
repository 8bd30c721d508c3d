package report_test

import (
	"testing"

	"github.com/timeoutlint/timeoutlint/report"
)

// TestSVGGolden keeps the exact pictures of the sample, and of every kind of bar. docs/pictures.md shows both.
func TestSVGGolden(t *testing.T) {
	golden(t, "graph.svg", render(t, graphs["svg"], company(t).r, report.Options{}))
	golden(t, "bars.svg", render(t, graphs["svg"], states(t).r, report.Options{}))
}
