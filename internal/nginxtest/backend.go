package nginxtest

import (
	"net"
	"slices"
	"sync"
	"testing"
	"time"
)

// Backend is a server behind nginx that writes down what reaches it.
type Backend struct {
	Addr string // "127.0.0.1:34567", for a server line or a *_pass

	mu       sync.Mutex
	open     map[net.Conn]int // number of each open connection
	accepted int
	requests []Request
	idle     []time.Duration // of the connections that nginx closed
	closed   chan struct{}   // gets a token for each of them
}

// Request is one request as a backend received it.
type Request struct {
	Conn       int      // number of the connection that carried it, from 1
	Protocol   string   // "1.0", "1.1", "2"; "" for protocols other than HTTP
	Connection []string // values of its Connection header lines, nil if there is none
}

// talk serves one connection until it ends. It calls seen for each request, and answered when it has been
// answered, and reports true if it was nginx that ended the connection.
type talk func(c net.Conn, seen func(Request), answered func()) bool

// backend starts a server that runs talk on each connection.
func backend(t testing.TB, talk talk) *Backend {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &Backend{Addr: l.Addr().String(), open: map[net.Conn]int{}, closed: make(chan struct{}, 1024)}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			number := b.add(c)
			running.Go(func() { b.serve(c, number, talk) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		b.mu.Lock()
		for c := range b.open {
			c.Close()
		}
		b.mu.Unlock()
		running.Wait()
	})
	return b
}

func (b *Backend) add(c net.Conn) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.accepted++
	b.open[c] = b.accepted
	return b.accepted
}

func (b *Backend) serve(c net.Conn, number int, talk talk) {
	var last time.Time // end of the last answer
	byNginx := talk(c, func(r Request) {
		r.Conn = number
		b.mu.Lock()
		b.requests = append(b.requests, r)
		b.mu.Unlock()
	}, func() { last = time.Now() })
	ended := time.Now()
	c.Close()
	b.mu.Lock()
	delete(b.open, c)
	if byNginx && !last.IsZero() {
		b.idle = append(b.idle, ended.Sub(last))
	}
	b.mu.Unlock()
	if byNginx && !last.IsZero() {
		select {
		case b.closed <- struct{}{}:
		default:
		}
	}
}

// Requests returns what has arrived so far, in order.
func (b *Backend) Requests() []Request {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.requests)
}

// Connections counts the connections that carried at least one request.
func (b *Backend) Connections() int {
	used := map[int]bool{}
	for _, r := range b.Requests() {
		used[r.Conn] = true
	}
	return len(used)
}

// PoolIdle waits until nginx closes a connection that has carried a request, and returns how long after the answer
// it did so: the idle timeout of the upstream pool. ok is false if nginx kept all of them for the whole limit.
// Connections that ended before the call count as well, the last one first.
func (b *Backend) PoolIdle(limit time.Duration) (idle time.Duration, ok bool) {
	select {
	case <-b.closed:
	case <-time.After(limit):
		return 0, false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.idle[len(b.idle)-1], true
}
