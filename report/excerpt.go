package report

import (
	"strings"
	"unicode/utf8"
)

// tabWidth is the distance of tab stops in excerpts.
const tabWidth = 4

const gap = "..."

// excerpt is a source line as it is printed, with the columns that are to be underlined.
type excerpt struct {
	text   string
	column int // of the first underlined one, counted from 0
	length int // columns to underline, at least 1
}

// cell is one character of a line as it is printed.
type cell struct {
	text       string
	start, end int // columns, half-open
}

// newExcerpt prints the bytes [from, to) of a line with what fits around them into width columns: tabs expanded, hidden characters made
// visible, and the rest of a long line cut off with "...". Its cost depends on the width, not on the length of the line.
func newExcerpt(line []byte, from, to, width int) excerpt {
	from = min(max(from, 0), len(line))
	to = min(max(to, from), len(line))
	if len(line) <= width && printable(line) {
		return excerpt{string(line), from, max(to-from, 1)}
	}
	lo, hi := window(line, from, width)
	cells, mark := layOut(line[lo:hi], from-lo, min(to, hi)-lo)
	total := 0
	if len(cells) > 0 {
		total = cells[len(cells)-1].end
	}

	left, right := 0, total // the columns to show
	if lo > 0 || hi < len(line) || total > width {
		left, right = around(mark, total, width)
	}
	head, tail := lo > 0 || left > 0, hi < len(line) || right < total
	return cut(cells, mark, left, right, head, tail)
}

// window gives the part of a line that can matter when width columns around an offset are shown. Eight bytes a column leave room for
// combining characters, which have no width.
func window(line []byte, from, width int) (lo, hi int) {
	lo, hi = max(from-8*width, 0), min(from+8*width, len(line))
	for lo > 0 && lo < from && !utf8.RuneStart(line[lo]) {
		lo++
	}
	for hi < len(line) && hi > from && !utf8.RuneStart(line[hi]) {
		hi--
	}
	return lo, hi
}

// layOut gives each character its columns, and the columns of the bytes [from, to).
func layOut(line []byte, from, to int) (cells []cell, mark [2]int) {
	column := 0
	cells = make([]cell, 0, len(line))
	mark = [2]int{-1, -1}
	for at := 0; at < len(line); {
		if at >= from && mark[0] < 0 {
			mark[0] = column
		}
		size, text := 1, ""
		if line[at] == '\t' {
			text = strings.Repeat(" ", tabWidth-column%tabWidth)
		} else {
			size, text = glyph(string(line[at:min(at+utf8.UTFMax, len(line))]))
		}
		cells = append(cells, cell{text, column, column + columns(text)})
		column += columns(text)
		if at += size; at >= to && mark[1] < 0 {
			mark[1] = column
		}
	}
	if mark[0] < 0 {
		mark[0] = column
	}
	if from == to || mark[1] < 0 {
		mark[1] = mark[0]
	}
	return cells, mark
}

// around chooses the columns of a long line: from its start if the mark is then in sight, else with the mark in the middle.
func around(mark [2]int, total, width int) (left, right int) {
	if mark[1] <= width-len(gap) {
		return 0, min(total, width-len(gap))
	}
	room := max(width-2*len(gap), 1)
	left = max(mark[0]-max(room-(mark[1]-mark[0]), 0)/2, 0)
	right = left + room
	if right >= total {
		left, right = max(total-room-len(gap), min(mark[0], left)), total
		left = min(left, mark[0])
	}
	return left, right
}

func cut(cells []cell, mark [2]int, left, right int, head, tail bool) excerpt {
	var b strings.Builder
	x := excerpt{column: -1}
	column := 0
	if head {
		b.WriteString(gap)
		column = len(gap)
	}
	for _, c := range cells {
		if c.start < left || c.end > right {
			continue
		}
		if c.start >= mark[0] && x.column < 0 {
			x.column = column
		}
		b.WriteString(c.text)
		column += c.end - c.start
		if x.column >= 0 && c.end <= mark[1] {
			x.length = column - x.column
		}
	}
	if x.column < 0 {
		x.column = column
	}
	x.length = max(x.length, 1)
	if tail {
		b.WriteString(gap)
	}
	x.text = b.String()
	return x
}
