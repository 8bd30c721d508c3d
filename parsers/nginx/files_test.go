package nginx_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/lint"
)

// checked is what a whole run says about a folder, one line each: findings with their places, what was left out, what could not be read.
func checked(t *testing.T, dir string) string {
	t.Helper()
	began := time.Now()
	r, err := lint.Run(lint.Options{Cwd: dir, Panics: true})
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("took %v", took)
	}
	var b strings.Builder
	for _, f := range r.Findings {
		from, _ := r.Set.Position(f.At)
		b.WriteString(r.Set.File(f.At.File).Name + ":" + strconv.Itoa(from.Line) + ": " + f.Message + "\n")
	}
	for _, list := range [][]finding.Skip{r.Skipped, r.Unreadable} {
		for _, s := range list {
			b.WriteString(s.File + ": " + s.Reason + "\n")
		}
	}
	return b.String()
}

// rest is a mistake behind the hostile part: it must be found whatever stands before it.
const rest = "events {}\nhttp { server { keepalive_timeout 5 x; } }\n"

const restFound = `rest/nginx.conf:2: nginx refuses "x"`

func TestFilesThatCannotBeIncluded(t *testing.T) {
	for name, c := range map[string]struct {
		include string
		make    func(t *testing.T, dir string)
		says    string
	}{
		"itself":                   {"nginx.conf", nil, "is a loop"},
		"a file that is not there": {"missing.inc", nil, "no such file"},
		"a folder": {"folder", func(t *testing.T, dir string) {
			t.Helper()
			write(t, filepath.Join(dir, "folder", "x"), nil)
		}, "is a folder"},
		"a named pipe": {"pipe", func(t *testing.T, dir string) {
			t.Helper()
			if err := mkfifo(filepath.Join(dir, "pipe")); err != nil {
				t.Skip(err)
			}
		}, "cannot be read: "},
		"a file without permission": {"secret", func(t *testing.T, dir string) {
			t.Helper()
			if os.Geteuid() == 0 {
				t.Skip("root may read everything")
			}
			write(t, filepath.Join(dir, "secret"), []byte("keepalive_timeout 5;"))
			if err := os.Chmod(filepath.Join(dir, "secret"), 0); err != nil {
				t.Fatal(err)
			}
		}, "cannot be read: "},
		"a link to itself": {"link", func(t *testing.T, dir string) {
			t.Helper()
			if err := os.Symlink("link", filepath.Join(dir, "link")); err != nil {
				t.Skip(err)
			}
		}, "include"},
		"a file outside": {"/etc/passwd", nil, "outside"},
		"a device": {"device", func(t *testing.T, dir string) {
			t.Helper()
			if err := os.Symlink("/dev/zero", filepath.Join(dir, "device")); err != nil {
				t.Skip(err)
			}
		}, "outside"},
		"binary data": {"data.inc", func(t *testing.T, dir string) {
			t.Helper()
			write(t, filepath.Join(dir, "data.inc"), []byte("a\x00b;\xff\xfe{{{"))
		}, "unexpected end of file"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if c.make != nil {
				c.make(t, dir)
			}
			write(t, filepath.Join(dir, "nginx.conf"), []byte("events {}\nhttp {\n    include "+c.include+";\n}\n"))
			write(t, filepath.Join(dir, "rest", "nginx.conf"), []byte(rest))
			got := checked(t, dir)
			if !strings.Contains(got, c.says) || !strings.Contains(got, restFound) {
				t.Errorf("want %q and %q, got\n%s", c.says, restFound, got)
			}
		})
	}
}

// Files that include each other twice would be read 2^30 times.
func TestIncludesThatMultiply(t *testing.T) {
	dir := t.TempDir()
	for i := range 30 {
		next := strconv.Itoa(i+1) + ".inc"
		write(t, filepath.Join(dir, strconv.Itoa(i)+".inc"), []byte("include "+next+";\ninclude "+next+";\n"))
	}
	write(t, filepath.Join(dir, "30.inc"), []byte("keepalive_timeout 5s;\n"))
	write(t, filepath.Join(dir, "nginx.conf"), []byte("events {}\nhttp {\n    include 0.inc;\n}\n"))
	write(t, filepath.Join(dir, "rest", "nginx.conf"), []byte(rest))
	got := checked(t, dir)
	if strings.Count(got, "more than 50000 inclusions") != 1 || !strings.Contains(got, restFound) {
		t.Errorf("got\n%s", got)
	}
}

// The same in a map, and a chain that comes back to the main file.
func TestIncludesOfMaps(t *testing.T) {
	dir := t.TempDir()
	for i := range 30 {
		next := strconv.Itoa(i+1) + ".inc"
		write(t, filepath.Join(dir, strconv.Itoa(i)+".inc"), []byte("include "+next+";\ninclude "+next+";\n"))
	}
	write(t, filepath.Join(dir, "30.inc"), []byte("a b;\n"))
	write(t, filepath.Join(dir, "circle.inc"), []byte("include nginx.conf;\n"))
	write(t, filepath.Join(dir, "nginx.conf"), []byte("events {}\nhttp {\n    include circle.inc;\n    map $a $b { include 0.inc; }\n}\n"))
	write(t, filepath.Join(dir, "rest", "nginx.conf"), []byte(rest))
	got := checked(t, dir)
	for _, want := range []string{"more than 50000 inclusions", `circle.inc:1: include "nginx.conf" is a loop`, restFound} {
		if strings.Count(got, want) != 1 {
			t.Errorf("%q %d times in\n%s", want, strings.Count(got, want), got)
		}
	}
}

// A deep chain of files is as nested as blocks are.
func TestIncludesThatNest(t *testing.T) {
	dir := t.TempDir()
	for i := range 1000 {
		write(t, filepath.Join(dir, strconv.Itoa(i)+".inc"), []byte("include "+strconv.Itoa(i+1)+".inc;\n"))
	}
	write(t, filepath.Join(dir, "1000.inc"), []byte("keepalive_timeout 5s;\n"))
	write(t, filepath.Join(dir, "nginx.conf"), []byte("events {}\nhttp {\n    include 0.inc;\n}\n"))
	write(t, filepath.Join(dir, "rest", "nginx.conf"), []byte(rest))
	got := checked(t, dir)
	if !strings.Contains(got, "nested more than 200 deep") || !strings.Contains(got, restFound) {
		t.Errorf("got\n%s", got)
	}
}
