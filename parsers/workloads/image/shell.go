package image

import (
	"os"
	"strings"
)

// command is one simple command of a shell script.
type command struct {
	words    []string
	from, to string // where its input comes from and its output goes, "" for neither
}

// keywords stand before a command and are none.
var keywords = map[string]bool{"if": true, "then": true, "elif": true, "else": true, "fi": true, "while": true, "until": true, "do": true, "done": true, "!": true, "{": true, "}": true, "sudo": true, "exec": true, "command": true}

// commands takes a script apart into simple commands, in their order. Variables are filled in from the environment; others stay as written.
func (s Script) commands() (all []command) {
	var one command
	into := "" // which redirection the next word is of
	end := func() {
		if len(one.words) > 0 || one.to != "" {
			all = append(all, one)
		}
		one, into = command{}, ""
	}
	for _, t := range tokens(s.Text) {
		if t.operator {
			switch t.text {
			case "<", ">", ">>":
				into = t.text
			case ">&", "2>":
				into = "2"
			default:
				end()
			}
			continue
		}
		word := s.fill(t.text)
		switch {
		case into == "<":
			one.from = word
		case into == "2":
		case into != "":
			one.to = word
		case len(one.words) == 0 && (keywords[word] || assignment(word)):
		default:
			one.words = append(one.words, word)
		}
		into = ""
	}
	end()
	return all
}

// assignment reports whether a word sets a variable for the command behind it.
func assignment(word string) bool {
	name, _, ok := strings.Cut(word, "=")
	return ok && name != "" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// longestWord bounds what variables can make of a word, which double where one holds another twice.
const longestWord = 4 << 10

// fill puts the values of variables in place of their names.
func (s Script) fill(word string) string {
	if !strings.Contains(word, "$") || len(s.Env) == 0 {
		return word
	}
	filled := 0
	return os.Expand(word, func(name string) string {
		value, ok := s.Env[name]
		if filled += len(value.Text); ok && value.Open == "" && filled <= longestWord {
			return value.Text
		}
		return "${" + name + "}"
	})
}

type token struct {
	text     string
	operator bool
}

// tokens splits a script as a shell does: blanks, quotes, comments, and the operators between commands.
func tokens(src string) (all []token) {
	var word strings.Builder
	started, quote := false, byte(0)
	flush := func() {
		if started {
			all = append(all, token{text: word.String()})
		}
		word.Reset()
		started = false
	}
	for i := 0; i < len(src); i++ {
		c := src[i]
		switch {
		case c == '\\' && quote != '\'' && i+1 < len(src):
			i++
			if src[i] != '\n' {
				word.WriteByte(src[i])
				started = true
			}
		case quote != 0:
			if c == quote {
				quote = 0
			} else {
				word.WriteByte(c)
			}
		case c == '\'' || c == '"':
			quote, started = c, true
		case c == ' ' || c == '\t' || c == '\r':
			flush()
		case c == '#' && !started:
			for i+1 < len(src) && src[i+1] != '\n' {
				i++
			}
		case strings.IndexByte("\n;&|()<>", c) >= 0:
			error := c == '>' && word.String() == "2"
			if error {
				word.Reset()
				started = false
			}
			flush()
			n := 1
			for i+n < len(src) && n < 2 && strings.IndexByte("&|>;", src[i+n]) >= 0 && c != '\n' && c != '(' && c != ')' {
				n++
			}
			text := src[i : i+n]
			if error {
				text = "2>"
			}
			all = append(all, token{text, true})
			i += n - 1
		default:
			word.WriteByte(c)
			started = true
		}
	}
	flush()
	return all
}
