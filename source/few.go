package source

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/timeoutlint/timeoutlint/limits"
)

// few leaves out what is above the limit of files, and tells it. Folders are taken whole or not at all, in the order of their paths, as long as they fit: half of a
// Terraform root would mean something else than the root, and a huge folder must not hide those behind it. Files that are PATHs themselves are always taken. A folder of which something is left out is no more among those covered.
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
	left, room := 0, most
	var out []string
	for _, dir := range slices.Sorted(maps.Keys(below)) {
		if below[dir] <= room {
			room -= below[dir]
			continue
		}
		left += below[dir]
		out = append(out, dir)
		delete(covered, dir)
	}
	if len(out) == 0 {
		return files
	}
	more := ""
	if n := len(out) - 1; n > 0 {
		more = fmt.Sprintf(", with those of %d more folders", n)
	}
	t.walking.fail(t.names.of(out[0])+"/", fmt.Sprintf("its files are left out%s, %d in all: more than %d files %s; or name fewer PATHs", more, left, most, limits.Files.Raise()))
	return slices.DeleteFunc(files, func(e Entry) bool { return !e.Named && leftOut(out, filepath.Dir(e.Path)) })
}

func leftOut(sorted []string, dir string) bool {
	_, found := slices.BinarySearch(sorted, dir)
	return found
}
