package presets

import (
	"path"
	"slices"
	"strings"
)

var shells = []string{"sh", "bash", "ash", "dash"}

// unwrap gives the words of the last command that a process runs: those of sh -c "...", of which the last one stays, and its variables filled in.
// CMD sh -c "gunicorn app" is such a line within another.
func unwrap(words []Word, env map[string]Word) []Word {
	line, ok := scripted(words)
	if !ok && len(words) == 1 && strings.ContainsAny(words[0].Text, " \t\n") {
		line, ok = words[0].Text, true
	}
	if !ok {
		return words
	}
	for range deepestShell {
		inner, nested := scripted(last(splitKeeping(line, env)))
		if !nested {
			return last(split(line, env))
		}
		line = inner
	}
	return []Word{{Open: "shells start shells too deeply"}}
}

// deepestShell bounds shells that start shells.
const deepestShell = 4

// scripted is the text that a shell among the words is given to run.
func scripted(words []Word) (line string, ok bool) {
	for i, w := range words {
		if i+2 < len(words) && slices.Contains(shells, path.Base(w.Text)) && strings.HasPrefix(words[i+1].Text, "-") && strings.HasSuffix(words[i+1].Text, "c") {
			return words[i+2].Text, true
		}
	}
	return "", false
}

// last is the last of several commands, which is the one that goes on running.
func last(words []Word) []Word {
	for i, word := range slices.Backward(words) {
		switch word.Text {
		case "&&", ";", "||", "|", "&":
			return words[i+1:]
		}
	}
	return words
}

// split takes a line apart as a shell does: quotes, and variables as ${NAME}, ${NAME:-default} and $NAME from the environment. What only the running
// shell knows is open.
func split(line string, env map[string]Word) []Word { return splitAs(line, env, false) }

// splitKeeping is split for the text of a shell inside: it leaves references to what is not known as they are, for that shell sees the same variables.
func splitKeeping(line string, env map[string]Word) []Word { return splitAs(line, env, true) }

func splitAs(line string, env map[string]Word, keep bool) (words []Word) {
	var word strings.Builder
	open, quote, started := "", byte(0), false
	flush := func() {
		if started {
			words = append(words, Word{word.String(), open})
		}
		word.Reset()
		open, started = "", false
	}
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote == 0 && strings.IndexByte(" \t\r\n", c) >= 0:
			flush()
		case quote == 0 && c == ';':
			flush()
			words = append(words, Word{Text: ";"})
		case c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote, started = c, true
		case c == '$' && quote != '\'':
			v, n := variable(line[i:], env)
			if keep && v.Open != "" {
				v = Word{Text: line[i : i+n]}
			}
			word.WriteString(v.Text)
			open, started = or(open, v.Open), true
			i += n - 1
		case c == '\\' && quote == 0 && i+1 < len(line):
			i++
			if line[i] != '\n' {
				word.WriteByte(line[i])
				started = true
			}
		default:
			word.WriteByte(c)
			started = true
		}
	}
	flush()
	return words
}

// variable reads a reference at the beginning of s, and tells how long it is.
func variable(s string, env map[string]Word) (v Word, n int) {
	name, fallback := "", ""
	if rest, ok := strings.CutPrefix(s, "${"); ok {
		inner, _, closed := strings.Cut(rest, "}")
		if !closed {
			return Word{Text: s}, len(s)
		}
		n = len(inner) + 3
		name, fallback, _ = strings.Cut(inner, ":-")
		if name == inner {
			name, fallback, _ = strings.Cut(inner, "-")
		}
	} else {
		n = 1
		for n < len(s) && (s[n] == '_' || s[n] >= '0' && s[n] <= '9' || s[n] >= 'A' && s[n] <= 'Z' || s[n] >= 'a' && s[n] <= 'z') {
			n++
		}
		name = s[1:n]
	}
	switch given, ok := env[name]; {
	case name == "":
		return Word{Text: s[:n]}, n
	case ok:
		return given, n
	case fallback != "":
		return Word{Text: fallback}, n
	}
	return Word{Open: "the variable " + clip(name) + " is not set here"}, n
}
