package lint_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/lint"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// commit records all files of a scratch repository.
func commit(t *testing.T, dir string) {
	t.Helper()
	for _, args := range [][]string{{"add", "-A", "-f"}, {"commit", "-q", "-m", "x"}} {
		cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
			"GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@example.com", "GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@example.com")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v %s", args, err, out)
		}
	}
}

// seen is a result as a reader of its report sees it.
func seen(r *finding.Result) (lines []string) {
	for _, f := range r.Findings {
		at, _ := r.Set.Position(f.At)
		lines = append(lines, f.Fingerprint()+" "+r.Set.File(f.At.File).Name+" "+f.Rule.ID+" "+f.Message+" "+string(rune('0'+at.Line%10)))
	}
	for _, e := range r.Graph.Endpoints {
		lines = append(lines, e.ID+" "+e.Canon)
	}
	return lines
}

// TestARevisionIsReadAsTheWorkTree: on a clean tree there is no difference, whatever the PATHs are and wherever the run starts.
func TestARevisionIsReadAsTheWorkTree(t *testing.T) {
	dir := scratch(t, map[string]string{
		"deploy/nginx.conf":        strings.Replace(shop, "events {}", "events {}\ninclude /etc/nginx/extra.conf;", 1),
		"deploy/extra/extra.conf":  "# nothing\n",
		"deploy/conf.d/ignored.cf": "",
		"timeoutlint.yaml":         declaration,
		"org/policy.yaml":          "version: 1\nsettings: { margin: 2s }\n",
		".gitignore":               "*.conf\n", // tracked all the same
		"two\nlines/nginx.conf":    "events {}\nhttp { server { listen 80 } }\n",
		"-dash/nginx.conf":         "events {}\nhttp { server { listen 81 } }\n",
	})
	if err := os.Symlink("deploy", filepath.Join(dir, "current")); err != nil {
		t.Skip(err)
	}
	commit(t, dir)
	maps := parsers.Settings{Maps: []parsers.PathMap{{From: "/etc/nginx", To: filepath.Join(dir, "deploy", "extra")}}}
	for name, o := range map[string]lint.Options{
		"all of it":           {Cwd: dir},
		"from a folder":       {Cwd: filepath.Join(dir, "deploy")},
		"from a folder, all":  {Cwd: filepath.Join(dir, "deploy"), Paths: []string{".."}},
		"a folder":            {Cwd: dir, Paths: []string{"deploy", "timeoutlint.yaml"}},
		"a file":              {Cwd: dir, Paths: []string{"deploy/nginx.conf"}},
		"absolute":            {Cwd: dir, Paths: []string{filepath.Join(dir, "deploy")}},
		"with a map":          {Cwd: dir, Paths: []string{"deploy/nginx.conf"}, Settings: maps},
		"with a prefix":       {Cwd: dir, Paths: []string{"deploy/nginx.conf"}, Settings: parsers.Settings{NginxPrefix: filepath.Join(dir, "deploy")}},
		"with configurations": {Cwd: dir, Paths: []string{"deploy"}, Configs: []string{"org/policy.yaml", "timeoutlint.yaml"}},
		"through a link":      {Cwd: dir, Paths: []string{"current"}},
		"without its names":   {Cwd: dir, Exclude: []string{"deploy/**"}},
	} {
		t.Run(name, func(t *testing.T) {
			scratch := t.TempDir()
			o.Scratch = scratch
			want, err := lint.Run(o)
			if err != nil {
				t.Fatal(err)
			}
			state, err := lint.RunAt(o, "HEAD")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(seen(want), seen(state.Result)); diff != "" {
				t.Errorf("(-work tree +revision):\n%s", diff)
			}
			if len(state.Left) > 0 || len(state.Absent) > 0 {
				t.Errorf("left out %v, absent %v", state.Left, state.Absent)
			}
			if diff := cmp.Diff(want.Unreadable, state.Result.Unreadable); diff != "" {
				t.Error(diff)
			}
			if rest, err := os.ReadDir(scratch); err != nil || len(rest) > 0 {
				t.Errorf("the copy is still there: %v, %v", rest, err)
			}
		})
	}
}

// TestTheCopyKnowsNothingAboveIt: a folder for temporary files that lies in a repository, which ignores what is copied.
func TestTheCopyKnowsNothingAboveIt(t *testing.T) {
	dir := scratch(t, map[string]string{"nginx.conf": shop, "timeoutlint.yaml": declaration})
	commit(t, dir)
	o := lint.Options{Cwd: dir, Scratch: scratch(t, map[string]string{".gitignore": "*.conf\n", "timeoutlint.yaml": "version: 1\nrules: { TL101: off }\n"})}
	want, err := lint.Run(o)
	if err != nil {
		t.Fatal(err)
	}
	state, err := lint.RunAt(o, "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(seen(want), seen(state.Result)); diff != "" {
		t.Errorf("(-work tree +revision):\n%s", diff)
	}
}

func TestARevisionLacksWhatCameLater(t *testing.T) {
	dir := scratch(t, map[string]string{"README": "x"})
	commit(t, dir)
	later := map[string]string{"deploy/nginx.conf": shop, "timeoutlint.yaml": declaration, "vars.tfvars": "a = 1\n"}
	for name, text := range later {
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	o := lint.Options{
		Cwd: dir, Paths: []string{"deploy", "deploy/nginx.conf"}, Configs: []string{"timeoutlint.yaml"},
		Settings: parsers.Settings{
			NginxPrefix: filepath.Join(dir, "deploy"), Variables: []parsers.Variables{{File: filepath.Join(dir, "vars.tfvars")}},
			Maps: []parsers.PathMap{{From: "/etc/nginx", To: filepath.Join(dir, "deploy")}},
		},
	}
	state, err := lint.RunAt(o, "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	if len(state.Result.Findings) > 0 || len(state.Result.Unreadable) > 0 || !slices.Equal(state.Absent, o.Paths) {
		t.Errorf("findings %v, unreadable %v, absent %v", state.Result.Findings, state.Result.Unreadable, state.Absent)
	}
	if o.Settings.Maps[0].To != filepath.Join(dir, "deploy") || o.Configs[0] != "timeoutlint.yaml" {
		t.Error("the options of the caller were changed")
	}
	o.Cwd = filepath.Join(dir, "deploy") // which the revision does not have at all
	o.Paths, o.Configs = nil, nil
	if state, err := lint.RunAt(o, "HEAD"); err != nil || len(state.Result.Findings) > 0 {
		t.Errorf("%+v, %v", state, err)
	}
}

func TestRevisionsThatAreNone(t *testing.T) {
	dir := scratch(t, map[string]string{"README": "x"})
	commit(t, dir)
	for _, name := range []string{"", "-x", "--all", "nowhere", "HEAD..HEAD", "HEAD\x00", "HEAD\n"} {
		var usage *source.UsageError
		if _, err := lint.RunAt(lint.Options{Cwd: dir}, name); !errors.As(err, &usage) {
			t.Errorf("%q: %v", name, err)
		}
	}
	var usage *source.UsageError
	if _, err := lint.RunAt(lint.Options{Cwd: t.TempDir()}, "HEAD"); !errors.As(err, &usage) {
		t.Errorf("outside of a repository: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	var failed *lint.RevisionError
	if _, err := lint.RunAt(lint.Options{Cwd: dir}, "HEAD"); !errors.As(err, &failed) {
		t.Errorf("without git: %v", err)
	}
}
