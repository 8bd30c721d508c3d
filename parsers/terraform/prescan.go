package terraform

import (
	"bytes"
	"fmt"
)

// HCL's parser calls itself for every bracket, prefix operator and conditional, without a limit, and an overflowing stack ends the process;
// unclosed template directives and the lines of a heredoc cost it the square of their number. So a scan over the bytes comes first. It does not understand the
// language: what it counts it counts wherever it stands, and no real configuration comes near these numbers.
const (
	maxFile       = 8 << 20 // bytes
	maxNesting    = 500     // brackets inside of brackets
	maxPrefixes   = 100     // ! and - in a row
	maxOperators  = 5_000   // in one expression
	maxDirectives = 5_000   // %{ in one file
	maxHeredoc    = 20_000  // lines of one heredoc
	maxDigits     = 20_000  // in a row: to read a number costs the square of them
)

// tooDeep finds the place where a text could hurt the parser; why is "" where there is none.
func tooDeep(src []byte) (at uint32, why string) {
	if len(src) > maxFile {
		return 0, fmt.Sprintf("larger than %d MiB: the file is not read", maxFile>>20)
	}
	p := prescan{src: src}
	for i, c := range src {
		if why := p.step(i, c); why != "" {
			return uint32(i), why + ": the file is not read"
		}
	}
	if p.suspect {
		return prefixed(src)
	}
	return 0, ""
}

type prescan struct {
	src        []byte
	open       [maxNesting + 1]byte // brackets
	depth      int
	prefixes   int
	operators  int
	questions  int
	directives int
	digits     int
	suspect    bool // there is a run of prefix operators, or a line that was drawn with dashes
	quoted     bool

	line    int    // where the line starts
	heredoc []byte // the mark that ends it
	lines   int    // of the heredoc
}

// endLine looks for heredocs at the end of a line.
func (p *prescan) endLine(i int) (why string) {
	line := bytes.TrimRight(p.src[p.line:i], "\r")
	p.line = i + 1
	if p.heredoc != nil {
		if bytes.Equal(bytes.TrimSpace(line), p.heredoc) {
			p.heredoc = nil
		} else if p.lines++; p.lines > maxHeredoc {
			return fmt.Sprintf("a heredoc of more than %d lines", maxHeredoc)
		}
		return ""
	}
	tail := line[max(0, len(line)-80):]
	if n := bytes.LastIndex(tail, []byte("<<")); n >= 0 {
		mark := bytes.TrimPrefix(tail[n+2:], []byte("-"))
		if len(mark) > 0 && bytes.IndexFunc(mark, func(r rune) bool { return r > 127 || !isWord(byte(r)) }) < 0 {
			p.heredoc, p.lines = bytes.Clone(mark), 0
		}
	}
	return ""
}

func (p *prescan) step(i int, c byte) (why string) {
	if '0' <= c && c <= '9' {
		p.prefixes = 0
		if p.digits++; p.digits > maxDigits {
			return fmt.Sprintf("a number of more than %d digits", maxDigits)
		}
		return ""
	}
	if c != '.' {
		p.digits = 0
	}
	switch c {
	case '(', '[', '{':
		if p.depth++; p.depth > maxNesting {
			return fmt.Sprintf("brackets are nested more than %d deep", maxNesting)
		}
		p.open[p.depth] = c
		p.prefixes = 0
		if c == '{' && i > 0 && p.src[i-1] == '%' {
			if p.directives++; p.directives > maxDirectives {
				return fmt.Sprintf("more than %d template directives", maxDirectives)
			}
		}
		return ""
	case ')', ']', '}':
		p.depth, p.prefixes = max(p.depth-1, 0), 0
		return ""
	case '\n':
		p.quoted = false
		if in := p.open[p.depth]; p.depth == 0 || in == '{' {
			p.operators, p.questions = 0, 0
		}
		return p.endLine(i)
	case ' ', '\t', '\r':
		return ""
	case '"':
		if i == 0 || p.src[i-1] != '\\' {
			p.quoted = !p.quoted
		}
	case ',':
		p.operators = 0
	case '?':
		if p.questions++; p.questions > maxOperators {
			return fmt.Sprintf("more than %d conditionals in one expression", maxOperators)
		}
	case '+', '*', '/', '%', '<', '>', '&', '|':
		if p.operators++; p.operators > maxOperators && !p.quoted {
			return fmt.Sprintf("more than %d operators in one expression", maxOperators)
		}
	case '!', '-':
		p.prefixes++
		p.suspect = p.suspect || p.prefixes > maxPrefixes
		return ""
	}
	p.prefixes = 0
	return ""
}
