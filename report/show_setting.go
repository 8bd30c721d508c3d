package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// idleName names an idle timeout whose product has no name for it.
const idleName = "idle timeout"

// setting is one line of show: a setting in force.
type setting struct {
	name, value, from, remark string
	written                   bool // from is a place
	places                    int  // in a group: further places that say the same
}

// agrees reports whether two lines say the same, be it at different places.
func (s setting) agrees(t setting) bool {
	return s.name == t.name && s.value == t.value && s.remark == t.remark && s.written == t.written && (s.written || s.from == t.from)
}

// groupsOf lists what is in force at an endpoint.
func groupsOf(d *digest, e *chain.Endpoint) []group {
	world := worldOf(e)
	var groups []group
	if e.Pool != nil {
		groups = append(groups, group{lines: []setting{d.poolSize(e.Pool)}})
	}
	if len(e.Routes) == 0 {
		for _, s := range e.Accepts {
			lines := d.settings(idleName, s.Idle, world)
			lines = append(lines, d.headers(s.Announce, world)...)
			groups = append(groups, group{name: "accepts", lines: append(lines, d.tcpKeepalive(s.TCP)...)})
		}
	}
	for _, s := range e.Connect {
		g := group{name: "connects", at: d.users([]*chain.Side{s}), lines: d.settings(idleName, s.Idle, world)}
		for _, r := range s.Reuse {
			if _, ok := chain.And(r.When, world); ok {
				g.lines = append(g.lines, d.sideReuse(s, r))
			}
		}
		g.lines = append(g.lines, d.tcpKeepalive(s.TCP)...)
		groups = append(groups, g)
	}
	for _, r := range e.Routes {
		g := d.routeGroup(e, r, world)
		if n := len(groups); n == 0 || !groups[n-1].takes(g) {
			groups = append(groups, g)
		}
	}
	return groups
}

func (d *digest) poolSize(p *chain.Pool) setting {
	s := d.setting("keepalive", strconv.Itoa(p.Size)+" a worker", p.From)
	if p.Size == 0 {
		s.value = "no pool"
	}
	if p.Local {
		s.remark = join(s.remark, "one pool for each location")
	}
	return s
}

// routeGroup lists what is in force in one location.
func (d *digest) routeGroup(e *chain.Endpoint, r *chain.Route, world chain.Guard) group {
	g := group{at: place(d.Set, r.At), count: 1, lines: d.settings(idleName, r.Idle, world)}
	switch {
	case r.Block != "" && r.Path != "":
		g.paths = []string{r.Path + " (" + r.Block + ")"}
	case r.Path != "":
		g.paths = []string{r.Path}
	case r.Block != "":
		g.name = r.Block + " outside the locations"
	default:
		g.name = "outside its locations"
	}
	g.lines = append(g.lines, d.headers(r.Header, world)...)
	if r.Pass == nil {
		return g
	}
	g.target = r.Pass.Target
	if g.name != "" {
		g.name += " -> " + r.Pass.Target
	}
	if c, ok := r.Pass.In(world); ok {
		g.lines = append(g.lines, d.passSettings(r.Pass, c, world)...)
	}
	if e.Root != nil && e.Root.Assumed {
		g.lines = append(g.lines, d.otherwise(r.Pass, world)...)
	}
	return g
}

// headers tells the Keep-Alive header where it is sent in some case at least. One that only an include that was not read could switch on
// is not worth a line.
func (d *digest) headers(v chain.Value, world chain.Guard) []setting {
	written := func(c chain.Case) bool {
		return c.State != chain.Absent && (c.State != chain.Unresolved || c.From != nil && c.From.Text != "")
	}
	if !slices.ContainsFunc(v, written) {
		return nil
	}
	lines := d.settings("Keep-Alive header", v, world)
	for i, c := range distinct(v, world) {
		if c.State == chain.Absent {
			lines[i].value = "not sent"
		}
	}
	return lines
}

// passSettings lists what is sent to an upstream and what becomes of the connection.
func (d *digest) passSettings(p *chain.Pass, c chain.PassCase, world chain.Guard) []setting {
	var lines []setting
	if passProtocol(p.Protocol) == "http" {
		lines = append(lines, d.setting("proxy_http_version", cmp.Or(c.Version, "?"), c.VersionBy))
		connection := strconv.Quote(c.Connection)
		switch {
		case !c.Resolved:
			connection = "?"
		case c.Connection == "":
			connection = "not sent"
		}
		lines = append(lines, d.setting("Connection header", connection, c.HeaderBy))
	}
	if c.Reuse != chain.ReuseNo && len(c.Idle) > 0 {
		lines = append(lines, d.settings("pool's idle timeout", c.Idle, world)...)
	}
	return append(lines, d.reuse("reuse", c.Reuse, c.Causes))
}

// otherwise says where reuse differs in versions other than the assumed ones.
func (d *digest) otherwise(p *chain.Pass, world chain.Guard) []setting {
	here, _ := p.In(world)
	var lines []setting
	for _, c := range p.Cases {
		if _, ok := chain.And(c.When, world); !ok && c.Reuse != here.Reuse {
			lines = append(lines, d.reuse("reuse "+c.When.Words(), c.Reuse, c.Causes))
		}
	}
	return lines
}

// sideReuse is whether a side reuses connections. Why not is told once, in the locations that connect through it: some of the reasons are
// theirs.
func (d *digest) sideReuse(s *chain.Side, r chain.Pooling) setting {
	if len(r.Causes) == 0 || d.uses()[s].count == 0 {
		return d.reuse("reuse", r.Reuse, r.Causes)
	}
	line := d.reuse("reuse", r.Reuse, nil)
	line.from = "see its locations"
	return line
}

func (d *digest) reuse(name string, r chain.Reuse, causes []chain.Cause) setting {
	s := setting{name: name, value: r.String(), remark: causesText(causes)}
	if r == chain.ReuseUnclear {
		s.value = "?"
	}
	if len(causes) > 0 {
		s.from = place(d.Set, causes[0].From.At())
		s.written = s.from != ""
	}
	return s
}

// tcpKeepalive tells the kernel's probes where something is known of them.
func (d *digest) tcpKeepalive(k chain.Keepalive) []setting {
	value := k.State.String()
	switch {
	case k.State == chain.Absent:
		return nil
	case k.State == chain.Known && k.Interval > 0:
		value = chain.Seconds(k.Idle) + ", then every " + chain.Seconds(k.Interval)
	case k.State == chain.Known:
		value = chain.Seconds(k.Idle)
	}
	return []setting{d.setting("TCP keepalive", value, k.From)}
}

// settings gives one line for each answer of a value; the product's own name of the setting counts, where it is known.
func (d *digest) settings(name string, v chain.Value, world chain.Guard) []setting {
	cases := distinct(v, world)
	if len(cases) == 0 {
		return []setting{{name: name, value: "?", from: "not stated"}}
	}
	lines := make([]setting, 0, len(cases))
	for _, c := range cases {
		s := d.setting(name, clockWord(c), c.From)
		if c.From != nil && name == idleName {
			s.name = cmp.Or(c.From.Setting, name)
		}
		if c.State == chain.Unresolved && c.From != nil {
			s.remark = join(strings.TrimSpace("unresolved "+strings.TrimPrefix(asWritten(c), "unresolved")), s.remark)
		}
		saysWhen := c.State == chain.Unresolved && c.From != nil && c.From.Note != ""
		if when := beyond(c.When, world); when != "" && len(cases) > 1 && !saysWhen {
			s.remark = join(when, s.remark)
		}
		lines = append(lines, s)
	}
	return lines
}

// setting makes a line. That a default is one is said by its column; a remark repeats it only where it says more.
func (d *digest) setting(name, value string, from *chain.Origin) setting {
	s := setting{name: name, value: value, remark: originNote(d.Set, from)}
	if from == nil {
		return s
	}
	if at := place(d.Set, from.At()); from.Kind == chain.Written && at != "" {
		s.from, s.written = at, true
		return s
	}
	s.from = from.Kind.String()
	if why, ok := strings.CutPrefix(s.remark, from.Setting+" not set: "); ok {
		why, s.remark, _ = strings.Cut(why, "; ")
		s.from = why
	}
	return s
}
