package source

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Entry is a file that a run may want to look at.
type Entry struct {
	Path string // absolute, its folder without symbolic links; "-" is standard input
	Name string // as shown
	Size int64  // bytes; 0 for standard input

	// Named says that a PATH is this very file, not a folder around it.
	Named bool

	// Target is where a symbolic link leads, "" for a file that is none. Read
	// gives the target's File, with the target's Path and Name.
	Target string

	// Alias says that the target is an entry too, or that of a link before this
	// one: whoever judges files one by one leaves an alias out, whoever judges
	// folders (Terraform) wants it.
	Alias bool
}

// maxDepth bounds the nesting of folders; git itself cannot hold as much.
const maxDepth = 500

// Walk returns the candidates: all regular files below the PATHs but for what
// Skipped lists, in the order of the bytes of their names, each path once. The
// disk is walked once; later calls return the same slice, not to be changed.
func (t *Tree) Walk() []Entry {
	t.walk()
	return t.walking.entries
}

// InScan reports whether a folder is among those whose files Walk returned.
func (t *Tree) InScan(dir string) bool {
	t.walk()
	dir, err := t.confine.folder(t.confine.rewrite(t.abs(dir)))
	return err == nil && t.walking.covered[dir]
}

func (t *Tree) walk() { t.walking.once.Do(t.discover) }

// walker is one walk over all PATHs.
type walker struct {
	t     *Tree
	seen  map[string]int // path -> index of its entry
	files []Entry
	links bool
	tops  map[string]bool // folders that are PATHs: walked on their own
	given map[string]bool // files that are PATHs
}

func (t *Tree) discover() {
	w := &walker{t: t, seen: map[string]int{}, tops: map[string]bool{}, given: map[string]bool{}}
	t.walking.covered = map[string]bool{}
	t.walking.skipped = map[Skip]struct{}{}
	t.walking.unreadable = map[Skip]struct{}{}
	for _, s := range t.starts {
		if s.dir {
			w.tops[s.path] = true
		} else {
			w.given[s.path] = true
		}
	}
	for _, s := range t.starts {
		switch {
		case s.err != nil:
			_, why := explain(s.err)
			t.walking.unreadable[Skip{t.names.of(s.path), why}] = struct{}{}
		case s.path == Stdin:
			w.add(Entry{Path: Stdin, Name: stdinName, Named: true})
		case !s.dir:
			w.named(s.path)
		}
	}
	for _, top := range slices.Sorted(maps.Keys(w.tops)) {
		w.top(top)
	}
	w.finish()
}

// add keeps one entry for each path.
func (w *walker) add(e Entry) {
	if i, ok := w.seen[e.Path]; ok {
		w.files[i].Named = w.files[i].Named || e.Named
		return
	}
	w.seen[e.Path] = len(w.files)
	w.files = append(w.files, e)
	w.links = w.links || e.Target != ""
}

// named adds a file that is a PATH itself.
func (w *walker) named(path string) {
	t := w.t
	real, info, err := t.confine.locate(path)
	if err == nil {
		err = t.regular(info)
	}
	if err != nil {
		_, why := explain(err)
		t.walking.unreadable[Skip{t.names.of(path), why}] = struct{}{}
		return
	}
	e := Entry{Path: path, Name: t.names.of(path), Size: info.Size(), Named: true}
	if real != path {
		e.Target = real
	}
	w.add(e)
}

// finish sorts the entries and tells the aliases.
func (w *walker) finish() {
	if w.links {
		for _, e := range w.files {
			if i, ok := w.seen[e.Target]; ok && e.Named {
				w.files[i].Named = true
			}
		}
	}
	sortEntries(w.files)
	if w.links {
		taken := map[string]bool{}
		for i := range w.files {
			if e := &w.files[i]; e.Target != "" {
				_, own := w.seen[e.Target]
				e.Alias = own || taken[e.Target]
				taken[e.Target] = true
			}
		}
	}
	known := make(map[string]*Entry, len(w.files))
	for i := range w.files {
		known[w.files[i].Path] = &w.files[i]
	}
	w.t.walking.mu.Lock()
	w.t.walking.known = known
	w.t.walking.mu.Unlock()
	w.t.walking.entries = w.files
}

func sortEntries(list []Entry) {
	slices.SortFunc(list, func(a, b Entry) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Path, b.Path))
	})
}
