package nginxtest_test

import (
	"bufio"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/internal/nginxtest"
)

func TestAtLeast(t *testing.T) {
	for _, c := range []struct {
		have, want string
		yes        bool
	}{
		{"1.22.1", "1.22.1", true},
		{"1.22.1", "1.29.7", false},
		{"1.29.10", "1.29.7", true},
		{"1.31.0", "1.29.7", true},
		{"2.0.0", "1.29.7", true},
	} {
		if got := (nginxtest.Nginx{Version: c.have}).AtLeast(c.want); got != c.yes {
			t.Errorf("%s at least %s: %v", c.have, c.want, got)
		}
	}
}

func TestInstalled(t *testing.T) {
	n := nginxtest.Installed(t)
	if n.Path == "" || !n.AtLeast("1.0.0") {
		t.Errorf("got %+v", n)
	}
}

func TestVerdict(t *testing.T) {
	n := nginxtest.Installed(t)
	for _, c := range []struct {
		name  string
		files map[string]string
		want  nginxtest.Refusal // the zero value: accepted
	}{
		{"accepted", map[string]string{"nginx.conf": "events {}\nhttp { include paths.conf; }\n", "paths.conf": nginxtest.Paths}, nginxtest.Refusal{}},
		{"main file", map[string]string{"nginx.conf": "events {}\nhttp {\n  nonsense on;\n}\n"}, nginxtest.Refusal{File: "nginx.conf", Line: 3, Message: `unknown directive "nonsense"`}},
		{"include", map[string]string{"nginx.conf": "events {}\nhttp { include d/*.conf; }\n", "d/a.conf": "\nkeepalive_timeout;"}, nginxtest.Refusal{File: "d/a.conf", Line: 2, Message: `invalid number of arguments in "keepalive_timeout" directive`}},
		{"no position", map[string]string{"nginx.conf": "http {}\n"}, nginxtest.Refusal{Message: `no "events" section in configuration`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := n.Test(t, nginxtest.Dir(t, c.files))
			if v.Refusal != c.want || v.Accepted != (c.want == nginxtest.Refusal{}) {
				t.Errorf("got %+v", v)
			}
		})
	}
}

func TestBackendObeysConnection(t *testing.T) {
	for _, c := range []struct {
		name    string
		backend nginxtest.HTTP
		fields  []string
		conns   int // of two requests, when the client reuses as long as it can
	}{
		{"keeps", nginxtest.HTTP{}, nil, 1},
		{"closes on request", nginxtest.HTTP{}, []string{"Connection: close"}, 2},
		{"closes on a list", nginxtest.HTTP{}, []string{"Connection: keep-alive, Close"}, 2},
		{"ignores close", nginxtest.HTTP{IgnoreClose: true}, []string{"Connection: close"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := c.backend.Start(t)
			var client *nginxtest.Client
			for range 2 {
				if client == nil || client.Closed() {
					client = dial(t, b.Addr)
				}
				answer, err := client.Do(nginxtest.Ask{Method: "POST", Body: "x=1", Fields: c.fields})
				if err != nil || answer.Status != 200 {
					t.Fatalf("%+v, %v", answer, err)
				}
				time.Sleep(50 * time.Millisecond) // for the end of the connection to arrive
			}
			if got := b.Connections(); got != c.conns || len(b.Requests()) != 2 {
				t.Errorf("%d connections for %d requests, want %d for 2", got, len(b.Requests()), c.conns)
			}
		})
	}
}

func TestBackendTellsWhatItSaw(t *testing.T) {
	b := nginxtest.HTTP{}.Start(t)
	conn, err := net.Dial("tcp", b.Addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("GET / HTTP/1.0\r\nHost: x\r\nConnection: upgrade\r\nconnection:\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "HTTP/1.1 200") {
		t.Fatalf("%q, %v", line, err)
	}
	got := b.Requests()
	if len(got) != 1 || got[0].Protocol != "1.0" || !slices.Equal(got[0].Connection, []string{"upgrade", ""}) {
		t.Errorf("got %+v", got)
	}
}

func TestIdle(t *testing.T) {
	b := nginxtest.HTTP{Idle: 300 * time.Millisecond}.Start(t)
	c := dial(t, b.Addr)
	if _, err := c.Do(nginxtest.Ask{}); err != nil {
		t.Fatal(err)
	}
	if idle, ok := c.Idle(10 * time.Second); !ok || idle < 200*time.Millisecond {
		t.Errorf("closed after %v, %v", idle, ok)
	}
	if _, ok := b.PoolIdle(0); ok {
		t.Error("the backend takes its own closing for that of the client")
	}

	patient := nginxtest.HTTP{}.Start(t)
	c = dial(t, patient.Addr)
	if _, err := c.Do(nginxtest.Ask{}); err != nil {
		t.Fatal(err)
	}
	if idle, ok := c.Idle(100 * time.Millisecond); ok {
		t.Errorf("closed after %v", idle)
	}
	c.Close()
	if idle, ok := patient.PoolIdle(10 * time.Second); !ok || idle < 90*time.Millisecond {
		t.Errorf("the client closed after %v, %v", idle, ok)
	}
}

func TestRelayDelaysBytesAndEndInOrder(t *testing.T) {
	const delay, idle = 150 * time.Millisecond, 300 * time.Millisecond
	b := nginxtest.HTTP{Idle: idle}.Start(t)
	c := dial(t, nginxtest.Relay(t, b.Addr, delay))
	begin := time.Now()
	if _, err := c.Do(nginxtest.Ask{}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begin); took < 2*delay {
		t.Errorf("a request took %v through a relay of %v each way", took, delay)
	}
	// The backend closes idle after its answer, which is on its way for the delay, as is the end of the stream.
	if _, ok := c.Idle(10 * time.Second); !ok {
		t.Error("the end of the stream did not arrive")
	}
	if took := time.Since(begin); took < 2*delay+idle {
		t.Errorf("the end of the stream arrived after %v", took)
	}
}

func dial(t *testing.T, addr string) *nginxtest.Client {
	t.Helper()
	c, err := nginxtest.Dial(addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}
