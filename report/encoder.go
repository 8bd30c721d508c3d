package report

import (
	"bufio"
	"io"
	"strconv"
	"unicode/utf8"
)

// encoder writes JSON piece by piece, so that a document of any size needs only one buffer. It puts the commas; the caller opens and
// closes in pairs and writes a key before each value of an object. The first error of the writer is kept and told by flush.
type encoder struct {
	w     *bufio.Writer
	comma bool // a value stands before the next key or value
}

func newEncoder(w io.Writer) *encoder { return &encoder{w: bufio.NewWriterSize(w, 1<<16)} }

func (e *encoder) flush() error { return e.w.Flush() }

func (e *encoder) raw(s string) { _, _ = e.w.WriteString(s) } // the error comes back from flush

func (e *encoder) value() {
	if e.comma {
		e.raw(",")
	}
	e.comma = true
}

func (e *encoder) open(bracket string) {
	e.value()
	e.raw(bracket)
	e.comma = false
}

func (e *encoder) close(bracket string) {
	e.raw(bracket)
	e.comma = true
}

// item starts the next element of a list on a line of its own.
func (e *encoder) item() {
	if e.comma {
		e.raw(",")
	}
	e.raw("\n    ")
	e.comma = false
}

// section starts a key of the document on a line of its own.
func (e *encoder) section(name string) {
	if e.comma {
		e.raw(",")
	}
	e.raw("\n  ")
	e.comma = false
	e.key(name)
}

// key writes a key, which is a plain word.
func (e *encoder) key(name string) {
	if e.comma {
		e.raw(`,"`)
	} else {
		e.raw(`"`)
	}
	e.raw(name)
	e.raw(`":`)
	e.comma = false
}

func (e *encoder) null() {
	e.value()
	e.raw("null")
}

func (e *encoder) integer(n int) {
	e.value()
	_, _ = e.w.Write(strconv.AppendInt(e.w.AvailableBuffer(), int64(n), 10))
}

// number writes a float without an exponent; no duration needs one.
func (e *encoder) number(f float64) {
	e.value()
	_, _ = e.w.Write(strconv.AppendFloat(e.w.AvailableBuffer(), f, 'f', -1, 64))
}

// text writes a string, or null for the empty one: here "" always means that nothing is known.
func (e *encoder) text(s string) {
	if s == "" {
		e.null()
		return
	}
	e.string(s)
}

// string writes a string. Bytes that are no UTF-8 become U+FFFD; what a terminal could take for a command, and what reorders text, is
// escaped, so that looking at the document is as safe as reading it.
func (e *encoder) string(s string) {
	e.value()
	e.raw(`"`)
	done := 0
	for i := 0; i < len(s); {
		if c := s[i]; c >= ' ' && c != '"' && c != '\\' && c < 0x7f {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if bad := r == utf8.RuneError && size == 1; bad || r == '"' || r == '\\' || hidden(r) {
			e.raw(s[done:i])
			e.escaped(r)
			done = i + size
		}
		i += size
	}
	e.raw(s[done:])
	e.raw(`"`)
}

func (e *encoder) escaped(r rune) {
	const hex = "0123456789abcdef"
	switch {
	case r == utf8.RuneError:
		e.raw("\uFFFD")
	case r == '"', r == '\\':
		e.raw(`\`)
		e.raw(string(r))
	case r == '\n':
		e.raw(`\n`)
	case r == '\t':
		e.raw(`\t`)
	case r > 0xFFFF:
		r -= 0x10000
		e.escaped(0xD800 + r>>10)
		e.escaped(0xDC00 + r&0x3FF)
	default:
		e.raw(`\u`)
		e.raw(string([]byte{hex[r>>12], hex[r>>8&15], hex[r>>4&15], hex[r&15]}))
	}
}
