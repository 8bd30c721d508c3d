package yamlspan

import (
	"bytes"
)

// hole is a template's expression, by its bytes.
type hole struct{ from, to int }

// tag is how a kind of template writes what it replaces.
type tag struct {
	open, closing string
	control       bool // it is no text itself
}

var tags = []tag{ // the longer ones first
	{"{{", "}}", false}, // Go, Helm, Jinja
	{"{%", "%}", true},  // Jinja
	{"{#", "#}", true},
	{"<%=", "%>", false}, // ERB
	{"<%", "%>", true},
}

// mask makes a text of YAML readable where it is a template of Go, Helm, Jinja or ERB, with every byte at its place: control tags, and expressions that fill
// whole lines, become blanks; an expression in a value becomes a word, and the value a hole. What is no template is given back as it is.
func mask(src []byte) (text []byte, holes []hole) {
	if !bytes.Contains(src, []byte("{{")) && !bytes.Contains(src, []byte("{%")) && !bytes.Contains(src, []byte("<%")) {
		return src, nil
	}
	text = bytes.Clone(src)
	for at := 0; at < len(src); {
		tag, end := tagAt(src, at)
		if end == 0 {
			at++
			continue
		}
		if tag.control || controls(src[at+len(tag.open):end]) || aloneOnLines(src, at, end) {
			blank(text[at:end])
		} else {
			holes = append(holes, hole{at, end})
			n := bytes.IndexAny(src[at:end], "\r\n") // one over several lines is the text of the first
			if n < 0 {
				n = end - at
			}
			copy(text[at:end], bytes.Repeat([]byte{'_'}, n))
			blank(text[at+n : end])
		}
		at = end
	}
	return text, holes
}

// tagAt finds the template's tag that begins at an offset, and where it ends; 0 for none. One that is not closed is none.
func tagAt(src []byte, at int) (t tag, end int) {
	if src[at] != '{' && src[at] != '<' {
		return t, 0
	}
	for _, t := range tags {
		if !bytes.HasPrefix(src[at:], []byte(t.open)) {
			continue
		}
		const longest = 8 << 10
		within := src[at+len(t.open) : min(len(src), at+longest)]
		if n := bytes.Index(within, []byte(t.closing)); n >= 0 {
			return t, at + len(t.open) + n + len(t.closing)
		}
		return t, 0
	}
	return t, 0
}

// aloneOnLines reports whether nothing but blanks and other tags stands beside a tag: what it yields is whole lines then.
func aloneOnLines(src []byte, from, to int) bool {
	for from > 0 && (src[from-1] == ' ' || src[from-1] == '\t') {
		from--
	}
	if from > 0 && src[from-1] != '\n' && src[from-1] != '\r' && src[from-1] != '}' {
		return false
	}
	for to < len(src) && (src[to] == ' ' || src[to] == '\t') {
		to++
	}
	return to == len(src) || LineBreak(src[to:]) > 0 || bytes.HasPrefix(src[to:], []byte("{{")) || bytes.HasPrefix(src[to:], []byte("{%"))
}

// blank overwrites all but line endings.
func blank(text []byte) {
	for i, c := range text {
		if c != '\r' && c != '\n' {
			text[i] = ' '
		}
	}
}

// controls reports whether an expression of Go's templates yields nothing: an if, a comment, an assignment.
func controls(inside []byte) bool {
	inside = bytes.TrimLeft(bytes.TrimPrefix(inside, []byte("-")), " \t\r\n")
	if bytes.HasPrefix(inside, []byte("/*")) {
		return true
	}
	word, rest, _ := bytes.Cut(inside, []byte(" "))
	switch string(bytes.TrimRight(word, "-}")) {
	case "if", "else", "end", "range", "with", "define", "block", "break", "continue":
		return true
	}
	rest = bytes.TrimLeft(rest, " ")
	return bytes.HasPrefix(word, []byte("$")) && (bytes.HasPrefix(rest, []byte(":=")) || bytes.HasPrefix(rest, []byte("= ")))
}
