package rules

import (
	"strings"
	"testing"
)

func TestDocReadsNothingIntoAMissingPage(t *testing.T) {
	if d := doc("TL000"); d.ID != "TL000" || d.Name != "" || d.Text().Body != "" || len(d.Text().Examples) != 0 {
		t.Errorf("doc of a page that does not exist: %+v", d)
	}
}

func TestFencedIsEndedByNoLineOfTheText(t *testing.T) {
	got := fenced("nginx", "a\n```\nb")
	if !strings.HasPrefix(got, "````nginx\n") || !strings.HasSuffix(got, "b\n````\n") {
		t.Errorf("fenced:\n%s", got)
	}
}

// BenchmarkDoc measures what all headings cost at the start of the program.
func BenchmarkDoc(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		for _, r := range All {
			doc(r.ID)
		}
	}
}
