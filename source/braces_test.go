package source_test

import (
	"strings"
	"testing"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/timeoutlint/timeoutlint/source"
)

// TestBraces compares patterns whose braces were written out with the library that understands them as they stand.
func TestBraces(t *testing.T) {
	names := []string{"a", "b", "c", "ab", "a/b", "a/b/c", "x/a.tf", "x/y/b.tf", "{a,b}", "a,b", "[", "a}", "", "axb", "ay/zb"}
	for _, p := range []string{
		"{a,b}", "{a,b}/{b,c}", "{a,{b,c}}", "a{,x}b", "**/{a,b}.tf", "{x/**,a}/b*", `\{a,b\}`, "[{]a", "a[}]", "{[,],a}", `{\,,a}b`, "{a}", "{a/b,x/*}{,/c}", "{}", "{**,z}/b",
	} {
		if !doublestar.ValidatePattern(p) {
			continue
		}
		g, err := source.ParseGlobs([]string{p})
		if err != nil {
			t.Errorf("%s: %v", p, err)
			continue
		}
		for _, name := range names {
			want, own := doublestar.MatchUnvalidated(p, name), false
			for _, plain := range g {
				own = own || doublestar.MatchUnvalidated(plain, name)
			}
			if own != want {
				t.Errorf("%s matches %q: %t, as %q %t", p, name, want, []string(g), own)
			}
		}
	}
	for _, p := range []string{strings.Repeat("{a,b}", 8), strings.Repeat("{a,b,c}", 4000), "{" + strings.Repeat("a,", 200) + "}", strings.Repeat("{", 500) + strings.Repeat("}", 500) + "{a,b}"} {
		if g, err := source.ParseGlobs([]string{p}); err == nil && len(g) > 200 {
			t.Errorf("%.20s stands for %d patterns", p, len(g))
		}
	}
}
