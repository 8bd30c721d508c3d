package configs

import (
	"bytes"
	"strings"
)

// What configuration files in Python and Ruby have in common is enough to find assignments in them: words, numbers, texts, brackets, logical lines.

// Marks, each between blanks.
const (
	unfinished = " || && , + * = ? " // a line that ends with one goes on in the next
	doubled    = " || && == != >= <= // ** += -= *= :: -> => "
)

type tokenKind uint8

const (
	nothing tokenKind = iota // the end
	aName
	aNumber
	aText
	aMark // punctuation
)

type token struct {
	kind     tokenKind
	text     string // of a text without its quotes
	open     bool   // a text with expressions in it
	from, to int
}

// is reports whether the token is a name or a mark of that spelling.
func (k token) is(text string) bool { return (k.kind == aName || k.kind == aMark) && k.text == text }

// line is a logical line: it goes on while a bracket is open.
type line struct {
	tokens []token
	indent int
}

// dialect tells the two languages apart.
type dialect uint8

const (
	python dialect = iota
	ruby
)

type lexer struct {
	dialect
	src    []byte
	at     int
	depth  int // of brackets
	lines  []line
	tokens []token
	indent int
	begun  int // where the physical line begins
}

// lex cuts a text into logical lines. It takes any text: a text in quotes that is not closed ends with its line. closed is false where a bracket is never closed:
// then the lines behind it are not known.
func lex(src []byte, d dialect) (lines []line, closed bool) {
	x := &lexer{dialect: d, src: src}
	if bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
		x.at, x.begun = 3, 3
	}
	for x.at < len(x.src) && x.next() {
	}
	closed = x.depth == 0
	x.end()
	return x.lines, closed
}

// next takes one token; it is false where the rest of the file is no code.
func (x *lexer) next() bool {
	c := x.src[x.at]
	switch {
	case c == '\n' || c == '\r':
		return x.newline()
	case c == ' ' || c == '\t' || c == '\f':
		x.at++
	case c == '\\' && x.at+1 < len(x.src) && (x.src[x.at+1] == '\n' || x.src[x.at+1] == '\r'):
		x.at += 2
		if x.src[x.at-1] == '\r' && x.at < len(x.src) && x.src[x.at] == '\n' {
			x.at++
		}
	case c == '#':
		x.skipLine()
	case c == '"' || c == '\'' || c == '`':
		x.text(x.at, "")
	case x.prefixed():
	case letter(c):
		x.name()
	case '0' <= c && c <= '9':
		x.number()
	default:
		x.mark(c)
	}
	return true
}

func (x *lexer) add(kind tokenKind, from int, text string) {
	if len(x.tokens) == 0 {
		x.indent = from - x.begun
	}
	x.tokens = append(x.tokens, token{kind: kind, text: text, from: from, to: x.at})
}

func (x *lexer) end() {
	if len(x.tokens) > 0 {
		x.lines = append(x.lines, line{x.tokens, x.indent})
	}
	x.tokens, x.depth = nil, 0
}

func (x *lexer) skipLine() {
	for x.at < len(x.src) && x.src[x.at] != '\n' && x.src[x.at] != '\r' {
		x.at++
	}
}

// newline ends a logical line, unless a bracket or an operator of Ruby asks for more.
func (x *lexer) newline() bool {
	x.at++
	rest := x.src[x.at:]
	if x.depth == 0 && !x.goesOn(rest) {
		x.end()
	}
	x.begun = x.at
	if x.dialect != ruby || len(x.tokens) > 0 {
		return true
	}
	if bytes.HasPrefix(rest, []byte("__END__")) {
		return false
	}
	if bytes.HasPrefix(rest, []byte("=begin")) {
		end := bytes.Index(rest, []byte("\n=end"))
		if end < 0 {
			return false
		}
		x.at += end + 1
		x.skipLine()
	}
	return true
}

// goesOn reports whether a line of Ruby continues in the next one.
func (x *lexer) goesOn(rest []byte) bool {
	if x.dialect != ruby || len(x.tokens) == 0 {
		return false
	}
	if last := x.tokens[len(x.tokens)-1]; last.kind == aMark && strings.Contains(unfinished, " "+last.text+" ") {
		return true
	}
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return bytes.HasPrefix(rest, []byte(".")) && !bytes.HasPrefix(rest, []byte(".."))
}

// prefixed takes what looks like a name and is a text: r"", f"", :symbol, and the texts behind <<~NAME.
func (x *lexer) prefixed() bool {
	rest := x.src[x.at:]
	if x.dialect == python {
		n := 0
		for n < len(rest) && n < 2 && strings.IndexByte("rRbBuUfF", rest[n]) >= 0 {
			n++
		}
		if n == 0 || n == len(rest) || rest[n] != '"' && rest[n] != '\'' {
			return false
		}
		from := x.at
		x.at += n
		x.text(from, string(rest[:n]))
		return true
	}
	if rest[0] == ':' && len(rest) > 1 && letter(rest[1]) && (x.at == 0 || x.src[x.at-1] != ':') {
		from := x.at
		for x.at++; x.at < len(x.src) && word(x.src[x.at]); x.at++ {
		}
		x.add(aText, from, string(x.src[from+1:x.at]))
		return true
	}
	return x.document(rest)
}

// document skips a text that begins on the next line and ends with its name.
func (x *lexer) document(rest []byte) bool {
	if len(rest) < 4 || rest[0] != '<' || rest[1] != '<' || rest[2] != '~' && rest[2] != '-' {
		return false
	}
	n := 3
	for n < len(rest) && (word(rest[n]) || rest[n] == '\'' || rest[n] == '"') {
		n++
	}
	name := strings.Trim(string(rest[3:n]), `'"`)
	if name == "" {
		return false
	}
	from := x.at
	end := len(x.src)
	for at := x.at + n; at < len(x.src); {
		eol := bytes.IndexByte(x.src[at:], '\n')
		if eol < 0 {
			break
		}
		at += eol + 1
		line, _, _ := bytes.Cut(x.src[at:], []byte("\n"))
		if strings.TrimSpace(string(line)) == name {
			end = at + len(line)
			break
		}
	}
	x.at = end
	x.add(aText, from, "")
	x.tokens[len(x.tokens)-1].open = true
	return true
}

// text takes a text in quotes; x.at is at the quote, from before its prefix.
func (x *lexer) text(from int, prefix string) {
	quote := x.src[x.at]
	triple := x.dialect == python && x.at+2 < len(x.src) && x.src[x.at+1] == quote && x.src[x.at+2] == quote
	raw := strings.ContainsAny(prefix, "rR")
	open := strings.ContainsAny(prefix, "fF") || quote == '`'
	x.at++
	if triple {
		x.at += 2
	}
	var text []byte
	for x.at < len(x.src) {
		c := x.src[x.at]
		switch {
		case triple && bytes.HasPrefix(x.src[x.at:], []byte{quote, quote, quote}):
			x.at += 3
			x.texted(from, text, open)
			return
		case !triple && c == quote:
			x.at++
			x.texted(from, text, open)
			return
		case !triple && (c == '\n' || c == '\r'):
			x.texted(from, text, true)
			return
		case c == '\\' && !raw && x.at+1 < len(x.src):
			x.at++
			text = append(text, x.src[x.at])
			open = open || letter(x.src[x.at])
		case c == '#' && x.dialect == ruby && quote == '"' && x.at+1 < len(x.src) && x.src[x.at+1] == '{':
			open = true
		default:
			text = append(text, c)
		}
		x.at++
	}
	x.texted(from, text, true)
}

func (x *lexer) texted(from int, text []byte, open bool) {
	x.add(aText, from, string(text))
	x.tokens[len(x.tokens)-1].open = open
}

func (x *lexer) name() {
	from := x.at
	for x.at < len(x.src) && word(x.src[x.at]) {
		x.at++
	}
	if x.dialect == ruby && x.at+1 < len(x.src) && (x.src[x.at] == '?' || x.src[x.at] == '!') && x.src[x.at+1] != '=' && from+1 < x.at {
		x.at++
	}
	x.add(aName, from, string(x.src[from:x.at]))
}

func (x *lexer) number() {
	from := x.at
	for x.at < len(x.src) && (word(x.src[x.at]) || x.src[x.at] == '.' && x.at+1 < len(x.src) && '0' <= x.src[x.at+1] && x.src[x.at+1] <= '9') {
		x.at++
	}
	x.add(aNumber, from, strings.ReplaceAll(string(x.src[from:x.at]), "_", ""))
}

func (x *lexer) mark(c byte) {
	from := x.at
	x.at++
	switch c {
	case '(', '[', '{':
		x.depth++
	case ')', ']', '}':
		x.depth = max(x.depth-1, 0)
	default:
		if two := string(x.src[from:min(from+2, len(x.src))]); strings.Contains(doubled, " "+two+" ") {
			x.at = from + 2
		}
	}
	x.add(aMark, from, string(x.src[from:x.at]))
}

func letter(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}
func word(c byte) bool { return letter(c) || '0' <= c && c <= '9' }
