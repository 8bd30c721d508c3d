package source

import (
	"path/filepath"
	"slices"
	"strings"
)

// shown are names of folders that hold what nobody runs as it is.
var shown = []string{"test", "tests", "testing", "e2e", "example", "examples", "sample", "samples", "demo", "demos", "docs"}

// ForShow reports whether a path lies in a folder for tests or examples. One that a PATH leads to, or into, is what the user asks about, and no such folder.
func (t *Tree) ForShow(path string) bool {
	for dir := filepath.Dir(t.abs(path)); ; {
		parent := filepath.Dir(dir)
		if parent == dir {
			return false
		}
		if slices.Contains(shown, strings.ToLower(filepath.Base(dir))) && t.InScan(parent) {
			return true
		}
		dir = parent
	}
}
