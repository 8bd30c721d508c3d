package nginxtest

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// Relay starts a TCP relay to target that holds back everything, end of stream included, for delay in each
// direction, in order: a network with a round trip of twice the delay. It returns its address.
//
// This is what makes the race of two idle timeouts visible at will: between the moment in which one end closes and
// the moment in which the other end learns of it, delay passes, and a request sent in between is lost.
//
//	sender ---bytes, FIN---> [ queue, delay ] ---bytes, FIN---> receiver
func Relay(t testing.TB, target string, delay time.Duration) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &relay{delay: delay, open: map[net.Conn]bool{}}
	r.running.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			r.running.Go(func() { r.join(near, target) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		r.stop()
		r.running.Wait()
	})
	return l.Addr().String()
}

type relay struct {
	delay   time.Duration
	running sync.WaitGroup

	mu      sync.Mutex
	stopped bool
	open    map[net.Conn]bool
}

// parcel is what was read at one moment; data is nil at the end of the stream.
type parcel struct {
	due  time.Time
	data []byte
}

func (r *relay) join(near net.Conn, target string) {
	defer near.Close()
	far, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer far.Close()
	if !r.enter(near, far) {
		return
	}
	defer r.leave(near, far)
	var both sync.WaitGroup
	both.Go(func() { r.carry(near, far) })
	both.Go(func() { r.carry(far, near) })
	both.Wait()
}

// carry moves one direction until its end of stream has been delivered.
func (r *relay) carry(from, to net.Conn) {
	queue := make(chan parcel, 1024)
	go func() {
		defer close(queue)
		for {
			buf := make([]byte, 4096)
			n, err := from.Read(buf)
			if n > 0 {
				queue <- parcel{time.Now().Add(r.delay), buf[:n]}
			}
			if err != nil {
				queue <- parcel{due: time.Now().Add(r.delay)}
				return
			}
		}
	}()
	for p := range queue {
		time.Sleep(time.Until(p.due))
		if p.data == nil {
			_ = to.(*net.TCPConn).CloseWrite()
			continue
		}
		// A receiver that is gone must not stop the sender: the bytes are lost, as on a real network.
		_, _ = io.Writer(to).Write(p.data)
	}
}

func (r *relay) enter(conns ...net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range conns {
		r.open[c] = true
	}
	return !r.stopped
}

func (r *relay) leave(conns ...net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range conns {
		delete(r.open, c)
	}
}

func (r *relay) stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stopped = true
	for c := range r.open {
		c.Close()
	}
}
