package source

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/limits"
)

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
	lost, most := 0, t.limits.Int(limits.Matches)
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
			if len(next) > most {
				return nil, &Error{Kind: TooLarge, Name: t.names.of(pattern), Reason: fmt.Sprintf("matches more than %d names %s", most, limits.Matches.Raise())}
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
	var names []string
	for _, name := range all {
		if name[0] == '.' && (len(w) == 0 || w[0].op != literal) {
			continue
		}
		if w.match(name) {
			names = append(names, name)
		}
	}
	return names, err
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
