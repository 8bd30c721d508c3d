package program

import (
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
)

// Product is the catalogue's name of the server that the program runs, "" where nothing tells.
func (p *Program) Product() string {
	s, _ := presets.Recognise(p.process())
	return s.Ref.Name
}

// Serve fills in what is known of the accept side of a program's server: how long it keeps idle connections, its product, how to set another value.
// What is not known is unresolved, or absent, with the reason.
func (p *Program) Serve(side *chain.Side, sources *Sources) chain.Value {
	_ = sources
	s, ok := presets.Recognise(p.process())
	switch {
	case p.Open != "":
		return p.absent(p.Open)
	case !ok:
		return p.absent("neither the image nor the command of " + p.called() + " says which server it runs")
	case s.Convention:
		return p.byConvention(s)
	}
	side.Owner.Product = s.Ref.Name
	preset, ok := presets.Lookup(s.Ref.Name)
	if !ok {
		return p.absent("nothing is known of " + s.Ref.Name)
	}
	open := s.Open
	r, err := preset.Resolve(s.Ref)
	if err != nil {
		open = err.Error()
	}
	if open != "" || r.Accepts == nil {
		return chain.Is(chain.Unresolved, &chain.Origin{Note: open, Steps: []chain.Step{{Role: chain.DefaultOf, At: p.At}}})
	}
	side.Set, side.Advice = r.Accepts.Set, r.Accepts.Advice
	if probe := r.TCPKeepalive.Accepts; probe != nil && probe.On && probe.Idle > 0 {
		side.TCP = chain.Keepalive{State: chain.Known, Idle: probe.Idle, Interval: probe.Interval, Count: probe.Count}
	}
	v := p.clock(s, r)
	if h := r.Announces; h != nil && len(v) == 1 && v[0].State == chain.Known {
		side.Announce = append(side.Announce, within(chain.Exactly(v[0].Lo.Truncate(time.Second), v[0].From), p.When)...)
	}
	return within(v, p.When)
}

func (p *Program) called() string {
	if p.Name == "" {
		return "it"
	}
	return "container " + strconv.Quote(p.Name)
}

func (p *Program) absent(note string) chain.Value {
	return within(chain.Is(chain.Absent, &chain.Origin{Note: note, Steps: []chain.Step{{Role: chain.DefaultOf, At: p.At}}}), p.When)
}

// process is the program in the words of the catalogue.
func (p *Program) process() presets.Process {
	out := presets.Process{Image: p.Image, Env: map[string]presets.Word{}}
	for _, words := range [][]Word{p.Entry, p.Command} {
		for _, w := range words {
			out.Words = append(out.Words, w.Word)
		}
	}
	for name, w := range p.Env {
		out.Env[name] = w.Word
	}
	return out
}

// within is a value in some worlds only.
func within(v chain.Value, when chain.Guard) (in chain.Value) {
	for _, c := range v {
		if both, ok := chain.And(c.When, when); ok {
			c.When = both
			in = append(in, c)
		}
	}
	return in
}

// clock is the idle timeout of a server: as its command line or environment say, else the default, in each range of versions that has another one.
func (p *Program) clock(s presets.Started, r presets.Resolved) chain.Value {
	if r.Accepts.Written {
		v := caseOf(r.Accepts)
		v.From = &chain.Origin{Kind: chain.Written, Setting: r.Accepts.Setting, Text: s.Decided, Steps: p.decidedBy(s.Decided)}
		if s.Note != "" {
			v.From.Note = s.Decided + ": " + s.Note
		}
		return chain.Value{v}
	}
	all := []presets.Idle{*r.Accepts}
	for _, d := range r.Differs {
		if d.Side == "accepts" && d.Idle.Status == presets.Maintained && d.Idle.When == r.Accepts.When {
			all = append(all, d.Idle)
		}
	}
	var v chain.Value
	for _, idle := range all {
		one := caseOf(&idle)
		if len(all) > 1 {
			one.When = versions(s.Ref.Name, idle.Versions)
		}
		note := s.Ref.String() + ": default"
		if idle.Setting != "" {
			note = idle.Setting + " not set: default of " + s.Ref.String()
		}
		one.From = &chain.Origin{Kind: chain.Preset, Setting: idle.Setting, Note: note, URL: idle.Source, Steps: p.startedBy(s)}
		v = append(v, one)
	}
	return v
}

func caseOf(p *presets.Idle) chain.Case {
	switch p.Kind {
	case presets.Seconds:
		return chain.Case{State: chain.Known, Lo: p.D, Hi: p.D}
	case presets.NeverReused:
		return chain.Case{State: chain.Off}
	case presets.Unlimited:
		return chain.Case{State: chain.Unlimited}
	case presets.Unknown:
	}
	return chain.Case{State: chain.Absent}
}

// versions is the guard of a range of versions as the catalogue writes it: >=3.12 <7.
func versions(name, span string) chain.Guard {
	var atoms []chain.Atom
	for word := range strings.FieldsSeq(span) {
		if v, ok := strings.CutPrefix(word, ">="); ok {
			atoms = append(atoms, chain.Atom{Subject: name, Op: chain.Ge, Val: v})
		} else if v, ok := strings.CutPrefix(word, "<"); ok {
			atoms = append(atoms, chain.Atom{Subject: name, Op: chain.Lt, Val: v})
		}
	}
	return chain.When(atoms...)
}

// byConvention is what a variable of a usual name says: whether the application reads it is not known.
func (p *Program) byConvention(s presets.Started) chain.Value {
	name, _, _ := strings.Cut(s.Decided, "=")
	o := &chain.Origin{Kind: chain.Written, Setting: name, Text: s.Decided, Steps: p.decidedBy(s.Decided)}
	if s.Open != "" {
		o.Note = s.Open
		return within(chain.Is(chain.Unresolved, o), p.When)
	}
	reads := func(op chain.Op) chain.Guard {
		return chain.When(chain.Atom{Subject: "the application's idle timeout comes from " + name, Op: op, Val: "yes"})
	}
	d := time.Duration(s.Seconds * float64(time.Second))
	return within(chain.Value{
		{When: reads(chain.Eq), State: chain.Known, Lo: d, Hi: d, From: o},
		{When: reads(chain.Ne), State: chain.Unresolved, From: &chain.Origin{Note: "whether it is " + name + " that decides", Steps: o.Steps}},
	}, p.When)
}
