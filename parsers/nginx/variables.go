package nginx

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// plain evaluates variables for a plain request: GET over HTTP/1.1 without query string, without Upgrade and Connection headers
// of its own. That is the request that a pool is for; what depends on more is said in the reason.
type plain struct {
	cfg    *config
	server *scope
	at     *scope // the location or if block that handles the request
	method string
	depth  int
	steps  *int // taken so far, shared by all that one evaluation needs
}

// What bounds an evaluation, so that maps that refer to each other many times cannot multiply without end. What lies beyond is unknown.
const (
	maxDepth     = 16
	maxSteps     = 1000
	maxText      = 8 << 10
	maxConflicts = 64 // lines that may set one variable
)

// opaque stands for a part of a text that cannot be known.
const opaque = "\x00"

// text is an evaluated word.
type text struct {
	s     string       // with opaque parts
	steps []chain.Step // the map rows and set lines that decided
	asks  string       // the request header or argument that it depends on, "" for none

	mapped bool // a row of a map is among the steps
}

func (t text) sure() bool { return !strings.Contains(t.s, opaque) }

// eval expands the variables of a word.
func (p plain) eval(s string) text {
	if !strings.Contains(s, "$") {
		return text{s: s}
	}
	if p.steps == nil {
		p.steps = new(int)
	}
	p.depth++
	if *p.steps++; p.depth > maxDepth || *p.steps > maxSteps {
		return text{s: opaque}
	}
	var out text
	var b strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '$')
		if i < 0 || i+1 == len(s) {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:i])
		name, rest := variableName(s[i+1:])
		s = rest
		if name == "" {
			b.WriteByte('$')
			continue
		}
		v := p.variable(name)
		if b.Len()+len(v.s) > maxText {
			return text{s: opaque, asks: out.asks}
		}
		b.WriteString(v.s)
		out.steps = append(out.steps, v.steps...)
		out.mapped = out.mapped || v.mapped
		if out.asks == "" {
			out.asks = v.asks
		}
	}
	out.s = b.String()
	return out
}

func variableName(s string) (name, rest string) {
	if inner, ok := strings.CutPrefix(s, "{"); ok {
		if name, rest, ok = strings.Cut(inner, "}"); ok {
			return name, rest
		}
		return "", s
	}
	n := 0
	for n < len(s) && (s[n] == '_' || s[n] >= '0' && s[n] <= '9' || s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z') {
		n++
	}
	return s[:n], s[n:]
}

func (p plain) variable(name string) text {
	name = strings.ToLower(name)
	if m := p.cfg.mapping(name, p.at.at); m != nil {
		return p.mapped(m)
	}
	if p.cfg.captured[name] && assignmentsIn(p.at).last[name] == nil {
		return text{s: opaque}
	}
	if p.cfg.assigned[name] {
		return p.assigned(name)
	}
	switch {
	case strings.HasPrefix(name, "http_"):
		if name == "http_host" {
			return text{s: p.host()}
		}
		return text{asks: "$" + name}
	case strings.HasPrefix(name, "arg_"), strings.HasPrefix(name, "cookie_"):
		return text{asks: "$" + name}
	}
	switch name {
	case "args", "query_string", "is_args":
		return text{asks: "$" + name}
	case "scheme":
		if hostOf(p.server).tls {
			return text{s: "https"}
		}
		return text{s: "http"}
	case "https":
		if hostOf(p.server).tls {
			return text{s: "on"}
		}
		return text{}
	case "request_method":
		return text{s: p.method}
	case "host":
		return text{s: p.host()}
	case "server_name":
		return text{s: p.serverName()}
	case "server_protocol":
		return text{s: "HTTP/1.1"}
	case "uri", "document_uri", "request_uri":
		return text{s: "/" + opaque}
	}
	return text{s: opaque}
}

// host is the name that a client asks for, known where the server has a single exact one.
func (p plain) host() string {
	if name := hostOf(p.server).exact; name != "" {
		return name
	}
	return opaque
}

func (p plain) serverName() string {
	if names := hostOf(p.server).names; len(names) > 0 && !strings.ContainsAny(names[0], "~${") {
		return names[0]
	}
	return opaque
}

// mapped evaluates a map. Where its source cannot be known, the value still is, if every row gives the same.
func (p plain) mapped(m *mapping) text {
	in := p.eval(m.source)
	if len(m.holes) > 0 {
		return text{s: opaque, steps: []chain.Step{{At: m.holes[0].at, Note: "this include could add lines"}}}
	}
	if in.sure() {
		row, sure := m.pick(in.s)
		if !sure {
			return text{s: opaque, asks: in.asks}
		}
		if row == nil {
			return text{asks: in.asks}
		}
		return p.row(row, in.asks)
	}
	one, same := m.constant()
	if same {
		return p.row(one, in.asks)
	}
	return text{s: opaque, asks: in.asks}
}

func (p plain) row(row *mapRow, asks string) text {
	v := p.eval(row.value)
	if v.asks == "" {
		v.asks = asks
	}
	if row.step.At.File != 0 {
		v.steps = append([]chain.Step{row.step}, v.steps...)
		v.mapped = true
	}
	return v
}

// assigned gives the value of a variable that set directives assign, where all that can run before the request is passed on
// agree. The innermost set wins, as it runs last; those in if blocks may run or not.
func (p plain) assigned(name string) text {
	var certain *entry
	var maybe []*entry
	inside := false // in a location already: set of an outer one does not run for a nested one
	for s := p.at; s != nil && certain == nil; s = s.parent {
		if s.ctx == inLocation && inside {
			continue
		}
		inside = inside || s.ctx == inLocation
		a := assignmentsIn(s)
		for _, e := range a.conditional[name] {
			if len(maybe) > maxConflicts {
				return text{s: opaque}
			}
			if e.scope != p.at {
				maybe = append(maybe, e)
			}
		}
		certain = a.last[name]
	}
	if certain == nil && len(maybe) == 0 {
		if maybe = p.cfg.everySet(p.server)[name]; len(maybe) > 0 {
			certain = maybe[0] // a location from which the request was sent on
		}
	}
	if len(maybe) > maxConflicts || certain != nil && len(certain.when) > 0 {
		return text{s: opaque}
	}
	var value text
	if certain != nil {
		value = p.eval(certain.args[1].text)
		value.steps = append([]chain.Step{{Role: chain.Decides, At: certain.at}}, value.steps...)
	}
	for _, e := range maybe {
		if p.eval(e.args[1].text).s != value.s {
			return text{s: opaque}
		}
	}
	return value
}
