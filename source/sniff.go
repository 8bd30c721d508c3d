package source

import "bytes"

// Sniffer looks at entries one after the other, to find out which of them are worth keeping: of a large tree most are not, and cost no more than
// being read into the same few bytes of memory. It is for one goroutine.
type Sniffer struct {
	t     *Tree
	dir   *openFolder[dirHandle] // of the last entry: the next one is its neighbour, as a rule
	entry Entry                  // the one that is being looked at
	path  string                 // canonical; "" for none
	size  int64
	text  []byte // what was read of it
	spare []byte // where it is read to
	lent  bool   // text lies elsewhere and stays
	file  fileHandle
	open  bool // there is more in file than text
}

const (
	// smallFile is the size up to which a file is read whole at once: opening it costs more than that many bytes.
	smallFile = 64 << 10
	// largeSpare is the size above which the memory of a Sniffer is not kept for the next entry.
	largeSpare = 1 << 20
)

// Sniffer returns a new one. Close it at the end.
func (t *Tree) Sniffer() *Sniffer { return &Sniffer{t: t} }

// Close lets go of what is held open. No bytes that Head gave may be used any more.
func (s *Sniffer) Close() {
	s.leave()
	if s.dir != nil {
		s.t.confine.folders.letGo(s.dir)
		s.dir = nil
	}
}

// Head returns the first n bytes of an entry, or all if there are fewer. They are there until another entry is looked at, and must not be
// changed. All errors are of type *Error.
func (s *Sniffer) Head(e Entry, n int) ([]byte, error) {
	var err error
	if s.path == "" || s.entry.Path != e.Path {
		s.leave()
		err = s.begin(e)
	}
	if n = max(n, 0); err == nil {
		err = s.want(n)
	}
	if err != nil {
		s.leave()
		return nil, s.t.failed(e.Path, err)
	}
	n = min(n, len(s.text))
	return s.text[:n:n], nil
}

// Size is the size in bytes of the entry that is being looked at; 0 for standard input.
func (s *Sniffer) Size() int64 { return s.size }

// Keep puts the entry that is being looked at into the Set, read whole: it does what Read does.
func (s *Sniffer) Keep() (*File, error) {
	path := s.entry.Path
	if s.path == "" {
		return s.t.Read(path)
	}
	slot := s.t.reading.slot(s.path)
	slot.mu.Lock()
	defer slot.mu.Unlock()
	if !slot.done {
		src, err := s.whole()
		s.t.finish(slot, src, err)
	}
	if slot.err != nil {
		return nil, s.t.failed(path, slot.err)
	}
	return slot.file, nil
}

func (s *Sniffer) leave() {
	if s.open {
		s.file.close()
	}
	if cap(s.spare) > largeSpare {
		s.spare = nil
	}
	s.path, s.size, s.text, s.lent, s.open = "", 0, nil, false, false
}

// begin finds out what is to be read.
func (s *Sniffer) begin(e Entry) error {
	s.entry = e
	path := e.Path
	if e.Target != "" || path == Stdin { // where the link leads now is asked once more
		slot, err := s.t.slotOf(path)
		if err != nil {
			return err
		}
		slot.mu.Lock()
		defer slot.mu.Unlock()
		switch path = slot.path; {
		case slot.file != nil:
			s.lend(path, slot.file.Src)
			return nil
		case path == Stdin:
			err := s.t.drain(slot)
			s.lend(path, slot.text)
			return err
		}
	}
	if text, ok := s.t.instead[path]; ok {
		s.lend(path, text)
		return nil
	}
	above, name := split(path)
	dir, err := s.folder(above)
	if err == nil {
		s.file, s.size, err = s.t.openIn(dir, name)
	}
	if err != nil {
		return err
	}
	s.path, s.open = path, true
	return nil
}

func (s *Sniffer) lend(path string, text []byte) {
	s.path, s.text, s.lent = path, text, true
}

// folder opens the folder of an entry, if it is not that of the one before.
func (s *Sniffer) folder(path string) (dirHandle, error) {
	if s.dir != nil {
		if s.dir.path == path {
			return s.dir.at, nil
		}
		s.t.confine.folders.letGo(s.dir)
		s.dir = nil
	}
	dir, err := s.t.confine.folders.hold(s.t.confine, path)
	if err != nil {
		return dirHandle{}, err
	}
	s.dir = dir
	return dir.at, nil
}

// want has at least n bytes of the file in s.text, or all of it.
func (s *Sniffer) want(n int) error {
	if !s.open || n <= len(s.text) && s.text != nil {
		return nil
	}
	want := min(s.size, int64(n))
	if s.size <= smallFile {
		want = s.size
	}
	if need := int(want) + 1; need > cap(s.spare) {
		spare := make([]byte, max(need, smallFile+1))
		copy(spare, s.text)
		s.spare = spare
	}
	return s.fill(s.spare, want)
}

// whole returns the text of the file in memory of its own.
func (s *Sniffer) whole() ([]byte, error) {
	switch {
	case s.lent:
		return s.text, nil
	case !s.open:
		return bytes.Clone(s.text), nil
	}
	b := make([]byte, s.size+1)
	copy(b, s.text)
	if err := s.fill(b, s.size); err != nil {
		return nil, err
	}
	return s.text, nil
}

// fill reads on into b, which begins with s.text, until there are want bytes. The file is closed when that is all of it.
func (s *Sniffer) fill(b []byte, want int64) error {
	n, err := readUpTo(s.file, b, len(s.text), want, s.size)
	if err != nil {
		return err
	}
	s.text = b[:n:n]
	if want == s.size {
		s.file.close()
		s.open = false
	}
	return nil
}
