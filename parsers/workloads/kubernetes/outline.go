package kubernetes

import "bytes"

// What stands above and below a line is asked for each expression of a template. A text can hold nothing but expressions, so each of its lines is looked at once.

// outline is what stands above a line: of each depth the last line that says something, unless one that is less deep came after it. Depths ascend.
type outline struct {
	to    int // offset up to which the text was read
	lines []outlined
}

type outlined struct {
	indent int
	item   bool // of a list
}

// read goes on to the line that begins at an offset.
func (o *outline) read(text []byte, at int) {
	for line := range bytes.Lines(text[o.to:at]) {
		said := bytes.TrimLeft(line, " ")
		if len(bytes.TrimSpace(said)) == 0 || said[0] == '#' {
			continue
		}
		indent := len(line) - len(said)
		for len(o.lines) > 0 && o.lines[len(o.lines)-1].indent >= indent {
			o.lines = o.lines[:len(o.lines)-1]
		}
		o.lines = append(o.lines, outlined{indent, bytes.HasPrefix(said, []byte("- "))})
	}
	o.to = at
}

// ahead is the next line of a kind behind an offset that only grows.
type ahead struct {
	from int // where it begins
	text []byte
}

// line gives the next line that is not blank and of the kind, behind the end of another one; nil for none. The kind is told by the line without blanks around it.
func (a *ahead) line(text []byte, end int, kind func(line []byte) bool) []byte {
	if end < a.from {
		return a.text
	}
	for end < len(text) {
		from := end + 1
		_, end = lineOf(text, from, from)
		if said := bytes.TrimSpace(text[from:end]); len(said) > 0 && kind(said) {
			a.from, a.text = from, text[from:end]
			return a.text
		}
	}
	a.from, a.text = len(text)+1, nil
	return nil
}
