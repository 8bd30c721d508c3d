package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

// excerptWidth bounds source lines where the terminal does not.
const excerptWidth = 160

// mark is a place to be shown with its source line.
type mark struct {
	at    source.Span
	label string
	main  bool // underlined with carets, else with tildes

	file         *source.File
	line, column int
}

// block holds the marks in one file; the first one given names the block.
type block struct {
	head  mark
	marks []mark
}

// snippets prints the source lines of marks, one block per file in the order in which the files are first named.
func (p *printer) snippets(set *source.Set, marks []mark, main style) (gutter int) {
	var blocks []block
	last := 1
	for _, m := range marks {
		if m.file = set.File(m.at.File); m.file == nil {
			continue
		}
		start := m.file.Position(m.at.Start)
		m.line, m.column = start.Line, start.Column
		last = max(last, m.line)
		if i := slices.IndexFunc(blocks, func(b block) bool { return b.head.file == m.file }); i >= 0 {
			blocks[i].marks = append(blocks[i].marks, m)
		} else {
			blocks = append(blocks, block{m, []mark{m}})
		}
	}
	gutter = len(strconv.Itoa(last)) + 1
	for _, b := range blocks {
		p.spaces(gutter)
		p.put(hint, "-->")
		p.put(plain, " "+b.head.file.Name+":"+strconv.Itoa(b.head.line)+":"+strconv.Itoa(b.head.column))
		p.newline()
		p.gutter(gutter, "")
		p.newline()
		p.block(b, gutter, main)
	}
	return gutter
}

// gutter prints the left margin with a line number in it.
func (p *printer) gutter(width int, number string) {
	p.spaces(width - len(number))
	p.put(hint, number+" |")
}

func (p *printer) block(b block, gutter int, main style) {
	slices.SortStableFunc(b.marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.at.Start, b.at.Start))
	})
	width := p.room(gutter + 3)
	if width == 0 {
		width = excerptWidth
	}
	previous, printed := 0, ""
	for _, m := range b.marks {
		switch {
		case previous != 0 && m.line == previous+2 && !m.file.Private:
			p.source(gutter, previous+1, newExcerpt(m.file.Line(previous+1), 0, 0, width).text)
		case previous != 0 && m.line > previous+1:
			p.put(hint, gap)
			p.newline()
		}
		x := m.excerpt(width)
		if m.line != previous || x.text != printed {
			p.source(gutter, m.line, x.text)
		}
		p.underline(gutter, m, x, main)
		previous, printed = m.line, x.text
	}
}

// excerpt is the marked text in its line; in a file that may hold secrets the rest of the line is left out.
func (m mark) excerpt(width int) excerpt {
	line, start := m.file.Line(m.line), int(m.file.Offset(m.line, 1))
	from, to := int(m.at.Start)-start, int(m.at.End)-start
	if m.file.Private {
		shown := line[min(from, len(line)):min(max(from, to), len(line))]
		line = slices.Concat([]byte("... "), shown, []byte(" ..."))
		from, to = len("... "), len("... ")+len(shown)
	}
	return newExcerpt(line, from, to, width)
}

func (p *printer) source(gutter, number int, text string) {
	p.gutter(gutter, strconv.Itoa(number))
	if text != "" {
		p.put(plain, " "+text)
	}
	p.newline()
}

// underline prints the line below a source line, with the label beside it where it fits and below it where it does not.
func (p *printer) underline(gutter int, m mark, x excerpt, main style) {
	sign, s := "~", hint
	if m.main {
		sign, s = "^", main
	}
	p.gutter(gutter, "")
	p.spaces(1 + x.column)
	p.put(s, strings.Repeat(sign, x.length))
	room := p.room(gutter + 3)
	if label := visible(m.label); label != "" && (room == 0 || x.column+x.length+1+columns(label) <= room) {
		p.put(s, " "+label)
	} else if label != "" {
		// Below its marks where it fits there, else as far to the left as it takes to stay in one piece.
		indent := min(x.column, max(room-columns(label), 0))
		if columns(label) > room {
			indent = min(x.column, room/4)
		}
		for _, line := range wrap(label, room-indent) {
			p.newline()
			p.gutter(gutter, "")
			p.spaces(1 + indent)
			p.put(s, line)
		}
	}
	p.newline()
}
