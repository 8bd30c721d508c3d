package source

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Globs are doublestar patterns (** crosses folders, {a,b} alternatives) for
// names as shown.
type Globs []string

// ParseGlobs checks patterns; the error is a *UsageError.
func ParseGlobs(patterns []string) (Globs, error) {
	g := make(Globs, 0, len(patterns))
	for _, p := range patterns {
		clean := strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(p), "./"), "/")
		if clean == "" || !doublestar.ValidatePattern(clean) {
			return nil, &UsageError{Arg: p, Reason: "not a glob pattern; write it like infra/**/*.tf"}
		}
		plain, ok := expandBraces(clean)
		if !ok {
			return nil, &UsageError{Arg: p, Reason: "braces that stand for more than 200 patterns; write several globs"}
		}
		g = append(g, plain...)
	}
	return g, nil
}

// Match reports whether a pattern matches a name, or a folder above it.
func (g Globs) Match(name string) bool {
	for _, p := range g {
		for at := name; ; {
			if doublestar.MatchUnvalidated(p, at) {
				return true
			}
			i := strings.LastIndexByte(at, '/')
			if i <= 0 {
				break
			}
			at = at[:i]
		}
	}
	return false
}

// without leaves out the patterns that match a name: what a PATH names is
// looked at, whatever the patterns say.
func (g Globs) without(name string) Globs {
	if name == "." {
		return g
	}
	return slices.DeleteFunc(slices.Clone(g), func(p string) bool { return Globs{p}.Match(name) })
}

// matchOne is Match for a name whose folder is known not to match.
func (g Globs) matchOne(name string) bool {
	for _, p := range g {
		if doublestar.MatchUnvalidated(p, name) {
			return true
		}
	}
	return false
}
