package cli_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// inverted is a configuration with one safe repair: 30s becomes 65s.
const inverted = `events {}
http {
  upstream app { server 127.0.0.1:8081; keepalive 16; }
  server { listen 80; location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; } }
  server {
    listen 127.0.0.1:8081;
	# ` + "\x1b[2J\u202e" + `
    keepalive_timeout 30s;
  }
}`

// TestFixDryRunIsApplied hands diffs to git apply, with names and line endings of all sorts.
func TestFixDryRunIsApplied(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("no git")
	}
	for _, name := range []string{"a.conf", "b c.conf", "quote\".conf", "tab\t.conf", "ü.conf", "new\nline.conf", `back\slash.conf`} {
		for _, text := range []string{inverted, inverted + "\n", strings.ReplaceAll(inverted, "\n", "\r\n")} {
			dir := folder(t, name, text)
			x := terminal{}
			if status := x.run(dir, nil, "fix", "--dry-run"); status != 0 {
				t.Fatalf("%q: exit status %d\n%s", name, status, x.stderr.String())
			}
			cmd := exec.Command(git, "apply", "-p1", "--whitespace=nowarn", "-")
			cmd.Dir, cmd.Stdin = dir, bytes.NewReader(x.stdout.Bytes())
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%q: %v: %s\n%s", name, err, out, x.stdout.String())
				continue
			}
			got, err := os.ReadFile(filepath.Join(dir, name))
			if want := strings.Replace(text, "30s", "65s", 1); err != nil || string(got) != want {
				t.Errorf("%q became %q, %v; want %q", name, got, err, want)
			}
		}
	}
}

// TestFixCommandsNoTerminal: nothing that a file or its name holds commands a terminal or begins a line.
func TestFixCommandsNoTerminal(t *testing.T) {
	const name = "evil\n::error::\x1b[2J.conf"
	for _, args := range [][]string{{"fix", "--dry-run"}, {"fix"}} {
		x := terminal{columns: 80}
		if status := x.run(folder(t, name, inverted), nil, args...); status != 0 {
			t.Fatalf("exit status %d\n%s", status, x.stderr.String())
		}
		out := x.stdout.String() + x.stderr.String()
		if strings.ContainsAny(strings.ReplaceAll(out, "\r\x1b[K", ""), "\x1b\u202e") || strings.Contains(out, "\n::") || !strings.Contains(out, "TL101") {
			t.Errorf("%q writes %q", args, out)
		}
		if args[len(args)-1] == "--dry-run" && !strings.Contains(out, " \t# \\x1b[2J\\u202e\n-    keepalive_timeout 30s;\n") {
			t.Errorf("the diff is %q", out)
		}
	}
}
