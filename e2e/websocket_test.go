package e2e

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/nginxtest"
	"github.com/timeoutlint/timeoutlint/lint"
	"github.com/timeoutlint/timeoutlint/parsers"
)

// TestSilenceOfWebSockets holds against nginx what TL502 says of it: an upgraded connection ends after proxy_read_timeout of silence in both directions,
// whatever the timeouts for sending are, and lives on as long as either end sends something in time.
func TestSilenceOfWebSockets(t *testing.T) {
	t.Parallel()
	n := nginxtest.Installed(t)
	backend, front := switching(t), nginxtest.NewPort(t)
	dir := nginxtest.Dir(t, map[string]string{"nginx.conf": fmt.Sprintf(`events {}
http {
    %s
    server {
        listen %s;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection upgrade;
        location /read { proxy_read_timeout 1s; proxy_pass http://%[3]s; }
        location /send { proxy_read_timeout 2s; proxy_send_timeout 500ms; send_timeout 500ms; proxy_pass http://%[3]s; }
    }
}
`, strings.ReplaceAll(nginxtest.Paths, "\n", "\n    "), front, backend)})
	n.Start(t, dir)
	r, err := lint.Run(lint.Options{Cwd: dir, Paths: []string{"nginx.conf"}, Settings: parsers.Settings{NginxVersion: n.Version}, Now: time.Now(), Panics: true})
	if err != nil {
		t.Fatal(err)
	}
	predicted := map[string]chain.Value{}
	for _, e := range r.Graph.Endpoints {
		for _, route := range e.Routes {
			if route.Pass != nil {
				predicted[route.Path] = route.Pass.Upgraded
			}
		}
	}
	for _, path := range []string{"/read", "/send"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			want := predicted[path]
			if len(want) != 1 || want[0].State != chain.Known {
				t.Fatalf("predicted: %v", want)
			}
			// A timer that is armed again within 300ms of its old end keeps the old one (facts/nginx.md 3).
			if got := silentUntilCut(t, front, path, 0); got < want[0].Lo-300*time.Millisecond || got > want[0].Lo+2*time.Second {
				t.Errorf("cut after %s, predicted %s", got, want[0])
			}
			// A margin of half the clock, so that a loaded machine does not let a ping come too late.
			if got := silentUntilCut(t, front, path, want[0].Lo/4); got < 2*want[0].Lo {
				t.Errorf("cut after %s though the client sends every %s", got, want[0].Lo/4)
			}
		})
	}
}

// switching is a server that upgrades every connection, and then only reads.
func switching(t *testing.T) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				request := make([]byte, 4096)
				if _, err := c.Read(request); err != nil {
					return
				}
				if _, err := io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n"); err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, c)
			}()
		}
	}()
	return l.Addr().String()
}

// silentUntilCut upgrades a connection and tells when nginx ends it, or five seconds where it still stands then. With a ping something is sent
// that often.
func silentUntilCut(t *testing.T, addr, path string, ping time.Duration) time.Duration {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n", path)
	answer := make([]byte, 4096)
	if n, err := c.Read(answer); err != nil || !strings.HasPrefix(string(answer[:n]), "HTTP/1.1 101 ") {
		t.Fatalf("no upgrade: %v, %s", err, answer[:n])
	}
	begun := time.Now()
	limit := begun.Add(5 * time.Second)
	for time.Now().Before(limit) {
		wait := limit
		if ping > 0 {
			wait = time.Now().Add(ping)
		}
		if err := c.SetReadDeadline(wait); err != nil {
			t.Fatal(err)
		}
		_, err := c.Read(answer)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			if _, err := c.Write([]byte("ping")); err == nil {
				continue
			}
		}
		if err != nil {
			break
		}
	}
	return time.Since(begun)
}
