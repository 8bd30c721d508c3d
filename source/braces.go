package source

// maxBraces bounds the patterns that the braces of one stand for. People write a handful; and matched as they stand, braces would be tried in all
// combinations for each name.
const maxBraces = 200

// expandBraces writes a valid pattern out as patterns without {a,b}; false where they would be too many.
func expandBraces(pattern string) (plain []string, ok bool) {
	todo := []string{pattern}
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		before, alternatives, after := cutBraces(p)
		if alternatives == nil {
			plain = append(plain, p)
		}
		for _, a := range alternatives {
			todo = append(todo, before+a+after)
		}
		if len(plain)+len(todo) > maxBraces {
			return nil, false
		}
	}
	return plain, true
}

// cutBraces finds the first pair of braces and the alternatives in it; none where there is no pair.
func cutBraces(p string) (before string, alternatives []string, after string) {
	open, start, depth := 0, 0, 0
	for i := 0; i < len(p); i++ {
		switch p[i] {
		case '\\':
			i++
		case '[':
			i = skipClass(p, i)
		case '{':
			if depth++; depth == 1 {
				open, start = i, i+1
			}
		case ',':
			if depth == 1 {
				alternatives, start = append(alternatives, p[start:i]), i+1
			}
		case '}':
			if depth--; depth == 0 {
				return p[:open], append(alternatives, p[start:i]), p[i+1:]
			}
		}
	}
	return p, nil, ""
}

// skipClass gives the index of the bracket that closes a class of characters, which can hold braces.
func skipClass(p string, i int) int {
	for j := i + 1; j < len(p); j++ {
		switch p[j] {
		case '\\':
			j++
		case ']':
			return j
		}
	}
	return i
}
