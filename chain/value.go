package chain

import (
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/source"
)

// State says what kind of answer a [Case] is. An unknown value is a state, never a zero duration, so that
// no rule can mistake "not set" for "0".
type State uint8

// The states.
const (
	Absent     State = iota // the side has no such clock, or nothing says what it is
	Known                   // between Lo and Hi, mostly equal
	Off                     // connections are not kept at all
	Unlimited               // never ends by itself: above every number
	Unresolved              // it has a value, which cannot be known statically
)

var stateText = [...]string{"absent", "known", "off", "unlimited", "unresolved"}

func (s State) String() string { return stateText[s] }

// Case is one possible answer: it holds in the worlds that When admits. Lo and Hi are equal but where
// alternatives were widened to an interval.
type Case struct {
	When   Guard
	State  State
	Lo, Hi time.Duration
	From   *Origin
}

func (c Case) String() string {
	if c.State != Known {
		return c.State.String()
	}
	if c.Lo != c.Hi {
		return Seconds(c.Lo) + ".." + Seconds(c.Hi)
	}
	return Seconds(c.Lo)
}

// Lasting is how long a connection is kept, as a sentence has it: "keeps it 65s", "keeps it without limit".
func (c Case) Lasting() string {
	if c.State == Unlimited {
		return "without limit"
	}
	return c.String()
}

// Same reports whether two cases give the same answer, wherever it comes from.
func (c Case) Same(d Case) bool { return c.State == d.State && c.Lo == d.Lo && c.Hi == d.Hi }

// Value is a set of cases, mostly one. The empty value is absent everywhere.
type Value []Case

// MaxCases is the number of alternatives above which a value is widened to one interval: enough for every
// real conditional, few enough that joining two values stays cheap.
const MaxCases = 16

// Exactly is the value d in every world.
func Exactly(d time.Duration, from *Origin) Value {
	return Value{{State: Known, Lo: d, Hi: d, From: from}}
}

// Is is the value that has the given state in every world.
func Is(s State, from *Origin) Value { return Value{{State: s, From: from}} }

// In gives the cases that are possible in world w, with what w already says left in their guards.
func (v Value) In(w Guard) Value {
	if len(w) == 0 {
		return v
	}
	var in Value
	for _, c := range v {
		if _, ok := And(c.When, w); ok {
			in = append(in, c)
		}
	}
	return in
}

// Under gives the value where w holds as well: w joined to the guard of each case, without those that contradict it.
func (v Value) Under(w Guard) (both Value) {
	for _, c := range v {
		if when, ok := And(c.When, w); ok {
			c.When = when
			both = append(both, c)
		}
	}
	return both
}

// Widened joins more than [MaxCases] alternatives into one interval that holds all known ones. Alternatives that are
// no number make the whole unresolved.
func (v Value) Widened() Value {
	if len(v) <= MaxCases {
		return v
	}
	all := Case{State: Known, Lo: v[0].Lo, Hi: v[0].Hi, From: v[0].From}
	for _, c := range v {
		if c.State != Known {
			return Is(Unresolved, c.From)
		}
		all.Lo, all.Hi = min(all.Lo, c.Lo), max(all.Hi, c.Hi)
	}
	return Value{all}
}

func (v Value) String() string {
	if len(v) == 0 {
		return Absent.String()
	}
	var parts []string
	for _, c := range v {
		s := c.String()
		if len(c.When) > 0 {
			s += " if " + c.When.String()
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, ", ")
}

// Seconds prints a duration as operators write it: 120s, 950ms, 1.5s; never 2m0s.
func Seconds(d time.Duration) string {
	if d > 0 && d < time.Second {
		return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', -1, 64) + "ms"
	}
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + "s"
}

// Kind of an [Origin]: who decided a value.
type Kind uint8

// The kinds of provenance.
const (
	Unstated Kind = iota // nobody: the value is absent
	Written              // a file of the scan
	Default              // the product, because no file says otherwise
	Preset               // the catalogue, for a product that the user named
	Fixed                // the vendor: it cannot be changed
	Image                // a file that comes with an image and lies nowhere in the scan
)

var kindText = [...]string{"unknown", "written", "default", "preset", "fixed", "image"}

func (k Kind) String() string { return kindText[k] }

// Role is the part that a [Step] plays in how a value came about.
type Role uint8

// The roles.
const (
	Decides   Role = iota // the place that decides; always Steps[0]
	ReadBy                // where the deciding value is read
	PassedBy              // a module call, an include or a map that passes it on
	DefaultOf             // the block or resource in which the setting is missing
	Overrides             // an outer setting that this one replaces
	Lost                  // an outer setting that no longer counts here
)

// Step is one place on the way of a value, with what happens there in a few words.
type Step struct {
	Role Role
	At   source.Span
	Note string
}

// Origin tells where a value comes from. Steps[0] decides and is where a finding points; Insert says where a
// missing setting would be written. Origins are shared between the values they decide: never change one.
type Origin struct {
	Kind    Kind
	Setting string // the product's own name: keepalive_timeout, idle_timeout
	Text    string // as written, "" for what is not written
	Note    string // for what is not written: "keepalive_timeout not set: nginx default"; for unresolved values the reason
	URL     string
	Steps   []Step
	Insert  source.Place
	Refused bool // of an unresolved value: the product would stop at the expression, so that it has to be mended
}

// OneStep gives o with a single step, in one piece of memory: most origins have no other, and there are very many.
func OneStep(o Origin, step Step) *Origin {
	one := &struct {
		Origin
		step [1]Step
	}{o, [1]Step{step}}
	one.Steps = one.step[:]
	return &one.Origin
}

// At is the place that decides, the zero span where there is none.
func (o *Origin) At() source.Span {
	if o == nil || len(o.Steps) == 0 {
		return source.Span{}
	}
	return o.Steps[0].At
}

// Behind are the places behind the one that decides: what was read on the way, overridden or lost.
func (o *Origin) Behind() []Step {
	if o == nil || len(o.Steps) < 2 {
		return nil
	}
	return o.Steps[1:]
}
