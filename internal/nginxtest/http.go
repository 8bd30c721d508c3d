package nginxtest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httputil"
	"net/textproto"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// HTTP says how an HTTP/1.x backend behaves. The zero value does what the protocol asks: it closes after a request
// with Connection: close, wants Connection: keep-alive from HTTP/1.0, answers as HTTP/1.1 with a length, and never
// closes an idle connection.
type HTTP struct {
	Idle        time.Duration // close a connection after this much silence; 0: never
	IgnoreClose bool          // keep the connection whatever the request says
	Answer10    bool          // answer as HTTP/1.0
}

// Start runs the backend until the test ends. A request with an Upgrade header on a connection that asks for it is
// answered with 101 and then with silence.
func (h HTTP) Start(t testing.TB) *Backend {
	t.Helper()
	return backend(t, func(c net.Conn, seen func(Request), answered func()) bool {
		r := bufio.NewReader(c)
		for {
			if h.Idle > 0 {
				_ = c.SetReadDeadline(time.Now().Add(h.Idle))
			}
			if _, err := r.Peek(1); err != nil {
				return !errors.Is(err, os.ErrDeadlineExceeded)
			}
			_ = c.SetReadDeadline(time.Time{})
			head, err := readHTTP(r)
			if err != nil {
				return false
			}
			seen(Request{Protocol: head.protocol, Connection: head.fields["Connection"]})
			if head.asks("upgrade") && head.fields.Get("Upgrade") != "" {
				_, _ = io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: "+head.fields.Get("Upgrade")+"\r\nConnection: upgrade\r\n\r\n")
				answered()
				_, _ = io.Copy(io.Discard, r)
				return true
			}
			keep := h.IgnoreClose || head.keeps()
			if err := h.answer(c, keep); err != nil {
				return false
			}
			answered()
			if !keep {
				return false
			}
		}
	})
}

func (h HTTP) answer(w io.Writer, keep bool) error {
	protocol, connection := "1.1", ""
	if h.Answer10 {
		protocol = "1.0"
	}
	if !keep {
		connection = "Connection: close\r\n"
	}
	_, err := fmt.Fprintf(w, "HTTP/%s 200 OK\r\nContent-Length: 3\r\n%s\r\nok\n", protocol, connection)
	return err
}

// requestHead is what a backend needs of a request whose body has been read.
type requestHead struct {
	protocol string // "1.0" or "1.1"
	fields   textproto.MIMEHeader
}

func readHTTP(r *bufio.Reader) (requestHead, error) {
	text := textproto.NewReader(r)
	line, err := text.ReadLine()
	if err != nil {
		return requestHead{}, err
	}
	_, protocol, ok := strings.Cut(line, " HTTP/")
	if !ok {
		return requestHead{}, fmt.Errorf("not an HTTP request: %q", line)
	}
	fields, err := text.ReadMIMEHeader()
	if err != nil {
		return requestHead{}, err
	}
	head := requestHead{protocol: protocol, fields: fields}
	body := io.Reader(strings.NewReader(""))
	if fields.Get("Transfer-Encoding") != "" {
		body = httputil.NewChunkedReader(r)
	} else if n, _ := strconv.ParseInt(fields.Get("Content-Length"), 10, 64); n > 0 {
		body = io.LimitReader(r, n)
	}
	_, err = io.Copy(io.Discard, body)
	return head, err
}

// asks tells whether the Connection header holds the word.
func (h requestHead) asks(word string) bool {
	all := strings.Split(strings.Join(h.fields["Connection"], ","), ",")
	return slices.ContainsFunc(all, func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), word) })
}

func (h requestHead) keeps() bool {
	if h.protocol == "1.0" {
		return h.asks("keep-alive") && !h.asks("close")
	}
	return !h.asks("close")
}
