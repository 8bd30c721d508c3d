package configs

import (
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// keepalive is gunicorn's setting, as a worker has it that keeps connections.
var keepalive = setting{preset: "gunicorn", options: map[string]string{"worker": "gthread"}, key: "keepalive"}

// gunicornFile reads a gunicorn.conf.py: assignments of its top level, also below an if.
func gunicornFile(r *reader, f *source.File) {
	lines, closed := lex(f.Src, python)
	if !closed {
		r.unread(f, "a bracket in it is not closed")
		return
	}
	a := newAssignments(f, "keepalive", "worker_class", "threads")
	b := &blocks{file: f}
	for _, l := range lines {
		a.python(b, l)
	}
	if b.deep {
		r.unread(f, "its blocks are nested too deeply")
		return
	}
	one := program.Setting{Preset: keepalive.preset, File: f, At: span(f, 0, 0), Insert: f.Place(uint32(len(f.Src)))}
	h := a.wanted["keepalive"]
	if words := h.words(); len(words) > 0 {
		one.Key, one.Value, one.Reads, one.At = keepalive.key, h.value(keepalive, nil), keepalive.reads(words...), words[len(words)-1].at
	}
	one.Set = keepalive.written(func(u presets.Unit, d time.Duration) string { return keepalive.key + " = " + u.Write(d) })
	option(&one, "worker", "worker_class", *a.wanted["worker_class"], "worker_class may be set to a class of the application's own")
	option(&one, "threads", "threads", *a.wanted["threads"], "")
	r.add(one)
}

// option is what a file says for an option of the preset, if that is one thing.
func option(s *program.Setting, name, key string, h history, foreign string) {
	if h.empty() {
		return
	}
	if s.Options == nil {
		s.Options, s.Unclear, s.OptionEnv = map[string]string{}, map[string]string{}, map[string]string{}
	}
	w := h.words()[0]
	switch {
	case len(h) > 1:
		s.Unclear[name] = key + " is set under a condition"
	case w.open != "":
		s.Unclear[name] = key + ": " + w.open
	case w.bare:
		s.Unclear[name] = key + " is taken from " + w.env + ", which is not known here"
		s.OptionEnv[name] = w.env
	case !understood(s.Preset, name, w.text):
		s.Unclear[name] = key + " is " + source.ClipLine(w.text) + ", of which nothing is known"
	default:
		s.Options[name] = w.text
		if w.env != "" {
			s.OptionEnv[name] = w.env
		}
	}
}

// understood reports whether the catalogue knows an option's value.
func understood(preset, option, text string) bool {
	p, ok := presets.Lookup(preset)
	if !ok {
		return false
	}
	_, err := p.Resolve(presets.Ref{Name: preset, Options: map[string]string{option: text}})
	return err == nil
}

// openers begin blocks of Python.
var openers = []string{"if", "elif", "else", "for", "while", "try", "except", "finally", "with", "def", "class", "async", "match", "case"}

// python takes one logical line.
func (a *assignments) python(b *blocks, l line) {
	first := l.tokens[0]
	if first.is("elif") || first.is("else") || first.is("except") || first.is("finally") {
		b.leave(l.indent + 1)
	} else {
		b.leave(l.indent)
	}
	if slices.Contains(openers, first.text) && first.kind == aName {
		head, body := cutBlock(l.tokens)
		a.open(b, l, first, head)
		if len(body) > 0 {
			a.statements(b, body)
		}
		return
	}
	a.statements(b, l.tokens)
}

// open begins a block, or the next branch of one.
func (a *assignments) open(b *blocks, l line, word token, condition []token) {
	switch word.text {
	case "if", "for", "while", "match", "case":
		b.enter(l.indent, word, condition)
	case "try", "with", "finally":
		b.leave(l.indent)
		b.push(block{indent: l.indent})
	case "def", "class", "async":
		b.push(block{indent: l.indent, local: true})
	case "elif", "else":
		if len(b.open) == 0 || b.open[len(b.open)-1].indent != l.indent || len(b.open[len(b.open)-1].before) == 0 {
			b.leave(l.indent)
			b.push(block{indent: l.indent}) // of a try: it is what happens where all goes well
			return
		}
		b.otherwise(word, condition)
	case "except":
		b.leave(l.indent)
		b.enter(l.indent, word, condition)
	}
}

// cutBlock parts the line that begins a block into its condition and what stands behind the colon.
func cutBlock(tokens []token) (condition, body []token) {
	depth := 0
	for i, k := range tokens {
		switch {
		case k.is("("), k.is("["), k.is("{"):
			depth++
		case k.is(")"), k.is("]"), k.is("}"):
			depth--
		case k.is(":") && depth == 0:
			return tokens[1:i], tokens[i+1:]
		}
	}
	return tokens[1:], nil
}

// statements takes what stands in one line, between semicolons.
func (a *assignments) statements(b *blocks, tokens []token) {
	when, local, possible := b.guard()
	if local || !possible {
		return
	}
	for len(tokens) > 0 {
		one := tokens
		if i := slices.IndexFunc(tokens, func(k token) bool { return k.is(";") }); i >= 0 {
			one, tokens = tokens[:i], tokens[i+1:]
		} else {
			tokens = nil
		}
		switch name, value := assigned(one); {
		case len(one) == 0:
		case name != "":
			a.assign(name, value, when)
		case setsAnything(one):
			a.doubt(one)
		case a.touches(one):
			for _, k := range one {
				if k.kind == aName && a.wanted[k.text] != nil {
					a.assign(k.text, one, when) // keepalive += 5, or one of several: computed
				}
			}
		}
	}
}

// assigned is NAME = VALUE, with a type or without.
func assigned(tokens []token) (name string, value []token) {
	if len(tokens) < 3 || tokens[0].kind != aName {
		return "", nil
	}
	if tokens[1].is("=") {
		return tokens[0].text, tokens[2:]
	}
	if tokens[1].is(":") {
		for i := 2; i+1 < len(tokens); i++ {
			if tokens[i].is("=") {
				return tokens[0].text, tokens[i+1:]
			}
		}
	}
	return "", nil
}

// touches reports whether a statement that is no plain assignment assigns one of the wanted names.
func (a *assignments) touches(tokens []token) bool {
	for i, k := range tokens {
		if k.kind == aMark && len(k.text) > 0 && strings.HasSuffix(k.text, "=") && k.text != "==" && k.text != "!=" && k.text != "<=" && k.text != ">=" {
			for j, k := range tokens[:i] {
				if k.kind == aName && a.wanted[k.text] != nil && (j == 0 || !tokens[j-1].is(".")) {
					return true
				}
			}
			return false
		}
	}
	return false
}

// setsAnything reports whether a statement can set names that it does not spell.
func setsAnything(tokens []token) bool {
	if tokens[0].is("from") {
		return tokens[len(tokens)-1].is("*")
	}
	for i, k := range tokens[:len(tokens)-1] {
		if k.kind == aName && tokens[i+1].is("(") && (k.text == "exec" || k.text == "globals" || k.text == "locals" || k.text == "vars" || k.text == "execfile") {
			return k.text == "exec" || k.text == "execfile" || changes(tokens[i+1:])
		}
	}
	return false
}

// changes reports whether what globals() gives is changed: globals()[name] = value, globals().update(...).
func changes(tokens []token) bool {
	return len(tokens) > 2 && (tokens[2].is("[") || tokens[2].is(".") && len(tokens) > 3 && (tokens[3].is("update") || tokens[3].is("setdefault")))
}
