package report_test

import (
	"testing"

	"github.com/timeoutlint/timeoutlint/report"
)

// TestHTMLGolden keeps the exact pages of the samples: one with most of what a picture can show, one with most of what a finding can say.
func TestHTMLGolden(t *testing.T) {
	golden(t, "graph.html", render(t, graphs["html"], company(t).r, report.Options{Version: "v1.2.3"}))
	golden(t, "shop.html", render(t, graphs["html"], shop(t).r, report.Options{}))
}
