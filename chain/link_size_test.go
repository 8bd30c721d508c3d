package chain_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/limits"
)

// TestLinkingIsLinear: the servers of an nginx mostly listen on one port. Four times as many of them and of upstreams take four times the memory, not
// sixteen times, whether the upstreams lead elsewhere or all to that port.
func TestLinkingIsLinear(t *testing.T) {
	for name, target := range map[string]func(i int) string{
		"elsewhere": func(i int) string { return fmt.Sprintf("10.0.%d.%d", i/250, i%250) },
		"one port":  func(int) string { return "127.0.0.1" },
	} {
		t.Run(name, func(t *testing.T) {
			small, large := linking(500, target), linking(2000, target)
			if large > 6*small {
				t.Errorf("%d bytes for 500 servers, %d for 2,000", small, large)
			}
		})
	}
}

// linking gives the bytes that it takes to link n servers on port 80 and n upstreams.
func linking(n int, target func(i int) string) uint64 {
	var g chain.Graph
	root := &chain.Root{Kind: "nginx"}
	for i := range n {
		in := &chain.Endpoint{Local: fmt.Sprint("nginx/server/", i), Kind: chain.NginxIn, Root: root}
		in.Accepts = []*chain.Side{{Owner: in, Protocol: chain.HTTP1, Addrs: []chain.Addr{{Host: "*", Port: 80}}}}
		out := &chain.Endpoint{Local: fmt.Sprint("nginx/upstream/", i), Kind: chain.NginxOut, Root: root}
		out.Connect = []*chain.Side{{Owner: out, Protocol: chain.HTTP1, Addrs: []chain.Addr{{Host: target(i), Port: 80}}}}
		g.Endpoints = append(g.Endpoints, in, out)
	}
	g.Name()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	g.Link(chain.LinkOptions{Limits: limits.Set{}.With(limits.RootHops, int64(n))})
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
