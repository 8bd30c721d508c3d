package presets

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/internal/near"
)

// Resolved is what a preset does in the version and variant that a reference names.
type Resolved struct {
	Preset *Preset
	Ref    Ref // as asked, with the options of an alias and the defaults filled in

	Accepts  *Idle    // server idle timeout, nil if the product accepts nothing
	Connects *Idle    // client idle timeout, nil if the product connects to nothing
	Passes   *Passage // nil if the product is no middlebox

	Announces *Hint // as a server: sends Keep-Alive: timeout=N with its idle timeout; nil if not known to
	Honours   *Hint // as a client: obeys Keep-Alive: timeout=N; nil if not known to

	CloseDelay   time.Duration // a server may close that much later than its idle timeout says; never to be relied on
	TCPKeepalive Probes
	Retry        string // what a client does when a reused connection breaks; it never changes a verdict
	StaleCheck   string // what a client looks at before it reuses a connection: makes the race rarer, cannot end it
	Quirks       []string

	Differs []VersionNote // values of other versions, and of other variants where none was stated
}

// Resolve answers a reference to this preset. Without a version the maintained ones count: the shortest idle timeout for a server, the longest for a
// client; the same where a version is given so coarsely that several values match. The error for an unknown version, option or value lists the known ones.
func (p *Preset) Resolve(r Ref) (Resolved, error) { return p.resolve(r, 0) }

// deepest bounds presets that are like another one; a test keeps the catalogue below it.
const deepest = 4

func (p *Preset) resolve(r Ref, depth int) (Resolved, error) {
	q, err := p.query(r)
	if err != nil {
		return Resolved{}, err
	}
	out := Resolved{
		Preset: p, Ref: q.ref(r),
		TCPKeepalive: p.probes, Retry: p.retry, StaleCheck: p.stale, Quirks: p.Quirks, CloseDelay: pickDelay(p.delays, q),
	}
	for name := range sideCount {
		idle, err := p.side(name, q, &out, depth)
		if err != nil {
			return Resolved{}, err
		}
		switch {
		case idle == nil:
		case name == accepts:
			out.Accepts = idle
		case name == connects:
			out.Connects = idle
		default:
			out.Passes = &Passage{Idle: *idle, OnExpiry: p.onExpiry, Relay: p.relay}
		}
	}
	if p.announces != nil {
		out.Announces = pickHint(p.announces, q, out.Accepts)
	}
	if p.honours != nil {
		out.Honours = pickHint(p.honours, q, out.Connects)
	}
	return out, p.checkKeys(q, depth)
}

// query is a reference in the preset's own terms.
type query struct {
	version  Version
	versions span              // what version stands for
	options  map[string]string // by the option's name; absent = undecided
	settings map[string]string // everything else, by the key as written
	used     map[string]bool   // settings that some side knows
}

func newQuery() *query {
	return &query{options: map[string]string{}, settings: map[string]string{}, used: map[string]bool{}}
}

func (q *query) ref(r Ref) Ref {
	r.Options = maps.Clone(q.settings)
	if r.Options == nil {
		r.Options = map[string]string{}
	}
	maps.Copy(r.Options, q.options)
	return r
}

// query sorts the options of a reference into the preset's own choices and settings of the product.
func (p *Preset) query(r Ref) (*query, error) {
	q := newQuery()
	if r.Version != "" {
		v, err := ParseVersion(r.Version)
		if err != nil {
			return nil, err
		}
		q.version, q.versions = v, v.all()
	}
	for _, o := range p.options {
		if o.Default != "" {
			q.options[o.Name] = o.Default
		}
	}
	for _, given := range []map[string]string{p.aliases[strings.ToLower(r.Name)].Options, r.Options} { // what is asked for wins over what an alias stands for
		for _, key := range slices.Sorted(maps.Keys(given)) {
			if err := p.choose(q, key, given[key]); err != nil {
				return nil, err
			}
		}
	}
	p.rewrite(q)
	return q, nil
}

// choose takes one option of a reference.
func (p *Preset) choose(q *query, key, value string) error {
	if key == Variant {
		return p.variant(q, value)
	}
	for i := range p.options {
		o := &p.options[i]
		if !near.Same(o.Name, key) {
			continue
		}
		known, ok := o.value(value)
		if !ok && len(o.Values) == 0 {
			return fmt.Errorf("%s: %s=%s is no whole number", p.Name, o.Name, clip(value))
		}
		if !ok {
			return fmt.Errorf("%s has no %s %q: known are %s", p.Name, o.Name, clip(value), strings.Join(o.Values, ", "))
		}
		q.options[o.Name] = known
		return nil
	}
	q.settings[key] = value
	return nil
}

// variant finds the option that has such a value.
func (p *Preset) variant(q *query, value string) error {
	var known []string
	for i := range p.options {
		o := &p.options[i]
		if len(o.Values) == 0 {
			continue
		}
		if v, ok := o.value(value); ok {
			q.options[o.Name] = v
			return nil
		}
		known = append(known, o.Values...)
	}
	if len(known) == 0 {
		return fmt.Errorf("%s has no variants: leave %q out", p.Name, clip(value))
	}
	return fmt.Errorf("%s has no variant %q: known are %s", p.Name, clip(value), strings.Join(known, ", "))
}

// value returns the option's own spelling of a value.
func (o *optionDoc) value(s string) (string, bool) {
	if len(o.Values) == 0 {
		n, err := strconv.ParseUint(s, 10, 31)
		return strconv.FormatUint(n, 10), err == nil
	}
	s = strings.ToLower(s)
	if other, ok := o.Synonyms[s]; ok {
		s = other
	}
	for _, v := range o.Values {
		if strings.ToLower(v) == s {
			return v, true
		}
	}
	return "", false
}

// rewrite applies what the product does to its own options.
func (p *Preset) rewrite(q *query) {
	for _, w := range p.rewrites {
		n, err := strconv.Atoi(q.options[w.Option])
		applies := err == nil && n > w.Above
		for key, value := range w.With {
			applies = applies && q.options[key] == value
		}
		if applies {
			maps.Copy(q.options, w.Set)
		}
	}
}

// checkKeys refuses settings that no side of the preset knows.
func (p *Preset) checkKeys(q *query, depth int) error {
	if depth > 0 {
		return nil // the preset that is like this one checks
	}
	for _, key := range slices.Sorted(maps.Keys(q.settings)) {
		if q.used[key] {
			continue
		}
		known := p.keys(0)
		if len(known) == 0 {
			return fmt.Errorf("%s has no option %q, and no setting decides its idle timeout", p.Name, clip(key))
		}
		return fmt.Errorf("%s has no option %q: known are %s", p.Name, clip(key), strings.Join(known, ", "))
	}
	return nil
}

// keys lists the options and settings that a reference to the preset may state.
func (p *Preset) keys(depth int) []string {
	var known []string
	add := func(s string) {
		if !slices.Contains(known, s) {
			known = append(known, s)
		}
	}
	for _, o := range p.options {
		add(o.Name)
	}
	for name := range sideCount {
		for _, c := range p.sides[name] {
			for _, s := range c.idle.Settings {
				add(s.Name)
			}
			if other, _, ok := lookupLike(c.like); ok && depth < deepest {
				for _, key := range other.keys(depth + 1) {
					add(key)
				}
			}
		}
	}
	return known
}
