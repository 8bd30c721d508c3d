package source

import (
	"errors"
	"fmt"
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
		s.h.Close()
	}
	s.head, s.h = nil, nil
}

// Read returns a file, read whole and once: a second call, also by another name
// of the same file (through symbolic links), gives the same File. A relative
// path counts from the working directory; "-" is standard input. All errors are
// of type *Error.
func (t *Tree) Read(path string) (*File, error) {
	s, err := t.slotOf(path)
	if err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if !s.done {
			s.file, s.err = t.finish(s)
			s.done = true
		}
		err = s.err
	}
	if err != nil {
		return nil, t.failed(path, err)
	}
	return s.file, nil
}

// Head returns the first n bytes of an entry, or all if there are fewer,
// without adding it to the Set. What it read is kept for Read, so pair each
// Head with Read or Drop. The bytes must not be changed.
func (t *Tree) Head(e Entry, n int) ([]byte, error) {
	s, err := t.slotOf(e.Path)
	if err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		err = t.begin(s, max(n, 0))
	}
	if err != nil {
		return nil, t.failed(e.Path, err)
	}
	b := s.head
	if s.file != nil {
		b = s.file.Src
	}
	n = min(max(n, 0), len(b))
	return b[:n:n], nil
}

// Drop forgets what Head kept of an entry that nobody wants.
func (t *Tree) Drop(e Entry) {
	path, ok := t.reading.known(t.key(e.Path))
	if !ok {
		return
	}
	s := t.reading.slot(path)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil && path != Stdin { // standard input cannot be read again
		s.drop()
		t.reading.forget(path)
	}
}

// Release forgets a file that nobody wants: it leaves the Set, so that its
// bytes can be freed. Spans in it then point nowhere.
func (t *Tree) Release(f *File) {
	key := f.Path
	if f.Virtual && f.Path == "" {
		key = Stdin
	}
	if path, ok := t.reading.known(key); ok {
		s := t.reading.slot(path)
		s.mu.Lock()
		if s.file == f && path != Stdin {
			t.reading.forget(path)
		}
		s.mu.Unlock()
	}
	t.Set.release(f.ID)
}

func (t *Tree) key(path string) string {
	if path == Stdin && t.hasStdin() {
		return Stdin
	}
	return t.abs(path)
}

func (t *Tree) hasStdin() bool {
	for _, s := range t.starts {
		if s.path == Stdin {
			return true
		}
	}
	return false
}

// slotOf finds the file that a path means.
func (t *Tree) slotOf(path string) (*slot, error) {
	key := t.key(path)
	if key == Stdin {
		return t.reading.slot(Stdin), nil
	}
	if real, ok := t.reading.known(key); ok {
		return t.reading.slot(real), nil
	}
	if t.walking.plain(key) { // discovery has just looked; opening it looks again
		return t.reading.slot(key), nil
	}
	real, info, err := t.confine.locate(key)
	if err == nil {
		err = t.regular(info)
	}
	if err != nil {
		return nil, err
	}
	if real != key {
		t.reading.alias(key, real)
	}
	return t.reading.slot(real), nil
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
	s.h.Close()
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
		h.Close()
		return nil, 0, err
	}
	return h, info.Size(), nil
}

func (t *Tree) readStdin() ([]byte, error) {
	if t.stdin == nil {
		return []byte{}, nil
	}
	src, err := io.ReadAll(io.LimitReader(t.stdin, t.limit+1))
	if err == nil && int64(len(src)) > t.limit {
		return nil, t.tooLarge()
	}
	return src, err
}

func (t *Tree) tooLarge() error {
	size := fmt.Sprintf("%d bytes", t.limit)
	if t.limit%(1<<20) == 0 {
		size = fmt.Sprintf("%d MiB", t.limit>>20)
	}
	return &Error{Kind: TooLarge, Reason: "larger than " + size + " (--max-file-bytes raises the limit)"}
}

// failed gives an error its name, and remembers it if the file is one that the
// run itself set out to look at.
func (t *Tree) failed(path string, err error) error {
	kind, why := explain(err)
	key := t.key(path)
	name := stdinName
	if key != Stdin {
		name = t.names.of(t.confine.rewrite(key))
	}
	t.walking.failed(key, name, why)
	return &Error{Kind: kind, Name: name, Reason: why}
}
