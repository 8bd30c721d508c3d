package clients

import (
	"fmt"
	"strings"
)

// nearest gives the name that a misspelt one probably means, "" if none is near.
func nearest(name string, known []string) string {
	const longest = 64
	if name == "" || len(name) > longest {
		return ""
	}
	best, distance := "", len(name)/3+2
	for _, k := range known {
		d := editDistance(strings.ToLower(name), strings.ToLower(k))
		switch {
		case plain(name) == plain(k):
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
	switch near := nearest(name, known); {
	case near != "":
		return fmt.Sprintf("unknown %s %q: did you mean %q?", what, clip(name), near)
	case len(known) > 0 && len(known) <= short:
		return fmt.Sprintf("unknown %s %q%s: known are %s", what, clip(name), in, strings.Join(known, ", "))
	}
	return fmt.Sprintf("unknown %s %q%s", what, clip(name), in)
}

// plain reduces a name to what its spellings share: --keep-alive, keep_alive and keepAlive are one.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, name)
}

// editDistance counts the letters to insert, delete, replace or swap with their neighbour to turn a into b.
func editDistance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
