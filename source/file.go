package source

import (
	"bytes"
	"sync"
)

// File is one text of a run: a file on disk, standard input, or a member of a
// dump. Its fields are set once and must not be changed; its methods are safe
// for concurrent use. A File must not be copied.
type File struct {
	ID      FileID
	Name    string // as shown: relative to the working directory with slashes, or a dump's own path
	Path    string // absolute and cleaned; empty for a virtual file
	Src     []byte // at most 4 GiB - 1, so that offsets fit into a Span
	Virtual bool   // not a file on disk: standard input, a member of a dump
	// Private is set by the parser of a file that may hold secrets beside what is reported, as a plan does: of its text only the places
	// themselves are shown, not what stands around them.
	Private bool

	// Host is the file that this one is a part of, nil for all others: see [Tree.Part]. Its text begins at From; offsets count from the host's start.
	Host *File
	From uint32

	once  sync.Once
	index lineIndex
}

func (f *File) lines() *lineIndex {
	f.once.Do(func() { f.index = indexLines(f.Src) })
	return &f.index
}

// Position tells the line and the columns of a byte offset. An offset inside a
// character counts as its first byte, one behind the end as the end.
func (f *File) Position(off uint32) Position {
	x := f.lines()
	n := x.at(off)
	from, end := x.bounds(f.Src, n)
	off = min(max(off, from), end)

	p := Position{Line: n + 1, Column: 1, UTF16: 1}
	at := from
	if m, ok := x.mark(from, off); ok {
		at, p.Column, p.UTF16 = m.off, m.column, m.utf16
	}
	for at < off {
		size, units := step(f.Src[at:end])
		if at+size > off {
			break
		}
		at += size
		p.Column++
		p.UTF16 += units
	}
	return p
}

// Offset is the inverse of Position for code-point columns. A line before the
// first or behind the last is taken as that one, a column behind the text as
// the end of the line (before its line ending).
func (f *File) Offset(line, column int) uint32 {
	x := f.lines()
	n := min(max(line, 1), len(x.starts)) - 1
	at, end := x.bounds(f.Src, n)
	c := 1
	if m, ok := x.markColumn(at, end, column); ok {
		at, c = m.off, m.column
	}
	for ; c < column && at < end; c++ {
		size, _ := step(f.Src[at:end])
		at += size
	}
	return at
}

// NumLines counts the lines. The end of a file that ends with a line ending is
// a line too, an empty one; an empty file has one line.
func (f *File) NumLines() int { return len(f.lines().starts) }

// Line returns the text of a line (1-based) without its line ending and without
// a byte order mark; nil where there is no such line. The bytes belong to Src.
func (f *File) Line(n int) []byte {
	x := f.lines()
	if n < 1 || n > len(x.starts) {
		return nil
	}
	from, end := x.bounds(f.Src, n-1)
	return f.Src[from:end:end]
}

// Place returns the place at an offset for an insertion. An offset inside a
// byte order mark is moved behind it, one between CR and LF before both.
func (f *File) Place(off uint32) Place {
	x := f.lines()
	from, end := x.bounds(f.Src, x.at(off))
	off = min(max(off, from), end)
	line := f.Src[from:end]
	blank := len(line) - len(bytes.TrimLeft(line, " \t"))
	return Place{
		Span:   Span{File: f.ID, Start: off, End: off},
		Indent: string(line[:blank]),
		EOL:    f.eol(),
	}
}

// eol is the first line ending of the file; a file of one line gets "\n".
func (f *File) eol() string {
	if i := bytes.IndexByte(f.Src, '\n'); i > 0 && f.Src[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}
