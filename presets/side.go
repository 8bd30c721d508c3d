package presets

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// side decides the value of one side; nil means that the product has no such side in this variant. What it passed over goes to out.Differs.
func (p *Preset) side(name sideName, q *query, out *Resolved, depth int) (*Idle, error) {
	var fits []choice
	for _, c := range p.sides[name] {
		if q.fits(c.when) {
			fits = append(fits, c)
		}
	}
	if len(fits) == 0 {
		return nil, nil
	}
	candidates := filter(fits, func(c choice) bool { return q.covers(c.span, c.idle.Status) })
	if len(candidates) == 0 && !q.version.Known() {
		candidates = fits // nothing of it is maintained any more
	}
	if len(candidates) == 0 {
		return nil, fmt.Errorf("nothing is known of %s %s: known are versions %s", p.Name, q.version, ranges(fits))
	}
	var best Idle
	var origin *Resolved
	for i, c := range candidates {
		idle, from, err := p.value(name, c, q, depth)
		if err != nil {
			return nil, err
		}
		if i == 0 || worse(name, idle, best) {
			best, origin = idle, from
		}
	}
	if origin != nil {
		p.inherit(name, origin, out)
	}
	for _, c := range fits {
		if c.like == "" && !best.Written && (c.idle.Kind != best.Kind || c.idle.D != best.D) {
			out.Differs = append(out.Differs, VersionNote{Side: name.String(), Idle: c.idle})
		}
	}
	return &best, nil
}

func filter(cs []choice, keep func(choice) bool) []choice {
	var out []choice
	for _, c := range cs {
		if keep(c) {
			out = append(out, c)
		}
	}
	return out
}

// fits tells whether the variant is the one asked for; an undecided option fits every value.
func (q *query) fits(when map[string][]string) bool {
	for name, values := range when {
		if v, decided := q.options[name]; decided && !slices.Contains(values, v) {
			return false
		}
	}
	return true
}

// covers tells whether a range of versions counts for the query.
func (q *query) covers(r span, status Status) bool {
	if !q.version.Known() {
		return status == Maintained
	}
	return r.meets(q.versions)
}

func ranges(cs []choice) string {
	var known []string
	for _, c := range cs {
		if !slices.Contains(known, c.idle.Versions) {
			known = append(known, c.idle.Versions)
		}
	}
	return strings.Join(known, ", ")
}

// worse tells whether a is the more dangerous value: the shorter one of a server, the longer one of a client, the shorter one of a middlebox.
func worse(name sideName, a, b Idle) bool {
	if danger(name, a.Kind) != danger(name, b.Kind) {
		return danger(name, a.Kind) > danger(name, b.Kind)
	}
	if name == connects {
		return a.D > b.D
	}
	return a.D < b.D
}

// danger ranks the kinds: a server that never closes, or closes always, cannot lose the race; a client that never gives up can only lose it.
func danger(name sideName, k Kind) int {
	switch k {
	case Seconds:
		return 3
	case Unknown:
		return 2
	case Unlimited:
		if name == connects {
			return 4
		}
		return 1
	case NeverReused:
	}
	return 0
}

// value decides one choice: what the reference sets, else what it is like, with that preset's answer, else the default.
func (p *Preset) value(name sideName, c choice, q *query, depth int) (Idle, *Resolved, error) {
	idle := c.idle
	for i := range idle.Settings {
		s := &idle.Settings[i]
		key, text, ok := q.setting(s)
		if !ok || idle.Written {
			continue
		}
		kind, d, set, err := s.read(text)
		if err != nil {
			return Idle{}, nil, fmt.Errorf("%s: %s=%w", p.Name, key, err)
		}
		if set {
			idle.Kind, idle.D, idle.Setting, idle.Written = kind, d, s.Name, true
		}
	}
	if c.like == "" || idle.Written {
		return idle, nil, nil
	}
	return p.alike(name, c, q, depth)
}

// setting finds what a reference says about a setting of the product.
func (q *query) setting(s *Setting) (key, text string, ok bool) {
	for _, key := range slices.Sorted(maps.Keys(q.settings)) {
		if s.isCalled(key) {
			q.used[key] = true
			return key, q.settings[key], true
		}
	}
	return "", "", false
}

// read interprets a written value of the setting; set is false when the product treats it as not written.
func (s *Setting) read(text string) (kind Kind, d time.Duration, set bool, err error) {
	word, ok := s.Words[strings.ToLower(text)]
	d, err = s.Unit.Parse(text)
	if !ok && err == nil && d < 0 {
		word, ok = s.Words["negative"]
	}
	if !ok {
		word, ok = s.Words["*"]
	}
	switch {
	case ok && word == "unset":
		return Unknown, 0, false, nil
	case ok:
		kind, d, err = parseIdle(word)
		return kind, d, true, err
	case err != nil:
		return Unknown, 0, false, err
	case d < 0:
		return Unknown, 0, false, fmt.Errorf("%q is below zero: write %s", clip(text), s.Unit.Write(65*time.Second))
	case d == 0:
		return Unknown, 0, true, nil // products differ in what 0 means, and no source tells for this one
	}
	return Seconds, d, true, nil
}

// lookupLike finds the preset that a choice refers to.
func lookupLike(like string) (*Preset, Ref, bool) {
	if like == "" {
		return nil, Ref{}, false
	}
	ref, err := ParseRef(like)
	if err != nil {
		return nil, Ref{}, false
	}
	p, ok := Lookup(ref.Name)
	return p, ref, ok
}

// alike takes the value of another preset: a framework that sets nothing of its own behaves as the server below it.
func (p *Preset) alike(name sideName, c choice, q *query, depth int) (Idle, *Resolved, error) {
	other, ref, ok := lookupLike(c.like)
	if !ok || depth >= deepest {
		return Idle{}, nil, fmt.Errorf("%s is like %s, which the catalogue cannot tell: state a number", p.Name, c.like)
	}
	options := maps.Clone(ref.Options)
	if options == nil {
		options = map[string]string{}
	}
	for key, value := range q.settings {
		for _, known := range other.keys(0) {
			if (&Setting{Name: known}).isCalled(key) || other.knows(key) {
				options[key], q.used[key] = value, true
			}
		}
	}
	r, err := other.resolve(Ref{Name: ref.Name, Version: ref.Version, Options: options}, depth+1)
	if err != nil {
		return Idle{}, nil, err
	}
	idle := r.Accepts
	if name == connects {
		idle = r.Connects
	}
	if idle == nil {
		return Idle{}, nil, fmt.Errorf("%s is like %s, which has no such side: state a number", p.Name, c.like)
	}
	got := *idle
	got.Note = or(c.idle.Note, got.Note)
	got.Unverified = got.Unverified || c.idle.Unverified
	got.Versions, got.When, got.Status = c.idle.Versions, c.idle.When, c.idle.Status
	got.Source = c.idle.Source + "; " + other.Name + ": " + got.Source
	return got, &r, nil
}

// knows tells whether some setting of the preset has this spelling.
func (p *Preset) knows(key string) bool {
	for _, side := range p.sides {
		for _, c := range side {
			for i := range c.idle.Settings {
				if c.idle.Settings[i].isCalled(key) {
					return true
				}
			}
		}
	}
	return false
}

// inherit fills in what the preset does not say itself: header, close delay, probes, retry.
func (p *Preset) inherit(name sideName, from, out *Resolved) {
	if name == accepts {
		out.Announces = from.Announces
		if p.delays == nil {
			out.CloseDelay = from.CloseDelay
		}
		if p.probes.Accepts == nil {
			out.TCPKeepalive.Accepts = from.TCPKeepalive.Accepts
		}
		return
	}
	out.Honours = from.Honours
	if p.probes.Connects == nil {
		out.TCPKeepalive.Connects = from.TCPKeepalive.Connects
	}
	out.Retry, out.StaleCheck = or(p.retry, from.Retry), or(p.stale, from.StaleCheck)
}

// pickHint chooses among the hints that count; where one of them is none, there is none to rely on, else the smallest margin counts.
func pickHint(hints []hint, q *query, side *Idle) *Hint {
	var best *Hint
	for i := range hints {
		h := &hints[i]
		if !q.covers(h.span, h.status) || !q.fits(h.when) {
			continue
		}
		if h.none || h.ifWritten && (side == nil || !side.Written) {
			return nil
		}
		if best == nil || h.Margin < best.Margin {
			best = &h.Hint
		}
	}
	return best
}

func pickDelay(delays []delay, q *query) time.Duration {
	var longest time.Duration
	for _, d := range delays {
		if q.covers(d.span, Maintained) {
			longest = max(longest, d.upTo)
		}
	}
	return longest
}
