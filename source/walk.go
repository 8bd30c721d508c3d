package source

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Entry is a file that a run may want to look at.
type Entry struct {
	Path string // absolute, its folder without symbolic links; "-" is standard input
	Name string // as shown
	Size int64  // bytes; Dir alone tells it, Walk does not ask

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
// Skipped lists, in the order of the bytes of their names, each path once. They
// are not opened for it: that one may not be read, or is too large, turns out
// when it is. The disk is walked once; later calls return the same slice, not
// to be changed.
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

// walk is one walk over all PATHs, by one or several walkers.
type walk struct {
	t     *Tree
	tops  map[string]bool // folders that are PATHs: walked on their own
	given map[string]bool // files that are PATHs

	mu   sync.Mutex
	more sync.Cond // todo has grown, or nobody is left to let it grow
	todo []folder
	busy int // walkers that are in a folder
}

// walker is one goroutine's part of a walk.
type walker struct {
	*walk
	files   []Entry
	covered []string
	holds   []named // what the folder holds that it is in; its memory serves the next one
}

func (t *Tree) discover() {
	w := &walk{t: t, tops: map[string]bool{}, given: map[string]bool{}}
	w.more.L = &w.mu
	t.walking.skipped = map[Skip]struct{}{}
	t.walking.unreadable = map[Skip]struct{}{}
	for _, s := range t.starts {
		if s.dir {
			w.tops[s.path] = true
		} else {
			w.given[s.path] = true
		}
	}
	walkers := make([]walker, max(t.jobs, 1))
	for i := range walkers {
		walkers[i].walk = w
	}
	for _, s := range t.starts {
		switch {
		case s.err != nil:
			_, why := explain(s.err)
			t.walking.fail(t.names.of(s.path), why)
		case !s.dir && w.given[s.path]:
			walkers[0].named(s.path)
			w.given[s.path] = false // it may be given twice
		}
	}
	for path := range w.given {
		w.given[path] = true
	}
	for _, top := range slices.Sorted(maps.Keys(w.tops)) {
		w.todo = append(w.todo, w.top(top))
	}
	var others sync.WaitGroup
	for i := range walkers[1:] {
		others.Go(walkers[i+1].run)
	}
	walkers[0].run()
	others.Wait()
	t.gather(walkers)
}

// run walks folders until there are no more.
func (w *walker) run() {
	var below []folder
	for d, ok := w.next(nil, false); ok; d, ok = w.next(below, true) {
		below = w.enter(d, below[:0])
	}
}

// next hands over what was found below the folder that a walker is done with, and waits for another one. The latest comes first: what is open still
// is what lies above it.
func (w *walk) next(below []folder, wasBusy bool) (d folder, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.todo = append(w.todo, below...)
	if wasBusy {
		w.busy--
	}
	if wasBusy && (len(below) > 1 || w.busy == 0) {
		w.more.Broadcast()
	}
	for len(w.todo) == 0 {
		if w.busy == 0 {
			return d, false
		}
		w.more.Wait()
	}
	last := len(w.todo) - 1
	d, w.todo = w.todo[last], w.todo[:last]
	w.busy++
	return d, true
}

// named adds a file that is a PATH itself, or standard input.
func (w *walker) named(path string) {
	t := w.t
	if path == Stdin {
		w.files = append(w.files, Entry{Path: Stdin, Name: stdinName, Named: true})
		return
	}
	real, info, err := t.confine.locate(path)
	if err == nil {
		err = t.readable(info)
	}
	if err != nil {
		_, why := explain(err)
		t.walking.fail(t.names.of(path), why)
		return
	}
	e := Entry{Path: path, Name: t.names.of(path), Named: true}
	if real != path {
		e.Target = real
	}
	w.files = append(w.files, e)
}

// gather brings together what the walkers found: it sorts the entries and tells the aliases.
func (t *Tree) gather(walkers []walker) {
	w := &t.walking
	var files []Entry
	covered := map[string]bool{}
	for _, part := range walkers {
		files = append(files, part.files...)
		for _, dir := range part.covered {
			covered[dir] = true
		}
	}
	sortEntries(files)
	files = t.few(files, covered)
	known := make(map[string]*Entry, len(files))
	links := false
	for i := range files {
		known[files[i].Path] = &files[i]
		links = links || files[i].Target != ""
	}
	if links {
		alias(files, known)
	}
	w.mu.Lock()
	w.known = known
	w.mu.Unlock()
	w.entries, w.covered = files, covered
}

// alias tells which links lead to a file that is an entry anyway, and that what a named link leads to is named too.
func alias(files []Entry, known map[string]*Entry) {
	for i := range files {
		if e := known[files[i].Target]; e != nil && files[i].Named {
			e.Named = true
		}
	}
	taken := map[string]bool{}
	for i := range files {
		if e := &files[i]; e.Target != "" {
			e.Alias = known[e.Target] != nil || taken[e.Target]
			taken[e.Target] = true
		}
	}
}

func sortEntries(list []Entry) {
	slices.SortFunc(list, func(a, b Entry) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Path, b.Path))
	})
}
