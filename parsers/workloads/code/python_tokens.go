package code

import (
	"strings"
	"unicode/utf8"
)

// pyTokens takes Python apart. What begins a string that never ends is taken as one character, so that the rest is read all the same.
func pyTokens(x *extract) (*script, bool) {
	s := &script{extract: x}
	l := pyLexer{s: s, quotes: pyQuotes}
	l.run()
	ok := s.join(
		func(i int) bool { return s.isAny(i, "(", "[", "{") },
		func(i int) bool { return s.isAny(i, ")", "]", "}") },
	)
	return s, ok
}

var pyOperators = []string{"**=", "//=", ":=", "->", "**", "//", "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "..."}

// quoting is a way to write strings.
type quoting struct {
	quote string
	lines bool // it may go over lines
}

var pyQuotes = []quoting{
	{quote: `"""`, lines: true}, {quote: "'''", lines: true}, {quote: `"`}, {quote: "'"},
}

type pyLexer struct {
	s      *script
	at     int
	first  bool
	quotes []quoting // that may still begin a string
}

func (l *pyLexer) run() {
	src := l.s.src
	l.first = true
	for l.at < len(src) {
		c := src[l.at]
		switch {
		case c == '\n' || c == '\r':
			l.first = true
			l.at++
		case c == ' ' || c == '\t' || c == '\f' || c == '\v' || c == 0xEF && strings.HasPrefix(string(src[l.at:min(len(src), l.at+3)]), "\ufeff"):
			l.at++
		case c == '\\' && l.at+1 < len(src) && (src[l.at+1] == '\n' || src[l.at+1] == '\r'):
			l.at += 2
			if src[l.at-1] == '\r' && l.at < len(src) && src[l.at] == '\n' {
				l.at++
			}
		case c == '#':
			for l.at < len(src) && src[l.at] != '\n' {
				l.at++
			}
		case isDigit(c) || c == '.' && l.at+1 < len(src) && isDigit(src[l.at+1]):
			l.number()
		case isName(c):
			l.name()
		default:
			l.mark()
		}
	}
}

func (l *pyLexer) has(prefix string) bool {
	return len(prefix) > 0 && len(l.s.src)-l.at >= len(prefix) && string(l.s.src[l.at:l.at+len(prefix)]) == prefix
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isName(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}

func (l *pyLexer) add(k kind, end int) {
	l.s.toks = append(l.s.toks, lexeme{kind: k, first: l.first, start: uint32(l.at), end: uint32(end)})
	l.first = false
	l.at = end
}

func (l *pyLexer) number() {
	end := l.at
	for end < len(l.s.src) {
		c := l.s.src[end]
		exponent := (c == '+' || c == '-') && end > l.at && (l.s.src[end-1] == 'e' || l.s.src[end-1] == 'E') && l.s.src[l.at] != '0'
		if !isDigit(c) && !isName(c) && c != '.' && !exponent {
			break
		}
		end++
	}
	l.add(number, end)
}

// name reads a name, or a string with letters before its quotes.
func (l *pyLexer) name() {
	end := l.at
	for end < len(l.s.src) && (isName(l.s.src[end]) || isDigit(l.s.src[end])) {
		end++
	}
	if end-l.at <= 2 && end < len(l.s.src) && (l.s.src[end] == '"' || l.s.src[end] == '\'') {
		letters := strings.ToLower(string(l.s.src[l.at:end]))
		if strings.Trim(letters, "rbuf") == "" {
			k := text
			if strings.Contains(letters, "f") {
				k = filled
			}
			if stop := l.quoted(end); stop > 0 {
				l.add(k, stop)
				return
			}
		}
	}
	l.add(word, end)
}

// mark reads a string or an operator.
func (l *pyLexer) mark() {
	if end := l.quoted(l.at); end > 0 {
		l.add(text, end)
		return
	}
	for _, op := range pyOperators {
		if l.has(op) {
			l.add(punct, l.at+len(op))
			return
		}
	}
	l.add(punct, l.at+1)
}

// quoted gives the end of the string that begins at an offset, 0 where none does. A string may be as long as a file that is read, so each is looked at
// once: where it does not end, its quote is taken as a character, and so are all such quotes behind it.
func (l *pyLexer) quoted(at int) int {
	src := l.s.src
	for i := range l.quotes {
		q := &l.quotes[i]
		if len(src)-at < len(q.quote) || string(src[at:at+len(q.quote)]) != q.quote {
			continue
		}
		for j := at + len(q.quote); j < len(src); j++ {
			switch {
			case src[j] == '\\':
				j++
				continue
			case src[j] == '\n' && !q.lines:
				return 0
			case len(src)-j >= len(q.quote) && string(src[j:j+len(q.quote)]) == q.quote:
				return j + len(q.quote)
			}
		}
		if q.lines {
			l.quotes = append(append([]quoting{}, l.quotes[:i]...), l.quotes[i+1:]...) // never again: it does not end
			return l.quoted(at)
		}
		return 0
	}
	return 0
}
