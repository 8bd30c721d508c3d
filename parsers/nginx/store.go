package nginx

import "hash/maphash"

// store makes the many small things that a configuration is kept as, many at a time, and lets equal words share their text.
type store struct {
	entries slab[entry]
	scopes  slab[scope]
	words   slab[word]
	recent  [256]read // words met lately, each at its hash
	seed    maphash.Seed
}

func newStore() *store { return &store{seed: maphash.MakeSeed()} }

// read is a word without its place.
type read struct {
	text string
	odd  bool
}

// read makes a word of b. Words repeat all over a configuration: most of them cost no memory of their own and are looked at once.
func (s *store) read(b []byte) read {
	const longest = 32 // longer ones hardly repeat
	if len(b) > longest {
		return newRead(b)
	}
	slot := &s.recent[maphash.Bytes(s.seed, b)%uint64(len(s.recent))]
	if slot.text != string(b) {
		*slot = newRead(b)
	}
	return *slot
}

func newRead(b []byte) read {
	text := string(b)
	return read{text, unresolved(text) != ""}
}

// slab hands out the parts of large pieces of memory. A piece is freed when none of its parts is in use.
type slab[T any] struct {
	piece []T
	size  int
}

// take gives n zero values.
func (s *slab[T]) take(n int) []T {
	const least, most = 4, 32
	if len(s.piece) < n {
		s.size = min(max(2*s.size, least), most)
		s.piece = make([]T, max(n, s.size))
	}
	taken := s.piece[:n:n]
	s.piece = s.piece[n:]
	return taken
}
