package clients

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/near"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// product is the preset of a declaration, with the options that stand beside it.
type product struct {
	presets.Resolved
	preset  *presets.Preset
	ref     presets.Ref // as written, with the options
	own     *ownPreset  // set where it is an entry of presets:
	at      *node       // the value of preset:
	options []pair      // of the declaration
}

// product finds and resolves the preset of a declaration. It is nil where there is none or it is unknown, which is reported.
func (r *reader) product(n *node, s *shape) *product {
	at := n.get("preset")
	if at == nil {
		return nil
	}
	ref, err := presets.ParseRef(at.text)
	if err != nil {
		r.fault(at.at, err.Error())
		return nil
	}
	p := &product{ref: ref, at: at}
	if p.own = r.own[strings.ToLower(ref.Name)]; p.own != nil {
		p.preset = p.own.Preset
	} else if found, ok := presets.Lookup(ref.Name); ok {
		p.preset = found
	} else {
		r.fault(at.at, r.unknownPreset(ref.Name))
		return nil
	}
	p.takeOptions(r, n, s)
	if !p.resolve(r) {
		return nil
	}
	return p
}

// mostGuesses bounds how many unknown presets of a run are compared with all known ones, and with how many own ones.
const mostGuesses = 200

func (r *reader) unknownPreset(name string) string {
	near := ""
	if r.guesses++; r.guesses <= mostGuesses {
		own := slices.Sorted(maps.Keys(r.own))
		if near = nearest(name, own[:min(len(own), mostGuesses)]); near == "" {
			near = presets.Suggest(name)
		}
	}
	if near != "" {
		return fmt.Sprintf("unknown preset %q: did you mean %q?", source.Clip(name), near)
	}
	return fmt.Sprintf("unknown preset %q: timeoutlint presets lists them, and presets: takes products of your own", source.Clip(name))
}

// takeOptions moves the keys of the declaration that belong to the preset into the reference; what belongs to neither is unknown.
func (p *product) takeOptions(r *reader, n *node, s *shape) {
	known := knownOptions(p.preset)
	p.ref.Options = maps.Clone(p.ref.Options)
	if p.ref.Options == nil {
		p.ref.Options = map[string]string{}
	}
	for _, k := range n.pairs {
		_, ours := s.field(k.key)
		theirs := slices.ContainsFunc(known, func(name string) bool { return near.SameSetting(name, k.key) })
		switch {
		case ours && !p.chooses(k):
		case !ours && !theirs:
			what := fmt.Sprintf(" in %s with preset %s", s.called, p.preset.Name)
			r.fault(k.at, unknown("key", k.key, what, append(s.keys(), known...)))
		case p.given(k.key):
			r.fault(k.at, fmt.Sprintf("%s is said twice: here and in preset", source.Clip(k.key)))
		default:
			p.ref.Options[k.key] = k.value.text
			p.options = append(p.options, k)
		}
	}
}

// chooses tells whether a key of ours is a choice of the preset too, as protocol may be.
func (p *product) chooses(k pair) bool {
	return slices.ContainsFunc(p.preset.Options(), func(o presets.Option) bool { return o.Name == k.key && slices.Contains(o.Values, k.value.text) })
}

func (p *product) given(key string) bool {
	for k := range p.ref.Options {
		if near.SameSetting(k, key) {
			return true
		}
	}
	return false
}

// resolve asks the preset. A fault is reported at the option that causes it, else at the preset's name.
func (p *product) resolve(r *reader) bool {
	var err error
	if p.Resolved, err = p.preset.Resolve(p.ref); err == nil {
		return true
	}
	for _, o := range p.options {
		if _, alone := p.preset.Resolve(presets.Ref{Name: p.ref.Name, Options: map[string]string{o.key: o.value.text}}); alone != nil {
			r.fault(o.value.at, alone.Error())
			return false
		}
	}
	r.fault(p.at.at, err.Error())
	return false
}

// knownOptions lists the choices and the settings of a preset under all their names.
func knownOptions(p *presets.Preset) []string {
	var known []string
	add := func(name string) {
		if !slices.Contains(known, name) {
			known = append(known, name)
		}
	}
	for _, o := range p.Options() {
		add(o.Name)
	}
	for _, row := range p.Table() {
		for _, s := range row.Idle.Settings {
			add(s.Name)
			for _, also := range s.Also {
				add(also)
			}
		}
	}
	return known
}
