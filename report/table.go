package report

// piece is text in one style.
type piece struct {
	style style
	text  string
}

// between is the number of blanks between two columns of a table.
const between = 2

// table is lines of cells. Its columns are as wide as their widest cell, but for the last cell of a line, which may go on below itself.
type table [][]piece

// widths gives the width of each column.
func (t table) widths() []int {
	var widths []int
	for _, line := range t {
		for i, c := range line {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columns(visible(c.text)))
		}
	}
	return widths
}

// fits reports whether no line of the table needs more columns than the printer has.
func (p *printer) fits(t table, indent int) bool {
	total := indent - between
	for _, w := range t.widths() {
		total += w + between
	}
	return p.width == 0 || total <= p.width
}

// minCell is the width below which a last cell that has to be broken is better put below its line.
const minCell = 40

// table prints lines with columns of the given widths; a cell that is wider pushes the rest of its line to the right. Empty cells at the
// end of a line leave no blanks behind.
func (p *printer) table(t table, widths []int, indent int) { p.tableBelow(t, widths, indent, indent+4) }

// tableBelow is table with the column at which a last cell begins that has to go below its line.
func (p *printer) tableBelow(t table, widths []int, indent, below int) {
	for _, line := range t {
		last := len(line) - 1
		for last > 0 && line[last].text == "" {
			last--
		}
		p.spaces(indent)
		at := indent
		for i, c := range line[:last] {
			p.put(c.style, c.text)
			width := columns(visible(c.text))
			next := at + max(widths[i], width) + between
			if i == last-1 && p.tight(line[last], next) {
				p.newline()
				at, next = 0, below
			} else {
				at += width
			}
			p.spaces(next - at)
			at = next
		}
		p.paragraph(line[last].style, line[last].text, at)
	}
}

// tight reports whether a cell would be squeezed into a narrow strip at the right edge.
func (p *printer) tight(c piece, at int) bool {
	room := p.width - at
	return p.width != 0 && room < minCell && columns(visible(c.text)) > room
}
