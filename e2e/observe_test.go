package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/internal/nginxtest"
)

// sight is what was seen of a probe.
type sight struct {
	status     int
	reuse      reuse
	conns      int
	protocol   string // HTTP version that the backend received; "" for other protocols
	connection string // its Connection header, lines joined by ", "; "" also if there is none
	keepAlive  string // Keep-Alive header of the response to the client
	idle, pool time.Duration
}

const (
	// slack is how far a measured time may lie from the true one. Times that a test must tell apart differ by more
	// than twice as much.
	slack = 300 * time.Millisecond
	// attempts bounds how often a time is measured before a difference is believed: a busy machine can make any
	// single measurement late, but it cannot make nginx keep a connection for another time.
	attempts = 5
	// longest is how long a silent connection is watched.
	longest = 8 * time.Second
)

// observe makes the requests of a probe and looks at both ends of nginx.
func (s stage) observe(t *testing.T, p probe) sight {
	t.Helper()
	known := make([]int, len(s.backends))
	for i, b := range s.backends {
		known[i] = len(b.Requests())
	}
	var see sight
	for i := range p.count() {
		c, answer := s.open(t, p, p.paths()[i%len(p.paths())])
		c.Close()
		see.status = answer.Status
	}
	type conn struct{ backend, number int }
	conns := map[conn]bool{}
	var arrived []nginxtest.Request
	for i, b := range s.backends {
		for _, r := range b.Requests()[known[i]:] {
			arrived = append(arrived, r)
			conns[conn{i, r.Conn}] = true
		}
	}
	see.conns = len(conns)
	switch {
	case len(arrived) == 0:
		return see
	case len(conns) < len(arrived):
		see.reuse = reused
	default:
		see.reuse = fresh
	}
	see.protocol = arrived[0].Protocol
	see.connection = strings.Join(arrived[0].Connection, ", ")
	return see
}

// open makes one request on a new connection and leaves it open.
func (s stage) open(t *testing.T, p probe, path string) (*nginxtest.Client, nginxtest.Answer) {
	t.Helper()
	c, err := nginxtest.Dial(s.front)
	if err != nil {
		t.Fatal(err)
	}
	ask := p.ask
	ask.Path = path
	answer, err := c.Do(ask)
	if err != nil {
		c.Close()
		t.Fatalf("%s %s: %v", ask.Method, path, err)
	}
	return c, answer
}

// clientIdle measures how long nginx keeps the connection of a client that has gone silent.
func (s stage) clientIdle(t *testing.T, p probe) (idle time.Duration, keepAlive string) {
	t.Helper()
	idle = measured(t, p.idle, func() (time.Duration, bool) {
		if p.http2 {
			idle, closed, err := nginxtest.IdleHTTP2(s.front, p.ask.Host, p.paths()[0], longest)
			if err != nil {
				t.Error(err)
			}
			return idle, closed
		}
		c, answer := s.open(t, p, p.paths()[0])
		defer c.Close()
		keepAlive = answer.KeepAlive
		return c.Idle(longest)
	})
	return idle, keepAlive
}

// poolIdle measures how long nginx keeps its connection to the backend.
func (s stage) poolIdle(t *testing.T, p probe) time.Duration {
	t.Helper()
	if len(s.backends) != 1 {
		t.Fatalf("%d backends: the idle time of a pool is measured at the only one", len(s.backends))
	}
	return measured(t, p.pool, func() (time.Duration, bool) {
		for more := true; more; {
			_, more = s.backends[0].PoolIdle(0)
		}
		c, _ := s.open(t, p, p.paths()[0])
		c.Close()
		return s.backends[0].PoolIdle(longest)
	})
}

// measured repeats a measurement until it is near the expected time or the attempts are used up, and returns the
// last one.
func measured(t *testing.T, expected string, measure func() (time.Duration, bool)) (took time.Duration) {
	t.Helper()
	want, err := time.ParseDuration(expected)
	if err != nil {
		t.Fatal(err)
	}
	for range attempts {
		idle, closed := measure()
		if !closed {
			t.Errorf("still open after %v, want %v", longest, want)
			return longest
		}
		if took = idle; near(took, want) {
			return took
		}
	}
	t.Errorf("closed after %v, want %v", took, want)
	return took
}

func near(a, b time.Duration) bool { return (a - b).Abs() <= slack }
