package nginxtest

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// Memcached starts a backend that knows one command, get, and has a value for each key. It never closes.
func Memcached(t testing.TB) *Backend {
	t.Helper()
	return backend(t, func(c net.Conn, seen func(Request), answered func()) bool {
		r := bufio.NewReader(c)
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return true
			}
			seen(Request{})
			key := strings.TrimSpace(strings.TrimPrefix(line, "get "))
			if _, err := fmt.Fprintf(c, "VALUE %s 0 2\r\nok\r\nEND\r\n", key); err != nil {
				return false
			}
			answered()
		}
	})
}

// UWSGI starts a uwsgi backend that leaves it to nginx to close the connection.
func UWSGI(t testing.TB) *Backend {
	t.Helper()
	return backend(t, func(c net.Conn, seen func(Request), answered func()) bool {
		for r := bufio.NewReader(c); ; {
			var head [4]byte // modifier, size of the variables (little endian), modifier
			if _, err := io.ReadFull(r, head[:]); err != nil {
				return true
			}
			if _, err := r.Discard(int(binary.LittleEndian.Uint16(head[1:]))); err != nil {
				return false
			}
			seen(Request{})
			if _, err := io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"); err != nil {
				return false
			}
			answered()
		}
	})
}

// SCGI starts an SCGI backend that leaves it to nginx to close the connection.
func SCGI(t testing.TB) *Backend {
	t.Helper()
	return backend(t, func(c net.Conn, seen func(Request), answered func()) bool {
		for r := bufio.NewReader(c); ; {
			length, err := r.ReadString(':') // the variables are a netstring: length, colon, bytes, comma
			if err != nil {
				return true
			}
			n, err := strconv.Atoi(strings.TrimSuffix(length, ":"))
			if err != nil || n < 0 {
				return false
			}
			if _, err := r.Discard(n + 1); err != nil {
				return false
			}
			seen(Request{})
			if _, err := io.WriteString(c, "Status: 200 OK\r\nContent-Length: 2\r\n\r\nok"); err != nil {
				return false
			}
			answered()
		}
	})
}

// HTTP2 starts a backend that speaks HTTP/2 without TLS to those who begin with its preface, as gRPC does, and
// HTTP/1.1 to all others. It does not measure idle times.
func HTTP2(t testing.TB) *Backend {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &Backend{Addr: l.Addr().String(), open: map[net.Conn]int{}, closed: make(chan struct{})}
	type number struct{}
	server := &http.Server{
		Protocols: new(http.Protocols),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, number{}, b.add(c))
		},
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			conn, _ := r.Context().Value(number{}).(int)
			protocol := strings.TrimSuffix(strings.TrimPrefix(r.Proto, "HTTP/"), ".0")
			b.mu.Lock()
			b.requests = append(b.requests, Request{Conn: conn, Protocol: protocol, Connection: r.Header["Connection"]})
			b.mu.Unlock()
			w.Header().Set("Content-Type", "application/grpc")
			w.Header().Set("Grpc-Status", "0")
			// With a body: nginx keeps an HTTP/2 connection only if the end of the response comes by itself, not
			// together with what opens the connection.
			_, _ = io.WriteString(w, "ok")
		}),
	}
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetUnencryptedHTTP2(true)
	go func() { _ = server.Serve(l) }()
	t.Cleanup(func() { server.Close() })
	return b
}
