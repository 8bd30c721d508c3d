package program

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
)

// keptLong stands for any idle timeout in what is proposed: longer than what balancers keep by default.
const keptLong = 65 * time.Second

// noEffect is a setting that changes nothing.
func noEffect(setting, written, why, help string, steps []chain.Step) chain.Fact {
	f := chain.Fact{Rule: chain.NoEffect, Setting: setting, Effect: chain.Ignored, Why: written + " has no effect: " + why, Help: help}
	if len(steps) > 0 {
		f.At, f.Also = steps[0].At, steps[1:]
	}
	return f
}

// ineffective is a written idle timeout that the variant at hand does not take: gunicorn's sync worker closes after every response.
func (l *launch) ineffective(s presets.Started, r *presets.Resolved, file *Setting) (f chain.Fact, ok bool) {
	if r == nil {
		return chain.Fact{}, false
	}
	help := "remove it, or have connections kept: " + r.Accepts.Set(keptLong)
	if r.Accepts.Set(keptLong) == "" {
		help = "remove it"
	}
	switch {
	case s.Decided != "" && r.Accepts.Ignores(r.Accepts.Setting) && !strings.HasSuffix(strings.TrimRight(s.Decided, `"'`), " 0") && !strings.HasSuffix(s.Decided, "=0"):
		return noEffect(r.Accepts.Setting, s.Decided, r.Accepts.Note, help, l.decidedBy(s.Decided)), true
	case s.Decided == "" && file != nil && file.Key != "" && r.Accepts.Ignores(file.Key):
		return noEffect(file.Key, file.Key+" of "+file.File.Name, r.Accepts.Note, help, []chain.Step{{At: file.At}}), true
	}
	return chain.Fact{}, false
}

// tooOld takes back what the environment says where the program's version does not read it yet.
func (l *launch) tooOld(s *presets.Started) (f chain.Fact, ok bool) {
	if !s.InEnv || s.EnvSince == "" || s.Ref.Version == "" || chain.CompareVersions(s.Ref.Version, s.EnvSince) >= 0 {
		return chain.Fact{}, false
	}
	name, value, _ := strings.Cut(s.Decided, "=")
	steps := l.decidedBy(s.Decided)
	maps.DeleteFunc(s.Ref.Options, func(_, v string) bool { return v == value })
	f = noEffect(name, s.Decided, fmt.Sprintf("%s %s does not read it, it does from %s on", s.Ref.Name, s.Ref.Version, s.EnvSince),
		"set it in the configuration file of "+s.Ref.Name, steps)
	s.Decided, s.InEnv, s.Note = "", false, ""
	return f, true
}

// unheard are options and variables that others read and this program does not. A variable that a script or a file of the application reads is
// not one of them.
func (l *launch) unheard(s presets.Started, sources *Sources) (facts []chain.Fact) {
	for _, name := range slices.Sorted(maps.Keys(s.Unheard)) {
		why := s.Unheard[name]
		if strings.HasPrefix(name, "-") {
			for _, w := range l.words {
				if (w.Text == name || strings.HasPrefix(w.Text, name+"=")) && w.From != nil {
					facts = append(facts, noEffect(name, name, why, "remove it", w.From.Steps))
				}
			}
			continue
		}
		if w, ok := l.env[name]; ok && w.From != nil && len(w.From.Steps) > 0 && !l.mentions(name, sources) {
			facts = append(facts, noEffect(name, name+"="+clipped(w.Text), why, "remove it, or use what is read", w.From.Steps))
		}
	}
	return facts
}

// mentions reports whether anything that is known of the application reads a variable.
func (l *launch) mentions(name string, sources *Sources) bool {
	for _, words := range [][]Word{l.words, l.Command, l.Entry} {
		if slices.ContainsFunc(words, func(w Word) bool { return strings.Contains(w.Text, name) || w.Open != "" }) {
			return true
		}
	}
	if sources == nil {
		return false
	}
	return slices.ContainsFunc(sources.Settings, func(one Setting) bool {
		_, reads := one.Reads[name]
		return reads && l.holds(one.File.Path)
	})
}
