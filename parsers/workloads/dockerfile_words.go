package workloads

import (
	"encoding/json"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers/program"
)

// variable is what is known of a variable while a Dockerfile is read.
type dockerVariable struct{ text, open string }

// scope holds the variables of a stage: ARG and ENV.
type dockerScope map[string]dockerVariable

// word is one word of an instruction with its place in its text.
type dockerWord struct {
	text     string // as written, quotes included
	from, to int
}

// words splits the text of an instruction at blanks that stand in no quotes.
func (in *instruction) words() (all []dockerWord) {
	start, quote := -1, byte(0)
	for i, c := range in.text {
		switch {
		case quote == 0 && (c == ' ' || c == '\t' || c == '\r' || c == '\n'):
			if start >= 0 {
				all = append(all, dockerWord{string(in.text[start:i]), start, i})
				start = -1
			}
			continue
		case quote == 0 && (c == '"' || c == '\'') && (i == 0 || in.text[i-1] != '\\'):
			quote = c
		case c == quote:
			quote = 0
		}
		if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		all = append(all, dockerWord{string(in.text[start:]), start, len(in.text)})
	}
	return all
}

// list reads the JSON form: ["node", "server.js"]. ok is false where the text is none.
func (in *instruction) list() (all []dockerWord, ok bool) {
	text := strings.TrimSpace(string(in.text))
	var plain []string
	if !strings.HasPrefix(text, "[") || json.Unmarshal([]byte(text), &plain) != nil {
		return nil, false
	}
	all = make([]dockerWord, 0, len(plain))
	for i, n := 0, 0; i < len(in.text) && n < len(plain); i++ {
		if in.text[i] != '"' {
			continue
		}
		from := i + 1
		for i = from; i < len(in.text) && in.text[i] != '"'; i++ {
			if in.text[i] == '\\' {
				i++
			}
		}
		all = append(all, dockerWord{plain[n], from, min(i, len(in.text))})
		n++
	}
	return all, true
}

// command reads CMD and ENTRYPOINT: the words of the JSON form, or one word that a shell reads.
func (in *instruction) command() []program.Word {
	list, ok := in.list()
	if !ok {
		text := strings.TrimSpace(string(in.text))
		if text == "" {
			return []program.Word{}
		}
		list = []dockerWord{{text, 0, len(in.text)}}
	}
	words := make([]program.Word, 0, len(list))
	for _, w := range list {
		at := in.at(w.from, w.to)
		if templated(w.text) {
			words = append(words, program.Unknown("it is filled in by a template", at))
			continue
		}
		words = append(words, program.At(w.text, at))
	}
	return words
}

// templated reports whether a text holds an expression of a template.
func templated(s string) bool {
	return strings.Contains(s, "{{") || strings.Contains(s, "<%") || strings.Contains(s, "{%")
}

// options takes --name=value off the front of words.
func options(words []dockerWord) (found map[string]string, rest []dockerWord) {
	found = map[string]string{}
	for len(words) > 0 && strings.HasPrefix(words[0].text, "--") {
		name, value, _ := strings.Cut(words[0].text[2:], "=")
		found[name], words = value, words[1:]
	}
	return found, words
}

// longestValue bounds what variables can make of a value, which double where one holds another twice.
const longestValue = 64 << 10

// fill removes quotes and puts values in place of variables: $NAME, ${NAME}, ${NAME:-default}, ${NAME:+other}. open says why the result is not known.
func (v dockerScope) fill(s string, escape byte) (text, open string) {
	if templated(s) {
		return "", "it is filled in by a template"
	}
	var b strings.Builder
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == escape && quote != '\'' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case c == '$' && quote != '\'':
			value, why, n := v.reference(s[i:])
			b.WriteString(value)
			if open == "" {
				open = why
			}
			i += n - 1
		default:
			b.WriteByte(c)
		}
		if b.Len() > longestValue {
			return "", "it is longer than 64 KiB"
		}
	}
	return b.String(), open
}

// reference reads a variable at the start of s, and tells how long its name is as written.
func (v dockerScope) reference(s string) (value, open string, n int) {
	name, operator, other := "", "", ""
	if strings.HasPrefix(s, "${") {
		end := strings.IndexByte(s, '}')
		if end < 0 {
			return s, "", len(s)
		}
		n = end + 1
		name = s[2:end]
		if i := strings.IndexAny(name, ":-+?#%/"); i >= 0 {
			name, operator = name[:i], strings.TrimPrefix(name[i:], ":")
		}
		if operator != "" {
			operator, other = operator[:1], operator[1:]
		}
	} else {
		n = 1
		for n < len(s) && (s[n] == '_' || s[n] >= '0' && s[n] <= '9' || s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z') {
			n++
		}
		name = s[1:n]
	}
	known, set := v[name]
	switch {
	case name == "":
		return s[:n], "", n
	case operator == "-" && !set, operator == "-" && known.text == "" && known.open == "":
		return other, "", n
	case operator == "+" && set:
		return other, "", n
	case operator == "+", !set:
		return "", "", n
	case operator == "#" || operator == "%" || operator == "/":
		return "", "part of the variable " + name, n
	}
	return known.text, known.open, n
}
