//go:build !linux

package source

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

type (
	dirHandle  struct{ r *os.Root }
	fileHandle struct{ h *os.File }
)

// openDir opens one of the roots, by its canonical path.
func openDir(path string) (dirHandle, error) {
	r, err := os.OpenRoot(path)
	return dirHandle{r}, err
}

// openFile opens a file by a path that nobody else chose, wherever it is.
func openFile(path string) (fileHandle, error) {
	h, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	return fileHandle{h}, err
}

// dir opens a folder in the folder.
func (d dirHandle) dir(name string) (dirHandle, error) {
	r, err := d.r.OpenRoot(name)
	return dirHandle{r}, err
}

// file opens a file in the folder. It does not wait where the name means a named pipe by now.
func (d dirHandle) file(name string) (fileHandle, error) {
	h, err := d.r.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	return fileHandle{h}, err
}

// list appends what the folder holds, in no order.
func (d dirHandle) list(to []named) ([]named, error) {
	h, err := d.r.Open(".")
	if err != nil {
		return to, err
	}
	defer func() { _ = h.Close() }()
	entries, err := h.ReadDir(-1)
	for _, e := range entries {
		to = append(to, named{e.Name(), e.Type()})
	}
	return to, err
}

// stat tells the type and the size of the file.
func (f fileHandle) stat() (mode fs.FileMode, size int64, err error) {
	info, err := f.h.Stat()
	if err != nil {
		return 0, 0, err
	}
	return info.Mode().Type(), info.Size(), nil
}

// read is one read: 0 bytes are the end of the file.
func (f fileHandle) read(b []byte) (int, error) {
	n, err := f.h.Read(b)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}

func (d dirHandle) close()  { _ = d.r.Close() } // opened for reading only
func (f fileHandle) close() { _ = f.h.Close() } // opened for reading only
