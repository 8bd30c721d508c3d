package source

import (
	"bytes"
	"errors"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// keepAttributes gives a new file the extended attributes of the old one, among which are access control lists. Those of the system's own keeping
// (security.selinux) are set as far as it permits; where another cannot be kept, the old file has to stay.
func keepAttributes(r *os.Root, base string, h *os.File) error {
	old, err := r.OpenFile(base, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	defer old.Close() //nolint:errcheck // opened for reading only
	from, to := descriptor(old), descriptor(h)
	names := make([]byte, 64<<10) // XATTR_LIST_MAX
	n, err := syscall.Listxattr(from, names)
	if errors.Is(err, syscall.ENOTSUP) || errors.Is(err, syscall.ENOENT) { // the file system has none, or there is no /proc
		return nil
	}
	if err != nil {
		return err
	}
	value := make([]byte, 64<<10) // XATTR_SIZE_MAX
	for name := range bytes.SplitSeq(bytes.TrimSuffix(names[:n], []byte{0}), []byte{0}) {
		if len(name) == 0 {
			continue
		}
		size, err := syscall.Getxattr(from, string(name), value)
		if err == nil {
			err = syscall.Setxattr(to, string(name), value[:size], 0)
		}
		if err != nil && !strings.HasPrefix(string(name), "security.") && !strings.HasPrefix(string(name), "trusted.") {
			return errExtended
		}
	}
	return nil
}

// descriptor is a path that means an open file, whatever became of its name.
func descriptor(h *os.File) string { return "/proc/self/fd/" + strconv.Itoa(int(h.Fd())) }
