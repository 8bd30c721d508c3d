package presets

import (
	"flag"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite data/index.txt from the families")

// familyDoc is one file of the catalogue as it is written.
type familyDoc struct {
	Presets []*entryDoc
	Nginx   *struct {
		nginxDoc `yaml:",inline"`
		Settings []settingDoc
	}
}

func decodeFamily(src []byte) (doc familyDoc, err error) { return doc, decode(src, &doc) }

// familyDocs decodes every family of the catalogue as written.
func familyDocs(t testing.TB) map[string]familyDoc {
	t.Helper()
	files, err := data.ReadDir("data")
	if err != nil {
		t.Fatal(err)
	}
	docs := map[string]familyDoc{}
	for _, f := range files {
		name, isYAML := strings.CutSuffix(f.Name(), ".yaml")
		if !isYAML {
			continue
		}
		src, err := data.ReadFile(path.Join("data", f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if docs[name], err = decodeFamily(src); err != nil {
			t.Fatalf("%s: %v", f.Name(), err)
		}
	}
	return docs
}

// The index is what Lookup finds names by without decoding any family: it must say what the families say.
func TestIndexIsUpToDate(t *testing.T) {
	var lines []string
	for family, doc := range familyDocs(t) {
		for _, e := range doc.Presets {
			words := []string{family, e.Name}
			for _, alias := range e.Aliases {
				ref, err := ParseRef(alias)
				if err != nil {
					t.Fatal(err)
				}
				words = append(words, ref.Name)
			}
			lines = append(lines, strings.Join(words, " ")+"\n")
		}
	}
	slices.Sort(lines)
	want := "# family name alias...; generated: go test ./presets -run Index -update\n" + strings.Join(lines, "")
	if *update {
		if err := os.WriteFile("data/index.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := data.ReadFile("data/index.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("data/index.txt is out of date: run go test ./presets -run Index -update\n%s", diff)
	}
}
