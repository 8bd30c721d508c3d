package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// load is what the clients do in one round.
type load struct {
	addr      string
	clients   int
	requests  int  // of all clients together
	reconnect bool // a new connection for each request
}

// done is a finished load. The clients' connections stay open until close, so that their ends do not mix into the counts.
type done struct {
	elapsed time.Duration
	took    []time.Duration // of each request, connecting included
	open    []*client
}

func (d *done) close() {
	for _, c := range d.open {
		c.hangUp()
	}
}

func (d *done) median() time.Duration {
	slices.Sort(d.took)
	return d.took[len(d.took)/2]
}

// run sends the requests; each client sends its next one when the last is answered. The first error ends it.
func (l load) run(ctx context.Context) (*done, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var (
		left  atomic.Int64
		mu    sync.Mutex
		all   = &done{}
		group sync.WaitGroup
	)
	left.Store(int64(l.requests))
	begin := time.Now()
	for range l.clients {
		group.Go(func() {
			c := &client{addr: l.addr, reconnect: l.reconnect}
			var took []time.Duration
			for ctx.Err() == nil && left.Add(-1) >= 0 {
				start := time.Now()
				if err := c.ask(ctx); err != nil {
					cancel(err)
					break
				}
				took = append(took, time.Since(start))
			}
			mu.Lock()
			defer mu.Unlock()
			all.took = append(all.took, took...)
			all.open = append(all.open, c)
		})
	}
	group.Wait()
	all.elapsed = time.Since(begin)
	if err := context.Cause(ctx); err != nil {
		all.close()
		return nil, err
	}
	return all, nil
}

// client is one HTTP/1.1 client. It is made by hand because a client that costs more than nginx would hide the difference.
type client struct {
	addr      string
	reconnect bool
	conn      net.Conn
	r         *bufio.Reader
}

// ask sends one request and reads its answer. It never repeats one.
func (c *client) ask(ctx context.Context) error {
	request := "GET / HTTP/1.1\r\nHost: app\r\n\r\n"
	if c.reconnect {
		request = "GET / HTTP/1.1\r\nHost: app\r\nConnection: close\r\n\r\n"
	}
	if c.conn == nil {
		var dialer net.Dialer
		conn, err := dialer.DialContext(ctx, "tcp4", c.addr)
		if err != nil {
			return err
		}
		if deadline, ok := ctx.Deadline(); ok {
			_ = conn.SetDeadline(deadline)
		}
		c.conn, c.r = conn, bufio.NewReader(conn)
	}
	if _, err := io.WriteString(c.conn, request); err != nil {
		return err
	}
	if err := readAnswer(c.r); err != nil {
		return err
	}
	if c.reconnect {
		c.hangUp()
	}
	return nil
}

func (c *client) hangUp() {
	if c.conn != nil {
		c.conn.Close()
		c.conn = nil
	}
}

// readAnswer reads one answer of known length and refuses any status but 200: a fast error page is no gain.
func readAnswer(r *bufio.Reader) error {
	status, err := r.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(status, []byte("HTTP/1.1 200 ")) {
		return fmt.Errorf("answer %q: expected HTTP/1.1 200", status)
	}
	length := -1
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if name, value, ok := bytes.Cut(line, []byte(":")); ok && bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil || length < 0 {
				return fmt.Errorf("answer with Content-Length %q: expected a number", value)
			}
		}
	}
	if length < 0 {
		return errors.New("answer without Content-Length: expected one")
	}
	_, err = r.Discard(length)
	return err
}
