package nginxtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// Client is one client connection that speaks HTTP/1.1 and hides nothing: no pool, no retry.
type Client struct {
	conn net.Conn
	r    *bufio.Reader
}

// Ask is a request. Fields are further header lines, "Name: value".
type Ask struct {
	Method, Path, Host string // "" means GET, / and localhost
	Body               string
	Fields             []string
}

// Answer is a response whose body has been read.
type Answer struct {
	Status    int
	KeepAlive string // value of the Keep-Alive header, "" if there is none
}

// Dial connects to addr.
func Dial(addr string) (*Client, error) {
	conn, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		return nil, err
	}
	return &Client{conn: conn, r: bufio.NewReader(conn)}, nil
}

// Close closes the connection.
func (c *Client) Close() { c.conn.Close() }

// Do sends a request and reads its response. An error means that the connection broke: the request is lost.
func (c *Client) Do(a Ask) (Answer, error) {
	if a.Method == "" {
		a.Method = http.MethodGet
	}
	if a.Path == "" {
		a.Path = "/"
	}
	if a.Host == "" {
		a.Host = "localhost"
	}
	var head strings.Builder
	fmt.Fprintf(&head, "%s %s HTTP/1.1\r\nHost: %s\r\n", a.Method, a.Path, a.Host)
	for _, f := range a.Fields {
		head.WriteString(f + "\r\n")
	}
	if a.Body != "" {
		fmt.Fprintf(&head, "Content-Length: %d\r\n", len(a.Body))
	}
	_ = c.conn.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(c.conn, head.String()+"\r\n"+a.Body); err != nil {
		return Answer{}, err
	}
	resp, err := http.ReadResponse(c.r, &http.Request{Method: a.Method})
	if err != nil {
		return Answer{}, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusSwitchingProtocols {
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			return Answer{}, err
		}
	}
	return Answer{Status: resp.StatusCode, KeepAlive: resp.Header.Get("Keep-Alive")}, nil
}

// Closed tells whether the other end is already known to have closed the connection: the look that a careful pool
// takes before it uses a connection again.
func (c *Client) Closed() bool {
	_ = c.conn.SetReadDeadline(time.Now().Add(time.Millisecond))
	_, err := c.r.Peek(1)
	return err != nil && !errors.Is(err, os.ErrDeadlineExceeded)
}

// Idle waits in silence until the other end closes the connection, and returns how long that took. ok is false if
// it was still open after the limit.
func (c *Client) Idle(limit time.Duration) (idle time.Duration, ok bool) {
	begin := time.Now()
	_ = c.conn.SetReadDeadline(begin.Add(limit))
	for {
		_, err := c.r.Discard(1)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return 0, false
		}
		if err != nil {
			return time.Since(begin), true
		}
	}
}

// IdleHTTP2 makes one request over HTTP/2 without TLS and returns how long after the response the other end
// closed the connection; ok is false if it was still open after the limit.
func IdleHTTP2(addr, host, path string, limit time.Duration) (idle time.Duration, ok bool, err error) {
	ended := make(chan struct{})
	transport := &http.Transport{
		Protocols: new(http.Protocols),
		DialContext: func(_ context.Context, network, _ string) (net.Conn, error) {
			c, err := net.DialTimeout(network, addr, patience)
			if err != nil {
				return nil, err
			}
			return &watched{Conn: c, ended: ended}, nil
		},
	}
	transport.Protocols.SetUnencryptedHTTP2(true)
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport, Timeout: patience}
	resp, err := client.Get("http://" + host + path)
	if err != nil {
		return 0, false, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	if err != nil {
		return 0, false, err
	}
	begin := time.Now()
	select {
	case <-ended:
		return time.Since(begin), true, nil
	case <-time.After(limit):
		return 0, false, nil
	}
}

// watched is a connection that tells when reading from it has come to an end.
type watched struct {
	net.Conn
	once  sync.Once
	ended chan struct{}
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if err != nil {
		w.once.Do(func() { close(w.ended) })
	}
	return n, err
}
