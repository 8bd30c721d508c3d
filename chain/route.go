package chain

import (
	"time"

	"github.com/timeoutlint/timeoutlint/source"
)

// Route is what is in force in one nginx location, or in a server outside its locations: the vocabulary of the
// rules on pools and of the show command.
type Route struct {
	Server string      // first server_name as written, else the listen address
	Path   string      // the location's arguments as written; "" for the server itself
	Block  string      // "", "if" or "limit_except"
	At     source.Span // the block's own words
	Idle   Value       // how long nginx keeps an idle client connection after a request that ends here
	Header Value       // the Keep-Alive: timeout= it announces; empty: none
	Pass   *Pass       // nil: it proxies nowhere
}

// Pass is the proxying directive in force in a route: what the route has for itself, and what it has in common with others. There may be hundreds of
// thousands, most of which differ in their places only.
type Pass struct {
	At       source.Span
	Response Wait // how long it waits for the upstream's next bytes, where a file says so; zero: not written, or not certain
	*Use
}

// Use is a way of using an upstream. Routes that do all of it alike share one: never change it.
type Use struct {
	Directive string // proxy_pass, fastcgi_pass, ...
	Target    string // upstream name or address as written
	Upstream  *Endpoint
	Side      *Side // the connect side of Upstream that this route uses
	Protocol  Protocol
	Cases     []PassCase // one per nginx range that differs
	Upgrades  bool       // serves WebSocket upgrades only, as far as its path and headers tell
	Upgraded  Value      // how long an upgraded (WebSocket) connection may be silent; empty: the route passes no upgrade on
}

// Wait is a written time in the smallest form. Each of very many locations may have a line of its own, of which hardly any is ever shown: it becomes a
// [Value] when somebody asks. The zero Wait is none.
type Wait struct {
	At source.Span // of the argument
	*Limit
}

// Limit is what a line says that limits a wait; lines that say the same share one.
type Limit struct {
	Time    time.Duration
	Setting string // proxy_read_timeout
	Text    string // its argument as written: 60s
	Brought string // what the file is called in which it stands, where that comes with an image; "" for a file of the scan
}

// Value is the same as the other values are kept, empty for no wait.
func (w Wait) Value() Value {
	if w.Limit == nil {
		return nil
	}
	o := &Origin{Kind: Written, Setting: w.Setting, Text: w.Setting + " " + w.Text, Steps: []Step{{Role: Decides, At: w.At}}}
	if w.Brought != "" {
		o.Kind, o.Text, o.Note, o.Steps[0].Role = Preset, "", w.Brought+": "+o.Text, DefaultOf
	}
	return Exactly(w.Time, o)
}

// PassCase is what is sent and whether the connection is kept, in the worlds that When admits.
type PassCase struct {
	When       Guard
	Version    string // HTTP version spoken: "1.0", "1.1", "2"; "" for other protocols or unresolved
	VersionBy  *Origin
	Connection string // the Connection header sent: "" is none
	HeaderBy   *Origin
	Resolved   bool // Connection is certain
	Reuse      Reuse
	Causes     []Cause // why not, or why it is not certain
	Idle       Value   // how long an idle pooled connection is kept
}

// In gives the case that holds in world w; ok is false where none does.
func (u *Use) In(w Guard) (PassCase, bool) {
	for _, c := range u.Cases {
		if _, ok := And(c.When, w); ok {
			return c, true
		}
	}
	return PassCase{}, false
}

// Effect says what the product makes of a written setting.
type Effect uint8

// The effects.
const (
	InForce Effect = iota
	Ignored
	Clamped
	Rejected
)

// Fact is what a parser knows of a single setting: that it is ignored, clamped or refused, and why.
type Fact struct {
	Rule    FactKind
	Setting string
	At      source.Span
	Effect  Effect
	Why     string
	Range   string // what would be accepted: "1s to 4000s"
	Help    string
	Owner   *Endpoint
	Also    []Step // further places that explain it
}

// FactKind sorts facts by the rule that reports them.
type FactKind uint8

// The kinds of fact.
const (
	NoEffect      FactKind = iota // a setting that changes nothing
	OutOfRange                    // a value that is refused or clamped
	ProviderSkips                 // a provider that ignores a setting
	KernelRange                   // a sysctl outside the sensible range
)

// ProblemKind sorts problems by the rule that reports them.
type ProblemKind uint8

// The kinds of problem.
const (
	SyntaxProblem     ProblemKind = iota // cannot be parsed, or would be refused
	IncludeProblem                       // an include that cannot be read; once a run, with a count
	IncludeLoop                          // a loop, or a file missing from a folder in the scan
	ReferenceProblem                     // a name that does not exist
	UnresolvedProblem                    // a value that cannot be known statically
)

// Problem is something that the input itself has wrong or leaves open.
type Problem struct {
	Kind ProblemKind
	At   source.Span
	Msg  string
	Help string
	Also []Step
}
