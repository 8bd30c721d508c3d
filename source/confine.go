package source

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// root is a folder below which everything may be read.
type root struct {
	given string // absolute, as the user wrote it; equal to real where both mean the same
	real  string // the same folder without symbolic links
}

// confinement opens files below its roots and nowhere else.
//
// A path is first made canonical: link by link, by our own walk, which asks the
// disk only about names inside the roots. The result is then opened name by name
// from its root, through folders that are held open and without following a
// link, so that nothing leads out whatever happens to the tree in between. The
// walk exists because an os.Root alone refuses links that are absolute or lead
// from one root into another, and does not tell the name of what it opened.
type confinement struct {
	roots []root // longest real path first

	folders opened[dirHandle] // for what is listed and read
	linked  opened[*os.Root]  // for what is asked about links, and for writing

	mu   sync.Mutex
	dirs map[string]string // folder -> canonical folder
}

const maxLinks = 40 // as Linux: links followed in one path

func newConfinement(roots []root) *confinement {
	slices.SortFunc(roots, func(a, b root) int {
		if n := len(b.real) - len(a.real); n != 0 {
			return n
		}
		return strings.Compare(a.real+"\x00"+a.given, b.real+"\x00"+b.given)
	})
	return &confinement{
		roots:   slices.Compact(roots),
		folders: opened[dirHandle]{top: openDir, below: dirHandle.dir, shut: dirHandle.close},
		linked:  opened[*os.Root]{top: os.OpenRoot, below: (*os.Root).OpenRoot, shut: func(r *os.Root) { _ = r.Close() }},
		dirs:    map[string]string{},
	}
}

// below reports whether path is dir or lies below it; both are clean.
func below(path, dir string) bool {
	if !strings.HasPrefix(path, dir) {
		return false
	}
	return len(path) == len(dir) || os.IsPathSeparator(path[len(dir)]) || os.IsPathSeparator(dir[len(dir)-1])
}

// rootOf returns the innermost root that holds a path, nil if none does.
func (c *confinement) rootOf(path string) *root {
	for i := range c.roots {
		if below(path, c.roots[i].real) {
			return &c.roots[i]
		}
	}
	return nil
}

// leadsToRoot reports whether path is a root or a folder above one: canonical
// by construction, so that it may be passed through without asking the disk.
func (c *confinement) leadsToRoot(path string) bool {
	for i := range c.roots {
		if below(c.roots[i].real, path) {
			return true
		}
	}
	return false
}

// rewrite replaces the part of a path that the user wrote with a symbolic link
// by what it stands for.
func (c *confinement) rewrite(path string) string {
	if c.rootOf(path) != nil {
		return path
	}
	best := root{}
	for _, r := range c.roots {
		if r.given != r.real && len(r.given) > len(best.given) && below(path, r.given) {
			best = r
		}
	}
	if best.given == "" {
		return path
	}
	return filepath.Join(best.real, path[len(best.given):])
}

var (
	errOutside  = &Error{Kind: Outside, Reason: "outside of the given paths (--allow-outside reads it)"}
	errNoFolder = &Error{Kind: NotFound, Reason: "no such file"}
)

// locate makes a clean absolute path canonical and tells what is there.
func (c *confinement) locate(path string) (string, fs.FileInfo, error) {
	path = c.rewrite(path)
	dir, err := c.folder(filepath.Dir(path))
	if err != nil {
		return "", nil, err
	}
	links := 0
	return c.follow(filepath.Join(dir, filepath.Base(path)), &links)
}

// folder makes the path of a folder canonical.
func (c *confinement) folder(dir string) (string, error) {
	if c.leadsToRoot(dir) {
		return dir, nil
	}
	c.mu.Lock()
	known, ok := c.dirs[dir]
	c.mu.Unlock()
	if ok {
		return known, nil
	}
	if c.rootOf(dir) == nil {
		return "", errOutside
	}
	parent, err := c.folder(filepath.Dir(dir))
	if err != nil {
		return "", err
	}
	links := 0
	full, info, err := c.follow(filepath.Join(parent, filepath.Base(dir)), &links)
	if err != nil {
		return "", err
	}
	if info != nil && !info.IsDir() {
		return "", errNoFolder
	}
	c.know(dir, full)
	return full, nil
}

// know remembers that a folder is canonical, or what it stands for.
func (c *confinement) know(dir, canonical string) {
	c.mu.Lock()
	c.dirs[dir] = canonical
	c.mu.Unlock()
}

// follow resolves the last name of a path whose folder is canonical.
func (c *confinement) follow(path string, links *int) (string, fs.FileInfo, error) {
	if c.rootOf(path) == nil {
		if c.leadsToRoot(path) {
			return path, nil, nil
		}
		return "", nil, errOutside
	}
	dir, base := filepath.Dir(path), filepath.Base(path)
	if c.isRoot(path) {
		dir, base = path, "."
	}
	var info fs.FileInfo
	var target string
	err := c.linked.in(c, dir, func(r *os.Root) (err error) {
		if info, err = r.Lstat(base); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			target, err = r.Readlink(base)
		}
		return err
	})
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return path, info, err
	}
	if *links++; *links > maxLinks {
		return "", nil, &Error{Kind: Loop, Reason: "symbolic links lead in a circle"}
	}
	return c.resolve(dir, target, links)
}

// resolve walks the target of a symbolic link from the canonical folder that
// holds the link.
func (c *confinement) resolve(at, target string, links *int) (string, fs.FileInfo, error) {
	if filepath.IsAbs(target) {
		target = c.rewrite(target)
		vol := filepath.VolumeName(target)
		at, target = vol+string(filepath.Separator), target[len(vol):]
	}
	var info fs.FileInfo
	for _, name := range strings.FieldsFunc(target, func(r rune) bool { return r < 0x80 && os.IsPathSeparator(uint8(r)) }) {
		if info != nil && !info.IsDir() {
			return "", nil, errNoFolder
		}
		if name == "." {
			continue
		}
		var err error
		// With ".." too this goes where the system would go, as at is canonical.
		if at, info, err = c.follow(filepath.Join(at, name), links); err != nil {
			return "", nil, err
		}
	}
	if info == nil { // nothing but dots, or a folder above the roots
		return c.follow(at, links)
	}
	return at, info, nil
}

func (c *confinement) isRoot(path string) bool {
	return slices.ContainsFunc(c.roots, func(r root) bool { return r.real == path })
}

func (c *confinement) close() {
	c.folders.close()
	c.linked.close()
}
