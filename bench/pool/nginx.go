package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// nginx is one running process, hence one upstream pool.
type nginx struct {
	addr string
	dir  string
	cmd  *exec.Cmd
	done chan struct{} // closed when the process has ended
}

// installed finds nginx. Debian keeps it where a user's PATH does not look.
func installed() (string, error) {
	for _, name := range []string{"nginx", "/usr/sbin/nginx"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("nginx is not installed: install it (Debian: apt-get install nginx-light), or name one with -nginx")
}

// startNginx runs the binary in the foreground, in a folder of its own, and returns when it serves. config makes the
// configuration for the address that it listens on.
func startNginx(ctx context.Context, binary string, config func(listen string) string) (*nginx, error) {
	addr, err := freePort()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pool-")
	if err != nil {
		return nil, err
	}
	n := &nginx{addr: addr, dir: dir, done: make(chan struct{})}
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(config(addr)), 0o644); err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	n.cmd = exec.CommandContext(ctx, binary, "-p", dir+"/", "-c", file, "-e", filepath.Join(dir, "error.log"),
		"-g", "daemon off; master_process off; pid nginx.pid;")
	n.cmd.Cancel = func() error { return n.cmd.Process.Signal(syscall.SIGTERM) }
	n.cmd.WaitDelay = 5 * time.Second
	if err := n.cmd.Start(); err != nil {
		_ = os.RemoveAll(dir)
		return nil, err
	}
	go func() {
		_ = n.cmd.Wait()
		close(n.done)
	}()
	if !n.serves() {
		text, _ := os.ReadFile(filepath.Join(dir, "error.log"))
		n.stop()
		return nil, fmt.Errorf("nginx does not start: %s", strings.TrimSpace(string(text)))
	}
	return n, nil
}

// serves waits for the pid file, which nginx writes when it listens.
func (n *nginx) serves() bool {
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		if text, err := os.ReadFile(filepath.Join(n.dir, "nginx.pid")); err == nil && len(text) > 0 {
			return true
		}
		select {
		case <-n.done:
			return false
		case <-time.After(5 * time.Millisecond):
		}
	}
	return false
}

// cpu is the time that the process has run on a processor, in user space and in the kernel.
func (n *nginx) cpu() (time.Duration, error) {
	file := fmt.Sprintf("/proc/%d/schedstat", n.cmd.Process.Pid)
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	// Three numbers: nanoseconds on a processor, nanoseconds of waiting for one, time slices (Documentation/scheduler/sched-stats.rst).
	first, _, _ := strings.Cut(string(text), " ")
	ns, err := strconv.ParseInt(first, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", file, err)
	}
	return time.Duration(ns), nil
}

// stop ends the process and removes its folder.
func (n *nginx) stop() {
	_ = n.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-n.done:
	case <-time.After(5 * time.Second):
		_ = n.cmd.Process.Kill()
		<-n.done
	}
	_ = os.RemoveAll(n.dir)
}

// freePort gives a loopback address below the range from which Linux takes ports by itself (from 32768), so that no connection
// takes the port before nginx does.
func freePort() (string, error) {
	for range 100 {
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(15000+rand.IntN(15000)))
		if l, err := net.Listen("tcp4", addr); err == nil {
			l.Close()
			return addr, nil
		}
	}
	return "", errors.New("no free port on 127.0.0.1 between 15000 and 30000: stop what listens there")
}
