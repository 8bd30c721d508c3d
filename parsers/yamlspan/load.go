package yamlspan

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/source"
)

// SyntaxError says that a file cannot be read at all, mostly because it is no YAML.
type SyntaxError struct {
	File         string // as shown
	Line, Column int    // 1-based, columns in code points
	Msg          string
	At           source.Span // the same place
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Msg)
}

// NewSyntaxError is a fault at the bytes [from, to) of a file.
func NewSyntaxError(f *source.File, from, to int, msg string) *SyntaxError {
	for from > 0 && from < len(f.Src) && !utf8.RuneStart(f.Src[from]) && utf8.Valid(f.Src) {
		from-- // the search for a fault may end inside a character
	}
	for to < len(f.Src) && !utf8.RuneStart(f.Src[to]) && utf8.Valid(f.Src) {
		to++
	}
	at := source.Span{File: f.ID, Start: uint32(from), End: uint32(to)}
	p := f.Position(at.Start)
	return &SyntaxError{File: f.Name, Line: p.Line, Column: p.Column, Msg: msg, At: at}
}

// largest is the size above which no file is read: thousands of declarations fit in, and the YAML parser, which takes many times the
// memory of its input, stays within bounds.
const largest = 4 << 20

// Load parses a file of YAML or JSON into the nodes of its first document; nil for one that holds nothing. Aliases are not followed. extra is
// where a second document begins, 0 if there is none.
func Load(f *source.File) (root *yaml.Node, extra int, fault *SyntaxError) {
	if len(f.Src) > largest {
		return nil, 0, NewSyntaxError(f, 0, 0, fmt.Sprintf("the file has %d bytes: at most %d are read, split it", len(f.Src), largest))
	}
	if fault := unreadable(f); fault != nil {
		return nil, 0, fault
	}
	docs, err := parse(f.Src)
	if err != nil {
		return nil, 0, locate(f, err)
	}
	if len(docs) > 1 {
		extra = NewLines(f.Src).Offset(docs[1].Line, docs[1].Column)
	}
	if len(docs) == 0 || len(docs[0].Content) == 0 {
		return nil, extra, nil
	}
	return docs[0].Content[0], extra, nil
}

// parse gives the first two documents of a text. A panic of the parser is an error like any other: what it reads is untrusted.
func parse(src []byte) (docs []*yaml.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the YAML parser failed: %v", r)
		}
	}()
	d := yaml.NewDecoder(bytes.NewReader(src))
	for len(docs) < 2 {
		doc := new(yaml.Node)
		if err := d.Decode(doc); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		docs = append(docs, doc)
	}
	return docs, nil
}

// unreadable finds the first byte that no YAML text holds: what is not UTF-8, and control characters.
func unreadable(f *source.File) *SyntaxError {
	for i := 0; i < len(f.Src); {
		r, n := utf8.DecodeRune(f.Src[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			return NewSyntaxError(f, i, i+1, fmt.Sprintf("the byte 0x%02x is not UTF-8: save the file as UTF-8", f.Src[i]))
		case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == 0x7f, r >= 0x80 && r < 0xa0 && r != 0x85, r == 0xfffe, r == 0xffff:
			return NewSyntaxError(f, i, i+n, fmt.Sprintf("the control character U+%04X is not allowed in YAML: remove it", r))
		}
		i += n
	}
	return nil
}

var (
	yamlLine      = pattern.New(`^yaml: (?:line (\d+): )?`)
	unknownAnchor = pattern.New(`^unknown anchor '(.*)' referenced$`)
)

// locate finds the place of a fault. The YAML parser tells at most a line, and where its grammar is concerned the one before; the shortest
// beginning of the file that has the very same fault ends where the parser met it.
func locate(f *source.File, err error) *SyntaxError {
	text := err.Error()
	msg := yamlLine().ReplaceAllString(text, "")
	if m := unknownAnchor().FindStringSubmatch(msg); m != nil {
		at := max(bytes.Index(f.Src, []byte("*"+m[1])), 0)
		return NewSyntaxError(f, at, min(at+1+len(m[1]), len(f.Src)), fmt.Sprintf("the alias *%s has no anchor: write &%s at the value it stands for", m[1], m[1]))
	}
	line := 1
	if m := yamlLine().FindStringSubmatch(text); m != nil && m[1] != "" {
		line, _ = strconv.Atoi(m[1])
		if ofGrammar(msg) {
			line++
		}
	}
	from, to := NewLines(f.Src).line(line)
	at := from + len(f.Src[from:to]) - len(bytes.TrimLeft(f.Src[from:to], " "))
	if open := strings.LastIndexAny(string(f.Src[from:to]), "{["); open >= 0 && strings.Contains(msg, "expected ','") {
		at = from + open
	} else if met := meets(f.Src, text); from <= met && met < to {
		at = met
	}
	end := min(at+1, len(f.Src))
	for end < len(f.Src) && !utf8.RuneStart(f.Src[end]) {
		end++
	}
	return NewSyntaxError(f, at, end, inWords(msg, f.Src[at:end]))
}

// ofGrammar tells the faults that the YAML parser reports with the line before.
func ofGrammar(msg string) bool {
	return strings.HasPrefix(msg, "did not find expected ") && !strings.Contains(msg, "character") && !strings.Contains(msg, "digit")
}

// meets gives the offset of the last byte of the shortest beginning of src that is refused with the same words; -1 for a text too long to try.
func meets(src []byte, fault string) int {
	const longest = 64 << 10
	if len(src) > longest {
		return -1
	}
	return sort.Search(len(src), func(n int) bool {
		_, err := parse(src[:n])
		return err != nil && err.Error() == fault
	}) - 1
}

// inWords says what to do about the faults that people meet most; at is the character at the place.
func inWords(msg string, at []byte) string {
	switch {
	case string(at) == "\t":
		return "a tab cannot indent YAML: use spaces"
	case strings.Contains(msg, "expected ',' or '}'"):
		return "the { is not closed, or a comma is missing behind it"
	case strings.Contains(msg, "expected ',' or ']'"):
		return "the [ is not closed, or a comma is missing behind it"
	case msg == "mapping values are not allowed in this context":
		return `no key can stand here: check the indentation, and put text that holds ": " in quotes`
	case msg == "found character that cannot start any token":
		return fmt.Sprintf("no value can begin with %q: put it in quotes", at)
	case msg == "could not find expected ':'":
		return `a key without ":": write KEY: VALUE`
	case msg == "found incompatible YAML document":
		return "this version of YAML is not read: remove the %YAML line"
	case strings.Contains(msg, "unexpected end of stream"):
		return "the quotes opened here are not closed"
	}
	return "this is no YAML: " + msg
}
