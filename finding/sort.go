package finding

import (
	"cmp"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

// Sort orders findings by file name, offset, rule and message, so that the output does not depend on the order in which
// files were read or rules ran. Findings without a place come last.
func Sort(set *source.Set, findings []*Finding) {
	name := func(s source.Span) string {
		if f := set.File(s.File); f != nil {
			return f.Name
		}
		return "\U0010FFFF"
	}
	slices.SortStableFunc(findings, func(a, b *Finding) int {
		return cmp.Or(
			strings.Compare(name(a.At), name(b.At)),
			cmp.Compare(a.At.Start, b.At.Start),
			strings.Compare(a.Rule.ID, b.Rule.ID),
			strings.Compare(a.Message, b.Message),
		)
	})
}
