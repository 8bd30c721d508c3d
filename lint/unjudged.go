package lint

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/rules"
)

// unjudged lists the hops on which no verdict was possible, with what would decide each and a line for timeoutlint.yaml that says it.
// Hops that lack the same are one entry.
func unjudged(pass *rules.Pass) []finding.Unjudged {
	var list []finding.Unjudged
	seen := make(map[string]bool)
	for _, h := range pass.Graph.Hops {
		if chain.Sum(pass.Outcomes(h)) != chain.Unknown {
			continue
		}
		u := finding.Unjudged(pass.Undecided(h))
		if !seen[u.What] {
			seen[u.What] = true
			list = append(list, u)
		}
	}
	return list
}
