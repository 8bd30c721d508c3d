package source

import (
	"path/filepath"
	"strings"
)

// stdinName is how standard input is shown.
const stdinName = "<stdin>"

// names turns canonical paths into what is shown: relative to the working
// directory, with slashes.
type names struct {
	cwd  string // as the user knows it
	real string // the same without symbolic links
	via  []root // roots that the user reached through a symbolic link
}

func newNames(cwd string, roots []root) names {
	n := names{cwd: cwd, real: cwd}
	if real, err := filepath.EvalSymlinks(cwd); err == nil {
		n.real = real
	}
	for _, r := range roots {
		if r.given != r.real {
			n.via = append(n.via, r)
		}
	}
	return n
}

// of returns the name of a canonical path. A file outside of the working
// directory that was reached through a link is called by the shortest name that
// the user could have typed, whatever the order of PATHs.
func (n names) of(path string) string {
	if below(path, n.real) {
		return relative(n.real, path)
	}
	best := ""
	for _, r := range n.via {
		if !below(path, r.real) {
			continue
		}
		name := relative(n.cwd, filepath.Join(r.given, path[len(r.real):]))
		if best == "" || len(name) < len(best) || len(name) == len(best) && name < best {
			best = name
		}
	}
	if best != "" {
		return best
	}
	return relative(n.real, path)
}

func relative(base, path string) string {
	if filepath.Separator == '/' && path != base && below(path, base) { // as nearly all are, both being clean
		return strings.TrimPrefix(path[len(base):], "/")
	}
	rel, err := filepath.Rel(base, path)
	if err != nil { // another volume
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(rel)
}

// join appends a name to the name of its folder.
func join(dir, name string) string {
	if dir == "." || dir == "" {
		return name
	}
	if strings.HasSuffix(dir, "/") {
		return dir + name
	}
	return dir + "/" + name
}

// split gives the folder and the last name of a canonical path.
func split(path string) (dir, name string) {
	dir, name = filepath.Split(path)
	if end := len(dir) - 1; end > len(filepath.VolumeName(path)) { // else the top of the file system
		dir = dir[:end]
	}
	return dir, name
}

// joined is join for the name of a path: a part of the path, where it ends with
// what is asked for.
func joined(path, dir, name string) string {
	above := path[:len(path)-len(name)]
	if dir == "." || dir == "" {
		return path[len(above):]
	}
	if above, ok := strings.CutSuffix(above, "/"); ok && strings.HasSuffix(above, dir) && !strings.HasSuffix(dir, "/") {
		return path[len(above)-len(dir):]
	}
	return join(dir, name)
}
