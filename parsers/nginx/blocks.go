package nginx

import "strings"

// checkBlock checks what nginx checks when a block opens: names and places of upstreams and locations, and blocks that may
// stand only once.
func (w *walker) checkBlock(outer, sc *scope, s *spec) {
	switch s.name {
	case "upstream":
		key := onceKey{name: strings.ToLower(sc.args[0].text), in: sc.ctx}
		if first, ok := w.once[key]; ok && len(sc.when) == 0 && !w.root.Fragments {
			w.duplicate(sc.at, "duplicate upstream "+quote(sc.args[0].text), first, "first defined here (names are compared without case)")
		}
		w.once[key] = sc.at
	case "location":
		w.checkLocation(outer, sc)
	case "http", "events", "stream", "mail", "limit_except":
		key := onceKey{outer: outer, name: s.name}
		if first, ok := w.once[key]; ok && len(sc.when) == 0 {
			w.duplicate(sc.at, quote(s.name)+" directive is duplicate", first, "first given here")
		}
		w.once[key] = sc.at
	}
}

// onceKey is a block that may stand once in another one, or an upstream's name.
type onceKey struct {
	outer *scope
	in    context
	name  string
}

// match is how a location is selected.
type match struct {
	modifier string // "", "=", "^~", "~", "~*", "@"
	path     string
}

// matcher reads a location's arguments as nginx does: the modifier may be a word of its own or stuck to the path.
func matcher(args []word) (m match, reason string) {
	if len(args) == 2 {
		switch args[0].text {
		case "=", "^~", "~", "~*":
			return match{args[0].text, args[1].text}, ""
		}
		return match{}, "invalid location modifier " + quote(args[0].text)
	}
	p := args[0].text
	for _, mod := range []string{"@", "=", "^~", "~*", "~"} {
		if rest, ok := strings.CutPrefix(p, mod); ok {
			if mod == "@" {
				return match{"@", p}, ""
			}
			return match{mod, rest}, ""
		}
	}
	return match{"", p}, ""
}

func (m match) regex() bool { return m.modifier == "~" || m.modifier == "~*" }

func (w *walker) checkLocation(outer, sc *scope) {
	if sc.parent.ctx == inUnknown {
		return
	}
	m, reason := matcher(sc.args)
	switch {
	case reason != "":
		w.refuse(sc.at, reason)
		return
	case strings.ContainsAny(m.path, "{<") || unresolved(m.path) != "":
		return
	}
	sc.match = m
	if outer.ctx == inLocation && outer.match.path != "" {
		over := outer.match
		switch {
		case over.modifier == "=":
			w.refuse(sc.at, "location "+quote(m.path)+" cannot be inside the exact location "+quote(over.path))
		case over.modifier == "@":
			w.refuse(sc.at, "location "+quote(m.path)+" cannot be inside the named location "+quote(over.path))
		case m.modifier == "@":
			w.refuse(sc.at, "named location "+quote(m.path)+" can be on the server level only")
		case !m.regex() && !strings.HasPrefix(m.path, over.path):
			w.refuse(sc.at, "location "+quote(m.path)+" is outside location "+quote(over.path))
		}
	}
	if m.regex() || m.modifier == "@" || len(sc.when) > 0 {
		return
	}
	key := m.path
	if m.modifier == "=" {
		key = "=" + key // no other path begins with it: it would be a modifier
	}
	r := outer.special()
	if first := r.paths[key]; first != nil {
		w.duplicate(sc.at, "duplicate location "+quote(m.path), first.at, "first given here")
		return
	}
	if r.paths == nil {
		r.paths = map[string]*scope{}
	}
	r.paths[key] = sc
}

// listenParameters are those of the listen directive of any version; valued ones end in "=".
var listenParameters = map[string]bool{
	"default_server": true, "default": true, "bind": true, "setfib=": true, "fastopen=": true, "backlog=": true, "rcvbuf=": true, "sndbuf=": true,
	"accept_filter=": true, "deferred": true, "ipv6only=": true, "reuseport": true, "ssl": true, "http2": true, "spdy": true, "http3": true, "quic": true,
	"proxy_protocol": true, "so_keepalive=": true, "multipath": true, "sndfib=": true, "udp": true,
}

// listenQUIC is the first version with HTTP/3.
const listenQUIC = "1.25.0"

func (w *walker) checkListen(e *entry) {
	if e.spec.contexts&inServer == 0 {
		return
	}
	for _, p := range e.args[1:] {
		name, value, valued := strings.Cut(p.text, "=")
		if valued {
			name += "="
		}
		switch {
		case p.unresolved() != "":
		case !listenParameters[name], name == "quic" && !w.version.mayKnow(listenQUIC):
			w.refuse(p.at, "invalid parameter "+quote(p.text))
		case name == "so_keepalive=" && !validProbes(value):
			w.refuse(p.at, "invalid so_keepalive value: "+quote(value))
		}
	}
	if e.args[0].unresolved() == "" {
		if _, reason := parseListen(e.args[0].text); reason == "invalid port" {
			w.refuse(e.args[0].at, reason+" in "+quote(e.args[0].text)+` of the "listen" directive`)
		}
	}
}

// validProbes reads so_keepalive: on, off, or idle:interval:count, each of which may be empty but not all.
func validProbes(s string) bool {
	if s == "on" || s == "off" {
		return true
	}
	parts := strings.Split(s, ":")
	if len(parts) > 3 || strings.Trim(s, ":") == "" || len(parts) == 1 {
		return len(parts) == 1 && parts[0] != "" && validTimeSec(parts[0])
	}
	for i, p := range parts {
		if p != "" && (i < 2 && !validTimeSec(p) || i == 2 && !digits(p)) {
			return false
		}
	}
	return true
}

func validTimeSec(s string) bool { _, ok := ParseTime(s, true); return ok }
