package source

import (
	"io/fs"
	"sync"

	"github.com/timeoutlint/timeoutlint/limits"
)

// reading remembers what was read, so that each file is read once whatever the
// number of names and goroutines that ask for it.
type reading struct {
	mu    sync.Mutex
	slots map[string]*slot  // canonical path, or Stdin
	paths map[string]string // path as asked for -> canonical, where they differ
}

// slot is one file in the course of being read.
type slot struct {
	mu   sync.Mutex
	path string
	done bool // file or err is final
	file *File
	err  error

	text []byte // of standard input, which can be read only once
}

func (r *reading) slot(path string) *slot {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.slots == nil {
		r.slots = map[string]*slot{}
	}
	s := r.slots[path]
	if s == nil {
		s = &slot{path: path}
		r.slots[path] = s
	}
	return s
}

// known returns the canonical path of a file that was asked for before.
func (r *reading) known(path string) (string, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.slots[path]; ok {
		return path, true
	}
	real, ok := r.paths[path]
	return real, ok
}

func (r *reading) alias(path, real string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.paths == nil {
		r.paths = map[string]string{}
	}
	r.paths[path] = real
}

// finish puts a file that was read into the Set, or keeps why it could not be.
func (t *Tree) finish(s *slot, src []byte, err error) {
	s.done, s.err, s.text = true, err, nil
	switch {
	case err != nil:
	case s.path == Stdin:
		s.file = t.Set.Add(stdinName, "", src, true)
	default:
		s.file = t.Set.Add(t.names.of(s.path), s.path, src, false)
	}
}

// text reads a file whole.
func (t *Tree) text(s *slot) ([]byte, error) {
	if s.path == Stdin {
		err := t.drain(s)
		return s.text, err
	}
	if text, ok := t.instead[s.path]; ok {
		return text, nil
	}
	above, name := split(s.path)
	dir, err := t.confine.folders.hold(t.confine, above)
	if err != nil {
		return nil, err
	}
	defer t.confine.folders.letGo(dir)
	h, size, err := t.openIn(dir.at, name)
	if err != nil {
		return nil, err
	}
	defer h.close()
	b := make([]byte, size+1)
	n, err := readUpTo(h, b, 0, size, size)
	return b[:n:n], err
}

// drain reads standard input.
func (t *Tree) drain(s *slot) error {
	if s.text == nil && !s.done {
		src, err := t.readStdin()
		if err != nil {
			s.done, s.err = true, err
		}
		s.text = src
	}
	return s.err
}

// openIn opens a file. What it is was looked at before; that it is still the same is checked afterwards.
func (t *Tree) openIn(dir dirHandle, name string) (fileHandle, int64, error) {
	h, err := dir.file(name)
	if err != nil {
		return h, 0, err
	}
	mode, size, err := h.stat()
	if err == nil {
		err = t.regular(mode, size)
	}
	if err != nil {
		h.close()
		return h, 0, err
	}
	return h, size, nil
}

// regular turns what was found into an error if it cannot be read as a file.
func (t *Tree) regular(mode fs.FileMode, size int64) error {
	switch {
	case mode.IsDir():
		return &Error{Kind: IsDir, Reason: "a folder, not a file"}
	case !mode.IsRegular():
		return &Error{Kind: NotRegular, Reason: irregular(mode)}
	case size > t.limits.Of(limits.FileBytes):
		return t.tooLarge()
	}
	return nil
}

// readUpTo reads on into b, which holds had bytes of a file, until there are want. Where that is all of the file, one byte more is asked for: a file
// that is longer than it was said to be, or shorter, changed.
func readUpTo(h fileHandle, b []byte, had int, want, size int64) (n int, err error) {
	ask := int(want)
	if want == size {
		ask++
	}
	for n = had; n < ask; {
		got, err := h.read(b[n:ask])
		if err != nil {
			return n, err
		}
		n += got
		if got == 0 || int64(n) == size { // what a read does not fill ends there
			break
		}
	}
	if int64(n) != want {
		return 0, errChanged
	}
	return n, nil
}

var errChanged = &Error{Kind: Changed, Reason: "changed while it was read; run again"}
