package source_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/limits"
	"github.com/timeoutlint/timeoutlint/source"
)

var tree = map[string]string{
	"nginx.conf": "", "Zebra": "", "infra/alb.tf": "", "infra/modules/a/main.tf": "", "infra/nginx.conf.sample": "", ".platform/nginx.conf": "",
	"vendor/x.conf": "", "node_modules/p/x.conf": "", "infra/.terraform/modules/x.tf": "", ".git/config": "",
	"testdata/bad.conf": "", "testdata/vendor/v.conf": "", "testdata/fixtures/f.conf": "", "app/fixtures/f.conf": "", "a.example": "", "b.bak": "", "c.orig": "", "old.bak/x.conf": "", "testdata.conf": "",
}

const (
	fixture = "a folder of test data; give its path to have it checked"
	sample  = "a sample or a backup by its name; give its path to have it checked"
)

func TestWalk(t *testing.T) {
	dir := temp(t)
	write(t, dir, tree)
	all := []string{".platform/nginx.conf", "Zebra", "infra/alb.tf", "infra/modules/a/main.tf", "nginx.conf", "testdata.conf"}
	allSkipped := []source.Skip{
		{Name: "a.example", Reason: sample},
		{Name: "app/fixtures/", Reason: fixture},
		{Name: "b.bak", Reason: sample},
		{Name: "c.orig", Reason: sample},
		{Name: "infra/nginx.conf.sample", Reason: sample},
		{Name: "old.bak/", Reason: sample},
		{Name: "testdata/", Reason: fixture},
	}
	tests := []struct {
		name    string
		cwd     string
		paths   []string
		exclude []string
		want    []string
		skipped []source.Skip
	}{
		{"all", "", nil, nil, all, allSkipped},
		{"twice and overlapping", "", []string{"infra", ".", "infra/modules", "./infra/", ".", "nginx.conf"}, nil, all, allSkipped},
		{"a folder", "", []string{"infra"}, nil, []string{"infra/alb.tf", "infra/modules/a/main.tf"}, allSkipped[4:5]},
		{"from elsewhere", "infra", []string{"../infra"}, nil, []string{"alb.tf", "modules/a/main.tf"}, []source.Skip{{Name: "nginx.conf.sample", Reason: sample}}},
		{"outside of the working directory", "app", []string{"../infra/modules"}, nil, []string{"../infra/modules/a/main.tf"}, nil},
		{"test data named", "", []string{"testdata"}, nil, []string{"testdata/bad.conf"}, []source.Skip{{Name: "testdata/fixtures/", Reason: fixture}}},
		{"below test data", "", []string{"testdata/fixtures"}, nil, []string{"testdata/fixtures/f.conf"}, nil},
		{"below vendor", "", []string{"testdata/vendor", "vendor"}, nil, []string{"testdata/vendor/v.conf", "vendor/x.conf"}, nil},
		{"a sample named", "", []string{"infra/nginx.conf.sample", "b.bak"}, nil, []string{"b.bak", "infra/nginx.conf.sample"}, nil},
		{"excluded", "", nil, []string{"**/modules/**", "*/*.sample", "[a-c].*", "old.bak", "./testdata/", "app"}, []string{".platform/nginx.conf", "Zebra", "infra/alb.tf", "nginx.conf", "testdata.conf"}, nil},
		{"excluded but named", "", []string{"infra/modules"}, []string{"**/modules/**"}, []string{"infra/modules/a/main.tf"}, nil},
		{"all excluded", "", nil, []string{"**"}, nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for range 2 {
				tr := open(t, source.Options{Cwd: filepath.Join(dir, tt.cwd), Paths: tt.paths, Exclude: tt.exclude})
				if d := cmp.Diff(append([]string{}, tt.want...), names(tr.Walk())); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
				if d := cmp.Diff(append([]source.Skip{}, tt.skipped...), tr.Skipped()); d != "" {
					t.Errorf("skipped (-want +got):\n%s", d)
				}
				if u := tr.Unreadable(); len(u) > 0 {
					t.Errorf("unreadable: %v", u)
				}
				slices.Reverse(tt.paths)
			}
		})
	}
}

func TestEntry(t *testing.T) {
	dir := temp(t)
	write(t, dir, map[string]string{"a/x.conf": "12345", "a/y.conf": "1", "b/link": "-> ../a/x.conf", "b/more": "-> ../a/x.conf", "c": "-> " + filepath.Join(dir, "a"), "d/only": "-> ../testdata/t", "d/only2": "-> ../testdata/t", "testdata/t": "1234567"})
	in := func(name string) string { return filepath.Join(dir, name) }
	want := []source.Entry{
		{Path: source.Stdin, Name: "<stdin>", Named: true},
		{Path: in("a/x.conf"), Name: "a/x.conf", Named: true},
		{Path: in("a/y.conf"), Name: "a/y.conf"},
		{Path: in("b/link"), Name: "b/link", Named: true, Target: in("a/x.conf"), Alias: true},
		{Path: in("b/more"), Name: "b/more", Target: in("a/x.conf"), Alias: true},
		{Path: in("d/only"), Name: "d/only", Target: in("testdata/t")},
		{Path: in("d/only2"), Name: "d/only2", Target: in("testdata/t"), Alias: true},
	}
	for _, paths := range [][]string{{".", "-", "b/link"}, {"b/link", "a", ".", "-", "-"}, {"c/../b/link", "-", "c", "."}} {
		tr := open(t, source.Options{Cwd: dir, Paths: paths, Stdin: strings.NewReader("")})
		if d := cmp.Diff(want, tr.Walk()); d != "" {
			t.Errorf("%q (-want +got):\n%s", paths, d)
		}
	}
}

// TestLinkedPath gives a folder by a symbolic link: what is shown is where the
// files are, or, outside of the working directory, what the user could type.
func TestLinkedPath(t *testing.T) {
	dir := temp(t)
	write(t, dir, map[string]string{"work/here/a": "", "work/in": "-> here", "far/away/b": "", "work/out": "-> ../far", "also": "-> work"})
	tests := []struct {
		cwd   string
		paths []string
		want  []string
	}{
		{"work", []string{"in"}, []string{"here/a"}},
		{"work", []string{"out"}, []string{"out/away/b"}},
		{"work", []string{"out", "../far"}, []string{"out/away/b"}},
		{"work", []string{"../far"}, []string{"../far/away/b"}},
		{"also", []string{"in"}, []string{"here/a"}},
		{"also", []string{"../work/in"}, []string{"here/a"}},
	}
	for _, tt := range tests {
		tr := open(t, source.Options{Cwd: filepath.Join(dir, tt.cwd), Paths: tt.paths})
		if d := cmp.Diff(tt.want, names(tr.Walk())); d != "" {
			t.Errorf("%s %q (-want +got):\n%s", tt.cwd, tt.paths, d)
		}
		for _, e := range tr.Walk() {
			if f, err := tr.Read(e.Path); err != nil || f.Name != e.Name {
				t.Errorf("Read(%s) = %+v, %v", e.Path, f, err)
			}
		}
	}
}

func TestInScan(t *testing.T) {
	dir := temp(t)
	write(t, dir, map[string]string{".gitignore": "gen/\n", "conf.d/a": "", "gen/b": "", "testdata/c": "", "link": "-> conf.d", "vendor/d": "", "other/e": ""})
	tr := open(t, source.Options{Cwd: dir, Paths: []string{".", "testdata"}})
	for name, want := range map[string]bool{
		".": true, "conf.d": true, "link": true, "gen": false, "testdata": true, "vendor": false, "missing": false, "conf.d/a": false, "..": false, "/etc": false,
	} {
		if got := tr.InScan(name); got != want {
			t.Errorf("InScan(%s) = %v, want %v", name, got, want)
		}
	}
	if only := open(t, source.Options{Cwd: dir, Paths: []string{"conf.d/a"}}); only.InScan("conf.d") {
		t.Error("the folder of a file is not in the scan")
	}
}

func TestDir(t *testing.T) {
	dir := temp(t)
	write(t, dir, map[string]string{
		".gitignore": "*.auto.tfvars\n", "stack/main.tf": "1", "stack/x.auto.tfvars": "22", "stack/common.tf": "-> ../common.tf", "stack/out.tf": "-> /etc/hostname", "stack/gone.tf": "-> gone",
		"stack/sub/y.tf": "", "stack/z.sample": "", "common.tf": "4444", "stack/.terraform/modules/m/main.tf": "",
	})
	in := func(name string) string { return filepath.Join(dir, name) }
	tr := open(t, source.Options{Cwd: dir, Paths: []string{".", "stack/main.tf"}})
	for path, want := range map[string][]source.Entry{
		"stack": {
			{Path: in("stack/common.tf"), Name: "stack/common.tf", Size: 4, Target: in("common.tf")},
			{Path: in("stack/main.tf"), Name: "stack/main.tf", Size: 1, Named: true},
			{Path: in("stack/x.auto.tfvars"), Name: "stack/x.auto.tfvars", Size: 2},
			{Path: in("stack/z.sample"), Name: "stack/z.sample"},
		},
		"stack/.terraform/modules/m": {{Path: in("stack/.terraform/modules/m/main.tf"), Name: "stack/.terraform/modules/m/main.tf"}},
	} {
		got, err := tr.Dir(path)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("Dir(%s): %v (-want +got):\n%s", path, err, d)
		}
	}
	for path, kind := range map[string]source.Kind{"missing": source.NotFound, "common.tf": source.NotFound, "/etc": source.Outside, "..": source.Outside} {
		if _, err := tr.Dir(path); source.KindOf(err) != kind {
			t.Errorf("Dir(%s): %v, want kind %d", path, err, kind)
		}
	}
}

// TestListedAtOnce lists one folder from several goroutines, while it is walked.
func TestListedAtOnce(t *testing.T) {
	dir := temp(t)
	files := map[string]string{}
	for i := range 300 { // more than one block of names
		files[fmt.Sprintf("a/%03d%s", i, strings.Repeat("-", 60))] = ""
	}
	write(t, dir, files)
	tr := open(t, source.Options{Cwd: dir, Jobs: 2})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			if i == 0 {
				if n := len(tr.Walk()); n != len(files) {
					t.Errorf("%d entries, want %d", n, len(files))
				}
			}
			for range 5 {
				if list, err := tr.Dir("a"); len(list) != len(files) || err != nil {
					t.Errorf("%d names, want %d, %v", len(list), len(files), err)
				}
			}
		})
	}
	all.Wait()
}

// TestJobs walks a tree with several goroutines: what is found is the same.
func TestJobs(t *testing.T) {
	dir := temp(t)
	files := map[string]string{".gitignore": "*.log\nout/\n", "a/b/.gitignore": "!keep.log\nx*\n", "linked": "-> a/b/f0", "a/in": "-> b", "lost": "-> gone"}
	for i := range 300 {
		at := fmt.Sprintf("%c/%c/%c/", 'a'+i%7, 'a'+i%5, 'a'+i%3)
		files[at+fmt.Sprintf("f%d", i)] = "x"
		files[at+"t.log"], files[at+"keep.log"], files[at+"out/x"], files[at+"y.bak"], files[at+"testdata/z"] = "", "", "", "", ""
	}
	write(t, dir, files)
	paths := []string{".", "a/b", "linked", "c/c/c/y.bak"}
	one := open(t, source.Options{Cwd: dir, Paths: paths, Jobs: 1})
	for _, jobs := range []int{2, 5, 0} {
		tr := open(t, source.Options{Cwd: dir, Paths: paths, Jobs: jobs})
		if d := cmp.Diff(one.Walk(), tr.Walk()); d != "" {
			t.Errorf("%d jobs (-1 +%d):\n%s", jobs, jobs, d)
		}
		if d := cmp.Diff(one.Skipped(), tr.Skipped()); d != "" || len(one.Skipped()) < 50 {
			t.Errorf("%d jobs: skipped (-1 +%d):\n%s", jobs, jobs, d)
		}
	}
}

func TestUsage(t *testing.T) {
	dir := temp(t)
	for _, o := range []source.Options{
		{Paths: []string{"missing"}},
		{Paths: []string{"."}, Exclude: []string{"[a"}},
		{Exclude: []string{""}},
		{Paths: []string{""}},
	} {
		o.Cwd = dir
		_, err := source.Open(o)
		if _, ok := errors.AsType[*source.UsageError](err); !ok {
			t.Errorf("%+v: %v, want a *UsageError", o, err)
		}
	}
}

func TestDeepFolders(t *testing.T) {
	dir := temp(t)
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	at := root
	for range 520 {
		if err := at.Mkdir("d", 0o755); err != nil {
			t.Fatal(err)
		}
		next, err := at.OpenRoot("d")
		if err != nil {
			t.Fatal(err)
		}
		if err := at.Close(); err != nil {
			t.Fatal(err)
		}
		at = next
	}
	if err := at.Close(); err != nil {
		t.Fatal(err)
	}
	tr := open(t, source.Options{Cwd: dir})
	if n := len(tr.Walk()); n != 0 {
		t.Errorf("%d entries", n)
	}
	if s := tr.Skipped(); len(s) != 1 || s[0].Reason != "nested deeper than 500 folders" {
		t.Errorf("skipped: %d lines", len(s))
	}
}

func BenchmarkWalk(b *testing.B) {
	dir := temp(b)
	for i := range 5000 {
		path := filepath.Join(dir, fmt.Sprintf("m%d/s%d", i/500, i/20), fmt.Sprintf("f%d.tf", i))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, make([]byte, 4000), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	ignore := "*.log\n/build/\nnode_modules\n*.tfstate*\n.cache/**\n!keep.log\ndocs/*.md\n"
	if err := os.WriteFile(filepath.Join(dir, ".gitignore"), []byte(strings.Repeat(ignore, 5)), 0o644); err != nil {
		b.Fatal(err)
	}
	walk := func(b *testing.B) *source.Tree {
		tr, err := source.Open(source.Options{Cwd: dir})
		if err != nil {
			b.Fatal(err)
		}
		if n := len(tr.Walk()); n != 5001 {
			b.Fatalf("%d entries", n)
		}
		return tr
	}
	b.Run("walk", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			walk(b).Close()
		}
	})
	b.Run("sniff", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			tr := walk(b)
			files := tr.Sniffer()
			for _, e := range tr.Walk() {
				if _, err := files.Head(e, 512); err != nil {
					b.Fatal(err)
				}
			}
			files.Close()
			tr.Close()
		}
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			tr := walk(b)
			for _, e := range tr.Walk() {
				if _, err := tr.Read(e.Path); err != nil {
					b.Fatal(err)
				}
			}
			tr.Close()
		}
	})
	b.Run("os.ReadFile", func(b *testing.B) {
		tr := walk(b)
		defer tr.Close()
		for b.Loop() {
			for _, e := range tr.Walk() {
				if _, err := os.ReadFile(e.Path); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

// TestFilesAboveTheLimit: folders are taken whole or not at all, a PATH that is a file always, and what is left out is counted and unreadable.
func TestFilesAboveTheLimit(t *testing.T) {
	dir := temp(t)
	write(t, dir, map[string]string{"a/1.tf": "", "a/2.tf": "", "b/1.tf": "", "b/2.tf": "", "b/c/1.tf": "", "named.conf": "", "z/.gitignore": "x*\n", "z/x1": "", "z/x2": ""})
	all := []string{"a/1.tf", "a/2.tf", "b/1.tf", "b/2.tf", "b/c/1.tf", "named.conf", "z/.gitignore"}
	for _, test := range []struct {
		most  int64
		paths []string
		want  []string
		left  string // the first folder, and how many files
	}{
		{8, []string{"."}, all, ""},
		{7, []string{"."}, all, ""},
		{6, []string{"."}, []string{"a/1.tf", "a/2.tf", "b/1.tf", "b/2.tf", "b/c/1.tf", "named.conf"}, "z/: its files are left out, 1 in all"},
		{5, []string{"."}, []string{"a/1.tf", "a/2.tf", "b/1.tf", "b/2.tf", "named.conf"}, "b/c/: its files are left out, with those of 1 more folders, 2 in all"},
		{4, []string{"."}, []string{"a/1.tf", "a/2.tf", "b/c/1.tf", "named.conf"}, "b/: its files are left out, with those of 1 more folders, 3 in all"},
		{1, []string{"."}, []string{"named.conf"}, "a/: its files are left out, with those of 3 more folders, 6 in all"},
		{1, []string{"named.conf", "a/1.tf", "a"}, []string{"a/1.tf", "a/2.tf", "named.conf"}, ""},
		{1, []string{"b", "named.conf", "a/1.tf"}, []string{"a/1.tf", "b/c/1.tf", "named.conf"}, "b/: its files are left out, 2 in all"},
	} {
		tr := open(t, source.Options{Cwd: dir, Paths: test.paths, Limits: limits.Set{}.With(limits.Files, test.most)})
		var got []string
		for _, e := range tr.Walk() {
			got = append(got, e.Name)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%d of %q: %s", test.most, test.paths, diff)
		}
		told := ""
		for _, u := range tr.Unreadable() {
			told += u.Name + ": " + u.Reason
		}
		if test.left != "" {
			test.left += fmt.Sprintf(": more than %d files (raise it with --limit files=N); or name fewer PATHs", test.most)
		}
		if told != test.left {
			t.Errorf("%d of %q: told %q, want %q", test.most, test.paths, told, test.left)
		}
		if in := tr.InScan(filepath.Join(dir, "b", "c")); in != slices.Contains(got, "b/c/1.tf") {
			t.Errorf("%d of %q: b/c is in the scan: %t", test.most, test.paths, in)
		}
	}
}
