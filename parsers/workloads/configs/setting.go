package configs

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// setting is an idle timeout of a product, under one of the names that the catalogue knows.
type setting struct {
	preset  string
	options map[string]string // what makes the product keep connections at all, so that the setting counts
	key     string
	client  bool // it is how long the product keeps connections that it makes
	// unit is set for a timer that the catalogue does not know, as it is none of idle connections.
	unit presets.Unit
}

// said is what a file says for a setting.
type said struct {
	text string // the value as the product reads it, where open is ""
	open string // why it is not known
	// env is the environment variable that it is taken from, text its default where bare is not set.
	env  string
	bare bool
	// never says that connections are not kept at all, whatever text says.
	never bool

	written string // as it stands in the file
	at      source.Span
	lead    []chain.Step // what led there, beyond at
}

// read turns the text of a setting into a case; ok is false for what the product would not take, with the reason in words.
func (s setting) read(text string) (c chain.Case, reason string) {
	if s.unit != "" {
		d, err := s.unit.Parse(text)
		if err != nil || d <= 0 {
			return c, "what " + s.key + " does at " + source.ClipLine(text) + " is not known"
		}
		return chain.Case{State: chain.Known, Lo: d, Hi: d}, ""
	}
	p, known := presets.Lookup(s.preset)
	if !known {
		return c, "nothing is known of " + s.preset
	}
	options := maps.Clone(s.options)
	if options == nil {
		options = map[string]string{}
	}
	options[s.key] = text
	r, err := p.Resolve(presets.Ref{Name: s.preset, Options: options})
	if err != nil {
		return c, err.Error()
	}
	idle := r.Accepts
	if s.client {
		idle = r.Connects
	}
	switch {
	case idle == nil:
		return c, s.preset + " has no such side"
	case !idle.Written:
		return chain.Case{State: chain.Absent}, "" // the product takes it as not written
	}
	if c = idle.Case(); c.State != chain.Absent {
		return c, ""
	}
	return c, "what " + s.key + " does at " + source.ClipLine(text) + " is not known"
}

// value is what a file says, as cases: one, or two where a variable of the environment decides.
func (s setting) value(w said) chain.Value {
	if w.env == "" {
		return chain.Value{s.certain(w)}
	}
	taken := w
	taken.open = w.env + " of the environment decides"
	given := s.certain(taken)
	given.When = program.IsSet(w.env)
	if w.bare {
		w.open = w.env + " of the environment decides, and it is not known here"
	}
	fallback := s.certain(w)
	fallback.When = program.Unset(w.env)
	return chain.Value{fallback, given}
}

func (s setting) certain(w said) chain.Case {
	o := &chain.Origin{Kind: chain.Written, Setting: s.key, Text: w.written, Note: w.open, Steps: append([]chain.Step{{Role: chain.Decides, At: w.at}}, w.lead...)}
	if w.never {
		return chain.Case{State: chain.Off, From: o}
	}
	if w.open == "" {
		c, reason := s.read(w.text)
		if reason == "" {
			c.From = o
			return c
		}
		o.Note = reason
	}
	return chain.Case{State: chain.Unresolved, From: o}
}

// reads is how the variable of a value is read, nil where none decides.
func (s setting) reads(words ...said) map[string]func(string) (chain.Case, bool) {
	var all map[string]func(string) (chain.Case, bool)
	for _, w := range words {
		if w.env != "" {
			if all == nil {
				all = map[string]func(string) (chain.Case, bool){}
			}
			all[w.env] = func(text string) (chain.Case, bool) {
				c, reason := s.read(strings.TrimSpace(text))
				return c, reason == ""
			}
		}
	}
	return all
}

// written is the setting with another idle timeout as the catalogue writes it, "" if the product takes no such value.
func (s setting) written(format func(presets.Unit, time.Duration) string) func(time.Duration) string {
	return func(d time.Duration) string {
		for _, unit := range s.units() {
			text := unit.Write(d)
			if c, reason := s.read(text); reason == "" && c.State == chain.Known && c.Lo == d {
				return format(unit, d)
			}
		}
		return ""
	}
}

// units are those of the setting in the catalogue.
func (s setting) units() (all []presets.Unit) {
	p, known := presets.Lookup(s.preset)
	if !known {
		return nil
	}
	for _, row := range p.Table() {
		for _, one := range row.Idle.Settings {
			if slices.Contains(append([]string{one.Name}, one.Also...), s.key) {
				return []presets.Unit{one.Unit}
			}
		}
	}
	return nil
}

// templated reports whether a text holds what a template engine replaces.
func templated(text string) bool {
	return strings.Contains(text, "{{") || strings.Contains(text, "{%") || strings.Contains(text, "<%")
}

func span(f *source.File, from, to int) source.Span {
	from = min(max(from, 0), len(f.Src))
	return source.Span{File: f.ID, Start: uint32(from), End: uint32(min(max(from, to), len(f.Src)))}
}

func readBy(at source.Span, note string) chain.Step {
	return chain.Step{Role: chain.ReadBy, At: at, Note: note}
}
