package e2e

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// seen is what a real nginx did in one location, as far as it was looked at.
type seen struct {
	server, location, block string

	reuse      reuse  // "": no request reached a backend
	http       string // version of the request to the backend; "": not looked at
	connection string // header of that request, "" if there was none; looked at where http is

	idle     *time.Duration // of the client connection; nil: not measured
	idleOver time.Duration  // it was still open after so long; 0: not looked at
	header   *time.Duration // Keep-Alive: timeout=; nil: not looked at
	noHeader bool           // the connection was kept, and the header was not sent
	pool     *time.Duration // of the connection to the backend; nil: not measured

	slack time.Duration // by which the measured times may be wrong
}

// tally counts what has been compared, by kind, so that a comparison of nothing is no success.
type tally struct {
	compared map[string]int
	wrong    []string
}

func (y *tally) compare(kind string, same bool, format string, args ...any) {
	if y.compared == nil {
		y.compared = map[string]int{}
	}
	y.compared[kind]++
	if !same {
		y.wrong = append(y.wrong, fmt.Sprintf(format, args...))
	}
}

func (y *tally) add(other tally) {
	for kind, n := range other.compared {
		if y.compared == nil {
			y.compared = map[string]int{}
		}
		y.compared[kind] += n
	}
	y.wrong = append(y.wrong, other.wrong...)
}

// compare holds what the tool says about a location against what was seen there.
func (d document) compare(y *tally, s seen) {
	name := fmt.Sprintf("server %q location %q %s", s.server, s.location, s.block)
	l := d.find(s.server, s.location, s.block)
	if l == nil {
		if s.reuse != unreached || s.idle != nil {
			y.compare("found", false, "%s: no entry", name)
		}
		return
	}
	d.compareClient(y, name, l, s)
	if s.reuse == unreached {
		return
	}
	if l.Pass == nil {
		y.compare("reuse", false, "%s: nginx proxies, the tool says it does not", name)
		return
	}
	p := l.Pass
	y.compare("reuse", p.Reuse == string(s.reuse), "%s: reuse %s, the tool says %s (%s)", name, s.reuse, p.Reuse, text(p.Reason))
	if s.http != "" {
		y.compare("http", text(p.HTTPVersion) == s.http, "%s: HTTP/%s, the tool says %s", name, s.http, text(p.HTTPVersion))
		if s.http != "2" {
			// A reader of HTTP does not see the blanks around a value.
			y.compare("connection header", strings.TrimSpace(text(p.ConnectionHeader)) == s.connection, "%s: Connection %q, the tool says %q", name, s.connection, text(p.ConnectionHeader))
		}
	}
	if s.pool != nil {
		got, ok := p.PoolIdle.duration()
		y.compare("pool idle", ok && (got-*s.pool).Abs() <= s.slack, "%s: pool idle %v, the tool says %s %v", name, *s.pool, p.PoolIdle.State, got)
	}
}

func (d document) compareClient(y *tally, name string, l *location, s seen) {
	got, ok := l.ClientIdle.duration()
	if s.idle != nil {
		y.compare("client idle", ok && (got-*s.idle).Abs() <= s.slack, "%s: client idle %v, the tool says %s %v", name, *s.idle, l.ClientIdle.State, got)
	}
	if s.idleOver != 0 {
		y.compare("client idle", l.ClientIdle.State == "unlimited" || ok && got >= s.idleOver-s.slack,
			"%s: client idle over %v, the tool says %s %v", name, s.idleOver, l.ClientIdle.State, got)
	}
	header, sent := l.KeepAliveHeader.duration()
	if s.header != nil {
		y.compare("keep-alive header", sent && header == *s.header, "%s: Keep-Alive %v, the tool says %s %v", name, *s.header, l.KeepAliveHeader.State, header)
	}
	if s.noHeader {
		y.compare("keep-alive header", slices.Contains([]string{"absent", "off"}, l.KeepAliveHeader.State),
			"%s: no Keep-Alive header, the tool says %s %v", name, l.KeepAliveHeader.State, header)
	}
}

// text is the string, or "" for null.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
