package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

var websocketIdle = &Rule{Doc: doc("TL502"), Check: func(p *Pass) {
	t := p.tunnels()
	for _, e := range p.Graph.Endpoints {
		for _, by := range pingsOf(e) {
			t.late(by)
		}
	}
	for _, q := range t.unheard() {
		t.reportQuiet(q)
	}
}}

// late reports a ping that some clock on its way does not wait for. A ping at the other end that comes in time saves the connection.
func (t *tunnels) late(by ping) {
	var cuts []cut
	j := t.from(by)
	for _, c := range j.cuts {
		helped := slices.ContainsFunc(j.pings, func(o ping) bool { return o.State == chain.Known && o.Hi < c.Lo })
		if !c.lifetime && by.Lo >= c.Lo && !helped {
			cuts = append(cuts, c)
		}
	}
	if len(cuts) == 0 {
		return
	}
	slices.SortStableFunc(cuts, shortest)
	first := cuts[0]
	who := by.side.Owner
	f := &finding.Finding{
		Message: fmt.Sprintf("%s sends a WebSocket ping every %s, but %s cuts a connection that is silent for %s: %s",
			who.ID, by.Case, first.owner(), first.Case, tooLate(by, first)),
		At: by.From.At(), Label: "the ping", Subject: []string{who.Canon, by.From.Setting, first.side.Owner.Canon, first.setting()},
		Help: []string{first.pingBelow() + first.orRaise(by.Hi)},
	}
	f.Related = append(f.Related, finding.Related{Message: first.label(), At: first.at()})
	var others []finding.Related
	seen := map[cause]bool{first.cause(): true}
	for _, c := range cuts[1:] {
		if why := c.cause(); !seen[why] {
			seen[why] = true
			others = append(others, finding.Related{Message: "too short as well: " + c.label(), At: c.at()})
		}
	}
	f.Related = append(f.Related, atMost(others, "more clock")...)
	first.hedge(f)
	t.Report(f)
}

// tooLate is what becomes of a ping.
func tooLate(by ping, c cut) string {
	if by.Lo == c.Lo && by.Hi == c.Hi {
		return "the ping can come too late"
	}
	return "the ping comes too late"
}

// quiet gathers the ways on which one clock ends WebSockets of which no end says how often it pings.
type quiet struct {
	worst cut
	open  bool // a clock on a way is not known, and may be shorter
	ways  []finding.Related
}

// cause tells clocks apart: by the place that decides, and nginx's default by the configuration in which nobody wrote it.
type cause struct {
	place
	root *chain.Root
}

func (c cut) cause() cause {
	if c.leg != nil && c.From.Kind == chain.Default {
		return cause{root: c.leg.by.Root}
	}
	return cause{place: placeOf(c.Case, c.side)}
}

// unheard gives the clocks that end WebSockets on ways where no ping is declared, and those that end them whatever is sent.
func (t *tunnels) unheard() (all []*quiet) {
	index := map[cause]*quiet{}
	take := func(c cut, open bool, ways ...finding.Related) {
		q := index[c.cause()]
		if q == nil {
			q = &quiet{worst: c}
			index[c.cause()] = q
			all = append(all, q)
		}
		q.open = q.open || open
		q.ways = append(q.ways, ways...)
	}
	each := func(j *journey, ways ...finding.Related) {
		slices.SortStableFunc(j.cuts, shortest)
		for _, c := range j.cuts {
			if c.lifetime {
				take(c, false)
			}
		}
		i := slices.IndexFunc(j.cuts, func(c cut) bool { return !c.lifetime })
		if i >= 0 && !slices.ContainsFunc(j.pings, func(o ping) bool { return o.State == chain.Known }) {
			take(j.cuts[i], j.open, ways...)
		}
	}
	for _, l := range t.legs {
		if at := l.evident(); len(at) > 0 {
			each(t.through(l), at...)
		}
	}
	for _, e := range t.Graph.Endpoints {
		for _, s := range e.Accepts {
			if len(s.Upgraded) > 0 { // serves nothing else
				j := t.journey()
				j.faces(e, e.When)
				j.outward(e, e.When)
				for _, c := range e.Connect {
					j.inward(c, e.When)
				}
				each(j)
			}
		}
		for _, by := range pingsOf(e) {
			each(t.from(by))
		}
	}
	return all
}

// pingsOf are the declared pings of an endpoint.
func pingsOf(e *chain.Endpoint) (all []ping) {
	for _, s := range slices.Concat(e.Accepts, e.Connect) {
		if len(s.Ping) > 0 && s.Ping[0].State == chain.Known {
			all = append(all, ping{s.Ping[0], s})
		}
	}
	return all
}

// from follows the connections of an end that pings to their other ends.
func (t *tunnels) from(by ping) *journey {
	j := t.journey()
	j.pings = []ping{by}
	if slices.Contains(by.side.Owner.Accepts, by.side) {
		j.outward(by.side.Owner, by.side.Owner.When)
	} else {
		j.inward(by.side, by.side.Owner.When)
	}
	return j
}

// through follows what one leg lets through in both directions.
func (t *tunnels) through(l *leg) *journey {
	j := t.journey()
	j.pass(l, l.by.When)
	j.outward(l.by, l.by.When)
	j.inward(l.out, l.by.When)
	return j
}

// evident are the locations of a leg that serve WebSockets for certain: by their path, or because they ask for an upgrade whatever the request does.
// Those that only let upgrades through, by a map for all requests, may never see one.
func (l *leg) evident() (all []finding.Related) {
	for _, r := range l.routes {
		asks := func(c chain.PassCase) bool { return strings.EqualFold(c.Connection, "upgrade") }
		if !r.Pass.Upgrades && !slices.ContainsFunc(r.Pass.Cases, asks) {
			continue
		}
		all = append(all, finding.Related{Message: "upgrades are passed on here", At: r.Pass.At})
	}
	return all
}

func (t *tunnels) reportQuiet(q *quiet) {
	c := q.worst
	f := &finding.Finding{At: c.at(), Label: c.label(), Subject: []string{c.side.Owner.Canon, c.setting()}}
	latest := ""
	if q.open {
		latest = " at the latest"
	}
	switch {
	case c.lifetime:
		f.Message = fmt.Sprintf("%s ends a WebSocket connection after %s, whatever is sent: clients must be ready to connect again", c.owner(), c.Case)
		f.Help = []string{"raise " + c.setting() + " to what a session may last; no ping saves the connection"}
	default:
		f.Message = fmt.Sprintf("a WebSocket connection through %s is cut after %s of silence%s: pings must come sooner", c.owner(), c.Case, latest)
		f.Help = []string{c.pingBelow() + ", and say so in timeoutlint.yaml at the client or the server: websocket_ping: " + chain.Seconds(half(c.Lo))}
	}
	if c.From.Kind != chain.Written && len(q.ways) > 0 {
		f.At, f.Label = q.ways[0].At, q.ways[0].Message
		f.Related = []finding.Related{{Message: c.label(), At: c.at()}}
		q.ways = q.ways[1:]
	}
	f.Related = append(f.Related, atMost(q.ways, "more location")...)
	c.hedge(f)
	t.Report(f)
}

// half leaves time for a second ping, should the first one be late.
func half(d time.Duration) time.Duration {
	if d > 2*time.Second {
		return (d / 2).Truncate(time.Second)
	}
	return d / 2
}

func (c cut) part() part {
	return part{name: "the shortest clock", side: c.side, hop: c.hop, Case: c.Case}
}

func (c cut) at() source.Span { return c.part().at() }

func (c cut) setting() string { return c.part().setting() }

// owner is who cuts.
func (c cut) owner() string { return c.side.Owner.ID }

// label is a clock with its number, beside its place.
func (c cut) label() string {
	name := c.side.Owner.ID + " waits " + c.String()
	if c.lifetime {
		name = c.side.Owner.ID + " lets it live " + c.String()
	}
	switch {
	case c.From == nil:
		return name
	case c.From.Note != "":
		return name + " (" + c.From.Note + ")"
	}
	return name + " (" + c.From.Setting + ")"
}

// pingBelow says how often to ping.
func (c cut) pingBelow() string {
	return "let an end send a ping sooner than every " + chain.Seconds(c.Lo) + ", at best every " + chain.Seconds(half(c.Lo))
}

// orRaise says which clock to raise above a ping, where its owner can.
func (c cut) orRaise(ping time.Duration) string {
	if c.setting() == "" || c.From.Kind == chain.Fixed {
		return ""
	}
	return fmt.Sprintf(", or raise %s of %s above %s", c.setting(), c.owner(), chain.Seconds(ping))
}

// hedge says how certain a finding about a clock is, and under which condition it holds.
func (c cut) hedge(f *finding.Finding) {
	switch {
	case c.assumed:
		f.Certainty = finding.Assumed
	case c.possible():
		f.Certainty = finding.Possible
		f.Message = hedge(f.Message, true)
	}
	if when := c.When.Words(); when != "" {
		f.Related = append(f.Related, finding.Related{Message: "this holds " + when})
	}
	if c.unprobed {
		f.Related = append(f.Related, finding.Related{Message: "unless an end sends TCP keepalive, which is not known"})
	}
}
