package clients

import (
	"fmt"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/near"
	"github.com/timeoutlint/timeoutlint/source"
)

// nearest gives the name that a misspelt one probably means, "" if none is near.
func nearest(name string, known []string) string {
	const longest = 64
	if name == "" || len(name) > longest {
		return ""
	}
	best, distance := "", len(name)/3+2
	for _, k := range known {
		d := near.Distance(strings.ToLower(name), strings.ToLower(k), distance)
		switch {
		case near.Same(name, k):
			d = 0
		case len(name) > 2 && strings.HasPrefix(k, name):
			d = min(d, 1)
		}
		if d < distance {
			best, distance = k, d
		}
	}
	return best
}

// unknown says that there is no such name, which one is near, or else which there are.
func unknown(what, name, in string, known []string) string {
	const short = 16
	switch meant := nearest(name, known); {
	case meant != "":
		return fmt.Sprintf("unknown %s %q: did you mean %q?", what, source.Clip(name), meant)
	case len(known) > 0 && len(known) <= short:
		return fmt.Sprintf("unknown %s %q%s: known are %s", what, source.Clip(name), in, strings.Join(known, ", "))
	}
	return fmt.Sprintf("unknown %s %q%s", what, source.Clip(name), in)
}
