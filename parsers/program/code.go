package program

import (
	"cmp"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// byCode is a program whose own code starts the server: what the code sets counts, and the product's default only where all of it was looked through
// and sets nothing. The answer has no value where nothing tells which server it is.
func (l *launch) byCode(s presets.Started, runs []string, sources *Sources) answer {
	a := answer{product: s.Ref.Name}
	if s.Ref.Name != "" {
		a.known, _ = resolve(s.Ref)
	}
	settings := l.settings(runs, sources)
	starts := l.starting(settings, s.Script)
	loose := keyed(without(settings, func(one *Setting) bool { return one.Serves || startsIn(settings, one) }))
	switch {
	case len(settings) == 0:
		if s.Open != "" && s.Ref.Name != "" {
			a.value = unresolved(l.codeless(s, sources), l.startedBy(s)...)
		}
		return a
	case len(starts) == 0 && len(loose) == 0:
		a.value = unresolved(cmp.Or(s.Open, "it is not certain which of its files starts the server"), l.startedBy(s)...)
		return a
	case len(starts) == 0:
		return l.agreed(loose, s, sources)
	}
	var deciding []*Setting
	for _, start := range starts {
		own := keyed(without(settings, func(one *Setting) bool { return one.File != start.File || !samePorts(one, start) }))
		switch {
		case len(own) > 0:
			deciding = append(deciding, own...)
		case len(loose) > 0:
			deciding = append(deciding, loose...)
		default:
			deciding = append(deciding, start)
		}
	}
	return l.agreed(deciding, s, sources)
}

// codeless says why a runtime's default does not count where no file of its code says anything.
func (l *launch) codeless(s presets.Started, sources *Sources) string {
	switch {
	case sources == nil, l.Build == nil && len(l.Folders) == 0:
		return s.Open
	case l.Build != nil:
		return s.Open + ": no code that starts a server was found in what " + l.Build.Name + " copies"
	}
	return s.Open + ": no code that starts a server was found beside it"
}

// settings are those of the program's own files that concern a server it may be, on one of its ports where they tell.
func (l *launch) settings(runs []string, sources *Sources) (all []*Setting) {
	if sources == nil {
		return nil
	}
	for i := range sources.Settings {
		one := &sources.Settings[i]
		if one.Aside == "" && slices.Contains(runs, one.Preset) && l.holds(one.File.Path) {
			all = append(all, one)
		}
	}
	ports := l.Ports
	if len(ports) == 0 && l.Build != nil {
		ports = l.Build.Ports
	}
	if len(ports) == 0 || !slices.ContainsFunc(all, func(one *Setting) bool { return meets(one.Ports, ports) }) {
		return all
	}
	kept := without(all, func(one *Setting) bool { return len(one.Ports) > 0 && !meets(one.Ports, ports) })
	return without(kept, func(one *Setting) bool { return startsIn(all, one) && !startsIn(kept, one) }) // what belongs to a server on another port
}

func meets(a, b []int) bool {
	return slices.ContainsFunc(a, func(port int) bool { return slices.Contains(b, port) })
}

func samePorts(a, b *Setting) bool {
	return len(a.Ports) == 0 || len(b.Ports) == 0 || meets(a.Ports, b.Ports)
}

func without(all []*Setting, drop func(*Setting) bool) []*Setting {
	return slices.DeleteFunc(slices.Clone(all), drop)
}

// startsIn reports whether the file of a setting starts a server itself.
func startsIn(all []*Setting, one *Setting) bool {
	return slices.ContainsFunc(all, func(other *Setting) bool { return other.Serves && other.File == one.File })
}

// starting are the settings of the files that start the server; of several the one that the command names.
func (l *launch) starting(all []*Setting, script string) []*Setting {
	starts := without(all, func(one *Setting) bool { return !one.Serves })
	if script == "" || len(starts) < 2 {
		return starts
	}
	stem := stemOf(script)
	if named := without(starts, func(one *Setting) bool {
		return stemOf(one.File.Path) != stem && !strings.HasSuffix(stemOf(one.File.Path), "/"+stem)
	}); len(named) > 0 {
		return named
	}
	return starts
}

// built are folders that hold what is made from the code of src, or src itself.
var built = []string{"dist", "build", "lib", "out", "src", "."}

// stemOf is a path without its extension and without the folders that a build puts in between: dist/server.js is made from src/server.ts.
func stemOf(file string) string {
	file = strings.TrimPrefix(path.Clean(filepath.ToSlash(file)), "./")
	parts := strings.Split(strings.TrimSuffix(file, path.Ext(file)), "/")
	kept := slices.DeleteFunc(parts, func(part string) bool { return slices.Contains(built, part) })
	return strings.Join(kept, "/")
}

// agreed is the answer of settings that all say the same; where they do not, it is unresolved and names them all.
func (l *launch) agreed(deciding []*Setting, s presets.Started, sources *Sources) answer {
	var all []answer
	for _, one := range deciding {
		all = append(all, l.said(one, s, sources))
	}
	a := all[0]
	for _, other := range all[1:] {
		if other.value.String() != a.value.String() {
			a.value = unresolved("several of its files start servers or set their idle timeout: "+told(deciding, all), l.startedBy(s)...)
			return a
		}
		if a.setting.Key == "" && other.setting.Key != "" {
			a = other
		}
	}
	return a
}

// told says what each of several settings comes to.
func told(settings []*Setting, all []answer) string {
	var parts []string
	for i, one := range settings {
		part := one.place() + " says " + all[i].value.String()
		if !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	if len(parts) > 4 {
		parts = append(parts[:4], "and more")
	}
	return strings.Join(parts, ", ")
}

// said is what one setting comes to: its value, or the default of the server that it starts.
func (l *launch) said(one *Setting, s presets.Started, sources *Sources) answer {
	ref := presets.Ref{Name: one.Preset, Options: map[string]string{}}
	if one.Preset == s.Ref.Name {
		ref.Version = s.Ref.Version
	} else {
		ref.Version, _ = l.library(sources, one.Preset)
	}
	options, unclear := one.optionsUnder(l.env)
	if len(unclear) > 0 {
		name := slices.Min(slices.Collect(maps.Keys(unclear)))
		return answer{product: one.Preset, setting: one, value: unresolved(name+" of "+one.File.Name+": "+unclear[name], started(one.At)...)}
	}
	ref.Options = options
	a := answer{product: one.Preset, setting: one}
	r, wrong := resolve(ref)
	if wrong != "" && ref.Version != "" {
		ref.Version = ""
		r, wrong = resolve(ref)
	}
	a.known = r
	switch {
	case one.Key != "":
		a.value = filled(one.Under(l.env, l.whole), func() chain.Value {
			if wrong != "" {
				return unresolved(wrong, started(one.At)...)
			}
			return byDefault(r, ref, started(one.At), one.Insert)
		})
	case wrong != "":
		a.value = unresolved(wrong, started(one.At)...)
	default:
		a.value = byDefault(r, ref, started(one.At), one.Insert)
		if why := l.unread(sources); why != "" {
			a.value = unresolved(why, started(one.At)...)
		}
	}
	return a
}

func started(at source.Span) []chain.Step { return []chain.Step{{Role: chain.DefaultOf, At: at}} }

// unread says which of the program's files may set it all the same, as they were not looked through.
func (l *launch) unread(sources *Sources) string {
	var left []string
	for name := range sources.Unread {
		if l.holds(name) {
			left = append(left, name)
		}
	}
	if len(left) == 0 {
		return ""
	}
	slices.Sort(left)
	return "it may be set in " + filepath.Base(left[0]) + ", which was left out: " + sources.Unread[left[0]]
}
