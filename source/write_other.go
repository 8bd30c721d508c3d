//go:build !unix

package source

import (
	"io/fs"
	"os"
)

// severalNames cannot be told here.
func severalNames(fs.FileInfo) bool { return false }

// keepOwner has nothing to keep here: the folder decides who owns a new file.
func keepOwner(*os.File, fs.FileInfo) {}
