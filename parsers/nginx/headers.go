package nginx

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// headers are the proxy_set_header lines in force in a block: those of the innermost level that has any, and no others.
type headers struct {
	from       *scope   // the innermost block that says anything, be it by an include that could not be opened
	level      *scope   // nil: no level sets any
	first      *entry   // the first line of that level
	connection []*entry // its Connection lines
	upgrade    bool     // an Upgrade line among them sends something
	lost       *entry   // a Connection line of an outer level that no longer counts
	doubts     []doubt  // includes that could not be opened, template tags
	open       bool     // nothing found, and what surrounds the fragment is not known
}

// headersIn finds the lines of a directive (proxy_set_header, grpc_set_header) in force in sc.
func (c *config) headersIn(sc *scope, directive string) *headers {
	for !sets(sc, directive) && len(sc.holes) == 0 && sc.parent != nil {
		sc = sc.parent
	}
	m := sc.remember(table()[nsHTTP][directive])
	if m.headers == nil {
		m.headers = c.collectHeaders(sc, directive)
	}
	return m.headers
}

func sets(sc *scope, directive string) bool {
	for _, e := range sc.headers {
		if e.spec.name == directive {
			return true
		}
	}
	return false
}

func (c *config) collectHeaders(sc *scope, directive string) *headers {
	h := &headers{from: sc}
	s := sc
	for ; s != nil; s = s.parent {
		for _, hole := range s.holes {
			h.doubts = append(h.doubts, holeDoubt(hole))
		}
		if sets(s, directive) {
			break
		}
	}
	if s == nil {
		h.open = sc.partial()
		return h
	}
	h.level = s
	for _, e := range s.headers {
		if e.spec.name != directive {
			continue
		}
		if h.first == nil {
			h.first = e
		}
		if len(e.when) > 0 {
			h.doubts = append(h.doubts, doubt{when: e.when, not: negate(e.when), entry: e, at: e.at, why: "inside " + e.when[0].Subject})
		}
		if isConnection(e) {
			h.connection = append(h.connection, e)
		}
		h.upgrade = h.upgrade || strings.EqualFold(e.args[0].text, "upgrade") && e.args[1].text != ""
	}
	if len(h.connection) > 0 {
		h.doubts = conditional(h.doubts)
		return h
	}
	for outer := s.parent; outer != nil && h.lost == nil; outer = outer.parent {
		for _, e := range outer.headers {
			if e.spec.name == directive && isConnection(e) {
				h.lost = e
			}
		}
	}
	return h
}

// conditional keeps the doubts that remain where a Connection line is written: template tags, not includes.
func conditional(doubts []doubt) (kept []doubt) {
	for _, d := range doubts {
		if d.entry != nil && isConnection(d.entry) {
			kept = append(kept, d)
		}
	}
	return kept
}

func isConnection(e *entry) bool { return strings.EqualFold(e.args[0].text, "connection") }

// connection is the Connection header that is sent to the upstream.
type connection struct {
	sent   string
	sure   bool
	unset  bool   // nginx's default
	asks   string // the request header it depends on
	from   *chain.Origin
	viaMap bool // a row of a map decides
	doubts []doubt
}

// connectionSent evaluates the Connection header for a plain request.
func (c *config) connectionSent(h *headers, p plain, pass *entry) connection {
	out := connection{sure: true, doubts: h.doubts}
	if len(h.connection) == 0 {
		c.defaultConnection(&out, h, pass)
		return out
	}
	var parts []string
	for _, e := range h.connection {
		v := p.eval(e.args[1].text)
		out.sure = out.sure && v.sure() && e.args[1].unresolved() == ""
		if v.asks != "" {
			out.asks = v.asks
		}
		if v.s != "" {
			parts = append(parts, v.s)
		}
		if out.from == nil || asksToClose(v.s) {
			out.from = connectionOrigin(e, v)
			out.viaMap = v.mapped
		}
	}
	out.sent = strings.Join(parts, ", ")
	return out
}

func connectionOrigin(e *entry, v text) *chain.Origin {
	o := chain.OneStep(chain.Origin{Kind: chain.Written, Setting: "proxy_set_header Connection", Text: e.text()}, chain.Step{Role: chain.Decides, At: e.at})
	if len(v.steps) > 0 {
		o.Steps = append(slices.Clone(v.steps), chain.Step{Role: chain.ReadBy, At: e.at, Note: "sent by " + o.Text})
	}
	o.Steps = append(o.Steps, e.included()...)
	return o
}

// included gives the include lines by which a directive came into its block, the innermost first; none where it stands in the block itself.
func (e *entry) included() (steps []chain.Step) {
	outer := e.scope.via
	for v := e.via; v != nil && v != outer; v = v.parent {
		steps = append(steps, chain.Step{Role: chain.PassedBy, At: v.at, Note: "comes by this include"})
	}
	return steps
}

func (c *config) defaultConnection(out *connection, h *headers, pass *entry) {
	o := &chain.Origin{Kind: chain.Default, Setting: "proxy_set_header Connection", Insert: c.insertion(pass.scope)}
	out.from, out.unset = o, true
	if h.level != nil {
		o.Insert = c.insertion(h.level)
	}
	switch {
	case h.lost != nil:
		o.Note = "this level has proxy_set_header lines of its own"
		o.Steps = []chain.Step{
			{Role: chain.Decides, At: h.first.at, Note: "replaces all proxy_set_header lines of the outer levels"},
			{Role: chain.Lost, At: h.lost.at, Note: "does not count where a level has proxy_set_header lines of its own"},
		}
		o.Steps = append(o.Steps, h.first.included()...)
	default:
		o.Note = "proxy_set_header Connection not set: nginx sends Connection: close before 1.29.7"
		o.Steps = []chain.Step{{Role: chain.DefaultOf, At: pass.at}}
		if h.first != nil {
			o.Steps = append(o.Steps, chain.Step{Role: chain.ReadBy, At: h.first.at, Note: "the proxy_set_header lines of this level are in force, and none of them sets Connection"})
			o.Steps = append(o.Steps, h.first.included()...)
		}
	}
	if h.open {
		out.doubts = append(out.doubts, doubt{why: "the http {} around this file may set proxy_set_header Connection"})
	}
}

func asksToClose(header string) bool { return strings.Contains(strings.ToLower(header), "close") }
