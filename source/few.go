package source

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/timeoutlint/timeoutlint/limits"
)

// few leaves out what is above the limit of files, and tells it. Folders are taken whole or not at all, in the order of their paths: half of a Terraform root would
// mean something else than the root. Files that are PATHs themselves are always taken. A folder of which something is left out is no more among those covered.
func (t *Tree) few(files []Entry, covered map[string]bool) []Entry {
	most := t.limits.Int(limits.Files)
	if len(files) <= most {
		return files
	}
	below := map[string]int{} // files by folder
	for _, e := range files {
		if !e.Named {
			below[filepath.Dir(e.Path)]++
		}
	}
	left, room, from := 0, most, ""
	out := map[string]bool{}
	for _, dir := range slices.Sorted(maps.Keys(below)) {
		if room -= below[dir]; room >= 0 { // once it is not, it never is again
			continue
		}
		if left == 0 {
			from = dir
		}
		left += below[dir]
		out[dir] = true
		delete(covered, dir)
	}
	if left == 0 {
		return files
	}
	t.walking.fail(t.names.of(from)+"/", fmt.Sprintf("left out from here on, %d in all: more than %d files %s; or name fewer PATHs", left, most, limits.Files.Raise()))
	return slices.DeleteFunc(files, func(e Entry) bool { return !e.Named && out[filepath.Dir(e.Path)] })
}
