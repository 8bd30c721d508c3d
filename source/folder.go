package source

import (
	"io/fs"
	"os"
	"path/filepath"
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

	lawless bool // a PATH that is itself ignored: no .gitignore in it counts
}

// top is a folder that is a PATH. What stands above it steers discovery only
// as long as it does not leave out the PATH itself.
func (w *walk) top(path string) folder {
	repo := findRepository(path)
	scope, ignored := repo.at(path)
	d := folder{path: path, name: w.t.names.of(path), repo: repo, rel: repo.rel(path), scope: scope, lawless: ignored}
	d.globs = w.t.exclude.without(d.name)
	return d
}

// enter walks one folder; what it appends to below is to be walked next.
func (w *walker) enter(d folder, below []folder) []folder {
	c := w.t.confine
	at, err := c.folders.hold(c, d.path)
	if err != nil {
		w.lost(d, err)
		return below
	}
	defer c.folders.letGo(at)
	if w.holds, err = at.at.list(w.holds[:0]); err != nil {
		w.lost(d, err)
		return below
	}
	c.know(d.path, d.path)
	if !d.lawless {
		w.laws(&d, at.at)
	}
	return w.judge(d, below)
}

func (w *walker) lost(d folder, err error) {
	_, why := explain(err)
	if d.depth == 0 {
		w.t.walking.fail(d.name, why)
		return
	}
	w.t.walking.skip(d.name+"/", why)
}

// laws applies the .gitignore of a folder, and starts anew where a further
// repository begins.
func (w *walker) laws(d *folder, at dirHandle) {
	var ignore, git bool
	for _, e := range w.holds {
		switch e.name {
		case ".gitignore":
			ignore = e.mode.IsRegular() // git follows no link here either
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
	src, err := readIgnore(at)
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

// readIgnore reads the .gitignore of a folder.
func readIgnore(at dirHandle) ([]byte, error) {
	h, err := at.file(".gitignore")
	if err != nil {
		return nil, err
	}
	defer h.close()
	return readAtMost(h, maxIgnoreBytes)
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
// folders are appended to below.
func (w *walker) judge(d folder, below []folder) []folder {
	var ignored []string
	inside := d.path + string(filepath.Separator)
	if os.IsPathSeparator(d.path[len(d.path)-1]) { // the top of the file system
		inside = d.path
	}
	for _, e := range w.holds {
		if never(e.name) {
			continue
		}
		isDir, path := e.mode.IsDir(), inside+e.name
		shown := joined(path, d.name, e.name)
		if isDir && w.tops[path] || w.given[path] || d.globs.matchOne(shown) {
			continue
		}
		if why := telling(e.name, isDir); why != "" {
			w.leave(shown, isDir, why)
			continue
		}
		rel := joined(path, d.rel, e.name)
		out, only := d.ignores(rel, isDir)
		switch {
		case out && isDir:
			w.leave(shown, isDir, skipIgnored)
		case out:
			ignored = append(ignored, shown)
		case isDir && d.depth == maxDepth:
			w.leave(shown, isDir, skipDeep)
		case isDir:
			below = append(below, folder{path: path, name: shown, depth: d.depth + 1, repo: d.repo, rel: rel, scope: d.scope, only: only, globs: d.globs})
		default:
			w.file(path, shown, e.mode)
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
		w.covered = append(w.covered, d.path)
	}
	return below
}

// leave notes a name that is left out.
func (w *walker) leave(shown string, isDir bool, why string) {
	if isDir {
		shown += "/"
	}
	w.t.walking.skip(shown, why)
}

// file judges what is no folder.
func (w *walker) file(path, shown string, mode fs.FileMode) {
	target := ""
	err := w.t.regular(mode, 0)
	if mode&fs.ModeSymlink != 0 {
		var info fs.FileInfo
		target, info, err = w.t.confine.locate(path)
		if err == nil && (info == nil || info.IsDir()) {
			w.linkedFolder(target, shown)
			return
		}
		if err = linkError(err); err == nil {
			err = w.t.readable(info)
		}
	}
	if err != nil {
		_, why := explain(err)
		w.t.walking.skip(shown, why)
		return
	}
	w.files = append(w.files, Entry{Path: path, Name: shown, Target: target})
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
