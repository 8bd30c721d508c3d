//go:build unix

package source

import (
	"io/fs"
	"os"
	"syscall"
)

// severalNames reports whether a file has hard links.
func severalNames(info fs.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && s.Nlink > 1
}

// keepOwner gives a new file the owner and the group of an old one, as far as the system permits.
func keepOwner(h *os.File, old fs.FileInfo) {
	s, ok := old.Sys().(*syscall.Stat_t)
	if !ok {
		return
	}
	if h.Chown(int(s.Uid), int(s.Gid)) != nil {
		_ = h.Chown(-1, int(s.Gid)) // only root may give files away; the group may still be one of ours
	}
}
