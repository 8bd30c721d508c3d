package source

import (
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"strings"
	"sync"
	"syscall"
)

type dirHandle struct {
	fd int
	*reader
}

// reader has the folder's names read by one goroutine at a time, each from the first on: the system keeps one place for all.
type reader struct {
	mu     sync.Mutex
	behind bool // not at the first name
}

type fileHandle struct{ fd int }

// openDir opens one of the roots, by its canonical path.
func openDir(path string) (dirHandle, error) {
	fd, err := again(func() (int, error) {
		return syscall.Open(path, syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
	})
	return dirHandle{fd, &reader{}}, err
}

// openFile opens a file by a path that nobody else chose, wherever it is.
func openFile(path string) (fileHandle, error) {
	fd, err := again(func() (int, error) {
		return syscall.Open(path, syscall.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOFOLLOW|syscall.O_CLOEXEC, 0)
	})
	return fileHandle{fd}, err
}

// dir opens a folder in the folder.
func (d dirHandle) dir(name string) (dirHandle, error) {
	fd, err := d.open(name, syscall.O_RDONLY|syscall.O_DIRECTORY)
	return dirHandle{fd, &reader{}}, err
}

// file opens a file in the folder. It does not wait where the name means a named pipe by now.
func (d dirHandle) file(name string) (fileHandle, error) {
	fd, err := d.open(name, syscall.O_RDONLY|syscall.O_NONBLOCK)
	if errors.Is(err, syscall.ENXIO) { // a socket
		err = errChanged
	}
	return fileHandle{fd}, err
}

func (d dirHandle) open(name string, flags int) (int, error) {
	if name == "." || name == ".." || strings.ContainsRune(name, '/') {
		return -1, errOutside
	}
	fd, err := again(func() (int, error) {
		return syscall.Openat(d.fd, name, flags|syscall.O_NOFOLLOW|syscall.O_CLOEXEC, 0)
	})
	if errors.Is(err, syscall.ELOOP) { // it was no link when its path was made canonical
		err = errChanged
	}
	return fd, err
}

// list appends what the folder holds, in no order.
func (d dirHandle) list(to []named) ([]named, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.behind {
		if _, err := syscall.Seek(d.fd, 0, io.SeekStart); err != nil {
			return to, err
		}
	}
	d.behind = true
	block := make([]byte, 8<<10)
	for {
		n, err := again(func() (int, error) { return syscall.ReadDirent(d.fd, block) })
		if err != nil || n <= 0 {
			return to, err
		}
		if to, err = d.parse(to, string(block[:n])); err != nil {
			return to, err
		}
	}
}

// The layout of a linux_dirent64: inode, offset, length, type, name.
const (
	direntLength = 16
	direntType   = 18
	direntName   = 19
)

func (d dirHandle) parse(to []named, block string) ([]named, error) {
	for len(block) > direntName {
		size := int(binary.NativeEndian.Uint16([]byte(block[direntLength : direntLength+2])))
		if size < direntName || size > len(block) {
			return to, syscall.EIO
		}
		name, _, _ := strings.Cut(block[direntName:size], "\x00")
		if name != "." && name != ".." {
			mode, ok := modeOf(block[direntType])
			if !ok {
				var err error
				if mode, err = d.modeOf(name); errors.Is(err, fs.ErrNotExist) {
					block = block[size:]
					continue // it was removed meanwhile
				} else if err != nil {
					return to, err
				}
			}
			to = append(to, named{name, mode})
		}
		block = block[size:]
	}
	return to, nil
}

// modeOf says what the type of a linux_dirent64 means; some file systems do not tell it.
func modeOf(kind byte) (mode fs.FileMode, ok bool) {
	switch kind {
	case syscall.DT_REG:
		return 0, true
	case syscall.DT_DIR:
		return fs.ModeDir, true
	case syscall.DT_LNK:
		return fs.ModeSymlink, true
	case syscall.DT_FIFO:
		return fs.ModeNamedPipe, true
	case syscall.DT_SOCK:
		return fs.ModeSocket, true
	case syscall.DT_CHR, syscall.DT_BLK:
		return fs.ModeDevice, true
	}
	return 0, false
}

// modeOf asks the system what a name is.
func (d dirHandle) modeOf(name string) (fs.FileMode, error) {
	const path = 0x200000 // O_PATH: opens links themselves, and nothing for reading
	fd, err := again(func() (int, error) {
		return syscall.Openat(d.fd, name, path|syscall.O_NOFOLLOW|syscall.O_CLOEXEC, 0)
	})
	if err != nil {
		return 0, err
	}
	f := fileHandle{fd}
	defer f.close()
	mode, _, err := f.stat()
	return mode, err
}

// stat tells the type and the size of the file.
func (f fileHandle) stat() (mode fs.FileMode, size int64, err error) {
	var s syscall.Stat_t
	if _, err := again(func() (int, error) { return 0, syscall.Fstat(f.fd, &s) }); err != nil {
		return 0, 0, err
	}
	mode, ok := modeOf(byte(s.Mode & syscall.S_IFMT >> 12)) // the types of names are those of modes
	if !ok {
		mode = fs.ModeIrregular
	}
	return mode, s.Size, nil
}

// read is one read: 0 bytes are the end of the file.
func (f fileHandle) read(b []byte) (int, error) {
	return again(func() (int, error) { return syscall.Read(f.fd, b) })
}

func (d dirHandle) close()  { _ = syscall.Close(d.fd) } // opened for reading only
func (f fileHandle) close() { _ = syscall.Close(f.fd) } // opened for reading only

// again calls the system until no signal comes in between.
func again(call func() (int, error)) (n int, err error) {
	for {
		if n, err = call(); !errors.Is(err, syscall.EINTR) {
			return n, err
		}
	}
}
