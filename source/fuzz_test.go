package source

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// FuzzIgnore compares the matcher with a plain, slow one, and wants no panic.
func FuzzIgnore(f *testing.F) {
	for _, s := range []string{"*.conf", "/a/**/b", "foo**/bar", "a*a*b", "[!a-c]/**", "\\!x\\ ", "[[:alpha:]]*?", "[", "**\\/a", "!*\n/b/"} {
		f.Add(s, "a/b/c.conf")
		f.Add(s, "foo/bar")
	}
	f.Fuzz(func(t *testing.T, src, name string) {
		name = strings.Trim(path.Clean("/"+name), "/")
		if name == "" || len(name) > 40 || len(src) > 200 {
			return
		}
		s := &scope{file: parseIgnore(src)}
		for _, isDir := range []bool{false, true} {
			s.ignored(name, isDir)
		}
		for _, r := range s.file.rules {
			if r.glob == nil {
				continue
			}
			steps := 200_000
			want := slowMatch(r.glob, name, &steps)
			if got := r.glob.match(name); steps > 0 && got != want {
				t.Errorf("a rule of %q on %q: %v, want %v", src, name, got, want)
			}
		}
	})
}

// slowMatch is the definition of a wildcard: it tries everything.
func slowMatch(w wildcard, s string, steps *int) bool {
	if *steps--; *steps < 0 {
		return false
	}
	if len(w) == 0 {
		return s == ""
	}
	for n := 0; n <= len(s); n++ {
		took := s[:n]
		var ok bool
		switch w[0].op {
		case star:
			ok = !strings.Contains(took, "/")
		case deep:
			ok = true
		case deepSlash:
			ok = took == "" || strings.HasSuffix(took, "/")
		default:
			ok = n == 1 && w[0].matches(took[0])
		}
		if ok && slowMatch(w[1:], s[n:], steps) {
			return true
		}
	}
	return false
}

// FuzzIndex wants no panic, and paths in order, of whatever bytes are in .git/index.
func FuzzIndex(f *testing.F) {
	entry := func(name string) string {
		e := strings.Repeat("\x00", 24) + "\x00\x00\x81\xa4" + strings.Repeat("\x00", 12) + strings.Repeat("h", 20) + "\x00\x01" + name
		return e + strings.Repeat("\x00", 8-len(e)%8)
	}
	f.Add([]byte("DIRC\x00\x00\x00\x02\x00\x00\x00\x02" + entry("a") + entry("b/c") + "link\x00\x00\x00\x14" + strings.Repeat("s", 40)))
	f.Add([]byte("DIRC\x00\x00\x00\x04\x00\x00\x00\x01" + entry("\x00a") + strings.Repeat("s", 40)))
	f.Fuzz(func(t *testing.T, src []byte) {
		paths := readIndex(func(string) []byte { return src })
		if !slices.IsSorted(paths) {
			t.Errorf("not in order: %q", paths)
		}
	})
}

// FuzzGlob wants no panic, and no pattern that takes long.
func FuzzGlob(f *testing.F) {
	f.Add("a*[!b]?\\*", "axyz*")
	f.Add("[[:digit:]-]", "-")
	f.Fuzz(func(t *testing.T, pattern, name string) {
		if w, ok := posix.compile(pattern); ok && !strings.Contains(name, "/") && len(name) < 40 {
			steps := 200_000
			want := slowMatch(w, name, &steps)
			if got := w.match(name); steps > 0 && got != want {
				t.Errorf("%q on %q: %v, want %v", pattern, name, got, want)
			}
		}
	})
}
