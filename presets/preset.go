package presets

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// sideName is one face of a preset.
type sideName uint8

const (
	accepts sideName = iota
	connects
	passes
	sideCount
)

func (s sideName) String() string { return [...]string{"accepts", "connects", "passes"}[s] }

// Preset is one product of the catalogue. It is shared: callers must not change what it points to.
type Preset struct {
	Name    string
	Aliases []string // without the variants that they stand for
	About   string   // what the product is, in a few words
	See     []string // presets for its other role: the client of a server library and the like
	Family  string   // file of the catalogue, without .yaml
	Source  string   // where its numbers come from, unless a value says otherwise
	Quirks  []string // what people get wrong about it

	aliases   map[string]Ref // by lower-case alias
	options   []optionDoc
	rewrites  []*rewrite
	sides     [sideCount][]choice
	onExpiry  string
	relay     bool
	announces []hint
	honours   []hint
	delays    []delay
	probes    Probes
	retry     string
	stale     string
}

// choice is one value of a side, with the versions and the variant for which it holds.
type choice struct {
	idle Idle
	when map[string][]string
	span span
	like string
}

type hint struct {
	Hint
	none      bool // these versions have no hint
	ifWritten bool // only where the side's own setting is written
	when      map[string][]string
	span      span
	status    Status
}

type delay struct {
	upTo time.Duration
	span span
}

// Option is a choice that decides the numbers of a preset.
type Option struct {
	Name    string
	Values  []string // empty for a whole number
	Default string   // "" if every value is possible
	Note    string
}

// Options lists the choices of the preset in the order of the catalogue.
func (p *Preset) Options() []Option {
	out := make([]Option, len(p.options))
	for i, o := range p.options {
		out[i] = Option{Name: o.Name, Values: slices.Clone(o.Values), Default: o.Default, Note: o.Note}
	}
	return out
}

// build turns an entry as written into a preset.
func build(family string, e *entryDoc) (*Preset, error) {
	p := &Preset{
		Name: e.Name, About: e.About, See: e.See, Family: family, Source: e.Source, Quirks: e.Quirks,
		aliases: map[string]Ref{}, options: e.Options, rewrites: e.Rewrite, onExpiry: e.OnExpiry, relay: e.Relay, retry: e.Retry, stale: e.StaleCheck,
	}
	for _, alias := range e.Aliases {
		ref, err := ParseRef(alias)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name, err)
		}
		p.Aliases = append(p.Aliases, ref.Name)
		p.aliases[strings.ToLower(ref.Name)] = ref
	}
	b := builder{entry: e}
	for name, side := range []*sideDoc{e.Accepts, e.Connects, e.Passes} {
		p.sides[name] = b.side(sideName(name), side)
	}
	p.announces, p.honours = b.hints(e.Announces), b.hints(e.Honours)
	for _, d := range e.CloseDelay {
		p.delays = append(p.delays, delay{b.duration(d.UpTo), b.span(d.Versions)})
	}
	p.probes = Probes{b.probe(e.TCPKeepalive.Accepts), b.probe(e.TCPKeepalive.Connects)}
	if b.err != nil {
		return nil, fmt.Errorf("%s: %w", e.Name, b.err)
	}
	return p, nil
}

// builder converts the parts of an entry and keeps the first error.
type builder struct {
	entry *entryDoc
	err   error
}

func keep[T any](b *builder, v T, err error) T {
	if b.err == nil {
		b.err = err
	}
	return v
}

func (b *builder) span(s string) span {
	r, err := parseSpan(s)
	return keep(b, r, err)
}

func (b *builder) duration(s string) time.Duration {
	d, err := parseDuration(s)
	return keep(b, d, err)
}

func (b *builder) source(s string) string { return or(s, b.entry.Source) }

// side lists the choices of a side; what is written at its top holds for all of its cases.
func (b *builder) side(name sideName, d *sideDoc) []choice {
	if d == nil {
		return nil
	}
	cases := d.Cases
	if len(cases) == 0 {
		cases = []caseDoc{d.caseDoc}
	}
	var out []choice
	for _, c := range cases {
		if c.Settings == nil {
			c.Settings, c.Set = d.Settings, or(c.Set, d.Set)
		}
		if c.Of != "" {
			out = append(out, b.nginx(name, d, c)...)
			continue
		}
		out = append(out, b.choice(name, d, c))
	}
	return out
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (b *builder) choice(name sideName, d *sideDoc, c caseDoc) choice {
	idle := Idle{
		Settings: c.Settings, Fixed: d.Fixed, Upgraded: d.Upgraded, Note: or(c.Note, d.Note), Advice: d.Advice, Unverified: c.Unverified || d.Unverified,
		Source: b.source(or(c.Source, d.Source)), Versions: c.Versions, set: c.Set, side: name,
	}
	if c.Like == "" {
		kind, length, err := parseIdle(c.Idle)
		idle.Kind, idle.D = keep(b, kind, err), length
	}
	if len(c.Settings) > 0 {
		idle.Setting = c.Settings[0].Name
	}
	status, err := parseStatus(c.Status)
	idle.Status = keep(b, status, err)
	out := choice{idle: idle, when: variants(c.When), span: b.span(c.Versions), like: c.Like}
	for _, o := range b.entry.Options {
		if values := c.When[o.Name]; values != "" {
			out.idle.When = strings.TrimPrefix(out.idle.When+","+o.Name+"="+strings.ReplaceAll(values, " ", "|"), ",")
		}
	}
	return out
}

// variants splits the values of a condition.
func variants(when map[string]string) map[string][]string {
	out := make(map[string][]string, len(when))
	for option, values := range when {
		out[option] = strings.Fields(values)
	}
	return out
}

// nginx makes one choice of each range of versions in the history of an nginx setting.
func (b *builder) nginx(name sideName, d *sideDoc, c caseDoc) []choice {
	var out []choice
	for _, h := range nginxDefaults(c.Of) {
		c.Versions, c.Status, c.Idle, c.Source, c.Note = h.Versions, h.status, h.idle, h.Source, or(h.Note, d.Note)
		out = append(out, b.choice(name, d, c))
	}
	if len(out) == 0 {
		keep(b, 0, fmt.Errorf("no nginx setting is called %q", c.Of))
	}
	return out
}

func (b *builder) hints(docs []*hintDoc) []hint {
	var out []hint
	for _, d := range docs {
		h := hint{none: d.Mode == "none", ifWritten: d.IfWritten, when: variants(d.When), span: b.span(d.Versions)}
		h.Hint = Hint{
			Margin: b.duration(d.Margin), Cap: b.duration(d.Cap), Condition: d.Condition,
			Versions: d.Versions, Unverified: d.Unverified, Source: b.source(d.Source),
		}
		if d.Mode == Lower.String() {
			h.Mode = Lower
		}
		status, err := parseStatus(d.Status)
		h.status = keep(b, status, err)
		out = append(out, h)
	}
	return out
}

func (b *builder) probe(d *probeDoc) *Probe {
	if d == nil {
		return nil
	}
	return &Probe{
		On: d.On, Idle: b.duration(d.Idle), Interval: b.duration(d.Interval), Count: d.Count,
		Source: b.source(d.Source), Unverified: d.Unverified,
	}
}
