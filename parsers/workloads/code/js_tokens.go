package code

import (
	"bytes"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// mishaps is how often reading goes on after something that is no JavaScript, such as an apostrophe in the text of JSX: each time may cost a look at
// the rest of the file.
const mishaps = 200

// jsTokens takes JavaScript or TypeScript apart. ok is false where too little of it makes sense.
func jsTokens(x *extract) (s *script, ok bool) {
	l := jsLexer{x: x, s: &script{extract: x}}
	// The lexer writes a NUL behind what it reads: into a copy, that has room for it.
	l.text = append(make([]byte, 0, len(x.src)+1), x.src...)
	for at := 0; at < len(x.src); {
		next, done := l.from(at)
		if done {
			break
		}
		if l.failed++; l.failed > mishaps {
			return l.s, false
		}
		at = next
	}
	ok = l.s.join(
		func(i int) bool {
			return l.s.isAny(i, "(", "[", "{") || l.s.kind(i) == filled && l.s.src[l.s.toks[i].end-1] == '{'
		},
		func(i int) bool {
			return l.s.isAny(i, ")", "]", "}") || l.s.kind(i) == filled && l.s.src[l.s.toks[i].start] == '}'
		},
	)
	return l.s, ok
}

type jsLexer struct {
	x      *extract
	s      *script
	text   []byte
	failed int
	first  bool   // no token stands on this line yet
	heads  []bool // for each open parenthesis: it belongs to if, for, while or with
	ended  bool   // the last parenthesis that was closed belonged to such a word
}

// from takes the text apart from an offset, up to its end or to what the lexer refuses. next is where to go on then.
func (l *jsLexer) from(at int) (next int, done bool) {
	in := parse.NewInputBytes(l.text[at:])
	defer in.Restore()
	lexer := js.NewLexer(in)
	l.first = true
	for {
		tt, b := lexer.Next()
		if (tt == js.DivToken || tt == js.DivEqToken) && l.regexpHere() {
			if tt, b = lexer.RegExp(); tt == js.ErrorToken {
				l.add(punct, at, at+1)
				return at + 1, false
			}
		}
		if tt == js.ErrorToken {
			if at+len(b) >= len(l.x.src) && len(b) == 0 {
				return at, true
			}
			if line := bytes.IndexByte(l.x.src[at:], '\n'); line >= 0 {
				return at + line + 1, false
			}
			return len(l.x.src), true
		}
		l.take(tt, at, at+len(b))
		at += len(b)
	}
}

func (l *jsLexer) take(tt js.TokenType, start, end int) {
	switch {
	case tt == js.LineTerminatorToken, tt == js.CommentLineTerminatorToken:
		l.first = true
	case tt == js.WhitespaceToken, tt == js.CommentToken:
	case tt == js.StringToken, tt == js.TemplateToken:
		l.add(text, start, end)
	case tt == js.TemplateStartToken, tt == js.TemplateMiddleToken, tt == js.TemplateEndToken:
		l.add(filled, start, end)
	case tt == js.RegExpToken:
		l.add(other, start, end)
	case js.IsNumeric(tt):
		l.add(number, start, end)
	case js.IsIdentifierName(tt), tt == js.PrivateIdentifierToken:
		l.add(word, start, end)
	default:
		l.parentheses(tt)
		l.add(punct, start, end)
	}
}

func (l *jsLexer) add(k kind, start, end int) {
	l.s.toks = append(l.s.toks, lexeme{kind: k, first: l.first, start: uint32(start), end: uint32(end)})
	l.first = false
}

// parentheses remembers whose condition a parenthesis holds: behind it, a slash begins a regular expression.
func (l *jsLexer) parentheses(tt js.TokenType) {
	switch tt {
	case js.OpenParenToken:
		l.heads = append(l.heads, l.s.isAny(len(l.s.toks)-1, "if", "for", "while", "with"))
	case js.CloseParenToken:
		l.ended = false
		if n := len(l.heads); n > 0 {
			l.ended = l.heads[n-1]
			l.heads = l.heads[:n-1]
		}
	default:
	}
}

// regexpHere tells whether a slash begins a regular expression rather than dividing what stands before it.
func (l *jsLexer) regexpHere() bool {
	last := len(l.s.toks) - 1
	if last < 0 {
		return true
	}
	switch l.s.kind(last) {
	case word:
		return l.s.isAny(last, "return", "typeof", "case", "in", "of", "new", "delete", "void", "throw", "instanceof", "yield", "await", "else", "do")
	case number, text, other:
		return false
	case filled:
		return l.s.src[l.s.toks[last].end-1] != '`'
	case punct:
	}
	switch l.s.text(last) {
	case ")":
		return l.ended
	case "}":
		return l.first
	case "]", "++", "--":
		return false
	}
	return true
}
