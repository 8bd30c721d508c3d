package chain

import (
	"slices"

	"github.com/timeoutlint/timeoutlint/source"
)

// JoinKind says why two sides were joined, strongest first.
type JoinKind string

// The joins.
const (
	ByReference JoinKind = "reference" // the code names the other end
	ByLink      JoinKind = "link"      // declared in timeoutlint.yaml
	ByAddress   JoinKind = "address"   // host and port are equal
	Assumed     JoinKind = "assumed"   // the only two that can belong together
)

// Join is the reason for a hop, with its place.
type Join struct {
	How  JoinKind
	At   source.Span
	Text string
	When Guard
	// Met is set on an assumed join whose ends do meet: what is assumed is which server runs at one of them.
	Met bool
}

// Candidate is a server that a connect side may lead to, among several of which nothing says which.
type Candidate struct {
	From    *Side
	Unknown *Side // what stands at the end of the hop as long as nobody says which
	To      *Endpoint
}

// Settles reports whether a link to the candidate would let the hop be judged: something is known of its clock.
func (c Candidate) Settles() bool {
	return slices.ContainsFunc(c.To.Accepts, func(s *Side) bool { return slices.ContainsFunc(s.Idle, decided) })
}

// Hop joins a client side to a server side, looking through the middleboxes between them.
type Hop struct {
	ID       string // "FROM -> TO", with #2 where two sides of the same endpoints meet
	Client   *Side
	Server   *Side
	Via      []*Endpoint
	Protocol Protocol // declared or forced, else that of the sides
	When     Guard
	Joined   Join
	At       []source.Span // the places that use this hop: the proxy_pass lines
}

// World is what is known or assumed of the roots at both ends.
func (h *Hop) World() Guard {
	w := h.Client.world()
	both, ok := And(w, h.Server.world())
	if !ok {
		return w // two roots of one name and different versions: each keeps its own
	}
	return both
}

func (s *Side) world() Guard {
	if s.Owner == nil || s.Owner.Root == nil {
		return nil
	}
	return s.Owner.Root.World
}
