package configs

import (
	"slices"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// persistent is Puma's setting.
var persistent = setting{preset: "puma", key: "persistent_timeout"}

// pumaFile reads a config/puma.rb: calls of persistent_timeout, also below an if.
func pumaFile(r *reader, f *source.File) {
	lines, closed := lex(f.Src, ruby)
	if !closed {
		r.unread(f, "a bracket in it is not closed")
		return
	}
	a := newAssignments(f, persistent.key)
	b := &blocks{file: f}
	for _, l := range lines {
		a.ruby(b, l)
	}
	if b.deep {
		r.unread(f, "its blocks are nested too deeply")
		return
	}
	one := program.Setting{Preset: persistent.preset, File: f, At: span(f, 0, 0), Insert: f.Place(uint32(len(f.Src)))}
	h := a.wanted[persistent.key]
	if words := h.words(); len(words) > 0 {
		one.Key, one.Value, one.Reads, one.At = persistent.key, h.value(persistent, nil), persistent.reads(words...), words[len(words)-1].at
	}
	one.Set = persistent.written(func(u presets.Unit, d time.Duration) string { return persistent.key + " " + u.Write(d) })
	r.add(one)
}

// ruby takes one logical line.
func (a *assignments) ruby(b *blocks, l line) {
	for _, tokens := range split(l.tokens, ";") {
		a.rubyStatement(b, tokens)
	}
}

func (a *assignments) rubyStatement(b *blocks, tokens []token) {
	switch first := tokens[0]; {
	case first.is("if"), first.is("unless"), first.is("while"), first.is("until"), first.is("case"), first.is("for"):
		condition, body := cutThen(tokens[1:])
		b.enter(len(b.open), first, condition)
		if len(body) > 0 {
			a.rubyStatement(b, body)
		}
	case first.is("elsif"), first.is("else"):
		condition, _ := cutThen(tokens[1:])
		if len(b.open) > 0 && len(b.open[len(b.open)-1].before) > 0 {
			b.otherwise(first, condition)
		}
	case first.is("when"), first.is("in"), first.is("rescue"):
		if len(b.open) > 0 {
			b.open[len(b.open)-1] = block{when: b.condition(first, tokens[1:])}
		}
	case first.is("def"), first.is("class"), first.is("module"):
		b.push(block{local: true})
	case first.is("begin"):
		b.push(block{})
	case first.is("end"):
		if len(b.open) > 0 {
			b.open = b.open[:len(b.open)-1]
		}
	default:
		a.rubyCall(b, tokens)
	}
	if begins(tokens) {
		b.push(block{local: true}) // on_worker_boot do ... end
	}
}

// begins reports whether a line ends by opening a block.
func begins(tokens []token) bool {
	for i, k := range tokens {
		if k.is("do") && (i+1 == len(tokens) || tokens[i+1].is("|")) && !tokens[0].is("while") && !tokens[0].is("until") && !tokens[0].is("for") {
			return true
		}
	}
	return false
}

// cutThen parts if A then B.
func cutThen(tokens []token) (condition, body []token) {
	for i, k := range tokens {
		if k.is("then") {
			body = tokens[i+1:]
			if n := len(body); n > 0 && body[n-1].is("end") {
				body = nil // on one line: too rare to be read
			}
			return tokens[:i], body
		}
	}
	return tokens, nil
}

// rubyCall takes persistent_timeout 75, name = value, and both with an if behind them.
func (a *assignments) rubyCall(b *blocks, tokens []token) {
	when, local, possible := b.guard()
	if i := slices.IndexFunc(tokens, func(k token) bool { return k.is("if") || k.is("unless") }); i > 0 && i+1 < len(tokens) && tokens[i].kind == aName {
		c := b.condition(tokens[i], tokens[i+1:])
		if tokens[i].is("unless") {
			c = chain.When(opposite(c[0]))
		}
		both, ok := chain.And(when, c)
		when, possible, tokens = both, possible && ok, tokens[:i]
	}
	if local || !possible || len(tokens) == 0 {
		return
	}
	name, value := assigned(tokens)
	switch {
	case name != "" && a.wanted[name] == nil:
		a.assign(name, value, when)
	case tokens[0].kind == aName && a.wanted[tokens[0].text] != nil && len(tokens) > 1 && name == "":
		a.assign(tokens[0].text, unwrapped(tokens[1:]), when)
		delete(a.names, tokens[0].text)
	case tokens[0].is("instance_eval"), tokens[0].is("eval"), tokens[0].is("load") && len(tokens) > 1:
		a.doubt(tokens)
	}
}

// unwrapped are the arguments of a call without the brackets around all of them.
func unwrapped(tokens []token) []token {
	if len(tokens) < 3 || !tokens[0].is("(") || !tokens[len(tokens)-1].is(")") {
		return tokens
	}
	depth := 0
	for i, k := range tokens {
		switch {
		case k.is("("):
			depth++
		case k.is(")"):
			depth--
		}
		if depth == 0 && i < len(tokens)-1 {
			return tokens // (a) + (b)
		}
	}
	return tokens[1 : len(tokens)-1]
}

// split cuts a line at a mark outside of brackets.
func split(tokens []token, mark string) (parts [][]token) {
	from, depth := 0, 0
	for i, k := range tokens {
		switch {
		case k.is("("), k.is("["), k.is("{"):
			depth++
		case k.is(")"), k.is("]"), k.is("}"):
			depth--
		case k.is(mark) && depth == 0:
			if i > from {
				parts = append(parts, tokens[from:i])
			}
			from = i + 1
		}
	}
	if from < len(tokens) {
		parts = append(parts, tokens[from:])
	}
	return parts
}
