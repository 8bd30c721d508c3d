package report

import (
	"bufio"
	"io"
	"strings"
)

// style is how a piece of text is painted. Colour never says what the words do not.
type style uint8

const (
	plain style = iota
	strong
	faint
	bad   // errors, violated hops
	risky // warnings, possible hops
	good  // what is in order
	hint  // notes, related places, the gutter
)

// ansi holds the escape sequences of the styles: bold, and the eight basic colours, which every theme makes readable.
var ansi = [...]string{plain: "", strong: "\x1b[1m", faint: "\x1b[2m", bad: "\x1b[1;31m", risky: "\x1b[1;33m", good: "\x1b[32m", hint: "\x1b[1;34m"}

// printer writes text for a terminal. All that it prints passes through visible, so that its own colours are the only escape sequences.
// The first error of the writer is kept and told by flush.
type printer struct {
	w     *bufio.Writer
	color bool
	width int // columns, 0: unlimited
}

// minWidth is what a report needs; in a narrower window the terminal has to break lines itself.
const minWidth = 40

func newPrinter(w io.Writer, o Options) *printer {
	p := &printer{w: bufio.NewWriter(w), color: o.Color, width: o.Width}
	if p.width != 0 {
		p.width = max(p.width, minWidth)
	}
	return p
}

func (p *printer) flush() error { return p.w.Flush() }

// put prints one piece of a line. Text of the report itself and text from files are treated alike.
func (p *printer) put(s style, text string) {
	text = visible(text)
	if text == "" || !p.color || ansi[s] == "" {
		_, _ = p.w.WriteString(text) // the error comes back from flush
		return
	}
	_, _ = p.w.WriteString(ansi[s])
	_, _ = p.w.WriteString(text)
	_, _ = p.w.WriteString("\x1b[0m")
}

func (p *printer) newline() { _ = p.w.WriteByte('\n') }

// spaces prints n blanks.
func (p *printer) spaces(n int) { _, _ = p.w.WriteString(strings.Repeat(" ", max(n, 0))) }

// room is how many columns are left behind an indentation, 0 for any number.
func (p *printer) room(indent int) int {
	if p.width == 0 {
		return 0
	}
	return max(p.width-indent, minWidth/2)
}

// paragraph prints text behind what already stands on the line, which is at column at, and goes on below at the same column.
func (p *printer) paragraph(s style, text string, at int) {
	for i, line := range wrap(visible(text), p.room(at)) {
		if i > 0 {
			p.newline()
			p.spaces(at)
		}
		p.put(s, line)
	}
	p.newline()
}

// heading starts a section with its name and, where that does not say enough, a sentence.
func (p *printer) heading(name, sentence string) {
	p.put(strong, name)
	if sentence == "" {
		p.newline()
		return
	}
	p.put(plain, ": ")
	p.paragraph(plain, sentence, len(name)+2)
}

// wrap breaks visible text between words into lines of at most width columns; 0 means no limit. A word that is wider is left whole: it
// may have to be copied.
func wrap(text string, width int) []string { return hang(text, width, width) }

// hang is wrap for a first line that has another width than the lines below it.
func hang(text string, first, rest int) []string {
	if first == 0 || columns(text) <= first {
		return []string{text}
	}
	if !printable(text) || strings.Contains(" "+text+" ", "  ") {
		text = strings.Join(strings.Fields(text), " ")
	}
	lines := make([]string, 0, len(text)/max(min(first, rest), 1)+2)
	start, end, at, width := 0, 0, 0, first // the line is text[start:end], at columns wide
	for word := range strings.SplitSeq(text, " ") {
		w := columns(word)
		switch {
		case end == 0:
			end, at = len(word), w
		case at+1+w > width:
			lines = append(lines, text[start:end])
			start, at, width = end+1, w, rest
			end = start + len(word)
		default:
			end += 1 + len(word)
			at += 1 + w
		}
	}
	return append(lines, text[start:end])
}
