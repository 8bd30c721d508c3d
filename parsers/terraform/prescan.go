package terraform

import "fmt"

// HCL's parser calls itself for every bracket and every prefix operator, without a limit, and an overflowing stack ends the process. So a
// scan over the bytes comes first. It need not understand the language: it counts brackets wherever they stand, and no real configuration
// comes near these numbers.
const (
	maxFile      = 8 << 20 // bytes
	maxNesting   = 500     // brackets
	maxPrefixes  = 100     // ! and - in a row
	maxOperators = 5_000   // in one expression
)

// tooDeep finds the place where a text could hurt the parser; why is "" where there is none.
func tooDeep(src []byte) (at uint32, why string) {
	if len(src) > maxFile {
		return 0, fmt.Sprintf("larger than %d MiB: the file is not read", maxFile>>20)
	}
	depth, prefixes, operators := 0, 0, 0
	for i, c := range src {
		switch c {
		case '(', '[', '{':
			prefixes = 0
			if depth++; depth > maxNesting {
				return uint32(i), fmt.Sprintf("brackets are nested more than %d deep: the file is not read", maxNesting)
			}
		case ')', ']', '}':
			prefixes = 0
			depth = max(depth-1, 0)
		case '!', '-':
			operators++
			if prefixes++; prefixes > maxPrefixes && !comment(src, i) {
				return uint32(i), fmt.Sprintf("more than %d prefix operators in a row: the file is not read", maxPrefixes)
			}
		case '+', '*', '/', '%', '?', '<', '>', '&', '|', '=', '.':
			operators++
			prefixes = 0
		case '\n':
			if depth == 0 {
				operators = 0
			}
		case ' ', '\t', '\r':
		default:
			prefixes = 0
		}
		if c == '\n' || c == ',' {
			operators = 0
		}
		if operators > maxOperators {
			return uint32(i), fmt.Sprintf("more than %d operators in one expression: the file is not read", maxOperators)
		}
	}
	return 0, ""
}

// comment reports whether a run of dashes is a line in a comment, as people draw them.
func comment(src []byte, at int) bool {
	for i := at; i >= 0 && src[i] != '\n'; i-- {
		if src[i] == '#' || src[i] == '/' && i > 0 && (src[i-1] == '/' || src[i-1] == '*') {
			return true
		}
	}
	return false
}
