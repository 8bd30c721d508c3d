package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// widths counts columns the same way on every machine: the package's default asks the environment whether ambiguous characters are wide.
var widths = &runewidth.Condition{StrictEmojiNeutral: true}

// hidden reports whether a character commands a terminal, reorders text or cannot be seen: controls (C0, DEL, C1), line and paragraph
// separators, and format characters such as the bidirectional overrides.
func hidden(r rune) bool {
	if r < utf8.RuneSelf {
		return r < ' ' || r == 0x7f
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// shown is how a hidden character is printed: the picture of a control (␛ for ESC), a Go escape for all others.
func shown(r rune) string {
	switch {
	case r < ' ':
		return string(0x2400 + r)
	case r == 0x7f:
		return "\u2421"
	case r > 0xFFFF:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// visible makes text safe to print: hidden characters are replaced by something to see, invalid bytes by an escape. Nothing that it returns
// moves the cursor or changes the terminal.
func visible(s string) string {
	if printable(s) || !strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || hidden(r) }) {
		return s
	}
	var b strings.Builder
	for s != "" {
		size, text := glyph(s)
		b.WriteString(text)
		s = s[size:]
	}
	return b.String()
}

// printable reports whether a text is nothing but printable ASCII, as nearly all is: each byte is one character of one column.
func printable[text string | []byte](s text) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// glyph gives the size in bytes of the character at the start of s, which is not empty, and how it is printed.
func glyph(s string) (size int, text string) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == utf8.RuneError && size == 1:
		return 1, fmt.Sprintf(`\x%02x`, s[0])
	case hidden(r):
		return size, shown(r)
	}
	return size, s[:size]
}

// columns is the width of visible text on a terminal, character by character: the sum that excerpts are cut and underlined by.
func columns(s string) int {
	if printable(s) {
		return len(s)
	}
	n := 0
	for _, r := range s {
		n += widths.RuneWidth(r)
	}
	return n
}

// shorten cuts the middle out of text that is wider than width, so that both ends can be read.
func shorten(s string, width int) string {
	const gap = "..."
	total := columns(s)
	if total <= width || width <= len(gap) {
		return s
	}
	back := (width - len(gap)) / 2
	front := width - len(gap) - back
	head, tail, at := 0, len(s), 0
	for i, r := range s {
		w := widths.RuneWidth(r)
		if at+w <= front {
			head = i + utf8.RuneLen(r)
		}
		if at += w; total-at <= back && tail == len(s) {
			tail = i + utf8.RuneLen(r)
		}
	}
	return s[:head] + gap + s[tail:]
}
