// Package golden compares what the parsers make of files with what archives of testdata say that they make of them. With -update the archives are
// written anew; then read the diff.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// Update is the flag of the tests of every package that imports this one.
var Update = flag.Bool("update", false, "rewrite the expected sections of testdata; then read the diff")

// Archives runs a test for each archive that pattern names: got is given the archive without the section and tells what the section should say.
func Archives(t *testing.T, pattern, section string, got func(t *testing.T, a *txtar.Archive) string) {
	t.Helper()
	for _, name := range named(t, pattern) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a := parsed(t, name)
			at := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == section })
			if at < 0 {
				at = len(a.Files)
				a.Files = append(a.Files, txtar.File{Name: section})
			}
			given := &txtar.Archive{Comment: a.Comment, Files: slices.Concat(a.Files[:at], a.Files[at+1:])}
			if compared(t, &a.Files[at], got(t, given)) {
				write(t, name, a)
			}
		})
	}
}

// Scenarios runs a test for each folder NAME of an archive that has a file NAME/want: got is given the other files of the folder, named below it, and
// those of the folder "all", which belong to every scenario.
func Scenarios(t *testing.T, pattern string, got func(t *testing.T, files []txtar.File) string) {
	t.Helper()
	for _, name := range named(t, pattern) {
		a, changed := parsed(t, name), false
		for i, f := range a.Files {
			folder, isWant := strings.CutSuffix(f.Name, "/want")
			if !isWant {
				continue
			}
			t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar")+"/"+folder, func(t *testing.T) {
				var files []txtar.File
				for _, f := range a.Files {
					if of, rest, ok := strings.Cut(f.Name, "/"); ok && (of == folder || of == "all") && rest != "want" {
						files = append(files, txtar.File{Name: rest, Data: f.Data})
					}
				}
				changed = compared(t, &a.Files[i], got(t, files)) || changed
			})
		}
		if changed {
			write(t, name, a)
		}
	}
}

// Files gives the files of all archives that pattern names, whose names end in one of the given ways; all of them where none is given.
func Files(t testing.TB, pattern string, ends ...string) (files []txtar.File) {
	t.Helper()
	for _, name := range named(t, pattern) {
		for _, f := range parsed(t, name).Files {
			if len(ends) == 0 || slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(f.Name, end) }) {
				files = append(files, f)
			}
		}
	}
	return files
}

// named gives the archives of a pattern, at least one.
func named(t testing.TB, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatal("no testdata", err)
	}
	return names
}

func parsed(t testing.TB, name string) *txtar.Archive {
	t.Helper()
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// compared fails a test whose section says something else, or has the section say it and reports that the archive is to be written.
func compared(t *testing.T, section *txtar.File, got string) (changed bool) {
	t.Helper()
	want := string(section.Data)
	if *Update {
		section.Data = []byte(got)
		return want != got
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	return false
}

func write(t *testing.T, name string, a *txtar.Archive) {
	t.Helper()
	if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}
