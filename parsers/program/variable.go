package program

import (
	"maps"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// Files and code take values from the environment: int(os.getenv("KEEP_ALIVE", "75")). Such a value has two cases, one for each of these guards, and
// [Setting.Reads] says what becomes of the text of the variable.

// Unset holds where nobody sets an environment variable: "unless variable KEEP_ALIVE is set".
func Unset(name string) chain.Guard { return chain.When(variable(name, chain.Ne)) }

// IsSet holds where an environment variable is set.
func IsSet(name string) chain.Guard { return chain.When(variable(name, chain.Eq)) }

func variable(name string, op chain.Op) chain.Atom {
	return chain.Atom{Subject: "variable " + name + " is set", Op: op, Val: "yes"}
}

// named gives the variable that an atom is about, "" for another atom.
func named(a chain.Atom) string {
	name, ok := strings.CutPrefix(a.Subject, "variable ")
	if name, is := strings.CutSuffix(name, " is set"); ok && is {
		return name
	}
	return ""
}

// Under is the value of a setting for a program that is started with an environment: what variables say that env sets, and what stands beside those
// that it does not. whole says that nothing but env sets variables; else those that it does not name stay open.
func (s Setting) Under(env map[string]Word, whole bool) (out chain.Value) {
	for _, c := range s.Value {
		if in, ok := s.caseUnder(c, env, whole); ok {
			out = append(out, in)
		}
	}
	return out
}

func (s Setting) caseUnder(c chain.Case, env map[string]Word, whole bool) (chain.Case, bool) {
	var left chain.Guard
	for _, a := range c.When {
		name := named(a)
		w, given := env[name]
		switch {
		case name == "", !given && !whole:
			left = append(left, a)
		case given != (a.Op == chain.Eq):
			return c, false
		case given:
			c = s.given(c, name, w)
		}
	}
	c.When = left
	return c, true
}

// given is a case that takes the text of a variable.
func (s Setting) given(c chain.Case, name string, w Word) chain.Case {
	o := &chain.Origin{Kind: chain.Written, Setting: name, Text: name + "=" + w.Text, Note: w.Open}
	if w.From != nil {
		o.Steps = append(o.Steps, w.From.Steps...)
	}
	if c.From != nil && len(c.From.Steps) > 0 {
		o.Steps = append(o.Steps, chain.Step{Role: chain.ReadBy, At: c.From.Steps[0].At, Note: "read here"})
	}
	read := s.Reads[name]
	if w.Open == "" && read != nil {
		if known, ok := read(w.Text); ok {
			known.From, known.When = o, c.When
			return known
		}
		o.Note = name + " is " + w.Text + ", which is not understood"
	}
	return chain.Case{When: c.When, State: chain.Unresolved, From: o}
}

// optionsUnder are the options of a setting for a program that is started with an environment.
func (s Setting) optionsUnder(env map[string]Word) (options, unclear map[string]string) {
	options, unclear = map[string]string{}, map[string]string{}
	maps.Copy(options, s.Options)
	maps.Copy(unclear, s.Unclear)
	for name, variable := range s.OptionEnv {
		w, given := env[variable]
		if !given {
			continue
		}
		delete(options, name)
		delete(unclear, name)
		if w.Open != "" {
			unclear[name] = variable + ": " + w.Open
			continue
		}
		options[name] = w.Text
	}
	return options, unclear
}
