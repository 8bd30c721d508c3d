package source_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/source"
)

var globTree = map[string]string{
	"scan/conf.d/b.conf": "", "scan/conf.d/a.conf": "", "scan/conf.d/Z.conf": "", "scan/conf.d/.hidden.conf": "", "scan/conf.d/a.conf.bak": "", "scan/conf.d/10-x.conf": "", "scan/conf.d/9-x.conf": "", "scan/conf.d/é.conf": "",
	"scan/conf.d/folder.conf/x": "", "scan/conf.d/nowhere.conf": "-> missing", "scan/conf.d/{a,b}.conf": "", "scan/conf.d/[x].conf": "", "scan/conf.d/star*.conf": "", "scan/conf.d/-.conf": "",
	"scan/sites/one/nginx.conf": "", "scan/sites/two/nginx.conf": "", "scan/sites/.three/nginx.conf": "", "scan/sites/file": "", "scan/sites/linked": "-> one",
	"scan/out": "-> ../away", "scan/testdata/a.sample": "", "away/x.conf": "",
}

var globPatterns = []string{
	"scan/conf.d/*.conf", "scan/conf.d/*", "scan/conf.d/.*.conf", "scan/conf.d/[.]*.conf", "scan/conf.d/?hidden.conf", "scan/conf.d/[a-z].conf", "scan/conf.d/[!a-z].conf", "scan/conf.d/[^a].conf", "scan/conf.d/[[:upper:]].conf", "scan/conf.d/[0-9]*",
	"scan/conf.d/??.conf", "scan/conf.d/?.conf", "scan/conf.d/{a,b}.conf", "scan/conf.d/{a,b}*", "scan/conf.d/[x*", "scan/conf.d/[[]x*", "scan/conf.d/\\[x*", "scan/conf.d/star\\**", "scan/conf.d/**", "scan/conf.d/*x*.c?nf", "scan/conf.d/[]-]*", "scan/conf.d/a.conf", "scan/conf.d/\\a.conf", "scan/conf.d/a*a*f*", "scan/conf.d/[z-a]*",
	"scan/*/nginx.conf", "scan/sites/*/nginx.conf", "scan/sites/*/*", "scan/**/nginx.conf", "scan/s*/*/n*.conf", "scan/sites/*/missing", "scan/sites/.*/nginx.conf", "scan/*/*.conf", "scan/missing/*", "scan/conf.d/*.conf/*", "sc[a]n/conf.d/a*", "s*/conf.d/a*", "scan/testdata/*", "scan/conf.d/no*.conf",
}

// TestGlob compares with the C library's own glob(3), which nginx calls.
func TestGlob(t *testing.T) {
	dir := temp(t)
	write(t, dir, globTree)
	want := libcGlob(t, dir, globPatterns)
	tr := open(t, source.Options{Cwd: dir, Paths: []string{"scan"}})
	for i, p := range globPatterns {
		got, err := tr.Glob(filepath.Join(dir, p))
		if err != nil && source.KindOf(err) != source.Outside {
			t.Errorf("%s: %v", p, err)
		}
		// What lies behind the link that leads out is there for the C library only.
		inside := slices.DeleteFunc(want[i], func(s string) bool { return strings.HasPrefix(s, dir+"/scan/out/") })
		if d := cmp.Diff(inside, append([]string{}, got...)); d != "" {
			t.Errorf("%s (-libc +ours):\n%s", p, d)
		}
	}
}

// libcGlob asks the C library itself, by way of Python.
func libcGlob(t *testing.T, dir string, patterns []string) [][]string {
	const script = `
import ctypes, os, sys
class G(ctypes.Structure):
    _fields_ = [("n", ctypes.c_size_t), ("v", ctypes.POINTER(ctypes.c_char_p)), ("rest", ctypes.c_char * 256)]
for p in sys.argv[1:]:
    g = G()
    if ctypes.CDLL(None).glob(os.fsencode(p), 0, None, ctypes.byref(g)) == 0:
        sys.stdout.buffer.write(b"".join(g.v[i] + b"\0" for i in range(g.n)))
    sys.stdout.buffer.write(b"\n")
`
	args := []string{"-c", script}
	for _, p := range patterns {
		args = append(args, dir+"/"+p)
	}
	cmd := exec.Command("python3", args...)
	cmd.Env = []string{"LC_ALL=C", "PATH=" + os.Getenv("PATH")}
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("the C library's glob(3) cannot be called without python3: %v", err)
	}
	var lists [][]string
	for line := range strings.SplitSeq(strings.TrimSuffix(string(out), "\n"), "\n") {
		list := []string{}
		for name := range strings.SplitSeq(line, "\x00") {
			if name != "" {
				list = append(list, name)
			}
		}
		lists = append(lists, list)
	}
	if len(lists) != len(patterns) || len(lists[0]) == 0 {
		t.Fatalf("%d answers to %d patterns: %q", len(lists), len(patterns), out)
	}
	return lists
}

func TestGlobConfined(t *testing.T) {
	dir := temp(t)
	write(t, dir, globTree)
	tr := open(t, source.Options{Cwd: dir, Paths: []string{"scan"}})
	for _, tt := range []struct {
		pattern string
		want    int
		kind    source.Kind
	}{
		{"/etc/host*", 0, source.Outside},
		{"/etc/hostname", 0, source.Outside},
		{dir + "/away/*", 0, source.Outside},
		{dir + "/*/*.conf", 0, source.Outside},
		{dir + "/scan/out/*", 0, source.Outside},
		{dir + "/scan/o*/x.conf", 0, source.Outside},
		{dir + "/scan/*/b.conf", 1, source.Outside},
		{dir + "/scan/conf.d/../../away/*", 0, source.Outside},
		{dir + "/scan/conf.d/b.conf", 1, 0},
		{dir + "/scan/missing", 0, 0},
		{"scan/conf.d/b.*", 1, 0},
	} {
		got, err := tr.Glob(tt.pattern)
		if len(got) != tt.want || source.KindOf(err) != tt.kind {
			t.Errorf("Glob(%s) = %q, %v", tt.pattern, got, err)
		}
	}
}

// TestGlobLoops multiplies names through links to the folder they are in.
func TestGlobLoops(t *testing.T) {
	dir := temp(t)
	for i := range 20 {
		write(t, dir, map[string]string{fmt.Sprintf("l%d", i): "-> ."})
	}
	tr := open(t, source.Options{Cwd: dir})
	if _, err := tr.Glob(dir + strings.Repeat("/*", 12)); source.KindOf(err) != source.TooLarge {
		t.Errorf("%v, want an end", err)
	}
	if got, err := tr.Glob(dir + "/*/*"); err != nil || len(got) != 400 {
		t.Errorf("%d names, %v", len(got), err)
	}
}

func TestGlobs(t *testing.T) {
	g, err := source.ParseGlobs([]string{"**/generated/**", "*.tf", "infra/{a,b}", "./x/"})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"generated": true, "generated/x": true, "a/generated/b/c": true, "../z/generated/x": true, "generated.tf": true, "a/main.tf": false, "main.tf": true,
		"infra/a": true, "infra/b/deep/x": true, "infra/c": false, "x/y": true, "xy": false, "a/x": false, "/generated/x": true,
	} {
		if got := g.Match(name); got != want {
			t.Errorf("Match(%s) = %v, want %v", name, got, want)
		}
	}
}
