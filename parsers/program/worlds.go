package program

import (
	"maps"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
)

// filled puts the product's default where a value is absent: in those worlds the file sets nothing.
func filled(v chain.Value, preset func() chain.Value) (out chain.Value) {
	for _, c := range v {
		if c.State == chain.Absent {
			out = append(out, preset().Under(c.When)...)
			continue
		}
		out = append(out, c)
	}
	return out
}

// ambient leaves open what variables that are set elsewhere may say: what files and defaults say counts only where none of those is set that the
// program reads.
func (l *launch) ambient(v chain.Value, s presets.Started) chain.Value {
	readBy := slices.DeleteFunc(slices.Clone(s.Reads), func(name string) bool { _, given := l.env[name]; return given })
	tooOld := s.EnvSince != "" && s.Ref.Version != "" && chain.CompareVersions(s.Ref.Version, s.EnvSince) < 0
	if l.whole || len(readBy) == 0 || tooOld || s.FileFirst && fromFile(v) {
		return v
	}
	names := strings.Join(readBy, " or ")
	open := append(v.Under(Unset(names)), unresolved(names+" may be set: "+l.Ambient, l.startedBy(s)...).Under(IsSet(names))...)
	if s.EnvSince == "" || s.Ref.Version != "" {
		return open
	}
	before, since := reading(s)
	return append(v.Under(before), open.Under(since)...)
}

// reading are the versions that do not read the environment yet, and those that do.
func reading(s presets.Started) (before, since chain.Guard) {
	at := chain.Atom{Subject: s.Ref.Name, Op: chain.Lt, Val: s.EnvSince}
	before = chain.When(at)
	at.Op = chain.Ge
	return before, chain.When(at)
}

// fromFile reports whether a file states the value, in some world at least.
func fromFile(v chain.Value) bool {
	return slices.ContainsFunc(v, func(c chain.Case) bool { return c.From != nil && c.From.Kind == chain.Written })
}

// sinceVersion is what a variable says of a program whose version is not known, and which reads it from some version on: before that one its default
// counts.
func (l *launch) sinceVersion(v chain.Value, s presets.Started) chain.Value {
	if !s.InEnv || s.EnvSince == "" || s.Ref.Version != "" {
		return v
	}
	_, value, _ := strings.Cut(s.Decided, "=")
	s.Ref.Options = maps.Clone(s.Ref.Options)
	maps.DeleteFunc(s.Ref.Options, func(_, text string) bool { return text == value })
	r, wrong := resolve(s.Ref)
	if wrong != "" {
		return v
	}
	before, since := reading(s)
	old := byDefault(r, s.Ref, l.decidedBy(s.Decided), (&chain.Origin{}).Insert).Under(before)
	return append(v.Under(since), old...)
}
