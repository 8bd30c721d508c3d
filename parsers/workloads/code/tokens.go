package code

import "github.com/timeoutlint/timeoutlint/source"

// kind is what a token is, as far as the matchers care.
type kind uint8

const (
	word   kind = iota // a name or a keyword
	number             // with its sign left out
	text               // a string without anything to be filled in
	filled             // a part of a string with something to be filled in
	punct              // an operator or a bracket
	other              // what no expression that is understood holds: a regular expression
)

// lexeme is one token of a file. Blanks and comments are the gaps between tokens.
type lexeme struct {
	kind       kind
	first      bool // on its line
	start, end uint32
	pair       int32 // of a bracket: the index of its other half, -1 for none
	up         int32 // index of the innermost bracket that is open here, -1 for none
}

// deepest is how many brackets may stand inside one another: more than people write.
const deepest = 1000

// script is a file as tokens.
type script struct {
	*extract
	toks []lexeme
}

func (s *script) text(i int) string {
	if i < 0 || i >= len(s.toks) {
		return ""
	}
	return string(s.src[s.toks[i].start:s.toks[i].end])
}

// is reports whether token i is exactly this text.
func (s *script) is(i int, text string) bool {
	return i >= 0 && i < len(s.toks) && string(s.src[s.toks[i].start:s.toks[i].end]) == text
}

func (s *script) kind(i int) kind {
	if i < 0 || i >= len(s.toks) {
		return other
	}
	return s.toks[i].kind
}

func (s *script) isAny(i int, texts ...string) bool {
	for _, t := range texts {
		if s.is(i, t) {
			return true
		}
	}
	return false
}

// pair is the other half of the bracket at i, -1 for what is no bracket or has none.
func (s *script) pair(i int) int {
	if i < 0 || i >= len(s.toks) {
		return -1
	}
	return int(s.toks[i].pair)
}

// opens reports whether token i is an opening bracket of the given form with another half.
func (s *script) opens(i int, bracket string) bool { return s.is(i, bracket) && s.pair(i) > i }

// between is the place from token i up to and with token j; behind the last token it is that one.
func (s *script) between(i, j int) source.Span {
	last := len(s.toks) - 1
	if last < 0 {
		return s.span(0, 0)
	}
	i, j = min(max(i, 0), last), min(max(j, 0), last)
	return s.span(int(s.toks[i].start), int(s.toks[max(i, j)].end))
}

// first reports whether token i is the first one on its line.
func (s *script) first(i int) bool { return i >= 0 && i < len(s.toks) && s.toks[i].first }

// up is the innermost bracket that is open at token i, -1 for none.
func (s *script) up(i int) int {
	if i < 0 || i >= len(s.toks) {
		return -1
	}
	return int(s.toks[i].up)
}

// join finds the halves of brackets. It fails where they are nested deeper than [deepest]; halves that do not fit stay alone.
func (s *script) join(opening, closing func(i int) bool) bool {
	var open []int32
	for i := range s.toks {
		t := &s.toks[i]
		t.pair, t.up = -1, -1
		if closing(i) {
			// A half that does not fit the innermost one closes what it fits, if that is near.
			for back := len(open) - 1; back >= max(0, len(open)-3); back-- {
				if fits(s.src[s.toks[open[back]].start], s.src[t.start]) {
					t.pair, s.toks[open[back]].pair = open[back], int32(i)
					open = open[:back]
					break
				}
			}
		}
		if len(open) > 0 {
			t.up = open[len(open)-1]
		}
		if opening(i) {
			if len(open) == deepest {
				return false
			}
			open = append(open, int32(i))
		}
	}
	return true
}

func fits(open, closing byte) bool {
	switch open {
	case '(':
		return closing == ')'
	case '[':
		return closing == ']'
	}
	return closing == '}' // of {, of ${ in a template, and of a template's middle
}

// arguments gives where each argument between the bracket at open and its other half begins; the last element is the other half.
func (s *script) arguments(open int) []int {
	end := s.pair(open)
	if end < 0 {
		return nil
	}
	at := []int{}
	if end > open+1 {
		at = append(at, open+1)
	}
	for i := open + 1; i < end; i++ {
		if p := s.pair(i); p > i {
			i = p
			continue
		}
		if s.is(i, ",") && i+1 < end {
			at = append(at, i+1)
		}
	}
	return append(at, end)
}
