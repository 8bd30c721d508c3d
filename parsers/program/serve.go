package program

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// Product is the catalogue's name of the server that the program runs, "" where nothing tells.
func (p *Program) Product() string {
	s, _ := presets.Recognise(p.launched(nil).process())
	return s.Ref.Name
}

// Serve fills in what is known of the accept side of a program's server: how long it keeps idle connections, its product, how to set another value.
// What is not known is unresolved, or absent, with the reason. Sources is what the scan holds of applications; nil is nothing.
func (p *Program) Serve(side *chain.Side, sources *Sources) chain.Value {
	if p.Open != "" {
		return p.absent(p.Open)
	}
	l := p.launched(sources)
	if l.open != "" {
		return p.absent(l.open)
	}
	s, ok := presets.Recognise(l.process())
	runs := s.Runs
	if !ok {
		runs = l.compiled(sources)
	}
	var a answer
	switch {
	case ok && s.Ref.Name != "" && len(s.Runs) == 0:
		a = l.byCommand(s, sources)
	case len(runs) > 0 && s.Decided == "" || s.Convention && len(runs) > 0:
		a = l.byCode(s, runs, sources)
	case s.Convention:
		return l.byConvention(s)
	case ok && s.Ref.Name != "":
		a = l.byCommand(s, sources)
	}
	if s.Convention && a.value == nil {
		return l.byConvention(s)
	}
	if a.value == nil {
		return p.absent(l.unrecognised())
	}
	a.tell(side, p.When)
	return p.tied(a.value).Under(p.When)
}

// tied adds why the image is the one of that build to a value that stands in what is built into it, and not where the image is named.
func (p *Program) tied(v chain.Value) chain.Value {
	if p.Build == nil || p.Tied.Note == "" || p.Tied.At.IsZero() {
		return v
	}
	v = slices.Clone(v)
	for i, c := range v {
		if at := c.From.At(); !at.IsZero() && at.File != p.Tied.At.File {
			from := *c.From
			why := p.Tied
			why.Note = "image of " + p.called() + ": " + why.Note
			from.Steps = append(slices.Clone(from.Steps), why)
			v[i].From = &from
		}
	}
	return v
}

// answer is what is found of a server.
type answer struct {
	value   chain.Value
	product string
	known   *presets.Resolved // its entry in the catalogue; nil where that has none
	setting *Setting          // of a file that decides, or starts it; nil for none
	facts   []chain.Fact
	set     func(idle time.Duration) string // what to write instead of what decides; nil: as the file or the catalogue says
}

// tell fills in the side.
func (a answer) tell(side *chain.Side, when chain.Guard) {
	if side.Owner != nil && a.product != "" {
		side.Owner.Product = a.product
	}
	for _, f := range a.facts {
		if !slices.ContainsFunc(side.Facts, func(g chain.Fact) bool { return g.At == f.At && g.Setting == f.Setting }) {
			side.Facts = append(side.Facts, f)
		}
	}
	if a.known == nil || a.known.Accepts == nil {
		return
	}
	side.Set, side.Advice = a.known.Accepts.Set, a.known.Accepts.Advice
	switch {
	case a.set != nil:
		side.Set = a.set
	case a.setting != nil && a.setting.Set != nil:
		side.Set = a.setting.Set
	}
	if probe := a.known.TCPKeepalive.Accepts; probe != nil && probe.On && probe.Idle > 0 {
		side.TCP = chain.Keepalive{State: chain.Known, Idle: probe.Idle, Interval: probe.Interval, Count: probe.Count}
	}
	if a.known.Announces != nil && len(a.value) == 1 && a.value[0].State == chain.Known {
		from := *a.value[0].From
		from.Kind, from.Text = chain.Preset, "" // nobody wrote the header: the product sends what it keeps
		side.Announce = append(side.Announce, chain.Exactly(a.value[0].Lo.Truncate(time.Second), &from).Under(when)...)
	}
}

func (p *Program) called() string {
	if p.Name == "" {
		return "it"
	}
	return "container " + strconv.Quote(p.Name)
}

// unrecognised says why nothing is known of the server.
func (l *launch) unrecognised() string {
	if l.Entry == nil && (l.Build == nil || l.Build.Entry == nil) && len(l.words) > 0 && strings.HasPrefix(l.words[0].Text, "-") {
		return "what the entry point of " + cmp.Or(clipped(l.image), "its image") + " starts with the options of " + l.called() + " is not known"
	}
	if words := presets.Behind(l.process()); len(words) > 0 && words[0].Open == "" {
		return l.called() + " starts " + clipped(words[0].Text) + ", which is not known as a server"
	}
	return "neither the image nor the command of " + l.called() + " says which server it runs"
}

// clipped is what a message quotes of a file.
func clipped(s string) string { return source.Clip(strings.Join(strings.Fields(s), " ")) }

func (p *Program) absent(note string) chain.Value {
	return chain.Is(chain.Absent, &chain.Origin{Note: note, Steps: []chain.Step{{Role: chain.DefaultOf, At: p.At}}}).Under(p.When)
}

func unresolved(note string, steps ...chain.Step) chain.Value {
	return chain.Is(chain.Unresolved, &chain.Origin{Note: note, Steps: steps})
}

// byConvention is what a variable of a usual name says: whether the application reads it is not known.
func (l *launch) byConvention(s presets.Started) chain.Value {
	name, _, _ := strings.Cut(s.Decided, "=")
	o := &chain.Origin{Kind: chain.Written, Setting: name, Text: s.Decided, Steps: l.decidedBy(s.Decided)}
	if s.Open != "" && !s.Elsewhere {
		o.Note = s.Open
		return chain.Is(chain.Unresolved, o).Under(l.When)
	}
	reads := func(op chain.Op) chain.Guard {
		return chain.When(chain.Atom{Subject: "the application's idle timeout comes from " + name, Op: op, Val: "yes"})
	}
	d := time.Duration(s.Seconds * float64(time.Second))
	return chain.Value{
		{When: reads(chain.Eq), State: chain.Known, Lo: d, Hi: d, From: o},
		{When: reads(chain.Ne), State: chain.Unresolved, From: &chain.Origin{Note: "whether it is " + name + " that decides", Steps: o.Steps}},
	}.Under(l.When)
}
