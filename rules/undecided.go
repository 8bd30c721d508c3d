package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// Undecided is a hop without a verdict, with what would decide it.
type Undecided struct {
	What string      // "the server behind nginx/upstream/app must keep idle connections longer than 60s"
	Try  string      // a line for timeoutlint.yaml that says so, its value to be replaced by the real one; "" where no line there decides it
	At   source.Span // the end that is not known
}

// Undecided says what a hop without a verdict lacks: the clock of one side, bounded by the other side's, that of a middlebox, or both clocks.
func (p *Pass) Undecided(h *chain.Hop) Undecided {
	outcomes := slices.DeleteFunc(slices.Clone(p.Outcomes(h)), func(o chain.Outcome) bool {
		return !o.InForce || o.Verdict != chain.Unknown && !slices.ContainsFunc(o.Boxes, unknownBox)
	})
	for _, o := range outcomes {
		if i := slices.IndexFunc(o.Boxes, unknownBox); i >= 0 && o.Verdict != chain.Unknown {
			return boxUndecided(o, o.Boxes[i])
		}
	}
	b, ok := widest(h, outcomes)
	if !ok {
		return Undecided{What: fmt.Sprintf("how long %s and %s keep the idle connections between them", h.Client.Owner.ID, serverOf(h)), At: h.Server.Owner.At}
	}
	u := Undecided{What: b.demand(), At: b.end(h).At}
	for _, o := range outcomes {
		client, server := part{"client side", h, h.Client, o.Client}, part{"server side", h, h.Server, o.Server}
		for _, c := range []openClock{{client, server}, {server, client}} {
			if c.State == chain.Unresolved {
				u.What += " (" + strings.TrimPrefix(c.setting()+": "+c.reason(), ": ") + "): " + c.provide(p.Set)
				return u
			}
		}
	}
	if said := b.said(h); said != "" && (b.end(h).Root != nil || b.end(h).Kind == chain.Address) { // an entry of timeoutlint.yaml shows its own gap
		u.What += ": " + said
	}
	u.Try = p.paste(b, h)
	return u
}

func unknownBox(b chain.BoxOutcome) bool { return b.Verdict == chain.Unknown }

// boxUndecided is about a middlebox of which nobody says how long it remembers a flow: the end that gives up first sets the bound.
func boxUndecided(o chain.Outcome, b chain.BoxOutcome) Undecided {
	u := Undecided{What: b.Box.ID + " must remember idle flows for as long as both ends keep them", At: b.Box.At, Try: "idle_timeout: unlimited   # in " + b.Box.ID}
	var ends []time.Duration
	for _, c := range []chain.Case{o.Client, o.Server} {
		if c.State == chain.Known {
			ends = append(ends, c.Hi)
		}
	}
	if len(ends) > 0 {
		d := slices.Min(ends)
		u.What = b.Box.ID + " must remember idle flows longer than " + chain.Seconds(d)
		u.Try = "idle_timeout: " + chain.Seconds(Later(d)) + "   # in " + b.Box.ID
	}
	return u
}

// bound is what the known end of a hop demands of the other one.
type bound struct {
	known   *chain.Endpoint
	from    string          // what links call the side that connects
	missing *chain.Endpoint // nil: whatever stands at addresses that nothing declares
	server  bool            // it is the server that is missing
	state   chain.State
	d       time.Duration
}

// boundOf gives the bound of an outcome of which one end is settled and the other is not.
func boundOf(h *chain.Hop, o chain.Outcome) (bound, bool) {
	open := func(c chain.Case) bool { return c.State == chain.Absent || c.State == chain.Unresolved }
	b := bound{known: h.Client.Owner, from: h.Client.ID(), missing: h.Server.Owner, server: true, state: o.Client.State, d: o.Client.Hi}
	switch {
	case open(o.Server) && (o.Client.State == chain.Known || o.Client.State == chain.Unlimited):
	case open(o.Client) && o.Server.State == chain.Known:
		b = bound{known: h.Server.Owner, missing: h.Client.Owner, state: chain.Known, d: o.Server.Lo}
	default:
		return b, false
	}
	if b.missing.Kind == chain.Address {
		b.missing = nil
	}
	return b, true
}

// widest is the bound that holds in all cases of a hop.
func widest(h *chain.Hop, outcomes []chain.Outcome) (all bound, ok bool) {
	for _, o := range outcomes {
		b, one := boundOf(h, o)
		switch {
		case !one:
		case !ok:
			all, ok = b, true
		case b.server != all.server: // either end may be open: say what the first lacks
		case b.state == chain.Unlimited:
			all.state = chain.Unlimited
		case b.server:
			all.d = max(all.d, b.d)
		default:
			all.d = min(all.d, b.d)
		}
	}
	return all, ok
}

// end is the endpoint that is not known.
func (b bound) end(h *chain.Hop) *chain.Endpoint {
	if b.server {
		return h.Server.Owner
	}
	return h.Client.Owner
}

// said is what is known of the missing end of a hop all the same: which product its host name tells, what its container runs, between which servers
// nothing decides.
func (b bound) said(h *chain.Hop) string {
	v := h.Client.Idle
	if b.server {
		v = h.Server.Idle
	}
	if len(v) != 1 || v[0].From == nil {
		return ""
	}
	return v[0].From.Note
}

// serverOf names the server end: an address that nothing in the scan declares is told by who connects to it.
func serverOf(h *chain.Hop) string {
	if h.Server.Owner.Kind == chain.Address {
		return "the server behind " + h.Client.Owner.ID
	}
	return h.Server.Owner.ID
}

// demand is the bound in a sentence.
func (b bound) demand() string {
	missing := "the server behind " + b.from
	if b.missing != nil {
		missing = b.missing.ID
	}
	switch {
	case !b.server:
		return fmt.Sprintf("%s must drop idle connections to %s sooner than %s", missing, b.known.ID, chain.Seconds(b.d))
	case b.state == chain.Unlimited:
		return fmt.Sprintf("%s must never close an idle connection: %s keeps them without limit", missing, b.known.ID)
	}
	return fmt.Sprintf("%s must keep idle connections longer than %s", missing, chain.Seconds(b.d))
}

// value is one that keeps the bound, as timeoutlint.yaml writes it.
func (p *Pass) value(b bound) string {
	switch {
	case !b.server:
		return chain.Seconds(p.sooner(b.d))
	case b.state == chain.Unlimited:
		return "unlimited"
	}
	return chain.Seconds(p.later(b.d))
}

// paste is what to write into timeoutlint.yaml for the open end of a hop: an entry for what stands at an address, a key for an entry that is
// there. "" for an end that is read from other files: nothing said of it in timeoutlint.yaml takes their place.
func (p *Pass) paste(b bound, h *chain.Hop) string {
	end := b.end(h)
	switch {
	case b.server && len(p.gathered.likely()[ends{h.Client, h.Server}]) > 0:
		return p.link(h)
	case end.Kind == chain.Address, end.Kind == chain.Server && end.Root != nil && b.server && h.Joined.How == chain.ByReference:
		return fmt.Sprintf("servers: { %s: { idle_timeout: %s, %s } }", p.key(h.Client), p.value(b), Reached(h, h.Client.ID()))
	case end.Root != nil:
		return ""
	case end.Kind == chain.Proxy && b.server:
		return "accepts: " + p.value(b) + "   # in " + end.ID
	case end.Kind == chain.Proxy:
		return "connects: " + p.value(b) + "   # in " + end.ID
	}
	return "idle_timeout: " + p.value(b) + "   # in " + end.ID
}

// ends are the two sides of a hop.
type ends struct{ client, server *chain.Side }

func (p *Pass) gatherLikely() map[ends][]*chain.Endpoint {
	likely := make(map[ends][]*chain.Endpoint)
	for _, c := range p.Graph.Candidates {
		if c.Settles() {
			e := ends{c.From, c.Unknown}
			likely[e] = append(likely[e], c.To)
		}
	}
	return likely
}

// link is the line that says which of several servers stands at the end of a hop. The sentence above it names the others.
func (p *Pass) link(h *chain.Hop) string {
	likely := p.gathered.likely()[ends{h.Client, h.Server}]
	line := "links: [ " + strconv.Quote(h.Client.ID()+" -> "+likely[0].ID) + " ]"
	if len(likely) > 1 {
		line += "   # or to another that it may be"
	}
	return line
}

// Reached is the key with which an entry below servers in timeoutlint.yaml comes to stand at the end of a hop: behind its client, by the id that
// is given, behind the last middlebox on the way, or at the address that a relay connects to.
func Reached(h *chain.Hop, client string) string {
	if len(h.Via) == len(h.Client.Via) {
		return "from: " + strconv.Quote(client)
	}
	box := h.Via[len(h.Via)-1]
	if len(box.Connect) > 0 {
		return "hosts: [" + strconv.Quote(h.Server.Owner.Local) + "]"
	}
	return "from: " + strconv.Quote(box.ID)
}
