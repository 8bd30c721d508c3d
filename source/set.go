package source

import (
	"iter"
	"slices"
	"sync"
)

// Set holds the files of one run. The zero Set is empty and ready; it is safe
// for concurrent use and must not be copied.
type Set struct {
	mu    sync.RWMutex
	files []*File // index = id - 1
}

// Add puts a text into the set and returns it with its id. The set keeps src:
// the caller must not change it. See File for the meaning of name and path.
func (s *Set) Add(name, path string, src []byte, virtual bool) *File {
	f := &File{Name: name, Path: path, Src: src, Virtual: virtual}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = append(s.files, f)
	f.ID = FileID(len(s.files))
	return f
}

// File returns a file by its id; nil for zero and for an id of no file.
func (s *Set) File(id FileID) *File {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if id == 0 || uint64(id) > uint64(len(s.files)) {
		return nil
	}
	return s.files[id-1]
}

// All gives the files of the set in the order of their ids.
func (s *Set) All() iter.Seq[*File] {
	s.mu.RLock()
	files := slices.Clone(s.files)
	s.mu.RUnlock()
	return slices.Values(files)
}

// Text returns the bytes of a span as they stand in the file. A span that
// points nowhere, or past the end of its file, gives what there is.
func (s *Set) Text(span Span) string {
	f := s.File(span.File)
	if f == nil {
		return ""
	}
	end := min(uint64(span.End), uint64(len(f.Src)))
	start := min(uint64(span.Start), end)
	return string(f.Src[start:end])
}

// Position returns where a span starts and where it ends (the position behind
// its last character); two zero positions if it points nowhere.
func (s *Set) Position(span Span) (start, end Position) {
	f := s.File(span.File)
	if f == nil {
		return Position{}, Position{}
	}
	return f.Position(span.Start), f.Position(span.End)
}
