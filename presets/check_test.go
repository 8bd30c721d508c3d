package presets

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// problems judges entries as a reviewer would: what it returns must be repaired before they are shipped.
type problems struct {
	list []string
	name string
}

func (p *problems) add(format string, args ...any) {
	p.list = append(p.list, p.name+": "+fmt.Sprintf(format, args...))
}

// checkEntries lists what is wrong with a catalogue.
func checkEntries(entries []*entryDoc) []string {
	p := &problems{}
	owner := map[string]string{}
	for _, e := range entries {
		p.name = e.Name
		if e.Name == "" || strings.ContainsAny(e.Name, " @:,=") {
			p.add("a name has no blank, @, colon, comma or =")
		}
		names := []string{e.Name}
		for _, alias := range e.Aliases {
			ref, err := ParseRef(alias)
			if err != nil {
				p.add("alias %q: %v", alias, err)
			}
			names = append(names, ref.Name)
		}
		for _, name := range names {
			key := strings.ToLower(name)
			if other, taken := owner[key]; taken {
				p.add("the name %s is taken by %s", name, other)
			}
			owner[key] = e.Name
		}
	}
	for _, e := range entries {
		p.name = e.Name
		p.entry(e)
		for _, see := range e.See {
			if owner[strings.ToLower(see)] == "" {
				p.add("see %s does not exist", see)
			}
		}
	}
	return p.list
}

func (p *problems) entry(e *entryDoc) {
	if e.Source == "" {
		p.add("no source")
	}
	if e.About == "" {
		p.add("no about")
	}
	if e.Accepts == nil && e.Connects == nil && e.Passes == nil {
		p.add("no side")
	}
	if e.OnExpiry != "" && !slices.Contains([]string{"drop", "reset", "close"}, e.OnExpiry) {
		p.add("on_expiry %q", e.OnExpiry)
	}
	if (e.OnExpiry != "" || e.Relay) && e.Passes == nil {
		p.add("on_expiry and relay are for what connections pass through")
	}
	used := map[string]bool{}
	for name, side := range []*sideDoc{e.Accepts, e.Connects, e.Passes} {
		if side != nil {
			p.side(e, sideName(name).String(), side, used)
		}
	}
	for _, o := range e.Options {
		if o.Default != "" && !slices.Contains(o.Values, o.Default) {
			p.add("option %s: the default is none of its values", o.Name)
		}
		for _, v := range o.Values {
			if !used[o.Name+"="+v] {
				p.add("option %s=%s decides nothing", o.Name, v)
			}
		}
		for spelling, v := range o.Synonyms {
			if !slices.Contains(o.Values, v) || spelling != strings.ToLower(spelling) {
				p.add("option %s: synonym %s", o.Name, spelling)
			}
		}
	}
	p.hints("announces", e.Announces, e.Accepts != nil, "", "none")
	p.hints("honours", e.Honours, e.Connects != nil, "replace", "lower", "none")
	for _, d := range e.CloseDelay {
		if _, err := parseSpan(d.Versions); err != nil {
			p.add("close_delay: %v", err)
		}
		if d, err := parseDuration(d.UpTo); err != nil || d <= 0 {
			p.add("close_delay %v", d)
		}
	}
}

func (p *problems) side(e *entryDoc, name string, s *sideDoc, used map[string]bool) {
	cases := s.Cases
	if len(cases) == 0 {
		cases = []caseDoc{s.caseDoc}
	} else if s.Idle != "" || s.Like != "" || s.Of != "" || s.Versions != "" || s.When != nil || s.Status != "" {
		p.add("%s: a value beside cases", name)
	}
	for i := range cases {
		c := &cases[i]
		p.oneCase(name, s, c)
		source := or(or(c.Source, s.Source), e.Source)
		if source == "" {
			p.add("%s: no source", name)
		}
		if doubtful.MatchString(source) && c.Idle != "unknown" && !c.Unverified && !s.Unverified {
			p.add("%s: %q is no verification: mark it unverified", name, source)
		}
		for option, values := range c.When {
			for v := range strings.FieldsSeq(values) {
				if !hasValue(e, option, v) {
					p.add("%s: when %s=%s is no value of an option", name, option, v)
				}
				used[option+"="+v] = true
			}
		}
	}
	p.coverage(e, name, cases)
}

// doubtful are sources that a number cannot stand on.
var doubtful = regexp.MustCompile(`recollection|third part|not checked`)

func hasValue(e *entryDoc, option, value string) bool {
	for _, o := range e.Options {
		if o.Name == option && slices.Contains(o.Values, value) {
			return true
		}
	}
	return false
}

func (p *problems) oneCase(name string, s *sideDoc, c *caseDoc) {
	given := 0
	for _, v := range []string{c.Idle, c.Like, c.Of} {
		if v != "" {
			given++
		}
	}
	if given != 1 {
		p.add("%s: a case has one of idle, like and of", name)
	}
	if c.Idle != "" {
		if _, _, err := parseIdle(c.Idle); err != nil {
			p.add("%s: %v", name, err)
		}
	}
	if c.Like != "" {
		if _, err := ParseRef(c.Like); err != nil {
			p.add("%s: like %v", name, err)
		}
	}
	if _, err := parseStatus(c.Status); err != nil {
		p.add("%s: %v", name, err)
	}
	settings, set := c.Settings, c.Set
	if settings == nil {
		settings, set = s.Settings, or(c.Set, s.Set)
	}
	if s.Fixed && len(settings) > 0 {
		p.add("%s: fixed, and yet it has settings", name)
	}
	if set != "" && (len(settings) == 0 || !placeholders().MatchString(set)) {
		p.add("%s: set %q without a setting or a unit", name, set)
	}
	ignored := len(settings) == 1 && settings[0].Words["*"] != ""
	if set == "" && len(settings) > 0 && !ignored {
		p.add("%s: settings without set", name)
	}
	for i := range settings {
		p.setting(name, &settings[i])
	}
}

func (p *problems) setting(name string, s *Setting) {
	if s.Name == "" {
		p.add("%s: a setting has no name", name)
	}
	if _, known := one[s.Unit]; !known {
		p.add("%s: unknown unit %q of %s", name, s.Unit, s.Name)
	}
	if s.Max != 0 && s.Max < s.Min {
		p.add("%s: range of %s", name, s.Name)
	}
	if _, err := parseSpan(s.Versions); err != nil {
		p.add("%s: %s: %v", name, s.Name, err)
	}
	for word, means := range s.Words {
		if _, _, err := parseIdle(means); err != nil && means != "unset" {
			p.add("%s: %s=%s means %q", name, s.Name, word, means)
		}
	}
}

// coverage demands that in every variant the ranges of versions follow one another without overlap and without a gap.
func (p *problems) coverage(e *entryDoc, name string, cases []caseDoc) {
	for _, world := range worlds(e.Options) {
		var spans []span
		for _, c := range cases {
			r, err := parseSpan(c.Versions)
			if err != nil {
				p.add("%s: %v", name, err)
				return
			}
			if (&query{options: world}).fits(variants(c.When)) {
				spans = append(spans, r)
			}
		}
		p.line(name+" "+fmt.Sprint(world), spans)
	}
}

// line checks one series of ranges.
func (p *problems) line(what string, spans []span) {
	slices.SortFunc(spans, func(a, b span) int { return a.lo.Compare(b.lo) })
	for i := range spans {
		if i == 0 {
			continue
		}
		before, after := spans[i-1], spans[i]
		switch {
		case before.meets(after):
			p.add("%s: versions overlap", what)
		case before.hi.Compare(after.lo) != 0:
			p.add("%s: versions have a gap between %s and %s", what, before.hi, after.lo)
		}
	}
}

// worlds lists all combinations of the options' values.
func worlds(options []optionDoc) []map[string]string {
	out := []map[string]string{{}}
	for _, o := range options {
		var next []map[string]string
		for _, w := range out {
			for _, v := range o.Values {
				more := maps.Clone(w)
				more[o.Name] = v
				next = append(next, more)
			}
		}
		if len(o.Values) > 0 {
			out = next
		}
	}
	return out
}

func (p *problems) hints(what string, hints []*hintDoc, hasSide bool, modes ...string) {
	if len(hints) > 0 && !hasSide {
		p.add("%s without that side", what)
	}
	var spans []span
	for _, h := range hints {
		if !slices.Contains(modes, h.Mode) {
			p.add("%s: mode %q", what, h.Mode)
		}
		r, err := parseSpan(h.Versions)
		if err != nil {
			p.add("%s: %v", what, err)
		}
		if _, err := parseStatus(h.Status); err != nil {
			p.add("%s: %v", what, err)
		}
		if h.When == nil {
			spans = append(spans, r)
		}
	}
	p.line(what, spans)
}
