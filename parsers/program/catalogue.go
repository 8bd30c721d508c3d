package program

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// written is the idle timeout that a command line or the environment states.
func (l *launch) written(s presets.Started, r *presets.Resolved) chain.Value {
	v := r.Accepts.Case()
	v.From = &chain.Origin{Kind: chain.Written, Setting: r.Accepts.Setting, Text: s.Decided, Steps: l.decidedBy(s.Decided)}
	if s.Note != "" && s.InEnv {
		v.From.Note = s.Decided + ": " + s.Note
	}
	return chain.Value{v}
}

// byDefault is the idle timeout of a product where nothing states one, in each range of versions that has another one. Insert is where it would be
// written.
func byDefault(r *presets.Resolved, ref presets.Ref, steps []chain.Step, insert source.Place) chain.Value {
	all := []presets.Idle{*r.Accepts}
	for _, d := range r.Differs {
		if d.Side == "accepts" && ref.Version == "" && d.Idle.Status == presets.Maintained && d.Idle.When == r.Accepts.When {
			all = append(all, d.Idle)
		}
	}
	var v chain.Value
	for _, idle := range all {
		one := idle.Case()
		if len(all) > 1 {
			one.When = versions(ref.Name, idle.Versions)
		}
		note := ref.String() + ": default"
		if idle.Setting != "" {
			note = idle.Setting + " not set: default of " + ref.String()
		}
		one.From = &chain.Origin{Kind: chain.Preset, Setting: idle.Setting, Note: note, URL: idle.Source, Steps: steps, Insert: insert}
		v = append(v, one)
	}
	return v
}

// versions is the guard of a range of versions as the catalogue writes it: >=3.12 <7.
func versions(name, span string) chain.Guard {
	var atoms []chain.Atom
	for word := range strings.FieldsSeq(span) {
		if v, ok := strings.CutPrefix(word, ">="); ok {
			atoms = append(atoms, chain.Atom{Subject: name, Op: chain.Ge, Val: v})
		} else if v, ok := strings.CutPrefix(word, "<"); ok {
			atoms = append(atoms, chain.Atom{Subject: name, Op: chain.Lt, Val: v})
		}
	}
	return chain.When(atoms...)
}

// resolve looks a reference up; why says what keeps it from an answer.
func resolve(ref presets.Ref) (r *presets.Resolved, why string) {
	preset, ok := presets.Lookup(ref.Name)
	if !ok {
		return nil, "nothing is known of " + ref.Name
	}
	found, err := preset.Resolve(ref)
	switch {
	case err != nil:
		return nil, err.Error()
	case found.Accepts == nil:
		return nil, ref.Name + " is no server"
	}
	return &found, ""
}

// version is what manifests say of a library, in the catalogue's words: 6 of "~> 6.4", 4.26.1 of "==4.26.1"; "" where they leave it open.
func version(written string) string {
	v := strings.TrimSpace(written)
	exact := strings.TrimLeft(v, "=v ")
	caret, loose := strings.CutPrefix(v, "^")
	if !loose {
		caret, loose = strings.CutPrefix(v, "~")
		caret = strings.TrimLeft(caret, ">= ")
	}
	if loose { // it moves up to the next major version, or less
		exact, _, _ = strings.Cut(caret, ".")
	}
	if exact == "" || strings.Trim(exact, "0123456789.") != "" && strings.ContainsAny(exact, "<>|,* xX!") {
		return ""
	}
	if _, err := presets.ParseVersion(exact); err != nil || exact == "0" {
		return ""
	}
	return exact
}

// library is the version of a library that the program's manifests name, the same in all of them.
func (l *launch) library(sources *Sources, name string) (v string, named bool) {
	if sources == nil || name == "" {
		return "", false
	}
	for _, m := range sources.Manifests {
		w, ok := m.Requires[name]
		if !ok || !l.holds(m.File.Path) {
			continue
		}
		found := version(w.Text)
		switch {
		case !named || v == "" && found != "":
			v = found
		case found != "" && found != v && !strings.HasPrefix(found, v+".") && !strings.HasPrefix(v, found+"."):
			return "", true
		case len(found) > len(v):
			v = found
		}
		named = true
	}
	return v, named
}
