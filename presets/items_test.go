package presets

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is cut out of a family file and decoded by itself must be what a decoder of YAML makes of the whole file: the same items in the same order.
func TestItemsAreWhatYAMLSays(t *testing.T) {
	for family, doc := range familyDocs(t) {
		src := read(family + ".yaml")
		var presets []*entryDoc
		for name, item := range items(src, "  - ") {
			presets = append(presets, single[*entryDoc](t, item))
			if got := presets[len(presets)-1].Name; got != name {
				t.Errorf("%s: %q was cut out as %q", family, got, name)
			}
		}
		if diff := cmp.Diff(doc.Presets, presets, cmp.AllowUnexported(sideDoc{})); diff != "" {
			t.Errorf("%s (-YAML +cut):\n%s", family, diff)
		}
		if n := len(presets); n == 0 || index()[presets[n-1].Name].load() == nil {
			t.Errorf("%s: its last product is not found", family)
		}
	}
}

func TestNginxItemsAreWhatYAMLSays(t *testing.T) {
	whole := familyDocs(t)["nginx"].Nginx
	if got := nginx(); got.source != whole.Source || got.assume.String() != whole.Assume || len(got.settings) != len(whole.Settings) {
		t.Errorf("source %q, assumed %s, %d settings", got.source, got.assume, len(got.settings))
	}
	for _, want := range whole.Settings {
		s := nginx().settings[want.Name]
		if s == nil {
			t.Errorf("%s is not found", want.Name)
			continue
		}
		if diff := cmp.Diff(want, single[settingDoc](t, s.item), cmp.AllowUnexported(settingDoc{})); diff != "" {
			t.Errorf("%s (-YAML +cut):\n%s", want.Name, diff)
		}
	}
}

// single decodes an item.
func single[T any](t *testing.T, item []byte) T {
	t.Helper()
	var list []T
	if err := decode(item, &list); err != nil || len(list) != 1 {
		t.Fatalf("%d items, error %v, in %q", len(list), err, item)
	}
	return list[0]
}
