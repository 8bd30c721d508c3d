package program

import (
	"bytes"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// script follows a shell script of the application's own to the command that it ends with.
func (l *launch) script(sources *Sources) bool {
	words := presets.Behind(l.process())
	if len(words) == 0 || words[0].Open != "" {
		return false
	}
	f := l.file(sources, words[0].Text)
	if f == nil || !isShell(f) {
		return false
	}
	last, env, why := command(f)
	if why != "" {
		l.open = "it is started by " + f.Name + ", " + why
		return false
	}
	env2 := maps.Clone(l.env)
	maps.Copy(env2, env)
	l.env = env2
	return l.run(last, words[1:])
}

// run replaces the words by the command of a script that was given arguments.
func (l *launch) run(command Word, args []presets.Word) bool {
	text := strings.TrimSpace(strings.TrimPrefix(command.Text, "exec "))
	if text == `"$@"` || text == "$@" {
		switch i := len(l.words) - len(args); {
		case len(args) == 0:
			return false
		case i <= 0: // the arguments stand inside of one word
			l.words = []Word{shellForm(Word{Word: presets.Word{Text: joined(args)}, From: l.words[0].From})}
		default:
			l.words = l.words[i:]
		}
		return true
	}
	for _, all := range []string{`"$@"`, "$@", `"$*"`, "$*"} {
		command.Text = strings.ReplaceAll(command.Text, all, joined(args))
	}
	l.words = []Word{shellForm(command)}
	return true
}

func joined(words []presets.Word) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = w.Text
		if w.Open != "" || strings.ContainsAny(w.Text, " \t'\"$\\") {
			all[i] = "'" + strings.ReplaceAll(w.Text, "'", `'\''`) + "'"
		}
	}
	return strings.Join(all, " ")
}

// file is the file of the scan that a container has at a path, or that lies below the folder where the program starts; nil for none.
func (l *launch) file(sources *Sources, name string) *source.File {
	if sources == nil || sources.Tree == nil || name == "" || strings.ContainsAny(name, " $*?[") {
		return nil
	}
	for _, at := range l.places(sources, name) {
		if f, err := sources.Tree.Read(at); err == nil {
			return f
		}
	}
	return nil
}

func (l *launch) places(sources *Sources, name string) (all []string) {
	b := l.Build
	if b == nil {
		if !path.IsAbs(name) {
			for _, dir := range l.Folders {
				all = append(all, filepath.Join(dir, filepath.FromSlash(name)))
			}
		}
		return all
	}
	to := name
	if !path.IsAbs(name) {
		to = path.Join("/", b.WorkDir, name)
	}
	if !strings.Contains(name, "/") { // it is found by PATH
		for _, c := range b.Copies {
			if path.Base(c.To) == name && c.From != "" {
				return []string{c.From}
			}
		}
	}
	if found, ok := b.Copies.Look(sources.Tree, to); ok {
		if found.Here == "" {
			return nil
		}
		return []string{found.Here}
	}
	if b.WorkDir == "" && !path.IsAbs(name) {
		all = append(all, filepath.Join(b.Context, filepath.FromSlash(name)))
	}
	return all
}

// isShell reports whether a file is a script of a Unix shell.
func isShell(f *source.File) bool {
	first, _, _ := bytes.Cut(f.Src, []byte("\n"))
	if line, ok := bytes.CutPrefix(first, []byte("#!")); ok {
		words := strings.Fields(string(line))
		return len(words) > 0 && strings.HasSuffix(words[len(words)-1], "sh") || len(words) > 1 && strings.HasSuffix(words[0], "sh")
	}
	return strings.HasSuffix(f.Name, ".sh")
}

// longestScript bounds what is read of a script: those that start servers are a page long.
const longestScript = 64 << 10

var assignment = pattern.New(`^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(\S*|"[^"]*"|'[^']*')$`)

// command is what a shell script goes on running: the command behind exec, else its last one. env are the variables that it sets on the way. why says
// why it is not known.
func command(f *source.File) (last Word, env map[string]Word, why string) {
	if len(f.Src) > longestScript {
		return Word{}, nil, "which is too long to be read"
	}
	env = map[string]Word{}
	var all []Word
	for _, w := range lines(f) {
		if m := assignment().FindStringSubmatch(w.Text); m != nil {
			value := At(strings.Trim(m[2], `"'`), w.From.At())
			if strings.ContainsAny(m[2], "$`") {
				value.Open = m[1] + " is computed by " + f.Name
			}
			env[m[1]] = value
			continue
		}
		all = append(all, w)
	}
	var execs []Word
	for _, w := range all {
		if strings.HasPrefix(w.Text, "exec ") && !strings.HasPrefix(w.Text, "exec >") && !strings.HasPrefix(w.Text, "exec 2>") {
			execs = append(execs, w)
		}
	}
	switch {
	case len(execs) > 0:
		for _, w := range execs[1:] {
			if w.Text != execs[0].Text {
				return Word{}, nil, "which ends with one of several commands"
			}
		}
		return execs[0], env, ""
	case len(all) == 0:
		return Word{}, nil, "which has no command"
	}
	last = all[len(all)-1]
	if first, _, _ := strings.Cut(last.Text, " "); slices.Contains([]string{"fi", "done", "esac", "}", ")", "wait", "exit", "trap"}, strings.TrimRight(first, ";")) {
		return Word{}, nil, "whose last command is not certain"
	}
	return last, env, ""
}

// lines are the commands of a script, one a line; lines that a backslash continues are one.
func lines(f *source.File) (all []Word) {
	src := string(f.Src)
	for at := 0; at < len(src); {
		start := at
		var text strings.Builder
		for at < len(src) {
			line, _, _ := strings.Cut(src[at:], "\n")
			at += len(line) + 1
			line = strings.TrimRight(line, "\r")
			rest, more := strings.CutSuffix(line, `\`)
			text.WriteString(rest)
			if !more {
				break
			}
			text.WriteByte(' ')
		}
		words := strings.Join(strings.Fields(text.String()), " ")
		if words == "" || words[0] == '#' {
			continue
		}
		start += len(src[start:]) - len(strings.TrimLeft(src[start:], " \t"))
		end := min(at-1, len(src))
		for end > start && (src[end-1] == '\r' || src[end-1] == ' ') {
			end--
		}
		all = append(all, At(words, source.Span{File: f.ID, Start: uint32(start), End: uint32(end)}))
	}
	return all
}
