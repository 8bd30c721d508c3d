//go:build !linux

package source

import "os"

// keepAttributes has nothing to keep here: the standard library knows extended attributes on Linux only.
func keepAttributes(*os.Root, string, *os.File) error { return nil }
