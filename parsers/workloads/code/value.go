package code

import (
	"maps"
	"math"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// knob is a setting of a product, whose words and units the catalogue knows.
type knob struct {
	preset  string
	key     string            // as the catalogue spells it
	options map[string]string // of the preset: runner=apprunner
}

// caseOf reads an amount as the product does: which numbers mean never or always, what it refuses.
func (k knob) caseOf(amount string) (chain.Case, bool) {
	p, ok := presets.Lookup(k.preset)
	if !ok {
		return chain.Case{}, false
	}
	ref := presets.Ref{Name: k.preset, Options: map[string]string{k.key: amount}}
	maps.Copy(ref.Options, k.options)
	r, err := p.Resolve(ref)
	if err != nil || r.Accepts == nil {
		return chain.Case{}, false
	}
	if r.Accepts.Kind == presets.Seconds {
		for _, s := range r.Accepts.Settings {
			if shortest, longest := s.Range(); s.Name == k.key && (r.Accepts.D < shortest || longest > 0 && r.Accepts.D > longest) {
				return chain.Case{}, false
			}
		}
	}
	c := r.Accepts.Case()
	return c, c.State != chain.Absent
}

// plain writes a number as code would.
func plain(n float64) string {
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return strconv.FormatInt(int64(n), 10)
	}
	return strconv.FormatFloat(n, 'g', -1, 64)
}

// reading is an expression that a setting takes, and what must hold for it to be taken.
type reading struct {
	knob
	s          *script
	d          dialect
	from, to   int // the first token of the expression, and the one behind it
	conditions []condition
	scale      float64 // what the number is multiplied with to be of the setting's unit; 0 is 1
}

// condition is one around the place where a setting is made.
type condition struct {
	from, to int  // its tokens
	not      bool // the place is where it does not hold
	opaque   bool // it is known only that there is one
}

// unmet is what a setting is where its conditions do not hold.
var unmet = answer{sort: nothing, why: "not set here"}

// in is what the setting is in one world.
func (r *reading) in(env map[string]string, decided map[string]bool) (answer, *evaluation) {
	e := &evaluation{s: r.s, d: r.d, env: env, decided: decided}
	met := true
	for _, c := range r.conditions {
		holds := false
		switch a, end := e.expression(c.from, weakest); {
		case c.opaque || end != c.to:
			holds = e.decide(c.from, c.to)
		default:
			yes, known := a.holds()
			if !known {
				yes = e.decide(c.from, c.to)
			}
			holds = yes
		}
		met = met && holds != c.not
	}
	if !met {
		return unmet, e
	}
	a, end := e.expression(r.from, weakest)
	if end != r.to {
		at := r.s.between(r.from, max(r.from, r.to-1))
		return computed(source.ClipLine(string(r.s.src[at.Start:at.End]))), e
	}
	return a, e
}

// most is how many variables and conditions of each kind one value may depend on: with more, nobody could follow its alternatives.
const most = 1

// value gives the cases of a setting, and what becomes of the variables that it takes.
func (r *reading) value() (v chain.Value, reads map[string]func(string) (chain.Case, bool)) {
	_, e := r.in(nil, nil)
	// What one way does not ask for, the other may.
	for _, c := range e.conditions {
		_, other := r.in(nil, map[string]bool{c: false})
		e.reads, e.conditions = union(e.reads, other.reads), union(e.conditions, other.conditions)
	}
	switch {
	case len(e.reads) > most:
		return r.open("the variables " + strings.Join(e.reads, " and ") + " decide"), nil
	case len(e.conditions) > most:
		return r.open("it depends on " + strings.Join(e.conditions, " and on ")), nil
	}
	type way struct {
		when    chain.Guard
		decided map[string]bool
	}
	ways := []way{{}}
	if len(e.conditions) == 1 {
		c := e.conditions[0]
		ways = []way{
			{chain.When(chain.Atom{Subject: c, Op: chain.Eq, Val: "yes"}), map[string]bool{c: true}},
			{chain.When(chain.Atom{Subject: c, Op: chain.Ne, Val: "yes"}), map[string]bool{c: false}},
		}
	}
	for _, w := range ways {
		a, _ := r.in(nil, w.decided)
		c := r.caseOf(a)
		c.When = w.when
		if len(e.reads) == 1 {
			c.When, _ = chain.And(w.when, program.Unset(e.reads[0]))
		}
		v = append(v, c)
	}
	if len(e.reads) == 0 {
		return v, nil
	}
	name := e.reads[0]
	v = append(v, chain.Case{When: program.IsSet(name), State: chain.Unresolved, From: r.origin("variable "+name+" decides where it is set", answer{})})
	reads = map[string]func(string) (chain.Case, bool){name: func(text string) (chain.Case, bool) {
		a, e := r.in(map[string]string{name: text}, nil)
		c := r.caseOf(a)
		return c, len(e.conditions) == 0 && c.State != chain.Unresolved
	}}
	return v, reads
}

func union(a, b []string) []string {
	for _, s := range b {
		found := false
		for _, t := range a {
			found = found || s == t
		}
		if !found {
			a = append(a, s)
		}
	}
	return a
}

// open is a value that cannot be known.
func (r *reading) open(why string) chain.Value {
	return chain.Is(chain.Unresolved, r.origin(why, answer{}))
}

// caseOf is an answer as the product takes it.
func (r *reading) caseOf(a answer) chain.Case {
	if a.sort == nothing && a.why == unmet.why {
		return chain.Case{State: chain.Absent, From: r.origin(unmet.why, answer{})}
	}
	n, ok := a.number()
	if r.scale != 0 {
		n *= r.scale
	}
	if ok {
		if c, known := r.knob.caseOf(plain(n)); known {
			c.From = r.origin("", a)
			return c
		}
		return chain.Case{State: chain.Unresolved, From: r.origin(plain(n)+" is no amount that "+r.preset+" takes for "+r.key, answer{})}
	}
	why := a.why
	switch {
	case a.sort == nothing:
		why = "it has no default"
	case a.sort == unknown && why != "":
		why = "computed: " + why
	case why == "":
		why = "it is no number"
	}
	return chain.Case{State: chain.Unresolved, From: r.origin(why, answer{})}
}

// origin is where the setting is written, and the constant that decides it.
func (r *reading) origin(note string, a answer) *chain.Origin {
	at := r.s.between(r.from, max(r.from, r.to-1))
	o := &chain.Origin{Kind: chain.Written, Setting: r.key, Text: source.ClipLine(string(r.s.src[at.Start:at.End])), Note: note}
	if a.at != [2]int{} && a.at[1] >= a.at[0] {
		decides := r.s.between(a.at[0], a.at[1])
		if decides != (source.Span{}) && decides != at {
			o.Steps = []chain.Step{{Role: chain.Decides, At: decides}, {Role: chain.ReadBy, At: at, Note: "read here"}}
			return o
		}
	}
	o.Steps = []chain.Step{{Role: chain.Decides, At: at}}
	return o
}
