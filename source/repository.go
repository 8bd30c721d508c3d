package source

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/timeoutlint/timeoutlint/limits"
)

// repository is a git work tree, as far as it steers discovery: which patterns
// hold from its top, and which files git tracks all the same. A tree without
// git is a repository in which nothing is tracked. Nothing of it is ever shown.
type repository struct {
	top string // canonical folder
	git string // its git folder, "" without git

	once  sync.Once
	index []string // tracked paths relative to top, ascending
}

// findRepository looks for the work tree that holds a canonical folder.
func findRepository(dir string) *repository {
	for at := dir; ; at = filepath.Dir(at) {
		if git := gitFolder(at); git != "" {
			return &repository{top: at, git: git}
		}
		if at == filepath.Dir(at) {
			return &repository{top: dir}
		}
	}
}

// gitFolder returns the git folder of a work tree: .git itself, or what the
// file .git of a submodule or of a further work tree points to.
func gitFolder(top string) string {
	at := filepath.Join(top, ".git")
	info, err := os.Stat(at)
	if err != nil {
		return ""
	}
	if !info.IsDir() {
		to, ok := strings.CutPrefix(string(readPlain(at, 1<<12)), "gitdir: ")
		if at = strings.TrimRight(to, "\r\n"); !ok || at == "" {
			return ""
		}
		if !filepath.IsAbs(at) {
			at = filepath.Join(top, at)
		}
	}
	// As git does: a folder without HEAD is no git folder.
	if _, err := os.Lstat(filepath.Join(at, "HEAD")); err != nil {
		return ""
	}
	return at
}

// outermost is the scope at the top, before any .gitignore: info/exclude.
func (r *repository) outermost() *scope {
	if r.git == "" {
		return nil
	}
	common := r.git
	if to := strings.TrimRight(string(readPlain(filepath.Join(r.git, "commondir"), 1<<12)), "\r\n"); to != "" {
		if common = to; !filepath.IsAbs(to) {
			common = filepath.Join(r.git, to)
		}
	}
	src := readPlain(filepath.Join(common, "info", "exclude"), maxIgnoreBytes)
	if len(src) == 0 {
		return nil
	}
	return &scope{file: parseIgnore(string(src))}
}

// at returns the scope inside a folder of the repository that lies above what
// is walked, and whether the folder is itself ignored.
func (r *repository) at(dir string) (s *scope, ignored bool) {
	s = r.outermost()
	rel := r.rel(dir)
	for at := ""; ; {
		if at != "" && s.ignored(at, true) {
			return nil, true
		}
		if at == rel {
			return s, false
		}
		if src := readPlain(filepath.Join(r.top, filepath.FromSlash(at), ".gitignore"), maxIgnoreBytes); len(src) > 0 {
			s = &scope{file: parseIgnore(string(src)), dir: at, outer: s}
		}
		rest := strings.TrimPrefix(rel[len(at):], "/")
		name, _, _ := strings.Cut(rest, "/")
		at = join(at, name)
	}
}

// rel is a path relative to the top, with slashes; "" is the top.
func (r *repository) rel(path string) string {
	return filepath.ToSlash(strings.TrimPrefix(path[len(r.top):], string(filepath.Separator)))
}

// tracked lists what git tracks. The index is read only when something is
// ignored: most runs never need it.
func (r *repository) tracked() []string {
	r.once.Do(func() {
		if r.git == "" {
			return
		}
		r.index = readIndex(func(name string) []byte {
			return readPlain(filepath.Join(r.git, name), limits.FileBytes.Default)
		})
	})
	return r.index
}

func (r *repository) tracks(rel string) bool {
	_, ok := slices.BinarySearch(r.tracked(), rel)
	return ok
}

// tracksBelow reports whether git tracks anything in a folder.
func (r *repository) tracksBelow(rel string) bool {
	index := r.tracked()
	i, _ := slices.BinarySearch(index, rel+"/")
	return i < len(index) && strings.HasPrefix(index[i], rel+"/")
}

// readPlain reads a small regular file outside of what may be read, only to
// steer discovery. It gives nothing when there is any reason not to read it, as
// git does with a .gitignore that is a symbolic link.
func readPlain(path string, limit int64) []byte {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	h, err := openFile(path)
	if err != nil {
		return nil
	}
	defer h.close()
	src, err := readAtMost(h, limit)
	if err != nil {
		return nil
	}
	return src
}

// readAtMost reads a regular file of no more than limit bytes whole.
func readAtMost(h fileHandle, limit int64) ([]byte, error) {
	mode, size, err := h.stat()
	switch {
	case err != nil:
		return nil, err
	case !mode.IsRegular():
		return nil, &Error{Kind: NotRegular, Reason: irregular(mode)}
	case size > limit:
		return nil, &Error{Kind: TooLarge, Reason: fmt.Sprintf("not applied: larger than %d KiB", limit>>10)}
	}
	src := make([]byte, size+1)
	n, err := readUpTo(h, src, 0, size, size)
	return src[:n:n], err
}
