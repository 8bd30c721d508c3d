package terraform

import (
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers"
)

// folder holds configuration files.
type folder struct {
	path  string   // absolute
	name  string   // as shown
	calls []string // folders that its files name as modules
}

// localSource finds what may be the source of a local module. It also finds sources of other blocks, which name no folder.
var localSource = regexp.MustCompile(`\bsource"?\s*[=:]\s*"(\.\.?(?:/[^"]*)?)"`)

// findRoots gives the root modules: the folders that no other folder of the scan calls. Where modules only call each other, the first of
// them counts as a root.
func findRoots(in *parsers.Input) []folder {
	at := map[string]int{}
	var folders []folder
	for _, f := range in.Files {
		if f.Path == "" || !isConfig(f.Path) {
			continue
		}
		dir := filepath.Dir(f.Path)
		i, ok := at[dir]
		if !ok {
			i = len(folders)
			at[dir] = i
			folders = append(folders, folder{path: dir, name: path.Dir(f.Name)})
		}
		for _, m := range localSource.FindAllSubmatch(f.Src, -1) {
			folders[i].calls = append(folders[i].calls, filepath.Join(dir, filepath.FromSlash(string(m[1]))))
		}
	}
	slices.SortFunc(folders, func(a, b folder) int { return strings.Compare(a.name, b.name) })
	for i, f := range folders {
		at[f.path] = i
	}
	called := map[string]bool{}
	for _, f := range folders {
		for _, c := range f.calls {
			if c != f.path {
				called[c] = true
			}
		}
	}
	reached := map[string]bool{}
	var reach func(dir string)
	reach = func(dir string) {
		i, ok := at[dir]
		if !ok || reached[dir] {
			return
		}
		reached[dir] = true
		for _, c := range folders[i].calls {
			reach(c)
		}
	}
	var roots []folder
	for _, f := range folders {
		if !called[f.path] {
			roots = append(roots, f)
			reach(f.path)
		}
	}
	for _, f := range folders {
		if !reached[f.path] {
			roots = append(roots, f)
			reach(f.path)
		}
	}
	slices.SortFunc(roots, func(a, b folder) int { return strings.Compare(a.name, b.name) })
	return roots
}
