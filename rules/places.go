package rules

import "github.com/timeoutlint/timeoutlint/finding"

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
