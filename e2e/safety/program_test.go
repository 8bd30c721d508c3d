//go:build linux

package safety

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// built is the program under test.
var built string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "timeoutlint-safety-")
	if err == nil {
		err = os.Chmod(dir, 0o755) // some tests run it as another user
	}
	if err == nil {
		built = filepath.Join(dir, "timeoutlint")
		cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", built, "../../cmd/timeoutlint")
		cmd.Stderr = os.Stderr
		err = cmd.Run()
	}
	status := 1
	if err == nil {
		status = m.Run()
	} else {
		fmt.Fprintln(os.Stderr, "the program cannot be built:", err)
	}
	_ = os.RemoveAll(dir) // what is left of it is in the folder for temporary files
	os.Exit(status)
}

// call is one run of the program.
type call struct {
	dir   string
	args  []string
	env   []string // added to a clean environment
	stdin string
	under []string             // a program that starts it: strace, prlimit
	after func(p *os.Process)  // is called when it has started
	as    *syscall.SysProcAttr // another user
}

// outcome is what a run left behind.
type outcome struct {
	stdout, stderr string
	exit           int
	cpu            time.Duration
	peak           int64 // bytes that were resident at most
}

// environment holds nothing of the user's.
func environment(more ...string) []string {
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent", "TMPDIR=" + os.TempDir()}, more...)
}

// run starts the program and wants an exit status of its own: 0 to 3, and no trace of a crash.
func (c call) run(t testing.TB) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	line := append(append(append([]string{}, c.under...), built), c.args...)
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	cmd.Dir, cmd.Env, cmd.Stdin = c.dir, environment(c.env...), strings.NewReader(c.stdin)
	// A file takes what the program prints: what this process holds would count for the next child's memory.
	stdout, err := os.CreateTemp(t.TempDir(), "stdout")
	must(t, err)
	defer stdout.Close() //nolint:errcheck // a test's scratch file
	var stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = stdout, &stderr
	cmd.SysProcAttr = c.as
	if err = cmd.Start(); err == nil {
		if c.after != nil {
			c.after(cmd.Process)
		}
		err = cmd.Wait()
	}
	if cmd.ProcessState == nil {
		t.Fatalf("%q: %v", line, err)
	}
	o := outcome{
		stdout: beginning(t, stdout), stderr: stderr.String(), exit: cmd.ProcessState.ExitCode(),
		cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(),
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		o.peak = usage.Maxrss << 10
	}
	if ctx.Err() != nil {
		t.Fatalf("%.200q hangs", line)
	}
	if c.after != nil { // it is ended from outside
		return o
	}
	if o.exit < 0 || o.exit > 3 {
		t.Errorf("%.200q: exit status %d (%v)\n%.4000s", line, o.exit, err, o.stderr)
	}
	for _, trace := range []string{"panic:", "goroutine ", "fatal error:", "internal error"} {
		if strings.Contains(o.stderr, trace) || strings.Contains(o.stdout, trace) {
			t.Errorf("%.200q: a crash\n%.4000s", line, o.stderr+o.stdout)
			break
		}
	}
	return o
}

// mostOutput bounds a report in bytes: what a hostile file says may be told, but not a hundred times.
const mostOutput = 32 << 20

func beginning(t testing.TB, h *os.File) string {
	t.Helper()
	info, err := h.Stat()
	must(t, err)
	if info.Size() > mostOutput {
		t.Errorf("a report of %d MiB; at most %d", info.Size()>>20, mostOutput>>20)
	}
	text := make([]byte, min(info.Size(), mostOutput))
	_, err = h.ReadAt(text, 0)
	must(t, err)
	return string(text)
}

// report is what these tests read of the JSON output.
type report struct {
	Summary  struct{ Files int }
	Skipped  []struct{ File, Reason string }
	Findings []struct {
		Rule, Message, Fingerprint string

		Location *struct {
			File string
			Line int
		}
	}
}

// document reads the report of a run with --format json.
func (o outcome) document(t testing.TB) (doc report) {
	t.Helper()
	if err := json.Unmarshal([]byte(o.stdout), &doc); err != nil {
		t.Fatalf("no JSON: %v\n%.2000s\n%.2000s", err, o.stdout, o.stderr)
	}
	return doc
}

// has reports whether a rule found something in a file.
func (r report) has(rule, file string) bool {
	for _, f := range r.Findings {
		if f.Rule == rule && f.Location != nil && strings.HasSuffix(f.Location.File, file) {
			return true
		}
	}
	return false
}

// files writes files below a new folder.
func files(t testing.TB, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range texts {
		write(t, filepath.Join(dir, name), text)
	}
	return dir
}

// write writes a file, in a folder that need not exist.
func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// must fails on an error that makes the test worthless.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// inverted is a main file of nginx with a hop that is certainly the wrong way round.
const inverted = `events {}
http {
    upstream orders {
        server 127.0.0.1:8081;
        keepalive 32;
    }
    server {
        listen 80;
        server_name shop.example;
        location / {
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_pass http://orders;
        }
    }
    server {
        listen 127.0.0.1:8081;
        server_name orders.internal;
        keepalive_timeout 10s;
        location / {
            return 204;
        }
    }
}
`
