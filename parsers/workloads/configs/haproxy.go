package configs

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

var haproxyLine = pattern.New(`(?m)^(?:frontend|backend|listen)[ \t]+\S+[ \t]*\r?$`)

// matchHAProxy claims haproxy.cfg, templates of it, and other .cfg files that have its sections.
func matchHAProxy(name string, head []byte) parsers.Claim {
	base := path.Base(name)
	switch {
	case strings.HasPrefix(base, "haproxy") && strings.Contains(base, ".cfg"):
		return parsers.ByName
	case (strings.Contains(base, ".cfg") || strings.Contains(name, "haproxy")) && haproxyLine().Match(head):
		return parsers.ByContent
	}
	return parsers.No
}

// word is a word of a line, without its quotes.
type hword struct {
	text string
	at   source.Span
}

// statement is a line of words. One that holds a template's expression or a variable of the environment has words that are not known.
type statement struct {
	words []hword
	at    source.Span
}

// is reports whether a statement begins with these words.
func (s statement) is(words ...string) bool {
	return len(s.words) >= len(words) && slices.EqualFunc(s.words[:len(words)], words, func(w hword, text string) bool { return w.text == text })
}

func (s statement) arg(i int) hword {
	if i < len(s.words) {
		return s.words[i]
	}
	return hword{at: s.at}
}

// after gives the word behind a keyword: maxconn 10 is 10.
func (s statement) after(keyword string) (w hword, ok bool) {
	for i, k := range s.words {
		if k.text == keyword {
			return s.arg(i + 1), true
		}
	}
	return hword{}, false
}

// section is a block of lines, with the defaults that count where it says nothing.
type section struct {
	kind, name string
	at         source.Span
	lines      []statement
	defaults   *section
}

// haproxySections reads a configuration: a line that begins with the name of a section begins one.
func haproxySections(f *source.File) (all []*section) {
	var current, defaults *section
	named := map[string]*section{}
	for _, s := range statements(f) {
		kind := s.words[0].text
		if !slices.Contains([]string{"global", "defaults", "frontend", "backend", "listen", "userlist", "peers", "mailers", "resolvers", "cache", "program", "http-errors", "ring", "log-forward", "fcgi-app", "crt-store", "traces", "log-profile", "acme"}, kind) {
			if current != nil {
				current.lines = append(current.lines, s)
			}
			continue
		}
		current = &section{kind: kind, name: s.arg(1).text, at: s.at, defaults: defaults}
		if from, ok := s.after("from"); ok && named[from.text] != nil {
			current.defaults = named[from.text]
		} else if kind == "defaults" && !ok {
			current.defaults = nil
		}
		if kind == "defaults" {
			defaults = current
			if current.name != "" {
				named[current.name] = current
			}
		}
		all = append(all, current)
	}
	return all
}

// statements cuts a text into lines of words; # begins a comment, a backslash takes the next character as it is.
func statements(f *source.File) (all []statement) {
	src := f.Src
	for at := bomLength(src); at < len(src); {
		end := at
		for end < len(src) && src[end] != '\n' && src[end] != '\r' {
			end++
		}
		if words := wordsOf(f, at, end); len(words) > 0 {
			all = append(all, statement{words, span(f, int(words[0].at.Start), int(words[len(words)-1].at.End))})
		}
		at = end + 1
	}
	return all
}

func wordsOf(f *source.File, at, end int) (words []hword) {
	src := f.Src[:end]
	for at < end {
		switch c := src[at]; {
		case c == ' ' || c == '\t':
			at++
		case c == '#', bytes.HasPrefix(src[at:], []byte("{%")), bytes.HasPrefix(src[at:], []byte("<%")): // a control tag of a template is no line of its own
			return words
		default:
			text, next := wordAt(src, at)
			words = append(words, hword{text, span(f, at, next)})
			at = next
		}
	}
	return words
}

// wordAt takes one word up to a blank; a template's expression belongs to it as a whole.
func wordAt(src []byte, at int) (text string, next int) {
	var word []byte
	quote := byte(0)
	for ; at < len(src); at++ {
		c := src[at]
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == '\\' && quote != '\'' && at+1 < len(src):
			at++
			word = append(word, src[at])
		case quote == 0 && bytes.HasPrefix(src[at:], []byte("{{")) && bytes.Contains(src[at:], []byte("}}")):
			n := bytes.Index(src[at:], []byte("}}")) + 2
			word = append(word, src[at:at+n]...)
			at += n - 1
		case quote == 0 && (c == ' ' || c == '\t' || c == '#'):
			return string(word), at
		default:
			word = append(word, c)
		}
	}
	return string(word), at
}
