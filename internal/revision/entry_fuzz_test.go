package revision

import (
	"path/filepath"
	"strings"
	"testing"
)

// FuzzEntry reads any bytes as an entry of git ls-tree: what is taken from it has a hash and a size, and a path that is proper stays below the top.
func FuzzEntry(f *testing.F) {
	hash := strings.Repeat("0123456789", 4)
	for _, s := range []string{
		"100644 blob " + hash + "     12\ta/nginx.conf", "120000 blob " + hash + " 5\t..", "160000 commit " + hash + "       -\tsub", "100644 blob " + hash + " BAD\ta\x00b", "040000 tree " + hash + " -\t.git/config", "\t",
		"100644 blob " + hash + " -1\ta//b", "100644 blob " + hash + " 99999999999999999999\t/etc/passwd",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		b, kind, ok := parseEntry(line)
		if !ok {
			return
		}
		if !isHash(b.id) || kind != "blob" && kind != "commit" || b.size < -1 {
			t.Errorf("%q: %+v, a %q", line, b, kind)
		}
		if !strings.HasSuffix(string(line), "\t"+b.path) {
			t.Errorf("%q: the path %q", line, b.path)
		}
		if !proper(b.path) {
			return
		}
		below, err := filepath.Rel("/top", filepath.Join("/top", b.path))
		if err != nil || below != b.path || below == ".." || strings.HasPrefix(below, "../") || strings.Contains("/"+strings.ToLower(below)+"/", "/.git/") {
			t.Errorf("%q is said to be proper", b.path)
		}
	})
}
