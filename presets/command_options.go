package presets

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// start reads the options of a program; the command line wins over the environment.
func (p *programDoc) start(words []Word, env map[string]Word) Started {
	s := Started{
		Ref: Ref{Name: p.Preset, Options: map[string]string{}}, Config: p.file(words), Looks: p.Looks, FileFirst: p.FileFirst,
		Library: p.Library, Needs: p.Needs, Runs: p.Runs, Script: script(words), Unheard: p.Unheard, EnvSince: p.EnvSince,
	}
	s.Reads = slices.Sorted(maps.Keys(p.Env))
	if p.More != "" {
		s.Reads = append(s.Reads, p.More)
	}
	for _, variable := range slices.Sorted(maps.Keys(p.Env)) {
		if v, ok := env[variable]; ok {
			s.take(p, p.Env[variable], variable+"=", v)
			s.Note = p.Note
		}
	}
	if more, ok := env[p.More]; ok && p.More != "" {
		if more.Open != "" {
			s.Open = p.More + " is not known: " + more.Open
		}
		p.read(&s, split(more.Text, env))
	}
	before := s.Decided
	p.read(&s, words)
	s.InEnv = s.Decided != "" && s.Decided == before
	s.elsewhere(p)
	return s
}

// elsewhere says which file or code may decide.
func (s *Started) elsewhere(p *programDoc) {
	if s.Open != "" || s.Decided != "" {
		return
	}
	switch {
	case s.Config != "":
		s.Open = p.Preset + " may be told otherwise by its configuration file " + clip(s.Config)
	case p.Code != "":
		s.Open = p.Preset + " is governed by " + p.Code
	case p.Preset == "":
		s.Open = "its code says which server it is"
	}
	s.Elsewhere = s.Open != ""
}

// script is the file of code that a runtime is given: the first word that is neither an option nor an assignment.
func script(words []Word) string {
	for _, w := range words {
		if w.Open == "" && !strings.HasPrefix(w.Text, "-") && !strings.Contains(w.Text, "=") && strings.ContainsAny(w.Text, "./") {
			return w.Text
		}
	}
	return ""
}

// read takes the options out of a command line: --name value, --name=value, and of options of one letter also -nvalue.
func (p *programDoc) read(s *Started, words []Word) {
	for i, w := range words {
		name, value, joined := strings.Cut(w.Text, "=")
		setting, ok := p.Options[name]
		if short := w.Text[:min(2, len(w.Text))]; !ok && len(w.Text) > 2 && short[0] == '-' && short[1] != '-' {
			if setting, ok = p.Options[short]; ok {
				s.take(p, setting, short, Word{strings.TrimPrefix(strings.TrimSpace(w.Text[2:]), "="), w.Open})
				continue
			}
		}
		switch {
		case !ok:
		case joined:
			s.take(p, setting, name+"=", Word{value, w.Open})
		case i+1 < len(words):
			s.take(p, setting, name+" ", words[i+1])
		}
	}
}

// take sets one option or setting of the preset.
func (s *Started) take(p *programDoc, setting, written string, value Word) {
	if value.Open != "" {
		s.Open = strings.TrimRight(written, "= ") + " is not known: " + value.Open
		return
	}
	s.Ref.Options[setting] = value.Text
	if preset, ok := Lookup(p.Preset); ok && !slices.ContainsFunc(preset.Options(), func(o Option) bool { return o.Name == setting }) {
		s.Decided, s.Open = written+value.Text, ""
	}
}

// file is the configuration file that a command line names.
func (p *programDoc) file(words []Word) string {
	for i, w := range words {
		name, value, joined := strings.Cut(w.Text, "=")
		if !slices.Contains(p.Files, name) {
			continue
		}
		if !joined && i+1 < len(words) {
			value = words[i+1].Text
		}
		return strings.TrimPrefix(value, "file:")
	}
	return ""
}

// hears reports whether the environment holds a variable that only this program reads.
func (p *programDoc) hears(env map[string]Word) bool {
	for variable := range p.Env {
		if _, ok := env[variable]; ok && !p.Generic {
			return true
		}
	}
	_, ok := env[p.More]
	return ok && p.More != ""
}

// byVariable recognises a server by a variable that only it reads, and else a variable of a usual name. Runtime says that the command runs code.
func byVariable(p Process, runtime bool) (Started, bool) {
	for _, program := range commands().Programs {
		heard := program.hears(p.Env)
		switch own := len(program.Options) > 0; { // options of its command line: code that sets the server up by itself reads no such variable
		case !heard, own && runtime:
		case own:
			s := program.start(nil, p.Env)
			if words := Behind(p); len(words) > 0 { // one file of variables is often that of several services
				s.Open, s.Elsewhere = "whether "+clip(words[0].Text)+" starts "+program.Preset+" is not known", false
			}
			return s, true
		default:
			return program.start(nil, p.Env), true
		}
	}
	for _, variable := range commands().Conventions {
		v, ok := p.Env[variable]
		if !ok {
			continue
		}
		s := Started{Convention: true, Decided: variable + "=" + v.Text, Open: v.Open}
		n, err := strconv.ParseFloat(v.Text, 64)
		switch {
		case v.Open != "":
			s.Decided, s.Open = variable, variable+" is not known: "+v.Open
		case err != nil || n <= 0:
			continue
		case n >= 1000: // nobody keeps idle connections a quarter of an hour and says so in seconds: it is milliseconds
			n /= 1000
		}
		s.Seconds = n
		return s, true
	}
	return Started{}, false
}
