package source

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Writable reports why a file must not be written, nil where nothing speaks against it: it has to be a regular file below the roots, with
// one name, that may be written and still holds what was read. All errors are of type *Error.
func (t *Tree) Writable(f *File) error { return t.writing(f, nil) }

// Write puts another text into a file that was read, whole or not at all: the text goes to a new file in the same folder, which then takes the
// place of the old one, with its mode, its extended attributes and, where the system permits, its owner. A file that changed since it was read is left alone. All errors are
// of type *Error.
func (t *Tree) Write(f *File, text []byte) error {
	return t.writing(f, func(r *os.Root, base string, old fs.FileInfo) error { return replace(r, base, old, text) })
}

// writing looks at a file and then has do replace it, with the folder held open.
func (t *Tree) writing(f *File, do func(r *os.Root, base string, old fs.FileInfo) error) error {
	if f.Path == "" {
		return &Error{Kind: NotRegular, Name: f.Name, Reason: "not a file on disk: its text came from standard input or a dump"}
	}
	dir, base := filepath.Split(f.Path)
	dir = filepath.Clean(dir)
	canonical, _, err := t.confine.locate(f.Path)
	if err == nil && canonical != f.Path {
		err = errMoved
	}
	if err == nil {
		err = t.confine.linked.in(t.confine, dir, func(r *os.Root) error {
			old, err := unchanged(r, base, f.Src)
			if err != nil || do == nil {
				return err
			}
			return do(r, base, old)
		})
	}
	if err == nil {
		return nil
	}
	if own, ok := errors.AsType[*Error](err); ok {
		return &Error{Kind: own.Kind, Name: f.Name, Reason: own.Reason}
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return &Error{Kind: Permission, Name: f.Name, Reason: errReadOnly.Reason}
	}
	kind, why := explain(err)
	if kind == Failed {
		why = "cannot be written: " + innermost(err).Error()
	}
	return &Error{Kind: kind, Name: f.Name, Reason: why}
}

var (
	errMoved    = &Error{Kind: Changed, Reason: "changed since it was read; run again"}
	errReadOnly = &Error{Kind: Permission, Reason: "read-only"}
	errExtended = &Error{Kind: NotRegular, Reason: "has extended attributes that cannot be kept"}
	errNames    = &Error{Kind: NotRegular, Reason: "has several names (hard links), of which only one would change"}
)

func innermost(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}

// unchanged gives what is known of a file that may be written and holds a text.
func unchanged(r *os.Root, base string, text []byte) (fs.FileInfo, error) {
	named, err := r.Lstat(base)
	switch {
	case err != nil:
		return nil, err
	case !named.Mode().IsRegular():
		return nil, errMoved
	case named.Mode().Perm()&0o222 == 0:
		return nil, errReadOnly
	case severalNames(named):
		return nil, errNames
	}
	h, err := r.OpenFile(base, os.O_RDWR|syscall.O_NONBLOCK, 0) // also asks the system whether it may be written
	if err != nil {
		return nil, err
	}
	defer h.Close() //nolint:errcheck // nothing is written through it
	info, err := h.Stat()
	switch {
	case err != nil:
		return nil, err
	case !os.SameFile(named, info) || info.Size() != int64(len(text)):
		return nil, errMoved
	}
	now, err := io.ReadAll(io.LimitReader(h, int64(len(text))+1))
	if err == nil && !bytes.Equal(now, text) {
		err = errMoved
	}
	return info, err
}

// replace writes a new file beside an old one and puts it in its place.
func replace(r *os.Root, base string, old fs.FileInfo, text []byte) (err error) {
	name := scratch + rand.Text()
	h, err := r.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = r.Remove(name) // what failed is told; there is nothing else to do for it
		}
	}()
	_, err = h.Write(text)
	if err == nil {
		keepOwner(h, old)
		err = h.Chmod(old.Mode().Perm() | old.Mode()&(fs.ModeSetuid|fs.ModeSetgid|fs.ModeSticky))
	}
	if err == nil {
		err = keepAttributes(r, base, h)
	}
	if err == nil {
		err = h.Sync()
	}
	if closed := h.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return err
	}
	now, err := r.Lstat(base)
	if err != nil {
		return err
	}
	if !os.SameFile(old, now) || now.Size() != old.Size() || !now.ModTime().Equal(old.ModTime()) {
		return errMoved
	}
	if err = r.Rename(name, base); err != nil {
		return err
	}
	if folder, opened := r.Open("."); opened == nil { // so that the new name outlives a power cut; not all file systems can
		_ = folder.Sync()
		_ = folder.Close()
	}
	return nil
}
