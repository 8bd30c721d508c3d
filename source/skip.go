package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Skip is a file or a folder (its name ends in a slash) that was left out.
type Skip struct {
	Name   string
	Reason string // a phrase that can stand behind the name and a colon
}

const (
	skipFixture = "a folder of test data; give its path to have it checked"
	skipSample  = "a sample or a backup by its name; give its path to have it checked"
	skipIgnored = "ignored by .gitignore and not tracked by git"
	skipDeep    = "nested deeper than 500 folders"
)

// never reports names that are no part of anybody's configuration; they are
// left out without a word.
func never(name string) bool {
	switch name {
	case ".git", "node_modules", "vendor", ".terraform":
		return true
	}
	return false
}

// telling returns why a name says that nobody runs what it holds, "" if it
// does not say so.
func telling(name string, isDir bool) string {
	if isDir && (name == "testdata" || name == "fixtures") {
		return skipFixture
	}
	if strings.HasPrefix(name, scratch) {
		return skipScratch
	}
	for _, end := range [...]string{".sample", ".example", ".bak", ".orig"} {
		if strings.HasSuffix(name, end) {
			return skipSample
		}
	}
	return ""
}

// scratch is how the names of files begin that Write makes on the way to what they replace. One is left behind only where the process was killed.
const (
	scratch     = ".timeoutlint-"
	skipScratch = "left behind by a timeoutlint that was killed; remove it"
)

func filesIgnored(n int) string {
	return fmt.Sprintf("%d files ignored by .gitignore and not tracked by git", n)
}

// walking is what discovery found and what it left out.
type walking struct {
	once sync.Once
	mu   sync.Mutex

	entries    []Entry
	known      map[string]*Entry
	covered    map[string]bool // canonical folders whose files are all looked at
	skipped    map[Skip]struct{}
	unreadable map[Skip]struct{}
}

func (w *walking) skip(name, reason string) {
	w.mu.Lock()
	w.skipped[Skip{name, reason}] = struct{}{}
	w.mu.Unlock()
}

// fail notes a PATH that cannot be read.
func (w *walking) fail(name, reason string) {
	w.mu.Lock()
	w.unreadable[Skip{name, reason}] = struct{}{}
	w.mu.Unlock()
}

// plain reports whether a path is an entry that was a regular file, no link.
func (w *walking) plain(path string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	e := w.known[path]
	return e != nil && e.Target == ""
}

// named reports whether a path is an entry that is a PATH itself.
func (w *walking) named(path string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	e := w.known[path]
	return e != nil && e.Named
}

// failed notes a file that could not be read if the run set out to read it.
func (w *walking) failed(path, name, reason string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := w.known[path]; {
	case e == nil:
	case e.Named:
		w.unreadable[Skip{name, reason}] = struct{}{}
	default:
		w.skipped[Skip{name, reason}] = struct{}{}
	}
}

// Skipped lists what discovery left out and a reader could miss, by name. It
// grows when an entry turns out to be unreadable: ask at the end.
func (t *Tree) Skipped() []Skip {
	t.walk()
	return t.walking.sorted(t.walking.skipped)
}

// Unreadable lists the PATHs themselves that could not be read, by name.
func (t *Tree) Unreadable() []Skip {
	t.walk()
	return t.walking.sorted(t.walking.unreadable)
}

func (w *walking) sorted(set map[Skip]struct{}) []Skip {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := make([]Skip, 0, len(set))
	for s := range set {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b Skip) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Reason, b.Reason))
	})
	return list
}
