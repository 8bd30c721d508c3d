package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/internal/cli"
)

// What the tests of hooks, actions and jobs need: the program as a file, folders with files, and processes that know nothing of the user.

// TestMain removes what the tests share.
func TestMain(m *testing.M) {
	status := m.Run()
	if shared != "" {
		_ = os.RemoveAll(shared) // what is left of it is in the folder for temporary files
	}
	os.Exit(status)
}

// shared is the folder of the program, "" as long as nobody asked for it.
var shared string

// program is the path of timeoutlint, built once.
func program(t *testing.T) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var build = sync.OnceValues(func() (path string, err error) {
	if shared, err = os.MkdirTemp("", "timeoutlint-e2e-"); err != nil {
		return "", err
	}
	path = filepath.Join(shared, "timeoutlint")
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", path, "../cmd/timeoutlint")
	cmd.Stderr = os.Stderr
	return path, cmd.Run()
})

// gitEnv is an environment without the user's configuration: of git, of pre-commit, and of Go, which builds from what is there already.
func gitEnv(t *testing.T) []string {
	t.Helper()
	home := t.TempDir()
	env := []string{
		"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "TMPDIR=" + os.TempDir(),
		"PRE_COMMIT_HOME=" + filepath.Join(home, "pre-commit"),
		"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=t", "GIT_AUTHOR_EMAIL=t@example.com", "GIT_COMMITTER_NAME=t", "GIT_COMMITTER_EMAIL=t@example.com",
		"GOPROXY=off", "GOTOOLCHAIN=local", "GOFLAGS=-trimpath",
	}
	for _, name := range []string{"GOMODCACHE", "GOCACHE"} {
		env = append(env, name+"="+strings.TrimSpace(command(t, ".", nil, "go", "env", name)))
	}
	return env
}

// command runs a program that has to succeed, and gives what it prints on both streams. Without env it is that of the test.
func command(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func filesIn(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	writeFiles(t, dir, files)
	return dir
}

func writeFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// readYAML reads a file of this repository.
func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// accepted wants the command line to know the command, the flags and the values of a line.
func accepted(t *testing.T, line string) {
	t.Helper()
	words := strings.Fields(line)
	if len(words) == 0 || words[0] != "timeoutlint" {
		t.Errorf("%q does not run timeoutlint", line)
		return
	}
	var stdout, stderr bytes.Buffer
	end := slices.Index(words, "--") // what follows are no flags
	if end < 0 {
		end = len(words)
	}
	words = append(slices.Clone(words[1:end]), "--help") // flags before it are read, and nothing is done
	if exit := cli.Main(words, strings.NewReader(""), &stdout, &stderr); exit != 0 {
		t.Errorf("%s: exit %d: %s", line, exit, stderr.String())
	}
}

// filesRead is the number of files that a check of a folder takes for its own.
func filesRead(t *testing.T, dir string) int {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cli.Env{
		Cwd: dir, Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Getenv: func(string) string { return "" },
		Terminal: func(io.Writer) (int, bool) { return 0, false },
	}.Run([]string{"--format", "json", "--fail-on", "never"})
	var doc struct{ Summary struct{ Files int } }
	if err := json.Unmarshal(stdout.Bytes(), &doc); err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	return doc.Summary.Files
}
