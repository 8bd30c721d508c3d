package source

import (
	"errors"
	"io/fs"
	"os"
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
		g = append(g, clean)
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

// maxGlob bounds the names that one pattern can give, which symbolic links to
// a folder above themselves could multiply without end.
const maxGlob = 1 << 16

// Glob lists what exists under an absolute pattern as glob(3) with no flags
// does, in the order of bytes, as nginx includes it: * ? [] and backslash, no
// match across slashes, names that begin with a dot only where the pattern has
// the dot. Folders and links are listed too; Read tells what they are. A name
// that would lie outside of what may be read is left out; the others are then
// returned together with an error of kind Outside. No match is no error.
func (t *Tree) Glob(pattern string) ([]string, error) {
	pattern = t.confine.rewrite(t.abs(pattern))
	vol := filepath.VolumeName(pattern)
	found := []string{vol + string(filepath.Separator)}
	lost := 0
	parts := strings.Split(strings.Trim(filepath.ToSlash(pattern[len(vol):]), "/"), "/")
	for i, part := range parts {
		var next []string
		for _, dir := range found {
			names, err := t.globIn(dir, part, i == len(parts)-1)
			if KindOf(err) == Outside {
				lost++
			}
			for _, name := range names {
				next = append(next, filepath.Join(dir, name))
			}
			if len(next) > maxGlob {
				return nil, &Error{Kind: TooLarge, Name: t.names.of(pattern), Reason: "matches more than 65536 names"}
			}
		}
		found = next
	}
	slices.Sort(found)
	found = slices.Compact(found)
	if lost > 0 {
		return found, &Error{Kind: Outside, Name: t.names.of(pattern), Reason: errOutside.Reason}
	}
	return found, nil
}

// globIn lists the names in a folder that one part of a pattern matches.
func (t *Tree) globIn(dir, part string, last bool) ([]string, error) {
	if !strings.ContainsAny(part, `*?[\`) {
		return t.globPlain(dir, part, last)
	}
	w, ok := posix.compile(part)
	if !ok {
		return nil, nil
	}
	all, err := t.list(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, name := range all {
		if name[0] == '.' && (len(w) == 0 || w[0].op != literal) {
			continue
		}
		if w.match(name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// globPlain handles a part without wildcards: in the middle of a pattern it is
// simply gone through, at the end the name must exist.
func (t *Tree) globPlain(dir, part string, last bool) ([]string, error) {
	if !last {
		return []string{part}, nil
	}
	path := filepath.Join(dir, part)
	if _, _, err := t.confine.locate(path); err != nil {
		if kind, why := explain(err); kind == Outside {
			return nil, &Error{Kind: kind, Reason: why}
		}
		return nil, nil
	}
	return []string{part}, nil
}

// list returns the names in a folder, none if it is no folder.
func (t *Tree) list(dir string) ([]string, error) {
	if names, ok := t.globs.Load(dir); ok {
		return names.([]string), nil
	}
	entries, _, err := t.readDir(dir)
	if err != nil {
		if errors.Is(err, errOutside) {
			return nil, err
		}
		return nil, nil
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	t.globs.Store(dir, names)
	return names, nil
}

// readDir reads a folder by any of its paths and returns its canonical one.
func (t *Tree) readDir(dir string) (entries []fs.DirEntry, canonical string, err error) {
	canonical, info, err := t.confine.locate(dir)
	if err != nil {
		return nil, "", err
	}
	if info == nil { // above the roots
		return nil, "", errOutside
	}
	if !info.IsDir() {
		return nil, "", &Error{Kind: NotFound, Reason: "not a folder"}
	}
	entries, err = t.confine.readDir(canonical)
	return entries, canonical, err
}

// readDir reads a canonical folder, in no order.
func (c *confinement) readDir(dir string) (entries []fs.DirEntry, err error) {
	err = c.in(dir, func(r *os.Root) error {
		h, err := r.Open(".")
		if err != nil {
			return err
		}
		defer h.Close()
		entries, err = h.ReadDir(-1)
		return err
	})
	return entries, err
}
