package program

import (
	"cmp"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
)

// byCommand is a program that is a server itself: its options count before the environment, and its configuration file where they are silent.
func (l *launch) byCommand(s presets.Started, sources *Sources) answer {
	a := answer{product: s.Ref.Name}
	known, named := l.library(sources, s.Library)
	if s.Needs != "" && !named {
		return answer{value: unresolved(s.Needs+", and no manifest of it names "+s.Library, l.startedBy(s)...)}
	}
	if s.Ref.Version == "" {
		s.Ref.Version = known
	}
	file, why := l.configuration(s, sources)
	a.facts = l.unheard(s, sources)
	if f, ok := l.tooOld(&s); ok && (file == nil || file.Key == "") {
		a.facts = append(a.facts, f)
	}
	open := s.Open
	switch {
	case why != "":
		open = why
	case file != nil && s.Elsewhere:
		open = ""
	}
	if file != nil {
		open = cmp.Or(open, l.optionsOf(file, &s))
	}
	r, wrong := resolve(s.Ref)
	if wrong != "" && s.Ref.Version != "" { // versions that the catalogue does not reach
		s.Ref.Version = ""
		r, wrong = resolve(s.Ref)
	}
	a.known = r
	if f, ok := l.ineffective(s, r, file); ok {
		a.facts = append(a.facts, f)
	}
	switch fileFirst := s.Decided == "" || s.InEnv && s.FileFirst; {
	case open != "" && (s.Decided == "" || why == "" || s.InEnv && s.FileFirst):
		a.value = unresolved(open, l.startedBy(s)...)
	case wrong != "":
		a.value = unresolved(wrong, l.startedBy(s)...)
	case file != nil && file.Key != "" && fileFirst && !r.Accepts.Ignores(file.Key):
		a.setting, a.value = file, filled(file.Under(l.env, l.whole), func() chain.Value { return byDefault(r, s.Ref, l.startedBy(s), file.Insert) })
		a.value = l.ambient(a.value, s)
	case r.Accepts.Written:
		a.value = l.sinceVersion(l.written(s, r), s)
		if name, _, ok := strings.Cut(s.Decided, "="); ok && s.InEnv && !strings.HasPrefix(name, "-") {
			a.set = inVariable(r.Accepts, name)
		}
	default:
		steps, insert := l.startedBy(s), (&chain.Origin{}).Insert
		if file != nil {
			insert = file.Insert
			if !insert.IsZero() {
				a.set = file.Set
			}
		}
		a.value = l.ambient(byDefault(r, s.Ref, steps, insert), s)
	}
	return a
}

// optionsOf adds the options that the configuration file gives to those of the command line; open says of the first that is not known why.
func (l *launch) optionsOf(file *Setting, s *presets.Started) (open string) {
	options, unclear := file.optionsUnder(l.env)
	for _, name := range slices.Sorted(maps.Keys(unclear)) {
		if _, given := s.Ref.Options[name]; !given {
			open = cmp.Or(open, name+" of "+file.File.Name+": "+unclear[name])
		}
	}
	maps.Copy(options, s.Ref.Options)
	s.Ref.Options = options
	return open
}

// inVariable writes an idle timeout into a variable of the environment.
func inVariable(idle *presets.Idle, name string) func(time.Duration) string {
	return func(d time.Duration) string {
		if value := idle.Spell(name, d); value != "" {
			return name + "=" + value
		}
		return ""
	}
}

// configuration is what the configuration file says that a server reads; nil where it reads none of the scan. why says what is not known of it.
func (l *launch) configuration(s presets.Started, sources *Sources) (file *Setting, why string) {
	if sources == nil {
		return nil, ""
	}
	var found []*Setting
	for i := range sources.Settings {
		one := &sources.Settings[i]
		if one.Preset != s.Ref.Name || one.Serves || !l.holds(one.File.Path) {
			continue
		}
		if l.reads(s, one.File.Path) {
			found = append(found, one)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(sources.Unread)) {
		if l.holds(name) && l.reads(s, name) {
			return nil, filepath.Base(name) + " may set it: " + sources.Unread[name]
		}
	}
	if len(found) < 2 {
		return first(found), ""
	}
	here := l.workingFolder(sources)
	if near := slices.DeleteFunc(slices.Clone(found), func(f *Setting) bool {
		return !slices.ContainsFunc(names(s), func(name string) bool { return f.File.Path == filepath.Join(here, filepath.FromSlash(name)) })
	}); len(near) == 1 {
		return near[0], ""
	}
	if v := keyed(found); len(v) == len(found) && agree(l, v) {
		return found[0], ""
	}
	return nil, "it may be set by " + placesOf(found)
}

func first(all []*Setting) *Setting {
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

// names are the configuration files that a program reads, relative to where it starts.
func names(s presets.Started) []string {
	if s.Config != "" {
		return []string{strings.TrimPrefix(path.Clean(s.Config), "/")}
	}
	return s.Looks
}

// reads reports whether a file of the scan may be the configuration file that the program reads: its name ends as that in the container does.
func (l *launch) reads(s presets.Started, file string) bool {
	file = filepath.ToSlash(file)
	for _, name := range names(s) {
		if strings.HasSuffix(file, "/"+name) {
			return true
		}
		if s.Config != "" && path.IsAbs(s.Config) && path.Base(file) == path.Base(name) { // an absolute place in the container
			return true
		}
	}
	return false
}

// placesOf names the places of settings: src/a.ts:3 says 65s, src/b.ts:9 says 5s.
func placesOf(all []*Setting) string {
	var parts []string
	for _, s := range all {
		part := s.place()
		if s.Key != "" {
			part += " says " + s.Value.String()
		}
		parts = append(parts, part)
	}
	if more := len(parts) - 4; more > 0 {
		parts = append(parts[:4], strconv.Itoa(more)+" more")
	}
	return strings.Join(parts, ", ")
}

func (s *Setting) place() string {
	return s.File.Name + ":" + strconv.Itoa(s.File.Position(s.At.Start).Line)
}

func keyed(all []*Setting) (some []*Setting) {
	for _, s := range all {
		if s.Key != "" {
			some = append(some, s)
		}
	}
	return some
}

// agree reports whether settings say the same, wherever they say it.
func agree(l *launch, all []*Setting) bool {
	for _, s := range all[1:] {
		if s.Under(l.env, l.whole).String() != all[0].Under(l.env, l.whole).String() {
			return false
		}
	}
	return true
}
