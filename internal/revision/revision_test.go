package revision_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/internal/revision"
)

// git runs git in a folder with an identity of its own.
func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "protocol.file.allow=always"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@example.com", "GIT_AUTHOR_DATE=2026-01-01T00:00:00Z",
		"GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@example.com", "GIT_COMMITTER_DATE=2026-01-01T00:00:00Z")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// repository is a scratch repository whose first commit holds some files.
func repository(t testing.TB, files map[string]string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	git(t, dir, "init", "-q", "-b", "main")
	put(t, dir, files)
	git(t, dir, "add", "-A", "-f")
	git(t, dir, "commit", "-q", "-m", "first", "--allow-empty")
	return dir
}

func put(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if to, ok := strings.CutPrefix(text, "-> "); ok {
			if err := os.Symlink(to, at); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// tree is what lies below a folder: name -> content, or "-> target".
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	err := filepath.WalkDir(dir, func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if err == nil && d.Name() == ".git" {
				return fs.SkipDir
			}
			return err
		}
		name := filepath.ToSlash(strings.TrimPrefix(at, dir+string(filepath.Separator)))
		if d.Type()&fs.ModeSymlink != 0 {
			to, err := os.Readlink(at)
			found[name] = "-> " + to
			return err
		}
		text, err := os.ReadFile(at)
		found[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// extract gives what a revision holds, and what was left out.
func extract(t *testing.T, dir, rev string, wanted func(string) bool) (map[string]string, []revision.Left) {
	t.Helper()
	r, err := revision.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.Resolve(rev)
	if err != nil {
		t.Fatal(err)
	}
	into := t.TempDir()
	left, err := r.Extract(c, into, revision.Limits{File: 1 << 10, Total: 1 << 20}, wanted)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(left, func(a, b revision.Left) int { return strings.Compare(a.Path, b.Path) })
	return tree(t, into), left
}

func TestExtract(t *testing.T) {
	dir := repository(t, map[string]string{
		"nginx.conf":            "events {}\n",
		"deploy/web/site.conf":  "server {}\r\n",
		"empty":                 "",
		"logo.png":              "\x89PNG\x00\x00",
		"large.conf":            strings.Repeat("#", 2000),
		"big.bin":               "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
		"link.conf":             "-> nginx.conf",
		"out.conf":              "-> /etc/passwd",
		".gitignore":            "*.conf\n",
		"-rf":                   "dash",
		"two\nlines\ttab \"q\"": "odd",
		"\xff\xfe.conf":         "no utf-8",
		"ключ.conf":             "utf-8",
	})
	put(t, dir, map[string]string{"nginx.conf": "changed\n", "untracked.conf": "new\n"})
	before := tree(t, dir)
	got, left := extract(t, dir, "HEAD", nil)
	want := map[string]string{
		"nginx.conf": "events {}\n", "deploy/web/site.conf": "server {}\r\n", "empty": "", "link.conf": "-> nginx.conf",
		"out.conf": "-> /etc/passwd", "-rf": "dash", "two\nlines\ttab \"q\"": "odd", "\xff\xfe.conf": "no utf-8", "ключ.conf": "utf-8",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("extracted (-want +got):\n%s", diff)
	}
	wantLeft := []revision.Left{
		{Path: "big.bin", Reason: "a Git LFS pointer: what it stands for is not part of the revision"},
		{Path: "large.conf", Reason: "larger than 1024 bytes"},
	}
	if diff := cmp.Diff(wantLeft, left); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, tree(t, dir)); diff != "" {
		t.Errorf("the work tree has changed:\n%s", diff)
	}
	if got, _ := extract(t, filepath.Join(dir, "deploy"), "main", func(path string) bool { return strings.HasPrefix(path, "deploy/") }); len(got) != 1 {
		t.Errorf("of a part: %q", got)
	}
}

func TestExtractBoundsTheWhole(t *testing.T) {
	dir := repository(t, map[string]string{"a": strings.Repeat("a", 600), "b": strings.Repeat("b", 600)})
	r, err := revision.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.Resolve("HEAD")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Extract(c, t.TempDir(), revision.Limits{File: 1 << 10, Total: 1000}, nil); err == nil || !strings.Contains(err.Error(), "name fewer") {
		t.Errorf("1200 of 1000 bytes: %v", err)
	}
}

func TestExtractLeavesSubmodulesOut(t *testing.T) {
	inner := repository(t, map[string]string{"x": "x"})
	dir := repository(t, map[string]string{"a": "a"})
	git(t, dir, "submodule", "--quiet", "add", inner, "sub")
	git(t, dir, "commit", "-q", "-m", "submodule")
	got, left := extract(t, dir, "HEAD", nil)
	if got["a"] != "a" || len(left) != 1 || left[0].Path != "sub" || !strings.Contains(left[0].Reason, "a submodule") {
		t.Errorf("%q, left out %q", got, left)
	}
}

// TestExtractHostileTrees: tree objects made by hand can hold names that no checkout would.
func TestExtractHostileTrees(t *testing.T) {
	dir := repository(t, map[string]string{"a": "harmless"})
	outside := filepath.Join(filepath.Dir(dir), "escaped")
	blob := git(t, dir, "hash-object", "-w", "a")
	evil := filepath.Join(dir, "evil")
	for name, entries := range map[string][][2]string{ // mode and name
		"up":           {{"100644", "../escaped"}},
		"absolute":     {{"100644", outside}},
		"git folder":   {{"100644", ".git/config"}},
		"GIT folder":   {{"100644", ".GIT/config"}},
		"through link": {{"120000", "l"}, {"100644", "l/escaped"}},
	} {
		t.Run(name, func(t *testing.T) {
			var raw strings.Builder
			for _, e := range entries {
				hash := blob
				if e[0] == "120000" {
					if err := os.WriteFile(evil, []byte(filepath.Dir(dir)), 0o644); err != nil {
						t.Fatal(err)
					}
					hash = git(t, dir, "hash-object", "-w", "evil")
				}
				raw.WriteString(e[0] + " " + e[1] + "\x00" + unhex(t, hash))
			}
			if err := os.WriteFile(evil, []byte(raw.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			made := git(t, dir, "hash-object", "--literally", "-w", "-t", "tree", "evil")
			commit := git(t, dir, "commit-tree", made, "-m", "evil")
			got, left := extract(t, dir, commit, nil)
			if _, err := os.Lstat(outside); err == nil {
				t.Error("a file was written outside of the folder")
			}
			for at := range got {
				if strings.Contains(at, "escaped") && name != "through link" || strings.Contains(strings.ToLower(at), ".git") {
					t.Errorf("%q was written", at)
				}
			}
			if len(left) == 0 {
				t.Errorf("nothing was left out of %q", got)
			}
		})
	}
}

func unhex(t *testing.T, hash string) string {
	t.Helper()
	var b strings.Builder
	for i := 0; i < len(hash); i += 2 {
		b.WriteByte(digit(hash[i])<<4 | digit(hash[i+1]))
	}
	return b.String()
}

func digit(c byte) byte {
	if c >= 'a' {
		return c - 'a' + 10
	}
	return c - '0'
}

func TestResolve(t *testing.T) {
	dir := repository(t, map[string]string{"a": "1"})
	git(t, dir, "tag", "-a", "-m", "x", "v1")
	git(t, dir, "branch", "feature/x")
	r, err := revision.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	head := git(t, dir, "rev-parse", "HEAD")
	for _, name := range []string{"HEAD", "main", "v1", "feature/x", head, head[:8], "HEAD~0", "main^{commit}"} {
		if c, err := r.Resolve(name); err != nil || c.ID != head || c.Name != name {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	for name, want := range map[string]string{
		"":                             "names no revision",
		"--upload-pack=touch /tmp/x":   "looks like a flag",
		"-":                            "looks like a flag",
		"--output=x":                   "looks like a flag",
		"nowhere":                      `there is no revision "nowhere" here`,
		"main\n--all":                  "names no revision",
		"main..HEAD":                   "is a range",
		"main...HEAD":                  "is a range",
		"HEAD:a":                       "there is no revision",
		"$(touch x)":                   "there is no revision",
		"HEAD^{/\x1b[31m}":             `\x1b`,
		strings.Repeat("a", 100):       "there is no revision",
		"HEAD~99999999999999999999":    "there is no revision",
		"refs/heads/main --all":        "there is no revision",
		"0000000000000000000000000000": "there is no revision",
	} {
		var wrong *revision.Error
		if _, err := r.Resolve(name); !errors.As(err, &wrong) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", name, err, want)
		}
	}
}

func TestOpen(t *testing.T) {
	dir := repository(t, map[string]string{"deploy/web/a": "1", "line\nend/a": "1"})
	for sub, want := range map[string]string{".": "", "deploy/web": "deploy/web", "line\nend": "line\nend"} {
		r, err := revision.Open(filepath.Join(dir, sub))
		if err != nil || r.Top != dir || r.Prefix != want {
			t.Errorf("%q: %+v, %v", sub, r, err)
		}
	}
	var wrong *revision.Error
	if _, err := revision.Open(t.TempDir()); !errors.As(err, &wrong) {
		t.Errorf("outside of a repository: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := revision.Open(dir); !errors.Is(err, revision.ErrNoGit) {
		t.Errorf("without git: %v", err)
	}
}

func TestBeforeTheFirstCommit(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	put(t, dir, map[string]string{"a": "a"})
	if got, left := extract(t, dir, "HEAD", nil); len(got)+len(left) != 0 {
		t.Errorf("%q, left out %q", got, left)
	}
	r, err := revision.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Resolve("main"); err == nil {
		t.Error("a branch without commits is a revision")
	}
	git(t, dir, "add", "a")
	git(t, dir, "commit", "-q", "-m", "first")
	git(t, dir, "checkout", "-q", "--orphan", "other")
	if _, err := r.Resolve("HEAD"); err == nil {
		t.Error("an orphan branch beside others is taken for a repository without commits")
	}
}

func TestAShallowCloneSaysSo(t *testing.T) {
	from := repository(t, map[string]string{"a": "1"})
	put(t, from, map[string]string{"a": "2"})
	git(t, from, "commit", "-q", "-a", "-m", "second")
	dir := filepath.Join(t.TempDir(), "clone")
	git(t, from, "clone", "-q", "--depth=1", "file://"+from, dir)
	r, err := revision.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Resolve("HEAD~1"); err == nil || !strings.Contains(err.Error(), "this clone is shallow") {
		t.Error(err)
	}
}

// TestTheEnvironmentHasNoSay: neither variables nor configuration of the user or of the repository change what is read, or run anything.
func TestTheEnvironmentHasNoSay(t *testing.T) {
	dir := repository(t, map[string]string{"a": "text\n", ".gitattributes": "a filter=evil export-ignore diff=evil\n"})
	other := repository(t, map[string]string{"b": "other"})
	marker := filepath.Join(t.TempDir(), "ran")
	touch := "touch " + marker + ";"
	for key, value := range map[string]string{
		"core.fsmonitor": touch, "core.pager": touch, "core.sshCommand": touch, "core.editor": touch, "filter.evil.smudge": touch,
		"diff.evil.textconv": touch, "alias.rev-parse": "!" + touch, "alias.cat-file": "!" + touch, "credential.helper": "!" + touch,
		"core.autocrlf": "true", "core.quotePath": "true",
	} {
		git(t, dir, "config", key, value)
	}
	global := filepath.Join(t.TempDir(), "gitconfig")
	if err := os.WriteFile(global, []byte("[core]\n\tfsmonitor = "+touch+"\n\tbad ="), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_CONFIG_GLOBAL", global)
	t.Setenv("GIT_DIR", filepath.Join(other, ".git"))
	t.Setenv("GIT_WORK_TREE", other)
	t.Setenv("GIT_PAGER", touch)
	t.Setenv("GIT_EXTERNAL_DIFF", touch)
	t.Setenv("GIT_TRACE", marker)
	got, _ := extract(t, dir, "HEAD", nil)
	if got["a"] != "text\n" {
		t.Errorf("extracted %q", got)
	}
	if _, err := os.Stat(marker); err == nil {
		t.Error("a program of the configuration ran")
	}
}

// TestAPartialCloneFetchesNothing: what is missing is left out, and the promised remote is not asked, whatever its address says to run.
func TestAPartialCloneFetchesNothing(t *testing.T) {
	from := repository(t, map[string]string{"a": "here", "deploy/b": "missing"})
	git(t, from, "config", "uploadpack.allowFilter", "true")
	dir := filepath.Join(t.TempDir(), "clone")
	git(t, from, "clone", "-q", "--no-checkout", "--filter=blob:none", "file://"+from, dir)
	marker := filepath.Join(t.TempDir(), "ran")
	git(t, dir, "config", "remote.origin.url", "ext::sh -c touch% "+marker)
	git(t, dir, "config", "protocol.ext.allow", "always")
	r, err := revision.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := r.Resolve("HEAD")
	if err != nil {
		t.Fatal(err)
	}
	left, err := r.Extract(c, t.TempDir(), revision.Limits{File: 1 << 10, Total: 1 << 20}, nil)
	if err == nil && len(left) != 2 {
		t.Errorf("left out: %q", left)
	}
	if err != nil && !strings.Contains(err.Error(), "missing in this clone") {
		t.Error(err)
	}
	if _, err := os.Stat(marker); err == nil {
		t.Error("the remote was asked")
	}
}
