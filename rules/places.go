package rules

import (
	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// maxPlaces is how many further places of the same cause are shown; the last one says how many there are beyond.
const maxPlaces = 3

// atMost cuts a list of further places of one cause: "+19 more hops" for a noun "more hop".
func atMost(all []finding.Related, noun string) []finding.Related {
	n := len(all) - maxPlaces
	if n <= 0 {
		return all
	}
	all = all[:maxPlaces:maxPlaces]
	all[maxPlaces-1].Message += " (+" + count(n, noun) + ")"
	return all
}

// joinOf is why the two sides of a hop belong together where that needs saying: not where the code itself names the other end, nor where
// nothing says what the client side leads to.
func joinOf(h *chain.Hop) *chain.Join {
	if h.Joined.How == chain.ByReference || h.Joined.How == "" {
		return nil
	}
	return &h.Joined
}
