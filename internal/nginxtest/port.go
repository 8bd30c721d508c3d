package nginxtest

import (
	"math/rand/v2"
	"net"
	"strconv"
	"sync/atomic"
	"testing"
)

// Ports are handed out below the range from which Linux takes those that a program does not choose itself (from
// 32768): between the writing of a configuration and the start of its nginx no client connection and no other test
// backend can then take the port. Each test process begins at a place of its own.
const (
	firstPort  = 15000
	countPorts = 15000
)

var nextPort = func() *atomic.Uint32 {
	next := new(atomic.Uint32)
	next.Store(rand.Uint32N(countPorts))
	return next
}()

// NewPort returns a loopback address, "127.0.0.1:23456", on which nothing listens, for the listen directive. It
// gives an address again only after all others have had their turn.
func NewPort(t testing.TB) string {
	t.Helper()
	for range countPorts {
		port := firstPort + int(nextPort.Add(1)%countPorts)
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		if l, err := net.Listen("tcp", addr); err == nil {
			l.Close()
			return addr
		}
	}
	t.Fatal("no free port on loopback")
	return ""
}
