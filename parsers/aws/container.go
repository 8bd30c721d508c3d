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
	ports   []int
	named   map[string]string // protocols of named ports, "" for one that states none
	process presets.Process
	places  map[string]*chain.Origin // of words and of variables, by what they say
	open    string                   // why the definition itself is not known
}

// containersOf reads the definitions of a task, from jsonencode or from a JSON text. Of several cases the first one that is known counts: which image runs
// seldom depends on a variable, and what of it does is open.
func containersOf(task *terraform.Resource) []container {
	open := ""
	for _, c := range task.Attr("container_definitions") {
		if all, ok := c.Decoded(); ok {
			var list []container
			for _, p := range all.Parts() {
				list = append(list, containerOf(p.Case))
			}
			return list
		}
		open = why(c.Why, "container_definitions")
	}
	if open == "" {
		return nil
	}
	return []container{{at: task.At, open: open}}
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

// serves fills in what the catalogue says of the server that a container starts.
func (c *container) serves(e *chain.Endpoint, side *chain.Side, s presets.Started) {
	if s.Convention {
		side.Idle = c.byConvention(s)
		return
	}
	e.Product = s.Ref.Name
	preset, ok := presets.Lookup(s.Ref.Name)
	if !ok {
		return
	}
	open := s.Open
	r, err := preset.Resolve(s.Ref)
	if err != nil {
		open = err.Error()
	}
	if open != "" || r.Accepts == nil {
		side.Idle = chain.Is(chain.Unresolved, &chain.Origin{Setting: "", Note: open, Steps: []chain.Step{{Role: chain.DefaultOf, At: c.at}}})
		return
	}
	side.Set, side.Advice = r.Accepts.Set, r.Accepts.Advice
	side.Idle = c.clock(s, r)
	if probe := r.TCPKeepalive.Accepts; probe != nil && probe.On && probe.Idle > 0 {
		side.TCP = chain.Keepalive{State: chain.Known, Idle: probe.Idle, Interval: probe.Interval, Count: probe.Count}
	}
	if h := r.Announces; h != nil && len(side.Idle) == 1 && side.Idle[0].State == chain.Known {
		side.Announce = chain.Exactly(side.Idle[0].Lo.Truncate(time.Second), side.Idle[0].From)
	}
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
		{When: reads(chain.Ne), State: chain.Unresolved, From: &chain.Origin{Note: "what the container runs is not known", Steps: o.Steps}},
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
