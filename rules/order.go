package rules

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// meeting is one outcome of a hop: two clocks that meet.
type meeting struct {
	hop *chain.Hop
	chain.Outcome
	possible bool // in some cases only
}

// clocks is a pair of deciding values with every hop on which they meet, the surest first: one cause, one finding.
type clocks struct {
	places   [2]place // of the client's clock and of the server's
	meetings []meeting
}

// place is where a clock is decided: a span, or the endpoint where no file has a word about it.
type place struct {
	at    source.Span
	owner *chain.Endpoint
}

func placeOf(c chain.Case, s *chain.Side) place {
	if at := c.From.At(); at != (source.Span{}) {
		return place{at: at}
	}
	return place{owner: s.Owner}
}

// pairs gathers the outcomes that pick takes by the two places that decide them, in the order of the hops.
func (p *Pass) pairs(pick func(*chain.Hop, chain.Outcome) bool) []*clocks {
	var all []*clocks
	index := make(map[[2]place]*clocks)
	for _, h := range p.Graph.Hops {
		outcomes := p.Outcomes(h)
		for _, o := range outcomes {
			if !pick(h, o) {
				continue
			}
			key := [2]place{placeOf(o.Client, h.Client), placeOf(o.Server, h.Server)}
			pair := index[key]
			if pair == nil {
				pair = &clocks{places: key}
				index[key] = pair
				all = append(all, pair)
			}
			pair.add(meeting{hop: h, Outcome: o, possible: open(outcomes, o)})
		}
	}
	return all
}

// add takes a meeting in. A hop counts once: several of its cases can have the same two clocks. They come one after the other, so that it is
// the last meeting, or the first.
func (c *clocks) add(m meeting) {
	n := len(c.meetings)
	switch {
	case n > 0 && (c.meetings[0].hop == m.hop || c.meetings[n-1].hop == m.hop):
	case !m.possible && n > 0 && c.meetings[0].possible:
		c.meetings = slices.Insert(c.meetings, 0, m)
	default:
		c.meetings = append(c.meetings, m)
	}
}

// open reports whether an outcome is one of several that differ, or is itself not certain.
func open(all []chain.Outcome, o chain.Outcome) bool {
	return o.Verdict == chain.Possible || slices.ContainsFunc(all, func(other chain.Outcome) bool {
		set, same := o.When.Set(), other.When.Set()
		return other.InForce == o.InForce && other.Verdict != o.Verdict && (set == "" || same == "" || set == same)
	})
}

// finding is what a pair of clocks has to say, but for the sentence and the repair: its places, the further hops, its identity.
func (c *clocks) finding() *finding.Finding {
	m := c.meetings[0]
	h := m.hop
	client := part{"client side", h, h.Client, m.Client}
	server := part{"server side", h, h.Server, m.Server}
	first, other := client, server
	if server.written() && !client.written() {
		first, other = server, client
	}
	f := &finding.Finding{
		At: first.at(), Label: first.brief(first.mainLabel()), Hop: h,
		Subject: []string{client.setting(), server.setting()},
		Client:  client.longest(), Server: m.Server.Lo,
		Related: []finding.Related{{Message: other.brief(other.label()), At: other.at()}},
	}
	for _, k := range c.meetings {
		f.Parts = append(f.Parts, partOf(k.hop))
	}
	f.Joined = joinOf(h)
	for _, box := range h.Via {
		f.Related = append(f.Related, finding.Related{Message: "passes through " + box.ID, At: box.At})
	}
	f.Related = append(f.Related, further(m.Client)...)
	f.Related = append(f.Related, further(m.Server)...)
	f.Related = append(f.Related, m.doubts()...)
	f.Related = append(f.Related, c.others()...)
	switch {
	case h.Joined.How == chain.Assumed:
		f.Certainty = finding.Assumed
	case m.possible:
		f.Certainty = finding.Possible
	}
	return f
}

// partOf is a hop as a part of a finding.
func partOf(h *chain.Hop) finding.Part {
	return finding.Part{h.Client.Owner.Canon, h.Server.Owner.Canon}
}

// others names the further hops on which the same two values meet.
func (c *clocks) others() []finding.Related {
	hops := make([]finding.Related, 0, len(c.meetings)-1)
	for _, m := range c.meetings[1:] {
		r := finding.Related{Message: "also on " + m.hop.ID, At: m.hop.Joined.At}
		if len(m.hop.At) > 0 {
			r.At = m.hop.At[0]
		}
		hops = append(hops, r)
	}
	return atMost(hops, "more hop")
}

// doubts says what a possible outcome hangs on.
func (m meeting) doubts() (all []finding.Related) {
	if !m.possible {
		if set := m.When.Set(); set != "" {
			return []finding.Related{{Message: "with the variables of " + set}}
		}
		return nil
	}
	if when := m.When.Beyond(m.hop.World()).Words(); when != "" {
		all = append(all, finding.Related{Message: "this holds " + when})
	}
	for _, c := range m.Causes {
		if c.Possible {
			return append(all, finding.Related{Message: "whether connections are reused is open: " + c.Note, At: c.From.At()})
		}
	}
	return all
}

// part is one of the two clocks of a hop as a finding shows it.
type part struct {
	name string // client side, server side
	hop  *chain.Hop
	side *chain.Side
	chain.Case
}

func (c part) written() bool { return c.From != nil && c.From.Kind == chain.Written }

// at is where the clock is decided; what stands in no file is shown at its endpoint.
func (c part) at() source.Span { return cmp.Or(c.From.At(), c.side.Owner.At) }

func (c part) setting() string {
	if c.From == nil {
		return ""
	}
	return c.From.Setting
}

// mainLabel stands beside the caret, where the sentence above has named both ends.
func (c part) mainLabel() string {
	if c.written() && c.From.Note == "" {
		return c.name + ": " + c.hop.ID
	}
	return c.label()
}

// label tells whose place this is, and the value where it is not written there as a plain number.
func (c part) label() string {
	switch {
	case c.From == nil, c.written() && c.From.Note == "":
		return c.name + ": " + c.side.Owner.ID
	case c.From.Note != "":
		return c.name + ": " + c.String() + " (" + c.From.Note + ")"
	}
	return c.name + ": " + c.String() + " (" + c.From.Kind.String() + " " + c.From.Setting + ")"
}

// brief is a label where the sentence above names both ends: what it repeats of ids that begin with the folder of their root hides the rest.
func (c part) brief(label string) string {
	plain := c.From == nil || c.written() && c.From.Note == ""
	if plain && (c.hop.Client.Owner.Prefixed() || c.hop.Server.Owner.Prefixed()) {
		return c.name
	}
	return label
}

// longest is how long an idle connection may be kept; without a limit, the longest duration there is.
func (c part) longest() time.Duration {
	if c.State == chain.Unlimited {
		return math.MaxInt64
	}
	return c.Hi
}

// further gives the places beside the deciding one that had a part in a value: what it overrides, where it is read.
func further(c chain.Case) []finding.Related {
	if c.From == nil || len(c.From.Steps) == 0 {
		return nil
	}
	all := steps(c.From.Steps[1:])
	for i, s := range c.From.Steps[1:] {
		if s.Role == chain.Overrides { // the note speaks of the place that overrides, not of this one
			all[i].Message = "overridden there"
		}
	}
	return all
}

func steps(list []chain.Step) (all []finding.Related) {
	for _, s := range list {
		all = append(all, finding.Related{Message: s.Note, At: s.At})
	}
	return all
}
