package aws

import (
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/terraform"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// container is one of container_definitions.
type container struct {
	name    string
	at      source.Span
	when    chain.Guard
	ports   []int
	named   map[string]string // protocols of named ports, "" for one that states none
	process presets.Process
	places  map[string]*chain.Origin // of words and of variables, by what they say
	open    string                   // why the definition itself is not known
}

// containersOf reads the definitions of a task, from jsonencode or from a JSON text, each in the worlds in which it holds.
func containersOf(task *terraform.Resource, when chain.Guard) (all []container) {
	for _, c := range task.Attr("container_definitions") {
		both, possible := also(when, c.When)
		if !possible {
			continue
		}
		definitions, ok := c.Decoded()
		if !ok {
			if c.V.IsKnown() && c.V.IsNull() {
				continue
			}
			all = append(all, container{at: task.At, when: both, open: why(c.Why, "container_definitions")})
			continue
		}
		for _, p := range definitions.Parts() {
			one := containerOf(p.Case)
			one.when = both
			all = append(all, one)
		}
	}
	return all
}

func containerOf(d terraform.Case) container {
	c := container{at: d.From.At(), process: presets.Process{Env: map[string]presets.Word{}}, places: map[string]*chain.Origin{}, named: map[string]string{}}
	if v, ok := d.Get("name"); ok {
		c.name = v.Text().S
	}
	if v, ok := d.Get("image"); ok {
		c.process.Image = v.Text().S
	}
	for _, key := range []string{"entryPoint", "command"} {
		if v, ok := d.Get(key); ok {
			for _, p := range v.Parts() {
				c.process.Words = append(c.process.Words, c.word(p.Case, ""))
			}
			if len(v.Parts()) == 0 && v.Text().State == terraform.Unknown {
				c.open = key + ": " + why(v.Why, key)
			}
		}
	}
	if v, ok := d.Get("environment"); ok {
		for _, p := range v.Parts() {
			name, okName := p.Get("name")
			value, okValue := p.Get("value")
			if okName && okValue && name.Text().State == terraform.Known {
				c.process.Env[name.Text().S] = c.word(value, name.Text().S+"=")
			}
		}
	}
	if v, ok := d.Get("portMappings"); ok {
		for _, p := range v.Parts() {
			if port, ok := p.Get("containerPort"); ok && port.Number().State == terraform.Known {
				c.ports = append(c.ports, int(port.Number().N))
			}
			if name, ok := p.Get("name"); ok {
				protocol, _ := p.Get("appProtocol")
				c.named[name.Text().S] = protocol.Text().S
			}
		}
	}
	return c
}

// word is a word of a command line or the value of a variable, and remembers its place.
func (c *container) word(v terraform.Case, before string) presets.Word {
	text := v.Text()
	if text.State != terraform.Known || text.Sensitive {
		return presets.Word{Open: why(v.Why, "it")}
	}
	c.places[before+text.S] = v.From
	return presets.Word{Text: text.S}
}

// serves tells how long the server that a container starts keeps idle connections, in the worlds in which this is the container, and fills in what else
// the catalogue says of it.
func (c *container) serves(side *chain.Side, s presets.Started) chain.Value {
	if s.Convention {
		return c.byConvention(s)
	}
	side.Owner.Product = s.Ref.Name
	preset, ok := presets.Lookup(s.Ref.Name)
	if !ok {
		return nil
	}
	open := s.Open
	r, err := preset.Resolve(s.Ref)
	if err != nil {
		open = err.Error()
	}
	if open != "" || r.Accepts == nil {
		return chain.Is(chain.Unresolved, &chain.Origin{Note: open, Steps: []chain.Step{{Role: chain.DefaultOf, At: c.at}}})
	}
	side.Set, side.Advice = r.Accepts.Set, r.Accepts.Advice
	if probe := r.TCPKeepalive.Accepts; probe != nil && probe.On && probe.Idle > 0 {
		side.TCP = chain.Keepalive{State: chain.Known, Idle: probe.Idle, Interval: probe.Interval, Count: probe.Count}
	}
	v := c.clock(s, r)
	if h := r.Announces; h != nil && len(v) == 1 && v[0].State == chain.Known {
		side.Announce = append(side.Announce, within(chain.Exactly(v[0].Lo.Truncate(time.Second), v[0].From), c.when)...)
	}
	return v
}

// within is a value in some worlds only.
func within(v chain.Value, when chain.Guard) (in chain.Value) {
	for _, c := range v {
		if both, ok := also(c.When, when); ok {
			c.When = both
			in = append(in, c)
		}
	}
	return in
}

// clock is the idle timeout of a server: as its command line or environment say, else the default, in each range of versions that has another one.
func (c *container) clock(s presets.Started, r presets.Resolved) chain.Value {
	if r.Accepts.Written {
		v := caseOf(r.Accepts)
		v.From = &chain.Origin{Kind: chain.Written, Setting: r.Accepts.Setting, Text: s.Decided, Steps: []chain.Step{{Role: chain.Decides, At: c.decidedAt(s.Decided)}}}
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
		one.From = &chain.Origin{Kind: chain.Preset, Setting: idle.Setting, Note: note, URL: idle.Source, Steps: []chain.Step{{Role: chain.DefaultOf, At: c.programAt(s)}}}
		v = append(v, one)
	}
	return v
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
func (c *container) byConvention(s presets.Started) chain.Value {
	name, _, _ := strings.Cut(s.Decided, "=")
	o := &chain.Origin{Kind: chain.Written, Setting: name, Text: s.Decided, Steps: []chain.Step{{Role: chain.Decides, At: c.decidedAt(s.Decided)}}}
	if s.Open != "" {
		o.Note = s.Open
		return chain.Is(chain.Unresolved, o)
	}
	reads := func(op chain.Op) chain.Guard {
		return chain.When(chain.Atom{Subject: "the application's idle timeout comes from " + name, Op: op, Val: "yes"})
	}
	d := time.Duration(s.Seconds * float64(time.Second))
	return chain.Value{
		{When: reads(chain.Eq), State: chain.Known, Lo: d, Hi: d, From: o},
		{When: reads(chain.Ne), State: chain.Unresolved, From: &chain.Origin{Note: "whether it is " + name + " that decides", Steps: o.Steps}},
	}
}

// unrecognised says why nothing is known of a server.
func (c *container) unrecognised(s *service) chain.Value {
	note := "the task definition is not in these files"
	switch {
	case c.open != "":
		note = c.open
	case c.process.Image != "" || c.name != "":
		note = "neither the image nor the command of container " + strconv.Quote(c.name) + " says which server it runs"
	case len(s.containers) > 0:
		note = "no container of this name is defined"
	}
	return chain.Is(chain.Absent, &chain.Origin{Note: note, Steps: []chain.Step{{Role: chain.DefaultOf, At: s.one.At}}})
}

// decidedAt is the place of the word that decides.
func (c *container) decidedAt(decided string) source.Span {
	for _, text := range []string{decided, decided[strings.LastIndexAny(decided, " ")+1:]} {
		if o := c.places[text]; o != nil {
			return o.At()
		}
	}
	for text, o := range c.places { // a word of a script
		if decided != "" && strings.Contains(text, decided[strings.LastIndexAny(decided, " =")+1:]) && strings.ContainsAny(text, " ") {
			return o.At()
		}
	}
	return c.at
}

// programAt is the place of the program's name.
func (c *container) programAt(s presets.Started) source.Span {
	if o := c.places[s.Ref.Name]; o != nil {
		return o.At()
	}
	return c.at
}
