package terraform

import (
	"bytes"
	_ "embed"
	"slices"
)

// HCL is parsed at a few megabytes a second and its trees are twenty times as large as the text, but most blocks of real configurations
// have nothing to do with connections. So a scan over the bytes finds where the top-level blocks of a file are, and a block is parsed when
// it is wanted. The scan knows texts, templates, heredocs and comments, and gives up on whatever it is not sure of: then the whole file is
// parsed.

// chunk is one top-level block.
type chunk struct {
	typ        string
	labels     []string
	start, end int
	line       int // of start, from 1
}

// split finds the top-level blocks; ok is false where the scan is not sure.
func split(src []byte) (chunks []chunk, ok bool) {
	if bytes.IndexByte(src, 0) >= 0 || bytes.HasPrefix(src, []byte("\xef\xbb\xbf")) {
		return nil, false
	}
	s := &splitter{src: src}
	for s.blanks() {
		c := chunk{start: s.at, line: s.line()}
		if !s.header(&c) || !s.body() {
			return nil, false
		}
		c.end = s.at
		if !s.endOfLine() {
			return nil, false
		}
		chunks = append(chunks, c)
	}
	return chunks, s.at == len(src)
}

type splitter struct {
	src     []byte
	at      int
	counted int // lines are counted up to here
	lines   int
}

func (s *splitter) line() int {
	s.lines += bytes.Count(s.src[s.counted:s.at], []byte{'\n'})
	s.counted = s.at
	return s.lines + 1
}

// blanks skips what stands between blocks, and reports whether something follows.
func (s *splitter) blanks() bool {
	for s.at < len(s.src) {
		switch c := s.src[s.at]; {
		case c == ' ', c == '\t', c == '\r', c == '\n':
			s.at++
		case s.comment():
		default:
			return true
		}
	}
	return false
}

// comment skips a comment; an unclosed one is none.
func (s *splitter) comment() bool {
	rest := s.src[s.at:]
	switch {
	case rest[0] == '#', bytes.HasPrefix(rest, []byte("//")):
		n := bytes.IndexByte(rest, '\n')
		if n < 0 {
			n = len(rest)
		}
		s.at += n
		return true
	case bytes.HasPrefix(rest, []byte("/*")):
		n := bytes.Index(rest[2:], []byte("*/"))
		if n < 0 {
			return false
		}
		s.at += n + 4
		return true
	}
	return false
}

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// word reads a name, bare or in quotes.
func (s *splitter) word() (string, bool) {
	from := s.at
	if s.at < len(s.src) && s.src[s.at] == '"' {
		n := bytes.IndexByte(s.src[s.at+1:], '"')
		if n < 0 {
			return "", false
		}
		text := s.src[from+1 : from+1+n]
		if bytes.ContainsAny(text, "\\$%\n") {
			return "", false
		}
		s.at += n + 2
		return string(text), true
	}
	for s.at < len(s.src) && isWord(s.src[s.at]) {
		s.at++
	}
	return string(s.src[from:s.at]), s.at > from
}

// header reads the type and the labels of a block, up to its bracket.
func (s *splitter) header(c *chunk) bool {
	var ok bool
	if s.src[s.at] == '"' {
		return false
	}
	if c.typ, ok = s.word(); !ok {
		return false
	}
	for {
		for s.at < len(s.src) && (s.src[s.at] == ' ' || s.src[s.at] == '\t') {
			s.at++
		}
		if s.at >= len(s.src) {
			return false
		}
		if s.src[s.at] == '{' {
			return true
		}
		label, ok := s.word()
		if !ok {
			return false
		}
		c.labels = append(c.labels, label)
	}
}

const (
	inText     = '"'
	inTemplate = '$' // inside of ${ or %{, whose bracket is closed by }
)

// body skips a block from its { to its }.
func (s *splitter) body() bool {
	var open []byte
	for s.at < len(s.src) {
		if len(open) > maxNesting {
			return false
		}
		if len(open) > 0 && open[len(open)-1] == inText {
			if !s.text(&open) {
				return false
			}
			continue
		}
		switch c := s.src[s.at]; c {
		case '{', '(', '[':
			open = append(open, c)
			s.at++
		case '}', ')', ']':
			last := open[len(open)-1]
			if c == '}' && last != '{' && last != inTemplate || c == ')' && last != '(' || c == ']' && last != '[' {
				return false
			}
			open = open[:len(open)-1]
			if s.at++; len(open) == 0 {
				return true
			}
		case '"':
			open = append(open, inText)
			s.at++
		case '#', '/':
			if !s.comment() {
				s.at++
			}
		case '<':
			if bytes.HasPrefix(s.src[s.at:], []byte("<<")) {
				if slices.Contains(open, inTemplate) || !s.heredoc() {
					return false
				}
			} else {
				s.at++
			}
		case '\n':
			if slices.Contains(open, inTemplate) {
				return false
			}
			s.at++
		default:
			s.at++
		}
	}
	return false
}

// text goes on in a text up to its end or to an interpolation.
func (s *splitter) text(open *[]byte) bool {
	n := bytes.IndexAny(s.src[s.at:], "\"\\$%\n")
	if n < 0 {
		return false
	}
	s.at += n
	rest := s.src[s.at:]
	switch {
	case rest[0] == '"':
		*open = (*open)[:len(*open)-1]
		s.at++
	case rest[0] == '\n':
		return false
	case rest[0] == '\\':
		s.at = min(s.at+2, len(s.src))
	case bytes.HasPrefix(rest, []byte("$${")), bytes.HasPrefix(rest, []byte("%%{")):
		s.at += 3
	case len(rest) > 1 && rest[1] == '{':
		*open = append(*open, inTemplate)
		s.at += 2
	default:
		s.at++
	}
	return true
}

// heredoc skips <<EOT up to the line that ends it. One whose interpolations go over several lines is not understood.
func (s *splitter) heredoc() bool {
	s.at += 2
	if s.at < len(s.src) && s.src[s.at] == '-' {
		s.at++
	}
	from := s.at
	for s.at < len(s.src) && isWord(s.src[s.at]) {
		s.at++
	}
	mark := s.src[from:s.at]
	if len(mark) == 0 {
		return false
	}
	if s.at < len(s.src) && s.src[s.at] == '\r' {
		s.at++
	}
	if s.at >= len(s.src) || s.src[s.at] != '\n' {
		return false
	}
	s.at++
	for s.at < len(s.src) {
		line := s.src[s.at:]
		n := bytes.IndexByte(line, '\n')
		if n < 0 {
			n = len(line)
		}
		line = line[:n]
		if bytes.Equal(bytes.TrimSpace(line), mark) {
			s.at += n // the end of the line is no part of it
			return true
		}
		if opens := bytes.Count(line, []byte("${")) + bytes.Count(line, []byte("%{")); opens > 0 && opens > bytes.Count(line, []byte("}")) {
			return false
		}
		if s.at += n + 1; s.at > len(s.src) {
			return false
		}
	}
	return false
}

// endOfLine reports whether nothing but a comment follows on the line.
func (s *splitter) endOfLine() bool {
	for s.at < len(s.src) {
		switch c := s.src[s.at]; {
		case c == '\n':
			return true
		case c == ' ', c == '\t', c == '\r':
			s.at++
		case c == '/' && bytes.HasPrefix(s.src[s.at:], []byte("/*")):
			return false
		case s.comment():
			return true
		default:
			return false
		}
	}
	return true
}
