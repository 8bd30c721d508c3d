package configs

import (
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// keyed is a setting with the paths that lead to it, and the setting that counts where it is not set.
type keyed struct {
	setting
	paths    []string
	fallback *keyed
}

func embedded(server, key string, fallback *keyed, also ...string) keyed {
	return keyed{setting{preset: "spring-boot", options: map[string]string{"server": server}, key: key}, append([]string{key}, also...), fallback}
}

var tomcatConnection = embedded("tomcat", "server.tomcat.connection-timeout", nil, "server.connection-timeout")

// jvm are the settings of frameworks that read application.yml or application.properties; the key tells which one it is.
var jvm = []keyed{
	embedded("tomcat", "server.tomcat.keep-alive-timeout", &tomcatConnection),
	embedded("jetty", "server.jetty.connection-idle-timeout", nil),
	embedded("undertow", "server.undertow.no-request-timeout", nil),
	embedded("netty", "server.netty.idle-timeout", nil),
	{setting{preset: "quarkus", key: "quarkus.http.idle-timeout"}, []string{"quarkus.http.idle-timeout"}, nil},
	{setting{preset: "micronaut", key: "micronaut.server.idle-timeout"}, []string{"micronaut.server.idle-timeout"}, nil},
}

// onDevelopersMachines are profiles that nothing runs under but a developer's machine and tests.
var onDevelopersMachines = []string{"local", "development", "test", "tests", "unittest", "integrationtest", "it"}

func isSpring(name string) bool {
	base, ext := path.Base(name), path.Ext(name)
	if ext != ".yml" && ext != ".yaml" && ext != ".properties" {
		return false
	}
	stem, profile, _ := strings.Cut(strings.TrimSuffix(base, ext), "-")
	return (stem == "application" || stem == "bootstrap") && !slices.Contains(onDevelopersMachines, loose(profile))
}

// springFiles reads the files of each folder together: those of a profile change what the others say.
func springFiles(r *reader, files []*source.File) {
	folders := map[string][]*source.File{}
	for _, f := range files {
		folder := strings.TrimSuffix(path.Dir(f.Name), "/config")
		folders[folder] = append(folders[folder], f)
	}
	for _, folder := range slices.Sorted(maps.Keys(folders)) {
		together := folders[folder]
		slices.SortStableFunc(together, func(a, b *source.File) int { return strings.Compare(rank(a.Name), rank(b.Name)) })
		var all []entry
		for _, f := range together {
			all = append(all, springEntries(r, f)...)
		}
		index := byPath(all)
		for _, k := range jvm {
			r.keyed(k, together, index)
		}
	}
}

// rank orders the files of a folder as they are read: profiles behind the rest, properties behind YAML, config/ behind its parent.
func rank(name string) string {
	base := strings.ToLower(path.Base(name))
	order := []byte("0000")
	if strings.Contains(base, "-") {
		order[0] = '1'
	}
	if strings.HasPrefix(base, "application") {
		order[1] = '1'
	}
	if path.Base(path.Dir(name)) == "config" {
		order[2] = '1'
	}
	if path.Ext(base) == ".properties" {
		order[3] = '1'
	}
	return string(order) + base
}

// springEntries are the values of a file with the profile that they count under.
func springEntries(r *reader, f *source.File) (all []entry) {
	docs := properties(f)
	if ext := strings.ToLower(path.Ext(f.Name)); ext != ".properties" {
		var ok bool
		if docs, ok = documents(r, f, nil); !ok {
			return nil
		}
	}
	base := path.Base(f.Name)
	_, profile, _ := strings.Cut(strings.TrimSuffix(base, path.Ext(base)), "-")
	for _, doc := range docs {
		when := profileGuard(profile)
		if p := activation(doc); p != "" {
			if slices.Contains(onDevelopersMachines, loose(p)) {
				continue
			}
			when, _ = chain.And(when, profileGuard(p))
		}
		for _, e := range doc {
			e.when = when
			if p, rest, ok := strings.Cut(e.path, "."); ok && strings.HasPrefix(p, "%") { // Quarkus
				if p == "%test" || p == "%dev" {
					continue
				}
				e.path = rest
				e.when, _ = chain.And(when, profileGuard(p[1:]))
			}
			all = append(all, e)
		}
	}
	return all
}

// activation is the profile that a document is for, "" for all.
func activation(doc []entry) string {
	var profiles []string
	for _, e := range doc {
		name, _, _ := strings.Cut(loose(e.path), "[")
		if name == "spring.config.activate.onprofile" || name == "spring.profiles" {
			profiles = append(profiles, e.text)
		}
	}
	return strings.Join(profiles, " | ")
}

func profileGuard(profile string) chain.Guard {
	if profile == "" {
		return nil
	}
	op := chain.Eq
	if rest, not := strings.CutPrefix(profile, "!"); not && !strings.ContainsAny(rest, "!&|, ") {
		profile, op = rest, chain.Ne
	}
	return chain.When(chain.Atom{Subject: "profile " + profile + " is active", Op: op, Val: "yes"})
}

// keyed adds a setting where some entry is about it.
func (r *reader) keyed(k keyed, files []*source.File, all map[string][]entry) {
	h := collect(k, all)
	var value chain.Value
	words := h.words()
	decides := k
	if k.fallback != nil {
		if other := collect(*k.fallback, all); !other.empty() {
			value = other.value(k.fallback.setting, nil)
			words = append(words, other.words()...)
			if h.empty() {
				decides = *k.fallback
			}
		}
	}
	if len(words) == 0 {
		return
	}
	value = h.value(k.setting, value)
	at := words[0].at
	one := program.Setting{Preset: k.preset, Options: k.options, Key: decides.key, Value: value, File: fileOf(files, at), At: at, Reads: decides.reads(words...)}
	one.Insert = one.File.Place(at.Start)
	one.Set = k.written(func(u presets.Unit, d time.Duration) string {
		if strings.HasSuffix(one.File.Name, ".properties") {
			return k.key + "=" + u.Write(d)
		}
		return k.key + ": " + u.Write(d)
	})
	r.add(one)
}

// collect is what the entries say for a setting, in their order.
func collect(k keyed, all map[string][]entry) (h history) {
	for _, path := range slices.Backward(k.paths) {
		for _, e := range all[loose(path)] {
			h.set(e.when, filled(e.said(), ":", func(name string) (string, bool) { return lookup(all, name) }))
		}
	}
	return h
}

// lookup is what the entries say for a name, where they all say the same.
func lookup(all map[string][]entry, name string) (text string, found bool) {
	if !strings.Contains(name, ".") {
		return "", false
	}
	for _, e := range all[loose(name)] {
		if e.open != "" || found && e.text != text {
			return "${}", true
		}
		text, found = e.text, true
	}
	return text, found
}

func fileOf(files []*source.File, at source.Span) *source.File {
	for _, f := range files {
		if f.ID == at.File {
			return f
		}
	}
	return files[0]
}
