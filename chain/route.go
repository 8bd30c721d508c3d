package chain

import "github.com/timeoutlint/timeoutlint/source"

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

// Pass is the proxying directive in force in a route.
type Pass struct {
	At        source.Span
	Directive string // proxy_pass, fastcgi_pass, ...
	Target    string // upstream name or address as written
	Upstream  *Endpoint
	Side      *Side // the connect side of Upstream that this route uses
	Protocol  Protocol
	Cases     []PassCase // one per nginx range that differs
	Upgrades  bool       // serves WebSocket upgrades only, as far as its path and headers tell
	Response  Value      // how long it waits for the upstream's next bytes, where a file says so; empty: not written, or not certain
	Upgraded  Value      // how long an upgraded (WebSocket) connection may be silent; empty: the route passes no upgrade on
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
func (p *Pass) In(w Guard) (PassCase, bool) {
	for _, c := range p.Cases {
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
