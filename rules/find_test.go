package rules_test

import (
	"errors"
	"testing"

	"github.com/timeoutlint/timeoutlint/rules"
)

func TestFindKnowsIdsAndNamesInAnyCase(t *testing.T) {
	for _, name := range []string{"TL001", "tl001", "syntax-error", "Syntax-Error"} {
		if r, ok := rules.Find(name); !ok || r.ID != "TL001" {
			t.Errorf("Find(%q) = %v, %v", name, r, ok)
		}
	}
}

func TestUnknownNamesWhatMayHaveBeenMeant(t *testing.T) {
	for name, nearest := range map[string]string{
		"sintax-error": "syntax-error",
		"TL01":         "TL001",
		"nonsense":     "",
		"":             "",
	} {
		if got := rules.Unknown(name).Nearest; got != nearest {
			t.Errorf("nearest to %q: %q, want %q", name, got, nearest)
		}
	}
}

func TestSelect(t *testing.T) {
	all := len(rules.All)
	for _, c := range []struct {
		only, skip []string
		want       int
	}{
		{nil, nil, all},
		{[]string{"TL001"}, nil, 1},
		{[]string{"TL001", "syntax-error"}, nil, 1},
		{nil, []string{"syntax-error"}, all - 1},
		{[]string{"TL001"}, []string{"TL001"}, 0},
	} {
		got, err := rules.Select(c.only, c.skip)
		if err != nil || len(got) != c.want {
			t.Errorf("Select(%q, %q): %d rules, %v; want %d", c.only, c.skip, len(got), err, c.want)
		}
	}
	var unknown *rules.UnknownError
	if _, err := rules.Select(nil, []string{"TL999x"}); !errors.As(err, &unknown) || unknown.Name != "TL999x" {
		t.Errorf("an unknown rule: %v", err)
	}
}
