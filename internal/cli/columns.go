package cli

import (
	"io"
	"strings"
	"unicode/utf8"
)

// What a page says below its headings begins after indent blanks; columns have gap blanks between them, and further lines of a sentence are
// indented by hanging more.
const (
	indent  = 2
	gap     = 2
	hanging = 2
)

// columns are rows of cells, of which the last may be long: it is broken between words where width says so, and stands below the others where
// they leave it too little. width 0: no limit.
type columns [][]string

func (rows columns) write(w io.Writer, indent, width int) error {
	const least = 24 // columns that a last cell needs
	at, widest := indent, rows.widest()
	for _, n := range widest {
		at += n + gap
	}
	below := width != 0 && width-at < least
	if below {
		at = indent + 2*hanging
	}
	var b strings.Builder
	for _, row := range rows {
		line := strings.Repeat(" ", indent)
		for i, n := range widest {
			line += row[i] + strings.Repeat(" ", n-utf8.RuneCountInString(row[i])+gap)
		}
		last := []string{row[len(row)-1]}
		if width != 0 {
			last = fold(last[0], width-at)
		}
		separator := "\n" + strings.Repeat(" ", at)
		if below && last[0] != "" {
			line = strings.TrimRight(line, " ") + separator
		}
		b.WriteString(strings.TrimRight(line+strings.Join(last, separator), " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// widest gives the width of each column but the last.
func (rows columns) widest() []int {
	if len(rows) == 0 {
		return nil
	}
	widest := make([]int, len(rows[0])-1)
	for _, row := range rows {
		for i := range widest {
			widest[i] = max(widest[i], utf8.RuneCountInString(row[i]))
		}
	}
	return widest
}

// sentence is a line of a page, indented, and broken between words where width says so.
func sentence(text string, width int) string {
	lines := []string{text}
	if width != 0 {
		lines = fold(text, width-indent-hanging)
	}
	return strings.Repeat(" ", indent) + strings.Join(lines, "\n"+strings.Repeat(" ", indent+hanging)) + "\n"
}
