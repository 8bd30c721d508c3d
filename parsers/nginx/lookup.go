package nginx

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// found is what a look-up from the inside out came upon: the setting that decides, and what could decide otherwise.
type found struct {
	entry  *entry  // nil: not set anywhere
	doubts []doubt // nearer than entry, nearest first; at most maxDoubts
	from   *scope  // the block in which entry stands
	over   *entry  // an outer setting that entry replaces
}

// maxDoubts bounds what is told apart: with more conditions than that a value is unresolved.
const maxDoubts = 4 * chain.MaxCases

// doubt is something nearer than the deciding setting that may set it differently.
type doubt struct {
	when  chain.Guard // where it does
	not   chain.Guard // where it does not
	entry *entry      // inside a template tag; nil for an include that could not be opened
	at    source.Span
	why   string
}

// inherits reports whether nothing in a block speaks about a setting, so that it is as in the block around it.
func (s *scope) inherits(sp *spec) bool {
	return s.parent != nil && len(s.holes) == 0 && s.own(sp) == nil
}

// speaking gives the nearest block that says something about a setting, the outermost where none does.
func (s *scope) speaking(sp *spec) *scope {
	for s.inherits(sp) {
		s = s.parent
	}
	return s
}

// outside reports whether a block is around all servers, so that many of them inherit what it says.
func (s *scope) outside() bool { return s.ctx&(inHTTP|inMain) != 0 }

// lookup is find with its answer kept, one for all blocks that inherit it.
func (c *config) lookup(sc *scope, sp *spec) *found {
	sc = sc.speaking(sp)
	if f := sc.remember(sp).found; f != nil {
		return f
	}
	f := c.find(sc, sp)
	sc.remember(sp).found = &f
	return &f
}

// find looks a setting up as nginx merges scalars: the innermost block that sets it wins.
func (c *config) find(sc *scope, sp *spec) found {
	var f found
	for s := sc; s != nil && f.over == nil; s = s.parent {
		if s.ctx&sp.contexts == 0 && s.ctx != inUnknown && s.ctx != inIf && s.ctx != inLimitExcept {
			continue
		}
		for _, e := range s.entries {
			switch {
			case e.spec != sp:
			case len(e.when) > 0:
				f.doubt(doubt{when: e.when, not: negate(e.when), entry: e, at: e.at, why: "inside " + e.when[0].Subject})
			case f.entry == nil:
				f.entry, f.from = e, s
			case f.over == nil:
				f.over = e
			}
		}
		if f.entry == nil {
			for _, h := range s.holes {
				f.doubt(holeDoubt(h))
			}
		}
	}
	return f
}

func (f *found) doubt(d doubt) {
	if len(f.doubts) < maxDoubts {
		f.doubts = append(f.doubts, d)
	}
}

func holeDoubt(h *hole) doubt {
	a := chain.Atom{Subject: h.text, Op: chain.Eq, Val: "sets it"}
	return doubt{when: chain.When(a), not: negate(chain.When(a)), at: h.at, why: h.text + " was not read and may set it"}
}

// negate is exact for the guards of template tags and includes, which have one atom.
func negate(g chain.Guard) chain.Guard {
	a := g[0]
	switch a.Op {
	case chain.Eq:
		a.Op = chain.Ne
	case chain.Ne:
		a.Op = chain.Eq
	default: // versions do not come here
	}
	return chain.When(a)
}

// time gives the value of a time setting in force in sc. missing makes the case for a setting that nobody wrote.
func (c *config) time(sc *scope, sp *spec, read func(*entry) chain.Case, missing func(*scope) chain.Case) chain.Value {
	if sc.inherits(sp) && sc.ctx != inServer && sc.ctx != inUpstream {
		return c.time(sc.parent, sp, read, missing) // shares the value with the block around it
	}
	if m := sc.remember(sp); m.value != nil {
		return m.value
	}
	v := c.timeOf(c.find(sc, sp), sc, sp, read, missing)
	sc.remember(sp).value = v
	return v
}

func (c *config) timeOf(f found, sc *scope, sp *spec, read func(*entry) chain.Case, missing func(*scope) chain.Case) chain.Value {
	if len(f.doubts) == maxDoubts {
		return chain.Is(chain.Unresolved, &chain.Origin{
			Setting: sp.name, Note: "it depends on too many conditions: " + f.doubts[0].why + ", and so on", Steps: []chain.Step{{At: f.doubts[0].at}},
		})
	}
	var v chain.Value
	rest, ok := chain.Guard(nil), true
	for _, d := range f.doubts {
		when, possible := chain.And(rest, d.when)
		if !possible {
			continue
		}
		one := chain.Case{State: chain.Unresolved, From: &chain.Origin{Setting: sp.name, Note: d.why, Steps: []chain.Step{{At: d.at}}}}
		if d.entry != nil {
			one = read(d.entry)
		}
		one.When = when
		v = append(v, one)
		if rest, ok = chain.And(rest, d.not); !ok {
			break // the branches leave nothing over
		}
	}
	if ok {
		last := missing(sc)
		if f.entry != nil {
			last = c.reading(f, read)
			if f.entry.brought() && last.From != nil {
				from := *last.From // it is written in the nearest block that somebody can change
				from.Insert = c.insertion(sc)
				last.From = &from
			}
		}
		last.When, _ = chain.And(rest, last.When)
		v = append(v, last)
	}
	return v.Widened()
}

// reading is the case of a written setting, with the outer one that it overrides.
func (c *config) reading(f found, read func(*entry) chain.Case) chain.Case {
	one := read(f.entry)
	if f.over != nil && one.From != nil && len(one.From.Steps) == 1 {
		one.From.Steps = append(one.From.Steps, chain.Step{Role: chain.Overrides, At: f.over.at, Note: "overrides " + f.over.text()})
	}
	return one
}

// written is the case of a time as it stands in an entry.
func written(e *entry) chain.Case {
	o := e.provenance()
	switch {
	case e.state != chain.Known && e.value == 0:
		return chain.Case{State: chain.Unresolved, From: o}
	case e.state != chain.Known:
		o.Note = "the default of " + e.why + ", which can be overridden"
	case e.value == 0:
		return chain.Case{State: chain.Off, From: o}
	}
	return chain.Case{State: chain.Known, Lo: e.value, Hi: e.value, From: o}
}

// provenance is made once for each written directive and shared by all that it decides.
func (e *entry) provenance() *chain.Origin {
	if e.origin == nil {
		at := e.at
		if len(e.args) > 0 {
			at = e.args[0].at
		}
		if e.brought() {
			e.origin = &chain.Origin{Kind: chain.Image, Setting: e.spec.name, Note: e.via.shipped + ": " + e.text(), Steps: []chain.Step{{Role: chain.DefaultOf, At: at}}}
			return e.origin
		}
		e.origin = chain.OneStep(chain.Origin{Kind: chain.Written, Setting: e.spec.name, Text: e.text(), Note: e.why}, chain.Step{Role: chain.Decides, At: at})
	}
	return e.origin
}

// brought reports whether a directive stands in a file that an image comes with.
func (e *entry) brought() bool { return e.via != nil && e.via.shipped != "" }

// text is the directive on one line, without its semicolon.
func (e *entry) text() string {
	var b strings.Builder
	b.WriteString(e.spec.name)
	for _, a := range e.args {
		b.WriteByte(' ')
		if a.text == "" {
			b.WriteString(`""`)
		}
		b.WriteString(a.text)
	}
	return b.String()
}

// fallback is the case for a setting that is written nowhere: nginx's own default from the catalogue, or nothing known in a fragment. in is
// the block in which it would be written.
func (c *config) fallback(setting string, in *scope) chain.Case {
	name := setting[strings.LastIndexByte(setting, '/')+1:]
	o := &chain.Origin{Setting: name, Steps: []chain.Step{{Role: chain.DefaultOf, At: in.at}}, Insert: c.insertion(in)}
	if in.partial() && in.ctx != inUpstream && in.ctx != inStreamServer {
		o.Note = name + " is not set in this file, and the http {} around it is not given"
		return chain.Case{State: chain.Unresolved, From: o}
	}
	d, ok := presets.Nginx(setting, c.version.preset())
	if !ok {
		o.Note = c.version.String() + " has no default for " + name
		return chain.Case{State: chain.Absent, From: o}
	}
	o.Kind, o.URL = chain.Default, docs[setting]
	o.Note = name + " not set: default of " + c.version.String()
	if d.Note != "" {
		o.Note += " (" + d.Note + ")"
	}
	switch d.Kind {
	case presets.Seconds:
		return chain.Case{State: chain.Known, Lo: d.D, Hi: d.D, From: o}
	case presets.Unlimited:
		return chain.Case{State: chain.Unlimited, From: o}
	case presets.NeverReused:
		return chain.Case{State: chain.Off, From: o}
	default:
		return chain.Case{State: chain.Absent, From: o}
	}
}

// docs are the pages of the settings that are reported most.
var docs = map[string]string{
	"keepalive_timeout":          "https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_timeout",
	"proxy_read_timeout":         "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout",
	"upstream/keepalive_timeout": "https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive_timeout",
	"stream/proxy_timeout":       "https://nginx.org/en/docs/stream/ngx_stream_proxy_module.html#proxy_timeout",
}

// insertion is where a setting that a block lacks would be written: behind its {, in an upstream at its }. Indentation and line ending are left to
// [finding.Directive], since hardly any of these places is ever used.
func (c *config) insertion(in *scope) source.Place {
	if in.insert == nowhere {
		return source.Place{}
	}
	return source.Place{Span: source.Span{File: in.at.File, Start: in.insert, End: in.insert}}
}

// nowhere is the offset in a block that nobody can write into, as it comes with an image.
const nowhere = ^uint32(0)
