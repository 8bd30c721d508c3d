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

// Headings are read without the rest of their pages, so far as a heading may reach.
func TestHeadingsAreWhole(t *testing.T) {
	for _, r := range All {
		page, err := pages.ReadFile(strings.ToLower(r.ID) + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		if got, want := heading(r.ID), strings.SplitN(string(page), "\n", 2)[0]; got != want {
			t.Errorf("%s: %q instead of %q", r.ID, got, want)
		}
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
