package source_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/timeoutlint/timeoutlint/source"
)

func add(src string) *source.File {
	var s source.Set
	return s.Add("f.conf", "/f.conf", []byte(src), false)
}

func TestPosition(t *testing.T) {
	long := strings.Repeat("é😀x", 5000) // 7 bytes, 3 code points, 4 UTF-16 units
	tests := []struct {
		name, src string
		off       uint32
		want      source.Position
	}{
		{"empty file", "", 0, source.Position{Line: 1, Column: 1, UTF16: 1}},
		{"behind the end", "ab", 99, source.Position{Line: 1, Column: 3, UTF16: 3}},
		{"first", "ab\ncd", 0, source.Position{Line: 1, Column: 1, UTF16: 1}},
		{"at the line feed", "ab\ncd", 2, source.Position{Line: 1, Column: 3, UTF16: 3}},
		{"second line", "ab\ncd", 4, source.Position{Line: 2, Column: 2, UTF16: 2}},
		{"end without newline", "ab\ncd", 5, source.Position{Line: 2, Column: 3, UTF16: 3}},
		{"empty last line", "ab\n", 3, source.Position{Line: 2, Column: 1, UTF16: 1}},
		{"two bytes", "éx", 2, source.Position{Line: 1, Column: 2, UTF16: 2}},
		{"inside two bytes", "éx", 1, source.Position{Line: 1, Column: 1, UTF16: 1}},
		{"surrogate pair", "😀x", 4, source.Position{Line: 1, Column: 2, UTF16: 3}},
		{"inside a surrogate pair", "😀x", 2, source.Position{Line: 1, Column: 1, UTF16: 1}},
		{"invalid bytes", "\xff\xfex", 2, source.Position{Line: 1, Column: 3, UTF16: 3}},
		{"cut character", "\xf0\x9f\x98", 3, source.Position{Line: 1, Column: 4, UTF16: 4}},
		{"carriage return", "ab\r\ncd", 2, source.Position{Line: 1, Column: 3, UTF16: 3}},
		{"line feed of CRLF", "ab\r\ncd", 3, source.Position{Line: 1, Column: 3, UTF16: 3}},
		{"behind CRLF", "ab\r\ncd", 4, source.Position{Line: 2, Column: 1, UTF16: 1}},
		{"lone carriage return", "a\rb", 2, source.Position{Line: 1, Column: 3, UTF16: 3}},
		{"only CRLF", "\r\n", 0, source.Position{Line: 1, Column: 1, UTF16: 1}},
		{"byte order mark", "\xef\xbb\xbfab", 4, source.Position{Line: 1, Column: 2, UTF16: 2}},
		{"inside the byte order mark", "\xef\xbb\xbfab", 1, source.Position{Line: 1, Column: 1, UTF16: 1}},
		{"NUL", "a\x00b", 2, source.Position{Line: 1, Column: 3, UTF16: 3}},
		{"long line", "\n" + long, 1 + 7*4999, source.Position{Line: 2, Column: 1 + 3*4999, UTF16: 1 + 4*4999}},
		{"end of a long line", long + "\nx", 7 * 5000, source.Position{Line: 1, Column: 1 + 3*5000, UTF16: 1 + 4*5000}},
		{"behind a long line", long + "\nx", 7*5000 + 2, source.Position{Line: 2, Column: 2, UTF16: 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := add(tt.src).Position(tt.off); got != tt.want {
				t.Errorf("Position(%d) = %+v, want %+v", tt.off, got, tt.want)
			}
		})
	}
}

func TestOffset(t *testing.T) {
	long := strings.Repeat("é😀x", 5000)
	tests := []struct {
		name, src    string
		line, column int
		want         uint32
	}{
		{"empty file", "", 1, 1, 0},
		{"before the start", "ab", 0, -3, 0},
		{"behind the last line", "ab\ncd", 9, 1, 3},
		{"behind the line", "ab\ncd", 1, 9, 2},
		{"behind a CRLF line", "ab\r\ncd", 1, 9, 2},
		{"code points", "é😀x\ny", 1, 3, 6},
		{"invalid bytes", "\xff\xfex", 1, 3, 2},
		{"byte order mark", "\xef\xbb\xbfab", 1, 2, 4},
		{"long line", "\n" + long, 2, 1 + 3*4999, 1 + 7*4999},
		{"long line, first column", "\n" + long, 2, 1, 1},
		{"line behind a long one", long + "\nxyz", 2, 2, 7*5000 + 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := add(tt.src).Offset(tt.line, tt.column); got != tt.want {
				t.Errorf("Offset(%d, %d) = %d, want %d", tt.line, tt.column, got, tt.want)
			}
		})
	}
}

func TestLine(t *testing.T) {
	tests := []struct {
		src  string
		want []string
	}{
		{"", []string{""}},
		{"a", []string{"a"}},
		{"a\n", []string{"a", ""}},
		{"a\r\n\r\nb\rc\n", []string{"a", "", "b\rc", ""}},
		{"\xef\xbb\xbfa\nb", []string{"a", "b"}},
	}
	for _, tt := range tests {
		f := add(tt.src)
		if f.NumLines() != len(tt.want) {
			t.Errorf("%q: NumLines = %d, want %d", tt.src, f.NumLines(), len(tt.want))
		}
		for i, want := range tt.want {
			if got := f.Line(i + 1); string(got) != want || got == nil {
				t.Errorf("%q: Line(%d) = %q, want %q", tt.src, i+1, got, want)
			}
		}
		if f.Line(0) != nil || f.Line(len(tt.want)+1) != nil {
			t.Errorf("%q: a line that does not exist has text", tt.src)
		}
	}
}

func TestPlace(t *testing.T) {
	tests := []struct {
		name, src   string
		off, at     uint32
		indent, eol string
	}{
		{"plain", "a {\n    b;\n}\n", 10, 10, "    ", "\n"},
		{"tabs", "a {\n\t\tb;\n}", 4, 4, "\t\t", "\n"},
		{"CRLF", "a {\r\n  b;\r\n}", 6, 6, "  ", "\r\n"},
		{"between CR and LF", "a\r\nb", 2, 1, "", "\r\n"},
		{"one line", "a;", 2, 2, "", "\n"},
		{"byte order mark", "\xef\xbb\xbf  a;", 0, 3, "  ", "\n"},
		{"blank line", "   \n", 1, 1, "   ", "\n"},
		{"empty file", "", 7, 0, "", "\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := add(tt.src)
			want := source.Place{Span: source.Span{File: f.ID, Start: tt.at, End: tt.at}, Indent: tt.indent, EOL: tt.eol}
			if got := f.Place(tt.off); got != want {
				t.Errorf("Place(%d) = %+v, want %+v", tt.off, got, want)
			}
		})
	}
}

func TestSet(t *testing.T) {
	var s source.Set
	a := s.Add("a", "/a", []byte("one\ntwo\n"), false)
	b := s.Add("b", "", []byte("três"), true)
	if s.File(a.ID) != a || s.File(b.ID) != b || s.File(0) != nil || s.File(99) != nil {
		t.Error("File does not give back what was added")
	}
	span := source.Span{File: a.ID, Start: 4, End: 7}
	if got := s.Text(span); got != "two" {
		t.Errorf("Text = %q, want two", got)
	}
	start, end := s.Position(span)
	if start != (source.Position{Line: 2, Column: 1, UTF16: 1}) || end != (source.Position{Line: 2, Column: 4, UTF16: 4}) {
		t.Errorf("Position = %v, %v", start, end)
	}
	for _, span := range []source.Span{{}, {File: 7, End: 3}, {File: b.ID, Start: 50, End: 60}, {File: b.ID, Start: 3, End: 1}} {
		if got := s.Text(span); got != "" {
			t.Errorf("Text(%v) = %q, want nothing", span, got)
		}
	}
	if got := s.Text(source.Span{File: b.ID, Start: 3, End: 60}); got != "\xaas" {
		t.Errorf("a span past the end gives %q", got)
	}
	if start, end := s.Position(source.Span{}); start != (source.Position{}) || end != (source.Position{}) {
		t.Error("the zero span has a position")
	}
	if !(source.Span{}).IsZero() || span.IsZero() {
		t.Error("IsZero is wrong")
	}
}

func TestSetConcurrently(t *testing.T) {
	var s source.Set
	f := s.Add("a", "/a", []byte(strings.Repeat("line\n", 1000)), false)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			g := s.Add("b", "/b", []byte("x"), false)
			if s.File(g.ID) != g {
				t.Error("a file got another's id")
			}
			if p := f.Position(5 * 999); p.Line != 1000 {
				t.Errorf("line %d, want 1000", p.Line)
			}
		})
	}
	wg.Wait()
}

func TestBinary(t *testing.T) {
	for src, want := range map[string]bool{
		"": false, "server {}": false, "a\x00b": true, "\xff\xfe": false,
		strings.Repeat("a", 511) + "\x00": true, strings.Repeat("a", 512) + "\x00": false,
	} {
		if got := source.Binary([]byte(src)); got != want {
			t.Errorf("Binary(%.8q, %d bytes) = %v, want %v", src, len(src), got, want)
		}
	}
}

// FuzzPosition compares with the plain definition and goes back and forth.
func FuzzPosition(f *testing.F) {
	for _, s := range []string{"", "a\nb", "é😀\r\nx\xff", "\xef\xbb\xbfa", "\r\n\r\n", strings.Repeat("é", 9000)} {
		f.Add([]byte(s), uint16(len(s)/2))
	}
	f.Fuzz(func(t *testing.T, src []byte, at uint16) {
		file := add(string(src))
		off := min(uint32(at), uint32(len(src)))
		p := file.Position(off)
		back := file.Offset(p.Line, p.Column)
		if again := file.Position(back); again != p {
			t.Fatalf("offset %d is %+v, whose offset %d is %+v", off, p, back, again)
		}
		if back > off && back != 3 {
			t.Fatalf("offset %d came back as %d", off, back)
		}
		text := bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
		if cut := int(off) - (len(src) - len(text)); cut >= 0 {
			before := text[:cut]
			start := bytes.LastIndexByte(before, '\n') + 1
			if want := 1 + bytes.Count(before, []byte{'\n'}); p.Line != want {
				t.Fatalf("offset %d is in line %d, want %d", off, p.Line, want)
			}
			if line := before[start:]; utf8.Valid(line) && !bytes.HasSuffix(line, []byte{'\r'}) {
				if want := 1 + utf8.RuneCount(line); p.Column != want {
					t.Fatalf("offset %d is in column %d, want %d", off, p.Column, want)
				}
			}
		}
		file.Line(p.Line)
		file.Place(off)
	})
}
