package yamlspan

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// Lines turns the lines and columns of the YAML parser into byte offsets. YAML ends lines at CR, NEL (U+0085), LS and PS (U+2028, U+2029) too, a byte order mark
// at the start has no column, and columns count code points.
type Lines struct {
	src    []byte
	starts []int
	marks  []mark // of long lines, in order
}

// mark is the offset of every markEvery-th character of a line, so that the places in one line of a megabyte cost no walk from its start each.
type mark struct{ line, column, offset int }

const markEvery = 512

var byteOrderMark = []byte("\ufeff")

// NewLines indexes a text.
func NewLines(src []byte) *Lines {
	x := &Lines{src: src, starts: []int{0}}
	if bytes.HasPrefix(src, byteOrderMark) {
		x.starts[0] = len(byteOrderMark)
	}
	column := 1
	for i := x.starts[0]; i < len(src); {
		if n := LineBreak(src[i:]); n > 0 {
			i += n
			x.starts = append(x.starts, i)
			column = 1
			continue
		}
		_, n := utf8.DecodeRune(src[i:])
		i += n
		if column++; column%markEvery == 0 {
			x.marks = append(x.marks, mark{len(x.starts), column, i})
		}
	}
	return x
}

// LineBreak is the length of the line ending at the start of b, 0 if there is none.
func LineBreak(b []byte) int {
	switch {
	case len(b) == 0:
	case b[0] == '\n':
		return 1
	case b[0] == '\r':
		if len(b) > 1 && b[1] == '\n' {
			return 2
		}
		return 1
	case b[0] == 0xc2 && len(b) > 1 && b[1] == 0x85:
		return 2
	case b[0] == 0xe2 && len(b) > 2 && b[1] == 0x80 && (b[2] == 0xa8 || b[2] == 0xa9):
		return 3
	}
	return 0
}

// line gives the bounds of a line (1-based) without its ending; one behind the last is the last.
func (x *Lines) line(n int) (from, to int) {
	n = min(max(n, 1), len(x.starts)) - 1
	from = x.starts[n]
	for to = from; to < len(x.src) && LineBreak(x.src[to:]) == 0; to++ {
	}
	return from, to
}

// Offset gives the byte at a line and column, both 1-based.
func (x *Lines) Offset(line, column int) int {
	line = min(max(line, 1), len(x.starts))
	at, c := x.starts[line-1], 1
	after := sort.Search(len(x.marks), func(i int) bool {
		return x.marks[i].line > line || x.marks[i].line == line && x.marks[i].column > column
	})
	if after > 0 && x.marks[after-1].line == line {
		at, c = x.marks[after-1].offset, x.marks[after-1].column
	}
	for ; c < column && at < len(x.src) && LineBreak(x.src[at:]) == 0; c++ {
		_, n := utf8.DecodeRune(x.src[at:])
		at += n
	}
	return at
}

// indent is the number of blanks at the start of the line that holds an offset.
func (x *Lines) indent(at int) int {
	n := sort.Search(len(x.starts), func(i int) bool { return x.starts[i] > at })
	from, to := x.line(n)
	return to - from - len(bytes.TrimLeft(x.src[from:to], " "))
}
