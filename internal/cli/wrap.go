package cli

import (
	"strings"
	"unicode/utf8"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
)

// widestProse is the length beyond which lines of prose are hard to read, however wide the terminal is.
const widestProse = 120

// prose gives the columns to which prose is broken: those of the terminal that is standard output, 0 where it is none, so that a pipe gets
// the text as it is.
func (a *app) prose() int {
	columns, terminal := a.Terminal(a.Stdout)
	if !terminal || columns <= 0 {
		return 0
	}
	const narrowest = 40 // a narrower terminal breaks lines itself
	return min(max(columns, narrowest), widestProse)
}

// fold breaks text between words into lines of at most width columns. A word that is wider is left whole: it may have to be copied.
func fold(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// item is the start of a list's item in Markdown.
var item = pattern.New(`^ *(?:[-*]|[0-9]+\.) +`)

// foldMarkdown breaks the paragraphs and lists of a page into lines of at most width columns; 0 leaves all as it is. Code, tables and
// headings stay as they are.
func foldMarkdown(page string, width int) string {
	if width == 0 {
		return page
	}
	f := folder{width: width}
	fence := ""
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\r\n")
		ticks := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case fence != "":
			f.keep(line)
			if line == fence {
				fence = ""
			}
		case len(ticks) >= 3:
			fence = ticks
			f.keep(line)
		case line == "", line[0] == '#', line[0] == '|', f.text == "" && strings.HasPrefix(line, "    "):
			f.keep(line)
		default:
			f.add(line)
		}
	}
	f.flush()
	return f.b.String()
}

// folder collects a paragraph, or an item of a list, until its end.
type folder struct {
	b     strings.Builder
	width int
	mark  string // "- " of an item: further lines begin below its text
	text  string
}

func (f *folder) add(line string) {
	if mark := item().FindString(line); mark != "" {
		f.flush()
		f.mark, line = mark, line[len(mark):]
	}
	f.text += " " + line
}

// keep ends what was collected and takes a line as it is.
func (f *folder) keep(line string) {
	f.flush()
	f.b.WriteString(line + "\n")
}

func (f *folder) flush() {
	if f.text == "" {
		return
	}
	begin := f.mark
	for _, line := range fold(f.text, f.width-len(f.mark)) {
		f.b.WriteString(begin + line + "\n")
		begin = strings.Repeat(" ", len(f.mark))
	}
	f.mark, f.text = "", ""
}
