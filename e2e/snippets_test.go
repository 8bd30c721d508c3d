package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/internal/nginxtest"
)

// rows are all configurations, by theme.
var rows = slices.Concat(targetRows, headerRows, trapRows, poolRows, protocolRows, idleRows, refusedRows)

// TestSnippets runs every configuration on the installed nginx, and holds against what it does both what is known of
// its version and what the tool predicts.
func TestSnippets(t *testing.T) {
	t.Parallel()
	n := nginxtest.Installed(t)
	for _, r := range rows {
		t.Run(r.name(), func(t *testing.T) {
			t.Parallel()
			predicted(t, n.Version, r, observed(t, n, r))
		})
	}
}

// observation is what nginx did with a configuration.
type observation struct {
	dir     string // of the configuration
	server  string // address of the listener
	verdict nginxtest.Verdict
	sights  []sight // one for each probe; none if refused
}

// observed runs a configuration on nginx and checks what happens against the column of its version.
func observed(t *testing.T, n nginxtest.Nginx, r row) observation {
	t.Helper()
	s := raise(t, r)
	o := observation{dir: s.dir, server: s.front, verdict: n.Test(t, s.dir)}
	if refused := r.refusedBy(n); refused == o.verdict.Accepted {
		t.Fatalf("nginx %s accepts: %v (%s), want %v", n.Version, o.verdict.Accepted, o.verdict.Message, !refused)
	}
	if !o.verdict.Accepted {
		if !strings.Contains(o.verdict.Message, r.refused) {
			t.Errorf("nginx refuses with %q, want %q", o.verdict.Message, r.refused)
		}
		return o
	}
	warned := func(w nginxtest.Refusal) bool { return strings.Contains(w.Message, r.warned) }
	if r.warned != "" && !n.AtLeast(firstPooled) && !slices.ContainsFunc(o.verdict.Warnings, warned) {
		t.Errorf("nginx warns %+v, want %q", o.verdict.Warnings, r.warned)
	}
	n.Start(t, s.dir)
	for _, p := range r.probes {
		o.sights = append(o.sights, s.look(t, n, p))
	}
	return o
}

// look observes one probe and compares it with what is known.
func (s stage) look(t *testing.T, n nginxtest.Nginx, p probe) sight {
	t.Helper()
	if p.http2 {
		var see sight
		see.idle, _ = s.clientIdle(t, p)
		return see
	}
	want, conns := p.before, p.beforeConns
	if n.AtLeast(firstPooled) {
		want, conns = p.from, p.fromConns
	}
	see := s.observe(t, p)
	if see.reuse != want || conns != 0 && see.conns != conns {
		t.Errorf("%s: reuse %q over %d connections, want %q over %d", p.paths(), see.reuse, see.conns, want, conns)
	}
	if see.status != p.wantStatus() {
		t.Errorf("%s: status %d, want %d", p.paths(), see.status, p.wantStatus())
	}
	if p.idle != "" {
		see.idle, see.keepAlive = s.clientIdle(t, p)
		if see.keepAlive != p.header {
			t.Errorf("%s: Keep-Alive %q, want %q", p.paths(), see.keepAlive, p.header)
		}
	}
	if p.pool != "" && see.reuse == reused {
		see.pool = s.poolIdle(t, p)
	}
	return see
}

// name is the name of the row as a test.
func (r row) name() string { return strings.ReplaceAll(r.id, " ", "_") }
