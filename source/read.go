package source

import (
	"io"

	"github.com/timeoutlint/timeoutlint/limits"
)

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
			src, err := t.text(s)
			t.finish(s, src, err)
		}
		err = s.err
	}
	if err != nil {
		return nil, t.failed(path, err)
	}
	return s.file, nil
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
		err = t.readable(info)
	}
	if err != nil {
		return nil, err
	}
	if real != key {
		t.reading.alias(key, real)
	}
	return t.reading.slot(real), nil
}

func (t *Tree) readStdin() ([]byte, error) {
	if t.stdin == nil {
		return []byte{}, nil
	}
	most := t.limits.Of(limits.FileBytes)
	src, err := io.ReadAll(io.LimitReader(t.stdin, most+1))
	if err == nil && int64(len(src)) > most {
		return nil, t.tooLarge()
	}
	return src, err
}

func (t *Tree) tooLarge() error {
	most := limits.Bytes(t.limits.Of(limits.FileBytes))
	return &Error{Kind: TooLarge, Reason: "larger than " + most + " " + limits.FileBytes.Raise()}
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
