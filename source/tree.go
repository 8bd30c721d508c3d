package source

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/timeoutlint/timeoutlint/limits"
)

// Stdin is the PATH, and the Entry.Path, of standard input.
const Stdin = "-"

// Options says what a run may read and what it looks at.
type Options struct {
	Cwd          string     // absolute; "" is the process's working directory
	Paths        []string   // files, folders and "-", relative to Cwd; none is "."
	Stdin        io.Reader  // read when "-" is among Paths
	Top          string     // folder that [Tree.Canon] counts from; "" is the top of the git work tree, else the PATH
	Exclude      []string   // doublestar globs for names relative to Cwd
	Readable     []string   // more files and folders that may be read, but are not looked at by themselves
	AllowOutside bool       // any file may be read
	Limits       limits.Set // files, their bytes, and names that a glob gives
	Jobs         int        // how many goroutines walk; 0 and 1 are one. What is found does not depend on it

	// Instead holds texts, by canonical path (File.Path), that are taken in place of those on disk: what an editor has not saved yet, or
	// what a file would be like.
	Instead map[string][]byte
}

// Tree is what a run may read. Its methods are safe for concurrent use; none of
// their results depends on the order of Options.Paths.
type Tree struct {
	Set *Set // all files that were read

	names   names
	canon   string // canonical folder of Options.Top, "" for none
	confine *confinement
	exclude Globs
	limits  limits.Set
	jobs    int
	stdin   io.Reader
	instead map[string][]byte
	starts  []start

	reading reading
	walking walking
	globs   sync.Map // folder -> []string, names in it

	repositories sync.Map // folder -> *repository
}

// start is one PATH.
type start struct {
	path string // canonical folder, own name
	arg  string // as given
	dir  bool
	err  error // why it cannot be looked at
}

// Open looks at the PATHs. It fails with a *UsageError when one does not exist
// or an Exclude is malformed; a PATH that exists but cannot be read is reported
// by Unreadable.
func Open(o Options) (*Tree, error) {
	cwd, err := filepath.Abs(o.Cwd) // "" gives the working directory
	if err != nil {
		return nil, err
	}
	t := &Tree{Set: &Set{}, limits: o.Limits, jobs: o.Jobs, stdin: o.Stdin, instead: o.Instead}
	if o.Top != "" {
		t.canon = folderRoot(absolute(cwd, o.Top)).real
	}

	paths := o.Paths
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var roots []root
	for _, p := range paths {
		s, r, err := look(cwd, p)
		if err != nil {
			return nil, err
		}
		t.starts = append(t.starts, s)
		if r.real != "" {
			roots = append(roots, r)
		}
	}
	for _, p := range o.Readable {
		roots = append(roots, readable(cwd, p))
	}
	t.names = newNames(cwd, roots)
	if o.AllowOutside {
		top := filepath.VolumeName(cwd) + string(filepath.Separator)
		roots = append(roots, root{top, top})
	}
	t.confine = newConfinement(roots)

	if t.exclude, err = ParseGlobs(o.Exclude); err != nil {
		return nil, err
	}
	return t, nil
}

// look finds out what a PATH is, and the root it opens: the folder itself, or
// the folder of a file, whose includes are expected beside it.
func look(cwd, arg string) (start, root, error) {
	if arg == Stdin {
		return start{path: Stdin, arg: arg}, root{}, nil
	}
	if arg == "" {
		return start{}, root{}, &UsageError{Arg: `""`, Reason: "a path must not be empty; . is this folder"}
	}
	at := absolute(cwd, arg)
	if _, err := os.Lstat(at); err != nil {
		if kind, why := explain(err); kind != NotFound {
			return start{path: filepath.Clean(at), arg: arg, err: &Error{Kind: kind, Reason: why}}, root{}, nil
		}
		return start{}, root{}, &UsageError{Arg: arg, Reason: "no such file or folder"}
	}
	info, err := os.Stat(at)
	if err != nil {
		kind, why := explain(err)
		if kind == NotFound {
			why = "a symbolic link that leads nowhere"
		}
		return start{path: filepath.Clean(at), arg: arg, err: &Error{Kind: kind, Reason: why}}, root{}, nil
	}
	if info.IsDir() {
		r := folderRoot(at)
		return start{path: r.real, arg: arg, dir: true}, r, nil
	}
	// The part before the last name is resolved, not the name itself: nginx
	// looks for includes beside the link that it was started with.
	r := folderRoot(at[:len(at)-len(filepath.Base(at))])
	s := start{path: filepath.Join(r.real, filepath.Base(at)), arg: arg}
	if !info.Mode().IsRegular() {
		s.err = &Error{Kind: NotRegular, Reason: irregular(info.Mode())}
	}
	return s, r, nil
}

// readable is the root of a further file or folder; it need not exist.
func readable(cwd, arg string) root {
	at := absolute(cwd, arg)
	if info, err := os.Stat(at); err == nil && !info.IsDir() {
		at = filepath.Dir(filepath.Clean(at))
	}
	return folderRoot(at)
}

func absolute(cwd, arg string) string {
	if filepath.IsAbs(arg) {
		return filepath.FromSlash(arg)
	}
	// Not cleaned: "link/.." is where the link leads, and one up.
	return cwd + string(filepath.Separator) + filepath.FromSlash(arg)
}

func folderRoot(at string) root {
	given := filepath.Clean(at)
	real, err := filepath.EvalSymlinks(at)
	if err != nil {
		return root{given, given}
	}
	// Cleaning may have changed what the path means.
	if again, err := filepath.EvalSymlinks(given); err != nil || again != real {
		given = real
	}
	return root{given, real}
}

// Contains reports whether a path lies inside what may be read. It does not
// look at the disk: a symbolic link there can still lead out.
func (t *Tree) Contains(path string) bool {
	return t.confine.rootOf(t.confine.rewrite(t.abs(path))) != nil
}

// abs makes a path absolute and clean.
func (t *Tree) abs(path string) string {
	if !filepath.IsAbs(path) {
		return filepath.Join(t.names.cwd, path)
	}
	return filepath.Clean(path)
}

// Close lets go of the folders that are held open. What was read stays usable.
func (t *Tree) Close() {
	t.confine.close()
}

// Binary reports whether the first bytes of a file (512 are enough) show that
// it is no text: a NUL byte is among them. UTF-16 counts as binary.
func Binary(head []byte) bool {
	return bytes.IndexByte(head[:min(len(head), 512)], 0) >= 0
}

// readable turns what locate found into an error if it cannot be read as a file.
func (t *Tree) readable(info fs.FileInfo) error {
	if info == nil { // a folder above the roots
		return t.regular(fs.ModeDir, 0)
	}
	return t.regular(info.Mode(), info.Size())
}
