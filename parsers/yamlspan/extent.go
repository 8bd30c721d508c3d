package yamlspan

import (
	"bytes"

	"gopkg.in/yaml.v3"
)

// The YAML parser tells where a value begins. Where it ends is found here, in the text.

// SkipProperties goes behind the &anchor and !tag of a value.
func SkipProperties(src []byte, at int) int {
	for at < len(src) && (src[at] == '&' || src[at] == '!') {
		for at < len(src) && src[at] > ' ' && !inFlow(src[at]) && LineBreak(src[at:]) == 0 {
			at++
		}
		at = skipBlank(src, at)
	}
	return at
}

func inFlow(c byte) bool { return c == ',' || c == '[' || c == ']' || c == '{' || c == '}' }

// skipBlank goes behind blanks, line endings and comments.
func skipBlank(src []byte, at int) int {
	for at < len(src) {
		if n := LineBreak(src[at:]); n > 0 {
			at += n
			continue
		}
		switch src[at] {
		case ' ', '\t':
			at++
		case '#':
			for at < len(src) && LineBreak(src[at:]) == 0 {
				at++
			}
		default:
			return at
		}
	}
	return at
}

// FlowEnd goes behind the bracket that closes a mapping or list in braces, from behind its last value.
func FlowEnd(src []byte, at int, closing byte) int {
	for at = skipBlank(src, at); at < len(src); at = skipBlank(src, at+1) {
		switch src[at] {
		case closing:
			return at + 1
		case ',', ':', '?': // an empty value, a comma behind the last one
		default:
			return at
		}
	}
	return at
}

// ScalarEnd gives the first byte behind a scalar that begins at from.
func ScalarEnd(x *Lines, y *yaml.Node, from int) int {
	switch {
	case y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return blockEnd(x, from)
	case y.Style&yaml.DoubleQuotedStyle != 0:
		return doubleQuoted(x.src, from)
	case y.Style&yaml.SingleQuotedStyle != 0:
		return singleQuoted(x.src, from)
	}
	return plainEnd(x.src, from, y.Value)
}

func doubleQuoted(src []byte, from int) int {
	for i := from + 1; i < len(src); i++ {
		switch src[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(src)
}

func singleQuoted(src []byte, from int) int {
	for i := from + 1; i < len(src); i++ {
		if src[i] != '\'' {
			continue
		}
		if i+1 == len(src) || src[i+1] != '\'' {
			return i + 1
		}
		i++
	}
	return len(src)
}

// plainEnd walks along text and value: a run of blanks and line endings in the one is a run of them in the other.
func plainEnd(src []byte, from int, value string) int {
	at, v := from, []byte(value)
	for len(v) > 0 && at < len(src) {
		if n := blanks(v); n > 0 && blanks(src[at:]) > 0 {
			v, at = v[n:], at+blanks(src[at:])
			continue
		}
		if src[at] != v[0] {
			return at
		}
		v, at = v[1:], at+1
	}
	return at
}

// blanks is the length of the blanks and line endings at the start of b.
func blanks(b []byte) int {
	i := 0
	for i < len(b) {
		if n := LineBreak(b[i:]); n > 0 {
			i += n
		} else if b[i] == ' ' || b[i] == '\t' {
			i++
		} else {
			break
		}
	}
	return i
}

// blockEnd finds the last line of a | or > text: all lines belong to it that are indented as its first one, or more than the line of its
// header where that says by how much.
func blockEnd(x *Lines, from int) int {
	src, at := x.src, from
	header := from
	for at < len(src) && LineBreak(src[at:]) == 0 {
		at++
	}
	least, end := 0, at
	if bytes.ContainsAny(src[header:at], "123456789") {
		least = x.indent(from) + 1
	}
	for at < len(src) {
		at += max(LineBreak(src[at:]), 0)
		start := at
		for at < len(src) && LineBreak(src[at:]) == 0 {
			at++
		}
		text := bytes.TrimLeft(src[start:at], " ")
		indent := at - start - len(text)
		if len(text) == 0 {
			if at == len(src) {
				break
			}
			continue
		}
		if least == 0 {
			if least = indent; indent <= x.indent(from) {
				break
			}
		}
		if indent < least {
			break
		}
		end = at
	}
	return end
}
