package source

import (
	"path/filepath"
	"strings"
)

// Canon returns a name of a file or folder that is the same wherever a run starts: relative to Options.Top where that holds it, else to the
// top of its git work tree, else to the PATH below which it lies. It tells things apart in fingerprints and
// baselines.
func (t *Tree) Canon(path string) string {
	if path == "" || path == Stdin {
		return path
	}
	path = filepath.Clean(path)
	if t.canon != "" && below(path, t.canon) {
		return strings.TrimPrefix(filepath.ToSlash(path[len(t.canon):]), "/")
	}
	if gitFolder(path) != "" {
		return ""
	}
	if r := t.repositoryOf(filepath.Dir(path)); r.git != "" {
		return r.rel(path)
	}
	best := ""
	for _, s := range t.starts {
		top := s.path
		if !s.dir {
			top = filepath.Dir(top)
		}
		if below(path, top) && len(top) > len(best) {
			best = top
		}
	}
	if best == "" {
		return filepath.ToSlash(path)
	}
	return strings.TrimPrefix(filepath.ToSlash(path[len(best):]), "/")
}

// repositoryOf is findRepository, once for each folder.
func (t *Tree) repositoryOf(dir string) *repository {
	if r, ok := t.repositories.Load(dir); ok {
		return r.(*repository)
	}
	r, _ := t.repositories.LoadOrStore(dir, findRepository(dir))
	return r.(*repository)
}
