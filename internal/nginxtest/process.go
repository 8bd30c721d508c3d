package nginxtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long a start or a stop may take before the test gives up. It only has to be longer than a loaded
// machine ever needs.
const patience = 30 * time.Second

// Process is a running nginx: one process, hence one upstream pool per upstream block.
type Process struct {
	dir  string
	done chan struct{} // closed when the process has ended
}

// Start runs nginx in the foreground on the configuration in dir, returns when it serves, and stops it at the end
// of the test.
func (n Nginx) Start(t testing.TB, dir string) *Process {
	t.Helper()
	cmd := exec.Command(n.Path, arguments(dir)...)
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &Process{dir: dir, done: make(chan struct{})}
	go func() {
		_ = cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-p.done:
		case <-time.After(patience):
			_ = cmd.Process.Kill()
			<-p.done
		}
		if t.Failed() {
			t.Logf("error log of nginx:\n%s", p.ErrorLog(t))
		}
	})
	if !p.serves() {
		t.Fatalf("nginx does not serve %s: %s%s", dir, out.String(), p.ErrorLog(t))
	}
	return p
}

// serves waits for the pid file, which nginx writes when it listens.
func (p *Process) serves() bool {
	deadline := time.Now().Add(patience)
	for time.Now().Before(deadline) {
		if text, err := os.ReadFile(filepath.Join(p.dir, "nginx.pid")); err == nil && len(text) > 0 {
			return true
		}
		select {
		case <-p.done:
			return false
		case <-time.After(5 * time.Millisecond):
		}
	}
	return false
}

// ErrorLog is what nginx has complained about since it started.
func (p *Process) ErrorLog(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(p.dir, "error.log"))
	if err != nil && !os.IsNotExist(err) {
		t.Error(err)
	}
	return string(text)
}
