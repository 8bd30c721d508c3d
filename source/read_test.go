package source_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/source"
)

// confinedTree has a scanned folder, a readable one, and secrets around them.
func confinedTree(t *testing.T) (dir string) {
	dir = temp(t)
	write(t, dir, map[string]string{
		"secret": "s", "away/secret": "s", "scanner/secret": "s",
		"prefix/mime.types": "types", "prefix/to-scan": "-> ../scan/a.conf", "prefix/out": "-> ../secret",
		"scan/a.conf": "aaa", "scan/in/b.conf": "bbb",
		"scan/link": "-> in/b.conf", "scan/in/up": "-> ../a.conf", "scan/in/far": "-> ./.././in/../in/b.conf", "scan/abs": "-> " + filepath.Join(dir, "scan/a.conf"),
		"scan/dir": "-> in", "scan/to-prefix": "-> ../prefix/mime.types", "scan/around": "-> ../away/../scan/a.conf",
		"scan/out": "-> ../secret", "scan/outabs": "-> " + filepath.Join(dir, "secret"), "scan/outdir": "-> ../away", "scan/outroot": "-> /etc/hostname", "scan/chain": "-> out",
		"scan/loop": "-> loop", "scan/ping": "-> pong", "scan/pong": "-> ping", "scan/self": "-> .", "scan/nowhere": "-> missing", "scan/through": "-> a.conf/x",
	})
	if err := mkfifo(filepath.Join(dir, "scan/fifo")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("fifo", filepath.Join(dir, "scan/to-fifo")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestReadConfined(t *testing.T) {
	dir := confinedTree(t)
	tests := []struct {
		path string
		text string
		name string
		kind source.Kind
	}{
		{path: "scan/a.conf", text: "aaa", name: "scan/a.conf"},
		{path: "scan/in/../a.conf", text: "aaa", name: "scan/a.conf"},
		{path: "scan/link", text: "bbb", name: "scan/in/b.conf"},
		{path: "scan/in/up", text: "aaa", name: "scan/a.conf"},
		{path: "scan/in/far", text: "bbb", name: "scan/in/b.conf"},
		{path: "scan/abs", text: "aaa", name: "scan/a.conf"},
		{path: "scan/dir/b.conf", text: "bbb", name: "scan/in/b.conf"},
		{path: "scan/dir/up", text: "aaa", name: "scan/a.conf"},
		{path: "scan/self/self/self/a.conf", text: "aaa", name: "scan/a.conf"},
		{path: "scan/to-prefix", text: "types", name: "prefix/mime.types"},
		{path: "prefix/mime.types", text: "types", name: "prefix/mime.types"},
		{path: "prefix/to-scan", text: "aaa", name: "scan/a.conf"},

		{path: "secret", kind: source.Outside},
		{path: "scan/../secret", kind: source.Outside},
		{path: "scanner/secret", kind: source.Outside},
		{path: "/etc/hostname", kind: source.Outside},
		{path: "scan/out", kind: source.Outside},
		{path: "scan/outabs", kind: source.Outside},
		{path: "scan/outdir/secret", kind: source.Outside},
		{path: "scan/outroot", kind: source.Outside},
		{path: "scan/chain", kind: source.Outside},
		{path: "scan/around", kind: source.Outside}, // whether away exists is not for us to ask
		{path: "prefix/out", kind: source.Outside},

		{path: "scan/missing", kind: source.NotFound},
		{path: "scan/missing/x", kind: source.NotFound},
		{path: "scan/a.conf/x", kind: source.NotFound},
		{path: "scan/through", kind: source.NotFound},
		{path: "scan/nowhere", kind: source.NotFound},
		{path: "scan/a\x00b", kind: source.NotFound},
		{path: "scan/" + strings.Repeat("n", 300), kind: source.NotFound},
		{path: "scan/in", kind: source.IsDir},
		{path: "scan/dir", kind: source.IsDir},
		{path: "scan", kind: source.IsDir},
		{path: "scan/loop", kind: source.Loop},
		{path: "scan/ping", kind: source.Loop},
		{path: "scan/ping/x", kind: source.Loop},
		{path: "scan/fifo", kind: source.NotRegular},
		{path: "scan/to-fifo", kind: source.NotRegular},
	}
	tr := open(t, source.Options{Cwd: dir, Paths: []string{"scan"}, Readable: []string{"prefix", "not-there"}})
	files := map[string]*source.File{}
	for _, tt := range tests {
		path := tt.path
		if !filepath.IsAbs(path) {
			path = dir + "/" + path
		}
		f, err := tr.Read(path)
		if source.KindOf(err) != tt.kind || (err == nil) != (tt.kind == 0) {
			t.Errorf("Read(%q): %v, want kind %d", tt.path, err, tt.kind)
			continue
		}
		if err != nil {
			if strings.Contains(err.Error(), dir) {
				t.Errorf("Read(%q): %v tells an absolute path", tt.path, err)
			}
			continue
		}
		if string(f.Src) != tt.text || f.Name != tt.name || f.Path != filepath.Join(dir, tt.name) || f.Virtual {
			t.Errorf("Read(%q) = %q %q %q", tt.path, f.Src, f.Name, f.Path)
		}
		if known := files[f.Name]; known != nil && known != f {
			t.Errorf("%s was read twice", f.Name)
		}
		files[f.Name] = f
	}

	for path, want := range map[string]bool{"scan": true, "scan/in/x": true, "scanner": false, "prefix/x": true, ".": false, "secret": false, "scan/../secret": false} {
		if got := tr.Contains(filepath.Join(dir, path)); got != want {
			t.Errorf("Contains(%s) = %v, want %v", path, got, want)
		}
	}
	wantSkips := []source.Skip{
		{Name: "scan/around", Reason: "a symbolic link that leads outside of the given paths (--allow-outside follows it)"},
		{Name: "scan/chain", Reason: "a symbolic link that leads outside of the given paths (--allow-outside follows it)"},
		{Name: "scan/fifo", Reason: "not a regular file but a named pipe"},
		{Name: "scan/loop", Reason: "symbolic links lead in a circle"},
		{Name: "scan/nowhere", Reason: "a symbolic link that leads nowhere"},
	}
	var got []source.Skip
	for _, s := range tr.Skipped() {
		for _, w := range wantSkips {
			if s.Name == w.Name {
				got = append(got, s)
			}
		}
	}
	if d := cmp.Diff(wantSkips, got); d != "" {
		t.Errorf("skipped (-want +got):\n%s", d)
	}
}

func TestAllowOutside(t *testing.T) {
	dir := confinedTree(t)
	tr := open(t, source.Options{Cwd: dir, Paths: []string{"scan"}, AllowOutside: true})
	for path, name := range map[string]string{"secret": "secret", "scan/chain": "secret", "scan/outdir/secret": "away/secret", "scan/around": "scan/a.conf", "prefix/to-scan": "scan/a.conf"} {
		f, err := tr.Read(filepath.Join(dir, path))
		if err != nil || f.Name != name {
			t.Errorf("Read(%s) = %v, %v", path, f, err)
		}
	}
	if _, err := tr.Read("/dev/null"); source.KindOf(err) != source.NotRegular {
		t.Errorf("a device: %v", err)
	}
	if !tr.Contains("/etc") {
		t.Error("not all is readable")
	}
}

func TestFilePath(t *testing.T) {
	dir := confinedTree(t)
	tr := open(t, source.Options{Cwd: dir, Paths: []string{"scan/in/b.conf", "scan/fifo", "scan/loop", "scan/nowhere"}})
	if d := cmp.Diff([]string{"scan/in/b.conf"}, names(tr.Walk())); d != "" {
		t.Error(d)
	}
	want := []source.Skip{
		{Name: "scan/fifo", Reason: "not a regular file but a named pipe"},
		{Name: "scan/loop", Reason: "symbolic links lead in a circle"},
		{Name: "scan/nowhere", Reason: "a symbolic link that leads nowhere"},
	}
	if d := cmp.Diff(want, tr.Unreadable()); d != "" {
		t.Errorf("unreadable (-want +got):\n%s", d)
	}
	only := open(t, source.Options{Cwd: dir, Paths: []string{"scan/in/b.conf"}})
	if _, err := only.Read(filepath.Join(dir, "scan/in/up")); source.KindOf(err) != source.Outside {
		t.Errorf("the file's folder does not end the reading: %v", err)
	}
}

func TestLimits(t *testing.T) {
	dir := temp(t)
	write(t, dir, map[string]string{"small": "1234", "large": "12345"})
	tr := open(t, source.Options{Cwd: dir, Paths: []string{".", "-", "large"}, Limits: limits.Set{}.With(limits.FileBytes, 4), Stdin: strings.NewReader("12345")})
	if d := cmp.Diff([]string{"<stdin>", "small"}, names(tr.Walk())); d != "" { // what is named is looked at at once
		t.Error(d)
	}
	for _, path := range []string{"large", source.Stdin} {
		_, err := tr.Read(path)
		if source.KindOf(err) != source.TooLarge || !strings.Contains(err.Error(), "--limit file-bytes=N") {
			t.Errorf("Read(%s): %v", path, err)
		}
	}
	const why = "larger than 4 bytes (raise it with --limit file-bytes=N)"
	if d := cmp.Diff([]source.Skip{{Name: "<stdin>", Reason: why}, {Name: "large", Reason: why}}, tr.Unreadable()); d != "" {
		t.Error(d)
	}
	tr = open(t, source.Options{Cwd: dir, Limits: limits.Set{}.With(limits.FileBytes, 4)})
	files := tr.Sniffer()
	defer files.Close()
	for _, e := range tr.Walk() {
		if _, err := files.Head(e, 1); (source.KindOf(err) == source.TooLarge) != (e.Name == "large") {
			t.Errorf("Head(%s): %v", e.Name, err)
		}
	}
	if s := tr.Skipped(); len(s) != 1 || s[0] != (source.Skip{Name: "large", Reason: why}) {
		t.Errorf("skipped: %v", s)
	}
}

func TestStdin(t *testing.T) {
	dir := temp(t)
	write(t, dir, map[string]string{"-": "a file"})
	tr := open(t, source.Options{Cwd: dir, Paths: []string{"-"}, Stdin: io.MultiReader(strings.NewReader("one "), strings.NewReader("two"))})
	e := tr.Walk()[0]
	for range 2 { // it can be read only once
		files := tr.Sniffer()
		if head, err := files.Head(e, 3); string(head) != "one" || err != nil {
			t.Errorf("Head = %q, %v", head, err)
		}
		files.Close()
	}
	f, err := tr.Read(e.Path)
	if err != nil || string(f.Src) != "one two" || f.Name != "<stdin>" || f.Path != "" || !f.Virtual {
		t.Errorf("Read = %+v, %v", f, err)
	}
	if f, err := open(t, source.Options{Cwd: dir, Paths: []string{"./-"}}).Read(filepath.Join(dir, "-")); err != nil || string(f.Src) != "a file" {
		t.Errorf("the file - gives %v, %v", f, err)
	}
	bad := open(t, source.Options{Cwd: dir, Paths: []string{"-"}, Stdin: failing{}})
	if _, err := bad.Read("-"); source.KindOf(err) != source.Failed || len(bad.Walk()) != 1 {
		t.Errorf("a failing standard input gives %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("pulled out") }

// TestSniffer reads the beginnings of files small and large, goes on to others and comes back, and keeps them.
func TestSniffer(t *testing.T) {
	dir := temp(t)
	large := strings.Repeat("0123456789", 20000)
	texts := map[string]string{"empty": "", "small": "small file", "large": large, "huge": strings.Repeat(large, 10), "link": "small file", "sub/other": "another"}
	write(t, dir, map[string]string{"empty": "", "small": "small file", "large": large, "huge": texts["huge"], "link": "-> small", "sub/other": "another"})
	for name, text := range texts {
		tr := open(t, source.Options{Cwd: dir})
		files := tr.Sniffer()
		head := func(e source.Entry, text string, n int) {
			t.Helper()
			got, err := files.Head(e, n)
			if want := text[:min(max(n, 0), len(text))]; err != nil || string(got) != want {
				t.Errorf("%s: Head(%d) has %d bytes, want %d, %v", e.Name, n, len(got), len(want), err)
			}
		}
		var it source.Entry
		for _, e := range tr.Walk() {
			head(e, texts[e.Name], 3)
			if e.Name == name {
				it = e
			}
		}
		for _, n := range []int{0, 4, 300, 100, -1, 150000, 1 << 20, 4 << 20, 9} {
			head(it, text, n)
		}
		for range 2 {
			if f, err := files.Keep(); err != nil || string(f.Src) != text {
				t.Errorf("%s: Keep has %d bytes, %v", name, len(f.Src), err)
			}
		}
		f, err := tr.Read(it.Path)
		if err != nil || string(f.Src) != text {
			t.Errorf("%s: Read has %d bytes, %v", name, len(f.Src), err)
		}
		for _, e := range tr.Walk() { // what was kept is nothing that a next entry is read over
			head(e, texts[e.Name], 1<<20)
		}
		head(it, text, 5)
		if again, err := files.Keep(); again != f || err != nil || string(f.Src) != text {
			t.Errorf("%s was read twice, %v", name, err)
		}
		files.Close()
	}
}

// TestSnifferInstead looks at what an editor holds in place of the file.
func TestSnifferInstead(t *testing.T) {
	dir := temp(t)
	write(t, dir, map[string]string{"a": "on disk", "b": "on disk"})
	tr := open(t, source.Options{Cwd: dir, Instead: map[string][]byte{filepath.Join(dir, "a"): []byte("edited"), filepath.Join(dir, "b"): nil}})
	files := tr.Sniffer()
	defer files.Close()
	for i, want := range []string{"edited", ""} {
		head, err := files.Head(tr.Walk()[i], 100)
		f, err2 := files.Keep()
		if string(head) != want || err != nil || err2 != nil || string(f.Src) != want {
			t.Errorf("%q, %+v, %v, %v", head, f, err, err2)
		}
	}
}

// TestReadOnce changes a file behind the reader's back: what was begun is
// either what the file was, or told to have changed.
func TestReadOnce(t *testing.T) {
	dir := temp(t)
	large := strings.Repeat("a", 100<<10)
	for name, change := range map[string]string{"longer": large + "more", "shorter": large[1:]} {
		write(t, dir, map[string]string{"small": "old", "large": large})
		tr := open(t, source.Options{Cwd: dir})
		for _, e := range tr.Walk() {
			files := tr.Sniffer()
			if _, err := files.Head(e, 10); err != nil {
				t.Fatal(err)
			}
			write(t, dir, map[string]string{e.Name: map[string]string{"small": "new", "large": change}[e.Name]})
			f, err := files.Keep()
			switch {
			case e.Name == "small" && (err != nil || string(f.Src) != "old"):
				t.Errorf("small = %v, %v", f, err)
			case e.Name == "large" && source.KindOf(err) != source.Changed:
				t.Errorf("%s: %v", name, err)
			}
			files.Close()
		}
		if s := tr.Skipped(); len(s) != 1 || s[0].Name != "large" {
			t.Errorf("%s: skipped: %v", name, s)
		}
	}
}

// TestVanished removes and swaps files between discovery and reading.
func TestVanished(t *testing.T) {
	dir := temp(t)
	write(t, dir, map[string]string{"scan/gone": "x", "scan/pipe": "x", "scan/link": "x", "scan/dir": "x", "secret": "s"})
	tr := open(t, source.Options{Cwd: dir, Paths: []string{"scan"}})
	tr.Walk()
	in := func(name string) string { return filepath.Join(dir, "scan", name) }
	for _, name := range []string{"gone", "pipe", "link", "dir"} {
		if err := os.Remove(in(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(mkfifo(in("pipe")), os.Symlink("../secret", in("link")), os.Mkdir(in("dir"), 0o755)); err != nil {
		t.Fatal(err)
	}
	for name, kind := range map[string]source.Kind{"gone": source.NotFound, "pipe": source.NotRegular, "dir": source.IsDir} {
		if _, err := tr.Read(in(name)); source.KindOf(err) != kind {
			t.Errorf("Read(%s): %v, want kind %d", name, err, kind)
		}
	}
	if f, err := tr.Read(in("link")); err == nil {
		t.Errorf("read %q through a link that was swapped in", f.Src)
	}
	if n := len(tr.Skipped()); n != 4 {
		t.Errorf("%d files are told to be left out, want 4", n)
	}
}

func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read all files; TestFilePath has PATHs that nobody can read")
	}
	dir := temp(t)
	write(t, dir, map[string]string{"a": "x", "d/b": "x", "e/c": "x"})
	for _, name := range []string{"a", "d", "e"} {
		path := filepath.Join(dir, name)
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(path, 0o700) })
	}
	tr := open(t, source.Options{Cwd: dir, Paths: []string{".", "e"}})
	for _, e := range tr.Walk() {
		if _, err := tr.Read(e.Path); source.KindOf(err) != source.Permission {
			t.Errorf("Read(%s): %v", e.Name, err)
		}
	}
	const why = "cannot be read: permission denied"
	if d := cmp.Diff([]source.Skip{{Name: "a", Reason: why}, {Name: "d/", Reason: why}}, tr.Skipped()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]source.Skip{{Name: "e", Reason: why}}, tr.Unreadable()); d != "" {
		t.Error(d)
	}
}

func TestReadConcurrently(t *testing.T) {
	dir := temp(t)
	files := map[string]string{}
	for i := range 200 { // more folders than are held open
		files[filepath.Join("d"+string(rune('a'+i%50)), "f"+string(rune('a'+i/50)))] = strings.Repeat("x", i)
	}
	write(t, dir, files)
	tr := open(t, source.Options{Cwd: dir})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			sniffer := tr.Sniffer()
			defer sniffer.Close()
			for _, e := range tr.Walk() {
				head, err := sniffer.Head(e, 10)
				f, err2 := sniffer.Keep()
				if err != nil || err2 != nil || !bytes.HasPrefix(f.Src, head) || string(f.Src) != files[e.Name] {
					t.Errorf("%s: %v, %v", e.Name, err, err2)
				}
				if g := tr.Set.File(f.ID); g != f {
					t.Errorf("%s: not in the set", e.Name)
				}
			}
		})
	}
	wg.Wait()
	if f := tr.Set.File(source.FileID(len(files))); f == nil || tr.Set.File(f.ID+1) != nil {
		t.Error("not each file was read once")
	}
}
