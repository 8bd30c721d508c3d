package nginxtest

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"testing"
)

// Record types and the flag of the FastCGI specification 1.0, sections 3.3, 5.1 and 8.
const (
	fcgiBegin, fcgiEnd, fcgiStdin, fcgiStdout = 1, 3, 5, 6
	fcgiKeepConn                              = 1
)

// FastCGI starts a FastCGI backend that closes the connection after the answer unless the request asks to keep it.
func FastCGI(t testing.TB) *Backend {
	t.Helper()
	return backend(t, func(c net.Conn, seen func(Request), answered func()) bool {
		r := bufio.NewReader(c)
		keep := false
		for {
			kind, id, body, err := readRecord(r)
			if err != nil {
				return true
			}
			switch {
			case kind == fcgiBegin && len(body) >= 3:
				keep = body[2]&fcgiKeepConn != 0
				seen(Request{})
			case kind == fcgiStdin && len(body) == 0:
				answer := record(fcgiStdout, id, []byte("Status: 200 OK\r\nContent-Type: text/plain\r\n\r\nok\n"))
				answer = append(answer, record(fcgiStdout, id, nil)...)
				answer = append(answer, record(fcgiEnd, id, make([]byte, 8))...)
				if _, err := c.Write(answer); err != nil {
					return false
				}
				answered()
				if !keep {
					return false
				}
			}
		}
	})
}

// readRecord reads one record: 8 bytes of head (version, type, id, length, padding), then content and padding.
func readRecord(r io.Reader) (kind byte, id uint16, body []byte, err error) {
	var head [8]byte
	if _, err = io.ReadFull(r, head[:]); err != nil {
		return 0, 0, nil, err
	}
	size := int(binary.BigEndian.Uint16(head[4:]))
	body = make([]byte, size+int(head[6]))
	_, err = io.ReadFull(r, body)
	return head[1], binary.BigEndian.Uint16(head[2:]), body[:size], err
}

func record(kind byte, id uint16, body []byte) []byte {
	out := []byte{1, kind, byte(id >> 8), byte(id), byte(len(body) >> 8), byte(len(body)), 0, 0}
	return append(out, body...)
}
