package configs

import (
	"bytes"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

// tomlEntries reads the values of a TOML file that stand in one line: [table], [[list of tables]], key = "text", a.b = 5. Lists over several lines and
// maps in braces are passed over.
func tomlEntries(f *source.File) (all []entry) {
	src := f.Src
	table, depth := "", 0
	counts := map[string]int{}
	for at := bomLength(src); at < len(src); {
		from := at
		for at < len(src) && src[at] != '\n' {
			at++
		}
		text := bytes.TrimSpace(src[from:at])
		at++
		start := from + bytes.Index(src[from:min(at, len(src))], text)
		switch {
		case len(text) == 0 || text[0] == '#':
		case depth > 0:
			depth += nesting(text)
		case text[0] == '[':
			name := strings.Trim(string(bytes.TrimSpace(uncommented(text))), "[] \t")
			table = unquotedPath(name)
			if bytes.HasPrefix(text, []byte("[[")) {
				table += "[" + string(rune('0'+min(counts[name], 9))) + "]"
				counts[name]++
			}
		default:
			text = uncommented(text)
			key, value, ok := bytes.Cut(text, []byte("="))
			if !ok {
				continue
			}
			depth = max(nesting(value), 0)
			from := start + len(key) + 1
			from += len(value) - len(bytes.TrimLeft(value, " \t"))
			e := valued(f, joined(table, unquotedPath(string(key))), from, start+len(text))
			e.text = unquoted(e.text)
			if depth > 0 {
				e.open = "it goes over several lines"
			}
			all = append(all, e)
		}
	}
	return all
}

// nesting is how many brackets a line leaves open.
func nesting(text []byte) (n int) {
	quote := byte(0)
	for _, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[' || c == '{':
			n++
		case c == ']' || c == '}':
			n--
		case c == '#':
			return n
		}
	}
	return n
}

// uncommented is a line up to its comment.
func uncommented(text []byte) []byte {
	quote := byte(0)
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '#':
			return bytes.TrimRight(text[:i], " \t\r")
		}
	}
	return text
}

func unquoted(text string) string {
	if n := len(text); n >= 2 && (text[0] == '"' || text[0] == '\'') && text[n-1] == text[0] {
		return text[1 : n-1]
	}
	return text
}

// unquotedPath is a path of keys without blanks and quotes.
func unquotedPath(path string) string {
	parts := strings.Split(path, ".")
	for i, p := range parts {
		parts[i] = unquoted(strings.TrimSpace(p))
	}
	return strings.Join(parts, ".")
}
