// Package near compares names as people write them: which one was probably meant ("did you mean ...?"), and which spellings are one name.
package near

import "strings"

// longest is the number of bytes beyond which no name counts as near: what is compared comes from files, and the cost grows with the square.
const longest = 256

// Distance counts the letters (bytes) to insert, delete, replace or swap with their neighbour to turn a into b. It gives up at limit: a
// result of limit means that many or more, or a name of more than 256 bytes.
func Distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit || len(a) > longest || len(b) > longest {
		return limit
	}
	var rows [3][longest + 1]int // of the letters before the last one, the last one, and this one
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if a[i] != b[j] {
				change++
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, change)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}

// Same reports whether two names are spellings of one: --keep-alive, keep_alive and keepAlive are.
func Same(a, b string) bool { return a == b || plain(a) == plain(b) }

// SameSetting reports whether a key names a setting: in any spelling, whole or its last part after a dot, as keepAliveTimeout for
// server.keepAliveTimeout.
func SameSetting(setting, key string) bool {
	return Same(setting, key) || Same(setting[strings.LastIndexByte(setting, '.')+1:], key)
}

// plain is the letters and digits of a name, in lower case.
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
