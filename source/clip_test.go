package source_test

import (
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/source"
)

func TestClip(t *testing.T) {
	long := strings.Repeat("ü", 60)
	for text, want := range map[string][2]string{
		"":            {"", ""},
		"a\n b":       {"a\n b", "a b"},
		long:          {long, long},
		long + "x":    {long + "...", long[:2*57] + "..."},
		long + "\n":   {long + "...", long},
		"\xff" + long: {"\xff" + long[:2*59] + "...", "\ufffd" + long[:2*56] + "..."},
	} {
		if got := [2]string{source.Clip(text), source.ClipLine(text)}; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
