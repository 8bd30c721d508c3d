package report_test

import (
	"testing"

	"github.com/timeoutlint/timeoutlint/report"
)

// TestSVGGolden keeps the exact picture of the sample.
func TestSVGGolden(t *testing.T) {
	golden(t, "graph.svg", render(t, graphs["svg"], company(t).r, report.Options{}))
}
