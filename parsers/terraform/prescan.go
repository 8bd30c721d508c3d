package terraform

import (
	"bytes"
	"fmt"
)

// HCL's parser calls itself for every bracket, prefix operator and conditional, without a limit, and an overflowing stack ends the process;
// unclosed template directives cost it the square of their number. So a scan over the bytes comes first. It does not understand the
// language: what it counts it counts wherever it stands, and no real configuration comes near these numbers.
const (
	maxFile       = 8 << 20 // bytes
	maxNesting    = 500     // brackets inside of brackets
	maxPrefixes   = 100     // ! and - in a row
	maxOperators  = 5_000   // in one expression
	maxDirectives = 5_000   // %{ in one file
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
	drawn      bool // the rest of the line is a drawing of dashes
	quoted     bool
}

func (p *prescan) step(i int, c byte) (why string) {
	switch c {
	case '(', '[', '{':
		if p.depth++; p.depth > maxNesting {
			return fmt.Sprintf("brackets are nested more than %d deep", maxNesting)
		}
		p.open[p.depth] = c
		p.prefixes, p.drawn = 0, false
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
		p.drawn, p.quoted = false, false
		if in := p.open[p.depth]; p.depth == 0 || in == '{' {
			p.operators, p.questions = 0, 0
		}
		return ""
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
		if p.prefixes++; p.prefixes > maxPrefixes && !p.drawn {
			if p.drawn = p.comment(i); !p.drawn {
				return fmt.Sprintf("more than %d prefix operators in a row", maxPrefixes)
			}
		}
		return ""
	}
	p.prefixes = 0
	return ""
}

// comment reports whether a run of dashes stands in a comment, as people draw lines there. A bracket before it could make the line an
// interpolation in a text.
func (p *prescan) comment(at int) bool {
	line := p.src[bytes.LastIndexByte(p.src[:at], '\n')+1 : at]
	line = bytes.TrimLeft(line, " \t\r")
	return (bytes.HasPrefix(line, []byte("#")) || bytes.HasPrefix(line, []byte("//")) || bytes.HasPrefix(line, []byte("/*"))) && bytes.IndexByte(line, '{') < 0
}
