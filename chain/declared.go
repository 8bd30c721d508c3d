package chain

import (
	"time"

	"github.com/timeoutlint/timeoutlint/source"
)

// Link is a join that the user declares: connections go from one endpoint to another, through middleboxes.
type Link struct {
	From, To string   // endpoint ids; *, ** and ? are wildcards
	Via      []string // ids of middleboxes, in the order in which a connection meets them
	Protocol Protocol // "" leaves it to the sides
	Text     string   // as a finding quotes it: aws_lb.public -> nginx
	At       source.Span
	FromAt   source.Span
	ToAt     source.Span
	ViaAt    []source.Span
}

// Reference is a join that code itself states: one resource names another. It is stronger than every declaration.
type Reference struct {
	From *Endpoint // who connects; a middlebox passes on what enters it
	Side *Side     // its connect side; nil: all of them
	To   *Endpoint
	Via  []*Endpoint // middleboxes between them
	When Guard
	At   source.Span // where the other one is named
	Text string      // as written, short
}

// Alias is a further id of an endpoint that users may write in links: a target group stands for its balancer, restricted to that group.
type Alias struct {
	ID   string
	Side *Side // nil: the whole endpoint
}

// Box is what a middlebox does with flows that are idle.
type Box struct {
	Idle       Value                           // how long it remembers an idle flow
	Expiry     string                          // what it does then: drop, reset, close; "" is not stated
	Set        func(idle time.Duration) string // what to write, and where, for another Idle, "" if it allows no such value; nil: it cannot be set
	Terminates bool                            // a relay: it ends connections itself, so the TCP keepalive of the ends is nothing to it
	Stateless  bool                            // it holds no flows; the three conditions below decide whether that works
	Loose      bool                            // it takes packets of flows that it does not know

	Balancing     string // consistent-hash, round-robin; "" is not stated
	DirectReturn  Answer
	ResetsUnknown Answer
	At            map[string]source.Span // of each of these settings, by its name in timeoutlint.yaml
}

// Broken names the conditions that a device without state violates, as they are written in timeoutlint.yaml. A packet of a flow that it
// does not know must go to the same server as before (consistent hashing), must not be answered with a reset, and the answers must not
// pass through it. What is not stated counts as met.
func (b *Box) Broken() (conditions []string) {
	if !b.Stateless {
		return nil
	}
	if b.Balancing != "" && b.Balancing != "consistent-hash" {
		conditions = append(conditions, "balancing")
	}
	if b.DirectReturn == No {
		conditions = append(conditions, "direct_return")
	}
	if b.ResetsUnknown == Yes {
		conditions = append(conditions, "resets_unknown")
	}
	return conditions
}

// Answer is yes, no, or not stated.
type Answer uint8

// The answers.
const (
	NotStated Answer = iota
	Yes
	No
)

// Kernel is one sysctl setting of the host of the nginx in the same scan.
type Kernel struct {
	Name   string  // net.ipv4.tcp_keepalive_time
	Values []int64 // one or two numbers
	At     source.Span
}

// Linux's defaults (tcp(7)): the first probe after two hours, then every 75 s, nine times.
const (
	KernelProbeIdle     = 7200 * time.Second
	KernelProbeInterval = 75 * time.Second
	KernelProbeCount    = 9
)
