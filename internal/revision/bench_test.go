package revision_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/internal/revision"
)

// BenchmarkExtract copies 2,000 files of 8 KB in 100 folders.
func BenchmarkExtract(b *testing.B) {
	files := make(map[string]string)
	for i := range 2000 {
		files[fmt.Sprintf("d%d/s%d/f%d.conf", i/200, i/20, i)] = strings.Repeat(fmt.Sprintf("# %d of a file\n", i), 500)
	}
	dir := repository(b, files)
	r, err := revision.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	c, err := r.Resolve("HEAD")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := r.Extract(c, b.TempDir(), revision.Limits{File: 1 << 20, Total: 1 << 30}, nil); err != nil {
			b.Fatal(err)
		}
	}
}
