//go:build linux

package safety

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	promised = regexp.MustCompile("`(Test\\w+)")
	inFile   = regexp.MustCompile("`([a-z_]+_test\\.go|testdata/[\\w./-]+)`")
	place    = regexp.MustCompile("`((?:internal/)?[a-z]+)`: $")
)

// TestPromisesAreTested: each test that SECURITY.md names exists, in the package that it names.
func TestPromisesAreTested(t *testing.T) {
	page, err := os.ReadFile("../../SECURITY.md")
	must(t, err)
	found := 0
	for line := range strings.Lines(string(page)) {
		for part := range strings.SplitSeq(line, ";") {
			dir := "."
			if at := strings.Index(part, "`: "); at >= 0 {
				if m := place.FindStringSubmatch(part[:at+3]); m != nil {
					dir = filepath.Join("../..", filepath.FromSlash(m[1]))
				}
			}
			for _, m := range promised.FindAllStringSubmatch(part, -1) {
				found++
				if !holds(t, dir, "func "+m[1]+"(") {
					t.Errorf("there is no %s in %s", m[1], dir)
				}
			}
			for _, m := range inFile.FindAllStringSubmatch(part, -1) {
				if dir == "." && m[1] == "hostile_test.go" { // of each parser
					continue
				}
				found++
				if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(m[1]))); err != nil {
					t.Errorf("there is no %s in %s", m[1], dir)
				}
			}
		}
	}
	if found < 30 {
		t.Errorf("%d tests are named; the page says more", found)
	}
}

func holds(t *testing.T, dir, text string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	must(t, err)
	for _, f := range files {
		src, err := os.ReadFile(f)
		must(t, err)
		if strings.Contains(string(src), text) {
			return true
		}
	}
	return false
}
