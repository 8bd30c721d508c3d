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
		y.compare("pool idle", p.PoolIdle.near(*s.pool, s.slack), "%s: pool idle %v, the tool says %s %v", name, *s.pool, p.PoolIdle.State, p.PoolIdle.durations())
	}
}

func (d document) compareClient(y *tally, name string, l *location, s seen) {
	idle, header := l.ClientIdle, l.KeepAliveHeader
	kind := "client idle"
	if idle.State == "alternatives" {
		kind = ambiguous
	}
	if s.idle != nil {
		y.compare(kind, idle.near(*s.idle, s.slack), "%s: client idle %v, the tool says %s %v", name, *s.idle, idle.State, idle.durations())
	}
	if s.idleOver != 0 {
		over := func(d time.Duration) bool { return d >= s.idleOver-s.slack }
		y.compare(kind, idle.State == "unlimited" || slices.ContainsFunc(idle.durations(), over),
			"%s: client idle over %v, the tool says %s %v", name, s.idleOver, idle.State, idle.durations())
	}
	if s.header != nil {
		y.compare("keep-alive header", header.near(*s.header, 0), "%s: Keep-Alive %v, the tool says %s %v", name, *s.header, header.State, header.durations())
	}
	if s.noHeader {
		y.compare("keep-alive header", slices.Contains([]string{"absent", "off"}, header.State),
			"%s: no Keep-Alive header, the tool says %s %v", name, header.State, header.durations())
	}
}

// ambiguous is the kind of a comparison with a location that has several idle times, by the way on which a request
// gets there. Seldom: see the test of the recorded configurations.
const ambiguous = "client idle, one of several"

// text is the string, or "" for null.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
