package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// folder is a folder in the course of being walked.
type folder struct {
	path  string // canonical
	name  string // as shown
	depth int    // below its PATH
	repo  *repository
	rel   string // relative to the top of repo
	scope *scope
	only  bool // ignored: only what git tracks counts
	globs Globs
}

// top walks a folder that is a PATH. What stands above it steers discovery only
// as long as it does not leave out the PATH itself.
func (w *walker) top(path string) {
	repo := findRepository(path)
	scope, ignored := repo.at(path)
	d := folder{path: path, name: w.t.names.of(path), repo: repo, rel: repo.rel(path), scope: scope}
	d.globs = w.t.exclude.without(d.name)
	for todo := []folder{d}; len(todo) > 0; {
		d := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		entries, err := w.t.confine.readDir(d.path)
		if err != nil {
			w.lost(d, err)
			continue
		}
		w.t.confine.know(d.path, d.path)
		if d.depth > 0 || !ignored {
			w.enter(&d, entries)
		}
		todo = w.judge(d, entries, todo)
	}
}

func (w *walker) lost(d folder, err error) {
	_, why := explain(err)
	if d.depth == 0 {
		w.t.walking.unreadable[Skip{d.name, why}] = struct{}{}
		return
	}
	w.t.walking.skip(d.name+"/", why)
}

// enter applies the .gitignore of a folder, and starts anew where a further
// repository begins.
func (w *walker) enter(d *folder, entries []fs.DirEntry) {
	var ignore, git bool
	for _, e := range entries {
		switch e.Name() {
		case ".gitignore":
			ignore = e.Type().IsRegular() // git follows no link here either
		case ".git":
			git = d.path != d.repo.top
		}
	}
	if git {
		if g := gitFolder(d.path); g != "" {
			d.repo, d.rel, d.only = &repository{top: d.path, git: g}, "", false
			d.scope = d.repo.outermost()
		}
	}
	if !ignore || d.only {
		return
	}
	src, err := w.ignoreFile(d.path)
	if err != nil {
		_, why := explain(err)
		w.t.walking.skip(join(d.name, ".gitignore"), why)
	}
	if len(src) == 0 {
		return
	}
	file := parseIgnore(string(src))
	if file.globs > maxIgnoreGlobs {
		w.t.walking.skip(join(d.name, ".gitignore"), errIgnoreGlobs.Reason)
		return
	}
	d.scope = &scope{file: file, dir: d.rel, outer: d.scope}
}

func (w *walker) ignoreFile(dir string) (src []byte, err error) {
	err = w.t.confine.in(dir, func(r *os.Root) error {
		h, err := r.OpenFile(".gitignore", os.O_RDONLY|syscall.O_NONBLOCK, 0)
		if err != nil {
			return err
		}
		src, err = readIgnore(h)
		return errors.Join(err, h.Close())
	})
	return src, err
}

// ignores reports whether a name in the folder is left out by .gitignore, and
// whether it is an ignored folder that git tracks something in.
func (d *folder) ignores(rel string, isDir bool) (out, only bool) {
	if !d.only && !d.scope.ignored(rel, isDir) {
		return false, false
	}
	if d.repo.tracks(rel) || isDir && d.repo.tracksBelow(rel) {
		return false, isDir
	}
	return true, false
}

// judge decides what in a folder is looked at: its files become entries, its
// folders are appended to todo.
func (w *walker) judge(d folder, entries []fs.DirEntry, todo []folder) []folder {
	var ignored []string
	for _, e := range entries {
		name, isDir := e.Name(), e.IsDir()
		path, shown := filepath.Join(d.path, name), join(d.name, name)
		if never(name) || isDir && w.tops[path] || w.given[path] || d.globs.matchOne(shown) {
			continue
		}
		slash := ""
		if isDir {
			slash = "/"
		}
		if why := telling(name, isDir); why != "" {
			w.t.walking.skip(shown+slash, why)
			continue
		}
		rel := join(d.rel, name)
		out, only := d.ignores(rel, isDir)
		switch {
		case out && isDir:
			w.t.walking.skip(shown+slash, skipIgnored)
		case out:
			ignored = append(ignored, shown)
		case isDir && d.depth == maxDepth:
			w.t.walking.skip(shown+slash, skipDeep)
		case isDir:
			todo = append(todo, folder{path, shown, d.depth + 1, d.repo, rel, d.scope, only, d.globs})
		default:
			w.file(path, shown, e)
		}
	}
	switch len(ignored) {
	case 0:
	case 1:
		w.t.walking.skip(ignored[0], skipIgnored)
	default: // one line, not thousands of log files
		w.t.walking.skip(d.name+"/", filesIgnored(len(ignored)))
	}
	if !d.only {
		w.t.walking.covered[d.path] = true
	}
	return todo
}

// file judges what is no folder.
func (w *walker) file(path, shown string, e fs.DirEntry) {
	target := ""
	info, err := e.Info()
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		target, info, err = w.t.confine.locate(path)
		if err == nil && (info == nil || info.IsDir()) {
			w.linkedFolder(target, shown)
			return
		}
		err = linkError(err)
	}
	if err == nil {
		err = w.t.regular(info)
	}
	if err != nil {
		_, why := explain(err)
		w.t.walking.skip(shown, why)
		return
	}
	w.add(Entry{Path: path, Name: shown, Size: info.Size(), Target: target})
}

// linkError words what locate found wrong with the target of a link.
func linkError(err error) error {
	if err == nil {
		return nil
	}
	switch kind, _ := explain(err); kind {
	case Outside:
		return errLinkOut
	case NotFound:
		return errLinkNowhere
	default:
		return err
	}
}

var (
	errLinkOut     = &Error{Kind: Outside, Reason: "a symbolic link that leads outside of the given paths (--allow-outside follows it)"}
	errLinkNowhere = &Error{Kind: NotFound, Reason: "a symbolic link that leads nowhere"}
)

// linkedFolder handles a link to a folder. It is not followed: what lies in the
// scan is found at its own place, and loops cannot arise.
func (w *walker) linkedFolder(target, shown string) {
	for top := range w.tops {
		if below(target, top) {
			return
		}
	}
	w.t.walking.skip(shown, "a symbolic link to a folder; give its path to have it checked")
}
