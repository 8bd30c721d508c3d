package nginx

import (
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
)

// legal checks what nginx checks of every directive before it looks at values, in nginx's order and words
// (core/ngx_conf_file.c ngx_conf_handler): the version that knows it, the context, the block, the number of arguments.
func (w *walker) legal(sc *scope, s *spec, f *file, d syntax.Directive, elsewhere bool) bool {
	at := headSpan(f, d)
	switch {
	case !w.version.mayKnow(s.since):
		w.refuse(at, "unknown directive "+quote(s.name)+": "+w.version.String()+" does not know it, it came with "+s.since)
	case elsewhere && sc.ctx != inUnknown:
		w.refuse(at, quote(s.name)+" directive is not allowed here")
	case s.kind != blockValue && d.HasBlock():
		w.refuse(at, "directive "+quote(s.name)+` is not terminated by ";"`)
	case s.kind == blockValue && !d.HasBlock():
		if d.Terminated() { // else the syntax error says it
			w.refuse(at, "directive "+quote(s.name)+` has no opening "{"`)
			f.unopened = min(f.unopened, at.Start)
		}
	case w.arity(sc, s, d.NumArgs()):
		return true
	case d.Templated():
		return d.NumArgs() >= s.min // what an expression stands for may be several words
	case d.Terminated():
		w.refuse(at, "invalid number of arguments in "+quote(s.name)+" directive")
	}
	return false
}

func (w *walker) arity(sc *scope, s *spec, n int) bool {
	if sc.ctx == inUpstream && s.name == "keepalive" && n == 2 && !w.version.mayKnow(poolByDefault) {
		return false // "local" came with the pool by default
	}
	if n < s.min {
		return false
	}
	return s.max < 0 || n <= s.max
}

// checkValue reads the first argument by the type of its directive.
func (w *walker) checkValue(e *entry) {
	if len(e.args) == 0 {
		return
	}
	arg := e.args[0]
	e.state = chain.Known
	if why := arg.unresolved(); why != "" {
		e.state, e.why = chain.Unresolved, why
		if d, ok := templateDefault(arg.text); ok && (e.spec.kind == msValue || e.spec.kind == secValue) {
			e.value, _ = ParseTime(d, e.spec.kind == secValue)
		}
		return
	}
	switch e.spec.kind {
	case msValue, secValue:
		w.checkTime(e, arg)
	case numValue:
		if !digits(arg.text) {
			msg := quote(e.spec.name) + " directive invalid number"
			if e.spec.name == "keepalive" {
				msg = "invalid value " + quote(arg.text) + ` in "keepalive" directive`
			}
			w.refuse(arg.at, msg)
		}
	case flagValue:
		if !strings.EqualFold(arg.text, "on") && !strings.EqualFold(arg.text, "off") {
			w.refuse(arg.at, "invalid value "+quote(arg.text)+" in "+quote(e.spec.name)+` directive, it must be "on" or "off"`)
		}
	case enumValue:
		w.checkWords(e)
	default: // any text
	}
}

func (w *walker) checkTime(e *entry, arg word) {
	var ok bool
	if e.value, ok = ParseTime(arg.text, e.spec.kind == secValue); !ok {
		w.refuseTime(e, arg)
		return
	}
	if e.spec.name != "keepalive_timeout" || len(e.args) < 2 {
		return
	}
	if e.args[1].unresolved() != "" {
		e.hint = -1
		return
	}
	if e.hint, ok = ParseTime(e.args[1].text, true); !ok {
		w.refuseTime(e, e.args[1])
	}
}

func (w *walker) refuseTime(e *entry, arg word) {
	e.state, e.why = chain.Unresolved, "nginx refuses this value"
	key := problemKey{at: arg.at}
	if w.seen[key] {
		return
	}
	w.seen[key] = true
	what, accepted := e.spec.name+" "+quote(arg.text), "a time such as 75s, 1h30m or 500ms: digits with the units w d h m s ms in this order, no fraction, no blank before a unit"
	if len(e.args) > 1 && arg == e.args[1] {
		what = quote(arg.text) + " as the second argument of keepalive_timeout, which is the Keep-Alive header"
		accepted = "one argument such as 75s, with no blank before its unit; or, for the header, whole seconds such as 60 or 1m as the second one"
	}
	w.fact(chain.Fact{
		Rule: chain.OutOfRange, Setting: e.spec.name, At: arg.at, Effect: chain.Rejected,
		Why: "nginx refuses " + what + ": " + quote(e.spec.name) + " directive invalid value", Range: accepted,
	})
}

func (w *walker) checkWords(e *entry) {
	for _, a := range e.args {
		found := false
		for _, allowed := range e.spec.words {
			found = found || strings.EqualFold(a.text, allowed)
		}
		if e.spec.name == "proxy_http_version" && a.text == "2" && !w.version.mayKnow(http2ToUpstream) {
			found = false
		}
		if !found && a.unresolved() == "" {
			w.refuse(a.at, "invalid value "+quote(a.text))
			e.state, e.why = chain.Unresolved, "value that nginx refuses"
		}
	}
}

// checkSetting looks at the values that only one directive has.
func (w *walker) checkSetting(sc *scope, e *entry) {
	switch {
	case sc.ctx == inUpstream && e.spec.name == "keepalive":
		w.checkPoolSize(e)
	case sc.ctx.namespace() == nsUpstream && e.spec.name == "server":
		w.checkPeer(e)
	case e.spec.name == "http2_idle_timeout" && w.version.atLeast(http2SingleClock):
		w.fact(chain.Fact{
			Rule: chain.NoEffect, Setting: e.spec.name, At: e.at, Effect: chain.Ignored,
			Why:  "http2_idle_timeout has no effect since nginx 1.19.7: HTTP/2 connections are kept as long as keepalive_timeout of the server says",
			Help: "set keepalive_timeout in the server block instead",
		})
	}
}

func (w *walker) checkPoolSize(e *entry) {
	switch {
	case e.state != chain.Known:
	case number(e.args[0].text) == 0 && digits(e.args[0].text) && !w.version.mayKnow(poolByDefault):
		w.refuse(e.args[0].at, `invalid value "0" in "keepalive" directive`)
	case len(e.args) == 2 && e.args[1].text != "local":
		msg := "invalid parameter " + quote(e.args[1].text)
		w.refuse(e.args[1].at, msg)
	}
}

// peerParameters are the parameters of a server in an upstream block, including those of the commercial version, which every
// edition refuses or accepts by itself.
var peerParameters = map[string]bool{
	"weight=": true, "max_conns=": true, "max_fails=": true, "fail_timeout=": true, "slow_start=": true, "route=": true, "service=": true,
	"sid=": true, "id=": true, "backup": false, "down": false, "drain": false, "resolve": false,
}

func (w *walker) checkPeer(e *entry) {
	if e.args[0].unresolved() != "" {
		return
	}
	if _, reason := parseHost(e.args[0].text, 0); reason != "" {
		w.refuse(e.args[0].at, reason+" in upstream "+quote(e.args[0].text))
	}
	for _, p := range e.args[1:] {
		name, value, valued := strings.Cut(p.text, "=")
		if valued {
			name += "="
		}
		wants, known := peerParameters[name]
		bad := !known || wants != valued
		switch name {
		case "weight=":
			bad = bad || !digits(value) || number(value) == 0
		case "max_fails=", "max_conns=":
			bad = bad || !digits(value)
		case "fail_timeout=":
			_, ok := ParseTime(value, true)
			bad = bad || !ok
		}
		if bad && p.unresolved() == "" {
			w.refuse(p.at, "invalid parameter "+quote(p.text))
		}
	}
}

// checkUpstream runs at the closing brace.
func (w *walker) checkUpstream(sc *scope) {
	peers, primaries := 0, 0
	for _, e := range sc.entries {
		if e.spec.name == "server" {
			peers++
			if !hasParameter(e, "backup") {
				primaries++
			}
		}
	}
	if len(sc.holes) > 0 || sc.foreign {
		return
	}
	switch {
	case peers == 0:
		for _, e := range sc.entries {
			if e.spec.name == "zone" {
				return // servers may come at run time
			}
		}
		w.refuse(sc.at, "no servers are inside upstream")
	case primaries == 0:
		w.refuse(sc.at, "no servers in upstream "+quote(sc.args[0].text))
	}
}

func hasParameter(e *entry, name string) bool {
	for _, p := range e.args[1:] {
		if p.text == name {
			return true
		}
	}
	return false
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// number reads digits; what overflows, or is negative and refused for that, is as good as unlimited.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 1 << 30
	}
	return n
}
