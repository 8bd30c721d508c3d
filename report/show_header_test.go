package report_test

import (
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/report"
)

// What announces nothing for certain, because an include that was not read could set anything, is not worth a line; where a
// header is sent in one case only, the other is told in words.
func TestShowOfHeaders(t *testing.T) {
	const text = "include extra.conf;\n"
	s := newStage(t)
	s.file("nginx.conf", text)
	unread := s.unwritten("keepalive_timeout", "include extra.conf was not read and may set it", "nginx.conf", "include extra.conf;")
	open := chain.Case{State: chain.Unresolved, From: unread, When: prod(chain.Eq)}
	s.endpoint(&chain.Endpoint{ID: "nginx/server/a", Kind: chain.NginxIn, Product: "nginx", Routes: []*chain.Route{
		{Path: "/open", Idle: chain.Value{open, known(75, 75, prod(chain.Ne))}, Header: chain.Value{open, {State: chain.Absent, When: prod(chain.Ne)}}},
		{Path: "/sent", Idle: exact(20), Header: chain.Value{known(15, 15, prod(chain.Eq)), {State: chain.Absent, When: prod(chain.Ne)}}},
	}})
	out := string(render(t, report.Show, s.r, report.Options{}))
	if strings.Contains(out, "unresolved unresolved") {
		t.Error("says twice that a value is unresolved")
	}
	before, after, ok := strings.Cut(out, "location /sent")
	if !ok || strings.Contains(before, "Keep-Alive header") {
		t.Error("tells a header of which nothing is known")
	}
	if strings.Count(after, "Keep-Alive header") != 2 || !strings.Contains(after, "not sent") {
		t.Error("does not tell both cases of a header")
	}
	if t.Failed() {
		t.Log(out)
	}
}
