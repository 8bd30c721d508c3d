package syntax

import (
	"bytes"
	"iter"
)

// LooksTemplated reports whether src holds {{, {% or <% outside of comments,
// where nginx would refuse them, or a whole expression or tag in quotes, or an
// environment variable on a line of its own. It is a scan that knows words and
// quotes only; Lua code may mislead it, which does no harm, as the parser takes
// Lua code for what it is.
func LooksTemplated(src []byte) bool {
	if hasBareVariable(src) {
		return true
	}
	if !bytes.Contains(src, []byte("{{")) && !bytes.Contains(src, []byte("{%")) &&
		!bytes.Contains(src, []byte("<%")) {
		return false
	}
	f := finder{src: src}
	wordStart := true
	var quote byte
	for i := 0; i < len(src); i++ {
		c := src[i]
		switch {
		case c == '\\':
			i++
		case c == '$':
			i = skipBraces(src, i+1) - 1
		case c == '{' || c == '<':
			if opensConstruct(src[i:]) && (quote == 0 || f.at(i, inQuotes).end > 0) {
				return true
			}
		case quote != 0:
			if c == quote {
				quote = 0
			}
			continue
		case wordStart && c == '#':
			i = f.endOfLine(i)
		case wordStart && (c == '"' || c == '\''):
			quote = c
		}
		wordStart = class[c]&blank != 0 || c == ';' || c == '{' || c == '}' && wordStart
	}
	return false
}

// hasBareVariable reports whether a line of src is ${NAME} and nothing else,
// with NAME in upper case: envsubst puts whole directives there.
func hasBareVariable(src []byte) bool {
	for {
		at := bytes.Index(src, []byte("${"))
		if at < 0 {
			return false
		}
		before := bytes.TrimRight(src[:at], " \t")
		src = src[at+2:]
		n := 0
		for n < len(src) && isName(src[n]) && (src[n] < 'a' || src[n] > 'z') {
			n++
		}
		if n == 0 || n == len(src) || src[n] != '}' || len(before) > 0 && before[len(before)-1] != '\n' {
			continue
		}
		rest := bytes.TrimLeft(src[n+1:], " \t\r")
		if len(rest) == 0 || rest[0] == '\n' {
			return true
		}
	}
}

// opensConstruct reports whether text begins like a construct of the templates
// that plain nginx would refuse.
func opensConstruct(text []byte) bool {
	if len(text) < 2 {
		return false
	}
	switch string(text[:2]) {
	case "{{", "{%", "<%":
		return true
	}
	return false
}

// Expressions yields the ranges of the template constructs in a word, as
// written: {{ }}, {% %}, <% %>, and ${NAME} unless NAME is lower case letters,
// digits and underscores only, which is a variable of nginx.
func Expressions(word []byte) iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		f := finder{src: word}
		for i := 0; i < len(word); i++ {
			at := bytes.IndexAny(word[i:], "{<%$")
			if at < 0 {
				return
			}
			i += at
			c := f.at(i, inWord)
			if c.end == 0 || word[i] == '$' && isVariable(word[i+2:c.end-1]) {
				continue
			}
			if !yield(i, c.end) {
				return
			}
			i = c.end - 1
		}
	}
}

// isVariable reports whether name is written as nginx's own variables are.
func isVariable(name []byte) bool {
	for _, c := range name {
		if !isName(c) || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}
