package terraform

import (
	"bytes"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers"
)

// folder holds configuration files.
type folder struct {
	path  string   // absolute
	name  string   // as shown
	calls []string // folders that its files name as modules
	worth bool     // it, or a folder that it calls, holds what providers read, or a module whose body is elsewhere
}

// localSources finds what may be the sources of local modules: source = "./x", "source": "../x". It also finds those of other blocks,
// which name no folder.
func localSources(src []byte, found func(name string)) {
	for {
		i := bytes.Index(src, []byte("source"))
		if i < 0 {
			return
		}
		src = src[i+len("source"):]
		rest := bytes.TrimLeft(src, "\" \t")
		if len(rest) == 0 || rest[0] != '=' && rest[0] != ':' {
			continue
		}
		rest = bytes.TrimLeft(rest[1:], " \t")
		if !bytes.HasPrefix(rest, []byte("\".")) {
			continue
		}
		if end := bytes.IndexByte(rest[1:], '"'); end > 0 && isLocal(string(rest[1:1+end])) {
			found(string(rest[1 : 1+end]))
		}
	}
}

// findRoots gives the root modules: the folders that no other folder of the scan calls. Where modules only call each other, the first of
// them counts as a root. It also tells of each folder how many roots reach it.
func findRoots(in *parsers.Input, x *index) (roots []folder, reached map[string]int) {
	folders := findFolders(in, x)
	at := make(map[string]int, len(folders))
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
	w := &walk{folders: folders, at: at, reached: map[string]int{}}
	for _, onlyUncalled := range []bool{true, false} {
		for _, f := range folders {
			if w.reached[f.path] == 0 && (!onlyUncalled || !called[f.path]) {
				f.worth = w.reach(f.path, map[string]bool{})
				roots = append(roots, f)
			}
		}
	}
	slices.SortFunc(roots, func(a, b folder) int { return strings.Compare(a.name, b.name) })
	return roots, w.reached
}

// walk goes through the folders that call each other.
type walk struct {
	folders []folder
	at      map[string]int
	reached map[string]int // by how many roots
}

// reach marks what a folder calls, and reports whether any of it is worth reading.
func (w *walk) reach(dir string, seen map[string]bool) (worth bool) {
	todo := []string{dir}
	for len(todo) > 0 {
		dir, todo = todo[len(todo)-1], todo[:len(todo)-1]
		i, ok := w.at[dir]
		if seen[dir] {
			continue
		}
		seen[dir] = true
		w.reached[dir]++
		if !ok {
			worth = true // a module outside of the scan
			continue
		}
		worth = worth || w.folders[i].worth
		todo = append(todo, w.folders[i].calls...)
	}
	return worth
}

// findFolders groups the claimed files by their folders, in the order of names.
func findFolders(in *parsers.Input, x *index) []folder {
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
		localSources(f.Src, func(name string) {
			folders[i].calls = append(folders[i].calls, filepath.Join(dir, filepath.FromSlash(name)))
		})
		folders[i].worth = folders[i].worth || worthReading(f, x)
	}
	slices.SortFunc(folders, func(a, b folder) int { return strings.Compare(a.name, b.name) })
	return folders
}

// worthReading reports whether a file holds a resource that providers read, or calls a module that is no folder beside it.
func worthReading(f parsers.File, x *index) bool {
	if isJSON(f.File) {
		return true
	}
	chunks, ok := x.of(f.File)
	if !ok {
		return true
	}
	for _, c := range chunks {
		switch c.typ {
		case "resource", "data": // links may name what a data source looks up
			if _, alone := wanted(c.label(0)); alone {
				return true
			}
		case "module":
			local := false
			localSources(f.Src[c.start:c.end], func(string) { local = true })
			if !local {
				return true
			}
		}
	}
	return false
}
