package source

// FileID names a file of a Set. Zero names none. Ids are handed out in the
// order in which files are read, which may differ between two runs: sort by
// File.Name where an order is shown.
type FileID uint32

// Span is a half-open range of byte offsets [Start, End) in one file. It is
// small, comparable and free of pointers, so that millions can be kept. The
// zero Span points nowhere.
type Span struct {
	File       FileID
	Start, End uint32
}

// IsZero reports whether the span points nowhere.
func (s Span) IsZero() bool { return s == Span{} }

// Place is where text may be inserted: an empty span (Start equals End) with
// the indentation of its line and the line ending that the file uses.
type Place struct {
	Span
	Indent string // leading spaces and tabs of the line
	EOL    string // "\n" or "\r\n"
}

// Position is a place as people and editors count it. All fields are 1-based.
// Column counts code points, UTF16 counts UTF-16 code units; a byte that is not
// valid UTF-8 counts one in both. A byte order mark at the start of a file has
// no column. The two bytes of a CRLF share one column.
type Position struct {
	Line, Column, UTF16 int
}
