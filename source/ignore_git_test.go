package source_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/source"
)

// git runs the real git with a clean environment.
func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "core.excludesFile=", "-c", "user.name=x", "-c", "user.email=x@x"}, args...)...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// write makes files; a value "-> target" makes a symbolic link.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if target, ok := strings.CutPrefix(text, "-> "); ok {
			err = os.Symlink(target, path)
		} else {
			err = os.WriteFile(path, []byte(text), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// temp is a fresh folder without symbolic links in its path.
func temp(t testing.TB) string {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func open(t testing.TB, o source.Options) *source.Tree {
	t.Helper()
	tree, err := source.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tree.Close)
	return tree
}

func names(entries []source.Entry) []string {
	list := []string{}
	for _, e := range entries {
		list = append(list, e.Name)
	}
	return list
}

// ignorePaths is the tree on which every pattern is tried.
var ignorePaths = []string{
	"a", "b.conf", "c.txt", "foo", "foobar", "foo.conf", "x y", "tail ", "#hash", "!bang", "back\\slash", "[odd", "é.conf", ".hidden", ".hid/x.conf", "star*", "q?",
	"build/out.conf", "build/deep/out.conf", "build/keep/k.conf", "sub/build/out.conf", "sub/foo", "sub/foo.conf", "sub/bar/foo.conf", "sub/deep/er/foo.conf",
	"foo1/x/bar", "foo1/bar", "foobar1/bar", "foox/y/bar", "log/a.log", "log/b.log", "log/1/c.log", "A.CONF", "z9", "z-", "z]", "z/z",
	"docs/a/b/c/d.md", "docs/a/d.md", "docs/d.md", "ab", "aab", "aaab", "a.b", "tab\tfile", "dir.d/x", "conf.d/x.conf", "sub/conf.d/x.conf",
}

var ignorePatterns = []string{
	"", "a", "foo", "/foo", "foo/", "/build/", "build", "build/", "*.conf", "!*.conf", "*.conf\n!foo.conf", "*\n!*.conf", "*\n!*/\n!*.conf", "/*\n!/sub",
	"sub/*", "sub/**", "sub/*/", "**/foo", "**/build/", "**/foo.conf", "sub/**/foo.conf", "**", "/**", "**/", "*/", "/*/", "*/*", "**/*.conf", "a/**/b", "docs/**/d.md", "docs/**", "docs/*/d.md",
	"docs/a/**/d.md", "docs/**/c/", "foo**/bar", "foo**bar", "foo1/**/bar", "f**", "foo**", "f**o/", "***", "***/foo", "/***/foo", "sub/***/foo.conf", "sub**/foo.conf", "**foo", "s*b/foo", "s*b/**r/foo.conf",
	"z[0-9]", "z[!0-9]", "z[^0-9]", "z[]]", "z[]-]", "z[-]", "z[a-", "z[", "[odd", "\\[odd", "[[]odd", "z[[:digit:]]", "z[[:nope:]]", "z[[:punct:]]", "z[\\]]", "z[9-0]", "[[:upper:]]*", "z[/]z", "z?z", "z*z", "[a-c].*", "[!a-c]*",
	"x y", "x\\ y", "tail ", "tail\\ ", "tail  ", "tail\\  ", "foo \t", "foo\t", "#hash", "\\#hash", "!bang", "\\!bang", "back\\slash", "back\\\\slash", "foo\\", "\\foo", "star\\*", "star*", "q\\?", "q?", "é.conf", "?.conf", "??.conf",
	"# a comment\n\n   \nfoo", "foo\r\nb.conf\r\n", "\xef\xbb\xbffoo", "foo\n!foo", "!foo\nfoo", "build/\n!build/keep/", "build/*\n!build/keep/", "build/**\n!build/keep/\n!build/keep/k.conf", "build/deep\n!build/deep/out.conf", "sub/build", "sub/foo.conf/", "/sub/foo.conf",
	".*", ".hidden", ".hid", ".*/", "!.*", "/", "//", "//foo", "./foo", "../foo", "sub//foo", "!", "!/", "a*b", "a*a*b", "*a*b*", "*.*", "*.", ".", "..", "foo/.", "conf.d", "conf.d/", "/conf.d", "sub/conf.d/*.conf", "conf.d/*.conf", "*.d/x", "**/*.d/", "log/*.log", "log/**.log", "log/[12]/", "log/?/c.log", "A.CONF", "a.conf", "**/**/foo.conf", "**/\\foo", "sub/**\\/foo.conf", "tab\\\tfile", "tab?file",
}

// TestIgnoreAsGit compares what discovery keeps with what the real git lists,
// pattern by pattern: at the top, in info/exclude, and in a folder.
func TestIgnoreAsGit(t *testing.T) {
	dir := temp(t)
	files := map[string]string{}
	for _, p := range ignorePaths {
		files[p] = ""
	}
	write(t, dir, files)
	git(t, dir, "init", "-q")
	for _, where := range []string{".gitignore", ".git/info/exclude", "sub/.gitignore"} {
		path := filepath.Join(dir, where)
		for _, p := range ignorePatterns {
			write(t, dir, map[string]string{where: p + "\n"})
			want := strings.Split(git(t, dir, "ls-files", "-z", "-o", "--exclude-standard"), "\x00")
			want = slices.DeleteFunc(want, func(s string) bool { return s == "" })
			slices.Sort(want)
			tree := open(t, source.Options{Cwd: dir})
			got := names(tree.Walk())
			tree.Close()
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("pattern %q in %s (-git +ours):\n%s", p, where, d)
			}
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTracked keeps what git tracks though a pattern ignores it, in each format
// of the index.
func TestTracked(t *testing.T) {
	files := map[string]string{
		".gitignore": "*.conf\nbuild/\nnew\n", "kept.conf": "", "lost.conf": "", "build/kept": "", "build/lost": "", "build/deep/kept.conf": "", "build/other/lost": "", "new": "", "plain": "",
		// enough names that version 4 shares prefixes of all lengths
		"build/kept-2": "", "build/kept-22": "", strings.Repeat("long", 50) + ".conf": "", strings.Repeat("long", 50) + "er.conf": "",
	}
	want := []string{
		".gitignore", "build/deep/kept.conf", "build/kept", "build/kept-2", "build/kept-22", "kept.conf",
		strings.Repeat("long", 50) + ".conf", strings.Repeat("long", 50) + "er.conf", "new", "plain",
	}
	add := append([]string{"add", "-f"}, want[1:8]...)
	tests := []struct {
		name string
		init []string
		then [][]string
	}{
		{"version 2", nil, [][]string{add, {"add", "-f", "new"}, {"update-index", "--index-version", "2"}}},
		{"version 3", nil, [][]string{add, {"add", "-f", "-N", "new"}}},
		{"version 4", nil, [][]string{add, {"add", "-f", "new"}, {"update-index", "--index-version", "4"}}},
		{"split index", nil, [][]string{add, {"update-index", "--split-index"}, {"add", "-f", "new"}}},
		{"sha256", []string{"--object-format=sha256"}, [][]string{add, {"add", "-f", "new"}}},
		{"committed", nil, [][]string{add, {"add", "-f", "new"}, {"commit", "-q", "-m", "x"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := temp(t)
			write(t, dir, files)
			git(t, dir, append([]string{"init", "-q"}, tt.init...)...)
			for _, args := range tt.then {
				git(t, dir, args...)
			}
			tree := open(t, source.Options{Cwd: dir})
			if d := cmp.Diff(want, names(tree.Walk())); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
			skipped := []source.Skip{
				{Name: "build/lost", Reason: "ignored by .gitignore and not tracked by git"},
				{Name: "build/other/", Reason: "ignored by .gitignore and not tracked by git"},
				{Name: "lost.conf", Reason: "ignored by .gitignore and not tracked by git"},
			}
			if d := cmp.Diff(skipped, tree.Skipped()); d != "" {
				t.Errorf("skipped (-want +got):\n%s", d)
			}
		})
	}
}

// TestWorkTree finds index and exclude file of a further work tree, whose .git
// is a file.
func TestWorkTree(t *testing.T) {
	dir := temp(t)
	main, tree := filepath.Join(dir, "main"), filepath.Join(dir, "tree")
	write(t, main, map[string]string{".gitignore": "*.conf\n", "kept.conf": "", "sub/x": ""})
	git(t, main, "init", "-q")
	write(t, main, map[string]string{".git/info/exclude": "secret\n"})
	git(t, main, "add", "-f", ".gitignore", "kept.conf", "sub/x")
	git(t, main, "commit", "-q", "-m", "x")
	git(t, main, "worktree", "add", "-q", tree)
	write(t, tree, map[string]string{"lost.conf": "", "secret": "", "plain": "", "sub/lost.conf": "", "sub/secret": ""})

	if d := cmp.Diff([]string{".gitignore", "kept.conf", "plain", "sub/x"}, names(open(t, source.Options{Cwd: tree}).Walk())); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	// from a folder inside, the rules from above hold too
	if d := cmp.Diff([]string{"x"}, names(open(t, source.Options{Cwd: filepath.Join(tree, "sub")}).Walk())); d != "" {
		t.Errorf("in sub (-want +got):\n%s", d)
	}
}

// TestNestedRepository judges a repository inside another by its own rules.
func TestNestedRepository(t *testing.T) {
	dir := temp(t)
	write(t, dir, map[string]string{".gitignore": "*.conf\n", "a.conf": "", "in/b.conf": "", "in/c.txt": "", "in/.gitignore": "*.txt\n"})
	git(t, dir, "init", "-q")
	git(t, filepath.Join(dir, "in"), "init", "-q")
	if d := cmp.Diff([]string{".gitignore", "in/.gitignore", "in/b.conf"}, names(open(t, source.Options{Cwd: dir}).Walk())); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestIgnoredPath looks at an ignored folder when it is a PATH.
func TestIgnoredPath(t *testing.T) {
	dir := temp(t)
	write(t, dir, map[string]string{".gitignore": "dist/\n*.log\n", "dist/.gitignore": "*\n", "dist/a.conf": "", "dist/in/b.conf": "", "x.log": "", "y.log": "", "z": ""})
	git(t, dir, "init", "-q")
	tests := []struct {
		paths, want []string
		skipped     []source.Skip
	}{
		{
			nil,
			[]string{".gitignore", "z"},
			[]source.Skip{{Name: "./", Reason: "2 files ignored by .gitignore and not tracked by git"}, {Name: "dist/", Reason: "ignored by .gitignore and not tracked by git"}},
		},
		{[]string{"dist"}, []string{"dist/.gitignore", "dist/a.conf", "dist/in/b.conf"}, nil},
		{[]string{"dist/in"}, []string{"dist/in/b.conf"}, nil},
		{[]string{"x.log"}, []string{"x.log"}, nil},
		{
			[]string{"dist", ".", "x.log"},
			[]string{".gitignore", "dist/.gitignore", "dist/a.conf", "dist/in/b.conf", "x.log", "z"},
			[]source.Skip{{Name: "y.log", Reason: "ignored by .gitignore and not tracked by git"}},
		},
	}
	for _, tt := range tests {
		tree := open(t, source.Options{Cwd: dir, Paths: tt.paths})
		if d := cmp.Diff(tt.want, names(tree.Walk())); d != "" {
			t.Errorf("%q (-want +got):\n%s", tt.paths, d)
		}
		if d := cmp.Diff(append([]source.Skip{}, tt.skipped...), tree.Skipped()); d != "" {
			t.Errorf("%q skipped (-want +got):\n%s", tt.paths, d)
		}
	}
}
