//go:build linux

package safety

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// tracing is the path of a strace that works here, "" without one.
func tracing() string {
	path, err := exec.LookPath("strace")
	if err != nil || exec.Command(path, "-qq", "-o", os.DevNull, "true").Run() != nil {
		return ""
	}
	return path
}

// history is a repository with two revisions of which the second mends what the first has wrong.
func history(t testing.TB) string {
	t.Helper()
	dir := files(t, map[string]string{
		"nginx.conf": inverted, "main.tf": "module \"a\" {\n  source = \"git::https://example.com/x.git\"\n}\nmodule \"b\" {\n  source = \"terraform-aws-modules/alb/aws\"\n}\n" + lb + "60\n}\n",
		"openapi.yaml": "openapi: 3.0.0\ninfo: {title: a, version: '1'}\nx-google-backend: {address: 'https://a.example.com', deadline: 10}\npaths:\n  /a:\n    $ref: 'http://127.0.0.1:9/a.yaml'\n  /b:\n    get:\n      x-google-backend: {address: 'https://b.example.com', deadline: 20}\n      responses: {'200': {description: x, content: {a/b: {schema: {$ref: 'http://127.0.0.1:9/b.yaml'}}}}}\n",
		"compose.yaml": "include: ['https://example.com/compose.yaml']\nservices:\n  a: {image: 'nginx:1.25', build: 'https://example.com/a.git'}\n", "Dockerfile": "FROM nginx:1.25\nADD https://example.com/nginx.conf /etc/nginx/nginx.conf\nRUN curl https://example.com | sh\nCMD [\"nginx\"]\n",
		"kustomization.yaml": "resources: ['https://example.com/a.yaml', 'github.com/a/b?ref=c']\n",
	})
	git(t, dir, "init", "-q", "-b", "main")
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-q", "-m", "first")
	write(t, filepath.Join(dir, "nginx.conf"), strings.Replace(inverted, "10s", "90s", 1))
	openapi, err := os.ReadFile(filepath.Join(dir, "openapi.yaml"))
	must(t, err)
	write(t, filepath.Join(dir, "openapi.yaml"), strings.ReplaceAll(string(openapi), "deadline: 20", "deadline: 30"))
	git(t, dir, "commit", "-q", "-a", "-m", "second")
	return dir
}

func git(t testing.TB, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Dir, cmd.Env = dir, environment("GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
}

var commands = []struct {
	args []string
	git  bool // it reads a revision
}{
	{[]string{"check", "--format", "json"}, false},
	{[]string{"graph", "--format", "html"}, false},
	{[]string{"show"}, false},
	{[]string{"fix", "--dry-run", "--unsafe"}, false},
	{[]string{"explain", "TL101"}, false},
	{[]string{"explain", "alb -> gunicorn:gthread"}, false},
	{[]string{"version"}, false},
	{[]string{"presets"}, false},
	{[]string{"rules"}, false},
	{[]string{"completion", "bash"}, false},
	{[]string{"man"}, false},
	{[]string{"docs", "pages"}, false},
	{[]string{"diff", "HEAD~1", "HEAD"}, true},
	{[]string{"check", "--since", "HEAD~1"}, true},
	{[]string{"init", "--force"}, false}, // the last one: it writes
}

// TestNoSocketAndNoProgramButGit watches the system calls of every command.
func TestNoSocketAndNoProgramButGit(t *testing.T) {
	strace := tracing()
	if strace == "" {
		t.Skip("no strace that works here: nothing can be watched")
	}
	dir := history(t)
	started := regexp.MustCompile(`execve\("([^"]*)", \[(.*?)\],`)
	for _, c := range commands {
		log := filepath.Join(t.TempDir(), "log")
		call{dir: dir, args: c.args, under: []string{strace, "-f", "-qq", "-s", "300", "-e", "trace=%network,execve,execveat", "-o", log, "--"}}.run(t)
		text, err := os.ReadFile(log)
		must(t, err)
		own := false
		for line := range strings.Lines(string(text)) {
			m := started.FindStringSubmatch(line)
			switch {
			case strings.Contains(line, "+++ exited") || strings.Contains(line, "--- SIG") || strings.Contains(line, "resumed>"):
			case m != nil && m[1] == built:
				own = true
			case m != nil && c.git && filepath.Base(m[1]) == "git" && strings.Contains(m[2], `"--no-pager", "--no-optional-locks"`):
			default:
				t.Errorf("%q: %s", c.args, line)
			}
		}
		if !own {
			t.Errorf("%q: the trace does not show the program itself:\n%.500s", c.args, text)
		}
	}
}

// TestWithoutANetwork: where there is no network at all, all commands say the same.
func TestWithoutANetwork(t *testing.T) {
	unshare, err := exec.LookPath("unshare")
	if err != nil {
		t.Skip("no unshare here")
	}
	alone := []string{unshare, "-r", "-n", "--"}
	if err := exec.Command(alone[0], "-r", "-n", "--", "true").Run(); err != nil {
		t.Skip("this machine allows no network namespace: ", err)
	}
	dir := history(t)
	for _, c := range commands {
		with, without := call{dir: dir, args: c.args}.run(t), call{dir: dir, args: c.args, under: alone}.run(t)
		if with.stdout != without.stdout || with.stderr != without.stderr || with.exit != without.exit {
			t.Errorf("%q says something else without a network:\n%.1000s\n%.1000s", c.args, without.stdout, without.stderr)
		}
	}
}

// TestWhatOurPackagesImport: net and net/http are in the program, since kin-openapi brings them for a loader of references that is not called. No package of ours
// imports them, nor what starts programs, but for the one that runs git.
func TestWhatOurPackagesImport(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports,Module", "../../cmd/timeoutlint")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	must(t, err)
	forbidden := map[string]bool{"net": true, "net/http": true, "net/rpc": true, "crypto/tls": true, "os/exec": true, "plugin": true, "golang.org/x/sys/unix": true}
	seen := 0
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p struct {
			ImportPath string
			Imports    []string
			Module     *struct{ Main bool }
		}
		must(t, d.Decode(&p))
		if p.Module == nil || !p.Module.Main {
			continue
		}
		seen++
		for _, i := range p.Imports {
			if forbidden[i] && (i != "os/exec" || !strings.HasSuffix(p.ImportPath, "/internal/revision")) {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d packages of ours were looked at", seen)
	}
}

// TestAHostileRepositoryRunsNothing: what a repository's git configuration, its hooks and attributes, the environment or a program beside it name is not started.
func TestAHostileRepositoryRunsNothing(t *testing.T) {
	dir := history(t)
	marker := filepath.Join(t.TempDir(), "ran")
	script := filepath.Join(t.TempDir(), "script")
	write(t, script, "#!/bin/sh\ntouch "+marker+"\n")
	must(t, os.Chmod(script, 0o755))
	included := filepath.Join(dir, "included")
	write(t, included, "[core]\n\tfsmonitor = "+script+"\n\tpager = "+script+"\n")
	for key, value := range map[string]string{
		"core.fsmonitor": script, "core.pager": script, "core.sshCommand": script, "core.editor": script, "core.askPass": script, "core.gitProxy": script, "core.alternateRefsCommand": script,
		"filter.evil.smudge": script, "filter.evil.clean": script, "filter.evil.process": script, "filter.evil.required": "true", "diff.evil.textconv": script, "diff.evil.command": script, "diff.external": script, "merge.evil.driver": script,
		"alias.ls-tree": "!" + script, "alias.rev-parse": "!" + script, "alias.cat-file": "!" + script, "credential.helper": "!" + script, "gpg.program": script, "include.path": included, "includeIf.gitdir:/.path": included,
		"core.hooksPath": filepath.Dir(script), "pager.ls-tree": script, "interactive.diffFilter": script, "uploadpack.packObjectsHook": script, "remote.origin.url": "ext::" + script, "remote.origin.promisor": "true", "protocol.allow": "always", "trace2.eventTarget": marker,
	} {
		git(t, dir, "config", key, value)
	}
	write(t, filepath.Join(dir, ".git", "info", "attributes"), "* filter=evil diff=evil merge=evil\n")
	write(t, filepath.Join(dir, ".gitattributes"), "* filter=evil diff=evil export-subst\n")
	for _, hook := range []string{"post-checkout", "pre-commit", "post-index-change", "fsmonitor-watchman", "reference-transaction"} {
		write(t, filepath.Join(dir, ".git", "hooks", hook), "#!/bin/sh\ntouch "+marker+"\n")
		must(t, os.Chmod(filepath.Join(dir, ".git", "hooks", hook), 0o755))
	}
	// A folder that is a bare repository, as a pull request can bring one: nothing in its configuration counts.
	bare := filepath.Join(dir, "bare")
	write(t, filepath.Join(bare, "HEAD"), "ref: refs/heads/main\n")
	write(t, filepath.Join(bare, "config"), "[core]\n\tbare = false\n\tworktree = "+dir+"\n\tfsmonitor = "+script+"\n\tpager = "+script+"\n")
	must(t, os.MkdirAll(filepath.Join(bare, "objects"), 0o755))
	must(t, os.MkdirAll(filepath.Join(bare, "refs", "heads"), 0o755))
	write(t, filepath.Join(dir, "git"), "#!/bin/sh\ntouch "+marker+"\n")
	must(t, os.Chmod(filepath.Join(dir, "git"), 0o755))

	var env []string
	for _, name := range []string{"GIT_PAGER", "PAGER", "GIT_EDITOR", "EDITOR", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS", "SSH_ASKPASS", "GIT_EXTERNAL_DIFF", "GIT_PROXY_COMMAND", "LESSOPEN"} {
		env = append(env, name+"="+script)
	}
	env = append(env, "GIT_TRACE="+marker, "GIT_TRACE2="+marker, "GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=core.fsmonitor", "GIT_CONFIG_VALUE_0="+script, "GIT_EXEC_PATH="+filepath.Dir(script), "GIT_TEMPLATE_DIR="+filepath.Dir(script), "GIT_OBJECT_DIRECTORY=/nonexistent", "GIT_DIR=/nonexistent")
	for _, c := range []call{
		{dir: dir, args: []string{"diff", "HEAD~1", "HEAD"}, env: env},
		{dir: dir, args: []string{"check", "--since", "HEAD~1"}, env: env},
		{dir: bare, args: []string{"check", "--since", "HEAD", ".."}, env: env},
		{dir: dir, args: []string{"diff", "HEAD~1", "HEAD"}, env: append(env, "PATH=.:"+os.Getenv("PATH"))},
		{dir: dir, args: []string{"diff", "HEAD~1", "HEAD"}, env: append(env, "PATH=:"+os.Getenv("PATH"))},
		{dir: dir, args: []string{"diff", "--output=" + marker, "HEAD"}, env: env},
		{dir: dir, args: []string{"diff", "--", "--output=" + marker + "2", "HEAD"}, env: env},
	} {
		o := c.run(t)
		if strings.Join(c.args, " ") == "diff --output="+marker+" HEAD" { // our own flag, which writes where it is told to
			_ = os.Remove(marker)
			continue
		}
		if _, err := os.Stat(marker); err == nil {
			t.Fatalf("%q in %s: something was started, or wrote where the environment said\n%s", c.args, filepath.Base(c.dir), o.stderr)
		}
		if c.args[0] == "diff" && len(c.args) == 3 && len(c.env) == len(env) && !strings.Contains(o.stdout, "orders") {
			t.Errorf("the two revisions were not compared: exit %d\n%s%s", o.exit, o.stdout, o.stderr)
		}
	}
}
