package source

import (
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
)

// smallFile is the size up to which Head reads a file whole: opening it costs
// more than that many bytes.
const smallFile = 64 << 10

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

	head []byte   // what Head read; all of it if h is nil
	h    *os.File // open behind head
	size int64
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

func (r *reading) forget(path string) {
	r.mu.Lock()
	delete(r.slots, path)
	r.mu.Unlock()
}

func (r *reading) close() {
	r.mu.Lock()
	slots := slices.Collect(maps.Values(r.slots))
	r.mu.Unlock()
	for _, s := range slots {
		s.mu.Lock()
		s.drop()
		s.mu.Unlock()
	}
}

func (s *slot) drop() {
	if s.h != nil {
		_ = s.h.Close() // opened for reading only
	}
	s.head, s.h = nil, nil
}

// begin has at least n bytes of the file in s.head, or all of it.
func (t *Tree) begin(s *slot, n int) error {
	switch {
	case s.done:
		return s.err
	case s.head != nil && (s.h == nil || len(s.head) >= n):
		return nil
	case s.path == Stdin:
		src, err := t.readStdin()
		s.head = src
		if err != nil {
			s.done, s.err = true, err
		}
		return err
	}
	if text, ok := t.instead[s.path]; ok {
		s.head = text
		if text == nil {
			s.head = []byte{}
		}
		return nil
	}
	if s.h == nil {
		h, size, err := t.openFile(s.path)
		if err != nil {
			return err
		}
		s.h, s.size = h, size
	}
	want := s.size
	if s.size > smallFile {
		want = min(s.size, int64(n))
	}
	if err := s.fill(want); err != nil {
		s.drop()
		return err
	}
	return nil
}

// fill reads on until head has want bytes, and closes the file when that is all
// of it.
func (s *slot) fill(want int64) error {
	had := len(s.head)
	b := make([]byte, want)
	copy(b, s.head)
	if _, err := io.ReadFull(s.h, b[had:]); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return errChanged
		}
		return err
	}
	s.head = b
	if want < s.size {
		return nil
	}
	var more [1]byte
	n, err := s.h.Read(more[:])
	_ = s.h.Close() // opened for reading only
	s.h = nil
	if n > 0 || err != nil && !errors.Is(err, io.EOF) {
		return errChanged
	}
	return nil
}

var errChanged = &Error{Kind: Changed, Reason: "changed while it was read; run again"}

// finish reads what is left and puts the file into the Set.
func (t *Tree) finish(s *slot) (*File, error) {
	if err := t.begin(s, 0); err != nil {
		return nil, err
	}
	if s.h != nil {
		if err := s.fill(s.size); err != nil {
			s.drop()
			return nil, err
		}
	}
	src := s.head
	s.head = nil
	if s.path == Stdin {
		return t.Set.Add(stdinName, "", src, true), nil
	}
	return t.Set.Add(t.names.of(s.path), s.path, src, false), nil
}

// openFile opens a canonical path. The kind of file was looked at before; that
// it is still the same is checked afterwards, and O_NONBLOCK keeps the opening
// from hanging should it have become a named pipe in between.
func (t *Tree) openFile(path string) (h *os.File, size int64, err error) {
	err = t.confine.in(filepath.Dir(path), func(r *os.Root) error {
		h, err = r.OpenFile(filepath.Base(path), os.O_RDONLY|syscall.O_NONBLOCK, 0)
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	var info fs.FileInfo
	if info, err = h.Stat(); err == nil {
		err = t.regular(info)
	}
	if err != nil {
		_ = h.Close() // opened for reading only
		return nil, 0, err
	}
	return h, info.Size(), nil
}
