package e2e

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What a commit changes in these tests: nginx in front of a declared Node, which keeps idle connections for 65 seconds.
const (
	poolConf = `events {}
http {
    upstream checkout {
        server checkout:3000;
        keepalive 16;
        keepalive_timeout %s;
    }
    server {
        listen 80;
        location / {
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_pass http://checkout;
        }
    }
}
`
	poolServers = "version: 1\nservers:\n  checkout: { preset: \"node@22\", idle_timeout: 65s, hosts: [\"checkout:3000\"] }\nsettings: { nginx_version: \"1.28.0\" }\n"
)

func poolOf(timeout string) map[string]string {
	return map[string]string{"nginx.conf": fmt.Sprintf(poolConf, timeout), "timeoutlint.yaml": poolServers}
}

// TestPreCommit commits to a scratch repository with the hooks of this one: the real pre-commit lets good commits pass and blocks the others.
func TestPreCommit(t *testing.T) {
	if _, err := exec.LookPath("pre-commit"); err != nil {
		t.Skip("pre-commit is not installed: install it (Debian: apt-get install pre-commit) to try the hooks with it")
	}
	hooks := hooksRepository(t)
	bin := filepath.Dir(program(t))

	t.Run("system", func(t *testing.T) {
		r := newScratch(t, hooks, "timeoutlint-system", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
		r.passes("the order is right", poolOf("50s"))
		r.blocked("the pool outlives the server", poolOf("90s"), "TL101", "nginx.conf:6")
		// The other file of the hop: the commit changes a line of neither nginx.conf nor the pool.
		r.write(poolOf("50s"))
		r.blocked("the server closes earlier", map[string]string{"timeoutlint.yaml": strings.Replace(poolServers, "65s", "30s", 1)}, "TL101")
		r.passes("both are repaired", map[string]string{"nginx.conf": fmt.Sprintf(poolConf, "20s")})
		r.passes("nothing that timeoutlint reads", map[string]string{"main.go": "package main\n"}, "no files to check")
	})

	t.Run("new findings only", func(t *testing.T) {
		r := newScratch(t, hooks, "timeoutlint-new")
		r.write(poolOf("90s"))
		r.git("add", "-A")
		r.git("commit", "-q", "-m", "from before the hook", "--no-verify")
		text := fmt.Sprintf(poolConf, "90s")
		r.passes("a line moves", map[string]string{"nginx.conf": "# edge\n" + text})
		r.blocked("the gap grows", map[string]string{"nginx.conf": strings.Replace(text, "90s", "120s", 1)}, "TL101")
		r.passes("the gap is smaller", map[string]string{"nginx.conf": strings.Replace(text, "90s", "80s", 1)})
	})

	t.Run("golang", func(t *testing.T) {
		r := newScratch(t, hooks, "timeoutlint")
		r.passes("the order is right", poolOf("50s"))
		r.blocked("the pool outlives the server", poolOf("90s"), "TL101", "nginx.conf:6")
	})
}

// TestHooksRunForWhatIsRead wants the hooks to run when a file changes that timeoutlint reads.
func TestHooksRunForWhatIsRead(t *testing.T) {
	nginx, terraform, plan := fmt.Sprintf(poolConf, "50s"), "resource \"aws_lb\" \"edge\" {\n  idle_timeout = 60\n}\n", `{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"root_module":{}},"resource_changes":[]}`
	server := "server {\n    listen 80;\n    location / {\n        proxy_pass http://app:3000;\n    }\n}\n"
	api := "openapi: 3.0.0\ninfo: {title: a, version: \"1\"}\npaths:\n  /a:\n    get:\n      x-google-backend: {address: \"https://a.example.com\", deadline: 30}\n"
	for name, text := range map[string]string{
		"nginx.conf": nginx, "deploy/nginx.conf.j2": nginx, "deploy/nginx": nginx, "edge.cfg": nginx, "templates/site.conf.template": server,
		"sites-available/shop": server, "conf.d/app.conf": server, "app.vhost": server, "shop.nginx": server, "proxy.inc": server, "templates/app.conf.erb": server,
		"main.tf": terraform, "main.tofu": terraform, "main.tf.json": `{"resource":{"aws_lb":{"edge":{"idle_timeout":60}}}}`, "plan.json": plan,
		"openapi.yaml": api, "api/gateway.yml": api, "sysctl.conf": "net.ipv4.tcp_tw_reuse = 1\n", "etc/sysctl.d/90-net.conf": "net.ipv4.tcp_tw_reuse = 1\n",
		"timeoutlint.yaml": poolServers, ".timeoutlint.yml": poolServers,
	} {
		t.Run(strings.ReplaceAll(name, "/", "_"), func(t *testing.T) {
			dir := filesIn(t, map[string]string{name: text})
			if files := filesRead(t, dir); files != 1 {
				t.Fatalf("timeoutlint reads %d files of %s", files, name)
			}
			for _, h := range hooksOf(t) {
				if !regexp.MustCompile(h.Files).MatchString(name) {
					t.Errorf("the hook %s does not run when %s changes", h.ID, name)
				}
			}
		})
	}
	for _, h := range hooksOf(t) {
		for _, name := range []string{"main.go", "README.md", "src/app.ts", "Dockerfile"} {
			if regexp.MustCompile(h.Files).MatchString(name) {
				t.Errorf("the hook %s runs when %s changes", h.ID, name)
			}
		}
	}
}

// TestHooks compares .pre-commit-hooks.yaml with the command line, and with what a chain that spans files asks of a hook.
func TestHooks(t *testing.T) {
	languages := map[string]string{"timeoutlint": "golang", "timeoutlint-new": "golang", "timeoutlint-docker": "docker", "timeoutlint-system": "system"}
	var ids []string
	for _, h := range hooksOf(t) {
		ids = append(ids, h.ID)
		if h.Language != languages[h.ID] {
			t.Errorf("%s has the language %q, want %q", h.ID, h.Language, languages[h.ID])
		}
		if h.PassFilenames == nil || *h.PassFilenames || !h.RequireSerial {
			t.Errorf("%s: files are passed, or several runs at once are allowed", h.ID)
		}
		accepted(t, h.Entry)
	}
	if len(ids) != len(languages) || len(slices.Compact(slices.Sorted(slices.Values(ids)))) != len(languages) {
		t.Errorf("the hooks are %v", ids)
	}
}

type hook struct {
	ID, Name, Description, Entry, Language, Files string

	PassFilenames *bool  `yaml:"pass_filenames"`
	RequireSerial bool   `yaml:"require_serial"`
	Minimum       string `yaml:"minimum_pre_commit_version"`
}

func hooksOf(t *testing.T) (hooks []hook) {
	t.Helper()
	readYAML(t, ".pre-commit-hooks.yaml", &hooks)
	return hooks
}

// scratch is a repository whose commits go through a hook.
type scratch struct {
	t   *testing.T
	dir string
	env []string
}

func newScratch(t *testing.T, hooks, id string, env ...string) *scratch {
	t.Helper()
	r := &scratch{t: t, dir: t.TempDir(), env: append(gitEnv(t), env...)}
	r.git("init", "-q", "-b", "main")
	rev := strings.TrimSpace(command(t, hooks, gitEnv(t), "git", "rev-parse", "HEAD"))
	r.write(map[string]string{".pre-commit-config.yaml": fmt.Sprintf("repos:\n  - repo: %q\n    rev: %s\n    hooks:\n      - id: %s\n", hooks, rev, id)})
	command(t, r.dir, r.env, "pre-commit", "install")
	// HEAD has to exist before anything can be new since it.
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "first", "--no-verify")
	return r
}

func (r *scratch) write(files map[string]string) {
	r.t.Helper()
	writeFiles(r.t, r.dir, files)
}

func (r *scratch) git(args ...string) string {
	r.t.Helper()
	return command(r.t, r.dir, r.env, "git", args...)
}

// commit tries to commit the files.
func (r *scratch) commit(message string, files map[string]string) (said string, moved bool) {
	r.t.Helper()
	r.write(files)
	r.git("add", "-A")
	before := r.git("rev-parse", "HEAD")
	cmd := exec.Command("git", "commit", "-q", "-m", message)
	cmd.Dir, cmd.Env = r.dir, r.env
	out, err := cmd.CombinedOutput()
	moved = before != r.git("rev-parse", "HEAD")
	if moved != (err == nil) {
		r.t.Fatalf("%s: %v, and HEAD has moved: %v\n%s", message, err, moved, out)
	}
	return string(out), moved
}

func (r *scratch) passes(message string, files map[string]string, says ...string) {
	r.t.Helper()
	said, moved := r.commit(message, files)
	if !moved {
		r.t.Fatalf("%s: the commit is blocked:\n%s", message, said)
	}
	r.says(message, said, append(says, "timeoutlint"))
}

func (r *scratch) blocked(message string, files map[string]string, says ...string) {
	r.t.Helper()
	said, moved := r.commit(message, files)
	if moved {
		r.t.Fatalf("%s: the commit passes:\n%s", message, said)
	}
	r.says(message, said, append(says, "exit code: 1"))
}

func (r *scratch) says(message, said string, all []string) {
	r.t.Helper()
	for _, s := range all {
		if !strings.Contains(said, s) {
			r.t.Errorf("%s: nothing is said of %q:\n%s", message, s, said)
		}
	}
}

// hooksRepository is a git repository with the files of this one, as they are in the work tree.
func hooksRepository(t *testing.T) string {
	t.Helper()
	list, err := exec.Command("git", "-C", "..", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Skip("this is no clone: the hooks come from one")
	}
	dir := t.TempDir()
	for name := range strings.SplitSeq(strings.TrimSuffix(string(list), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join("..", name))
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed in the work tree
		}
		if err != nil {
			t.Fatal(err)
		}
		writeFiles(t, dir, map[string]string{name: string(text)})
	}
	command(t, dir, gitEnv(t), "git", "init", "-q", "-b", "main")
	command(t, dir, gitEnv(t), "git", "add", "-A", "-f")
	command(t, dir, gitEnv(t), "git", "commit", "-q", "-m", "timeoutlint")
	return dir
}
