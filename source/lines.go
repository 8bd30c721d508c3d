package source

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// markEvery is the distance in bytes of the column marks inside long lines. A
// Terraform plan is one line of many megabytes: without marks, every position
// in it would cost a walk from its start.
const markEvery = 4096

// lineIndex knows where lines start, and some columns inside long ones.
type lineIndex struct {
	starts []uint32 // first byte of every line, behind a byte order mark; never empty
	marks  []mark   // ascending
}

// mark is a known column at the first byte of a character.
type mark struct {
	off           uint32
	column, utf16 int
}

func indexLines(src []byte) lineIndex {
	var x lineIndex
	at := 0
	if bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
		at = 3
	}
	x.starts = make([]uint32, 0, 1+bytes.Count(src, []byte{'\n'}))
	for {
		x.starts = append(x.starts, uint32(at))
		n := bytes.IndexByte(src[at:], '\n')
		if n < 0 {
			x.addMarks(src, at, len(src))
			return x
		}
		x.addMarks(src, at, at+n)
		at += n + 1
	}
}

func (x *lineIndex) addMarks(src []byte, at, end int) {
	column, units, next := 1, 1, at+markEvery
	for next < end {
		size, u := step(src[at:end])
		at += int(size)
		column++
		units += u
		if at >= next {
			x.marks = append(x.marks, mark{off: uint32(at), column: column, utf16: units})
			next = at + markEvery
		}
	}
}

// at returns the index of the line that holds off.
func (x *lineIndex) at(off uint32) int {
	n := sort.Search(len(x.starts), func(i int) bool { return x.starts[i] > off })
	return max(n-1, 0)
}

// bounds returns the first byte of line i and the end of its text, before its
// line ending.
func (x *lineIndex) bounds(src []byte, i int) (from, end uint32) {
	from = x.starts[i]
	if i+1 == len(x.starts) {
		return from, uint32(len(src))
	}
	end = x.starts[i+1] - 1
	if end > from && src[end-1] == '\r' {
		end--
	}
	return from, end
}

// mark returns the last mark in [from, off].
func (x *lineIndex) mark(from, off uint32) (mark, bool) {
	n := sort.Search(len(x.marks), func(i int) bool { return x.marks[i].off > off })
	if n == 0 || x.marks[n-1].off < from {
		return mark{}, false
	}
	return x.marks[n-1], true
}

// markColumn returns the last mark in [from, end] whose column is not behind
// the one asked for.
func (x *lineIndex) markColumn(from, end uint32, column int) (mark, bool) {
	lo := sort.Search(len(x.marks), func(i int) bool { return x.marks[i].off >= from })
	n := sort.Search(len(x.marks)-lo, func(i int) bool {
		m := x.marks[lo+i]
		return m.off > end || m.column > column
	})
	if n == 0 {
		return mark{}, false
	}
	return x.marks[lo+n-1], true
}

// step measures the character at the start of b, which is not empty.
func step(b []byte) (size uint32, units int) {
	if b[0] < utf8.RuneSelf {
		return 1, 1
	}
	r, n := utf8.DecodeRune(b)
	if r > 0xFFFF {
		return uint32(n), 2
	}
	return uint32(n), 1
}
