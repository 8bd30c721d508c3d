package rules

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

var deadlineOrder = &Rule{Doc: doc("TL501"), Check: func(p *Pass) {
	var all []*impatience
	index := make(map[place]*impatience)
	passes := sync.OnceValue(p.passDeadlines)
	within := make(map[*chain.Side][]deadline)
	for _, h := range p.Graph.Hops {
		inners, known := within[h.Server]
		if !known {
			inners = behind(h.Server)
			within[h.Server] = inners
		}
		if h.Protocol == chain.GRPC || len(inners) == 0 { // a stream has no deadline that could be compared
			continue
		}
		for _, outer := range append(stated(h.Client), passes()[h.Client]...) {
			for _, inner := range inners {
				if !outer.endsBefore(inner) {
					continue
				}
				key := placeOf(outer.Case, outer.side)
				first := index[key]
				if first == nil {
					first = &impatience{outer: outer, hop: h, known: map[place]bool{}}
					index[key] = first
					all = append(all, first)
				}
				first.add(inner)
			}
		}
	}
	for _, i := range all {
		p.reportImpatience(i)
	}
}}

// deadline is how long one endpoint waits for a response, or may take for one.
type deadline struct {
	chain.Case
	side    *chain.Side
	who     string // who waits or works: checkout, nginx/upstream/app
	silence bool   // counts the silence between two reads, not the whole response
}

// impatience is a deadline with those further in that it ends before.
type impatience struct {
	outer  deadline
	hop    *chain.Hop
	inners []deadline
	known  map[place]bool // of inners
}

func (i *impatience) add(inner deadline) {
	if at := placeOf(inner.Case, inner.side); !i.known[at] {
		i.known[at] = true
		i.inners = append(i.inners, inner)
	}
}

func (d deadline) endsBefore(inner deadline) bool {
	_, together := chain.And(d.When, inner.When)
	return together && d.Hi < inner.Lo
}

// stated are the deadlines of a side itself.
func stated(s *chain.Side) []deadline { return deadlinesOf(s.Response, s, s.Owner, s.Silence) }

func deadlinesOf(v chain.Value, s *chain.Side, who *chain.Endpoint, silence bool) (all []deadline) {
	for _, c := range v {
		if c.State == chain.Known {
			all = append(all, deadline{c, s, who.ID, silence})
		}
	}
	return all
}

// sidePlace is a line that decides for one side.
type sidePlace struct {
	at   source.Span
	side *chain.Side
}

// passDeadlines are those of nginx towards its upstreams, by connect side.
func (p *Pass) passDeadlines() map[*chain.Side][]deadline {
	all := make(map[*chain.Side][]deadline)
	seen := make(map[sidePlace]bool)
	for _, e := range p.Graph.Endpoints {
		for _, r := range e.Routes {
			if !waits(r.Pass) || r.Pass.Response.Limit == nil {
				continue
			}
			s := r.Pass.Side
			if at := (sidePlace{r.Pass.Response.At, s}); !seen[at] {
				seen[at] = true
				all[s] = append(all[s], deadlinesOf(r.Pass.Response.Value(), s, s.Owner, true)...)
			}
		}
	}
	return all
}

// waits reports whether a pass waits for responses, not for the messages of an upgraded connection or a stream.
func waits(pass *chain.Pass) bool {
	return pass != nil && pass.Side != nil && !pass.Upgrades && pass.Protocol != chain.GRPC
}

// behind gives the deadlines that somebody wrote for what a request meets from the server side of a hop on: what the server itself may take, what a
// proxy waits, and in an nginx what the passes of its locations wait. A line that decides for many locations counts once.
func behind(server *chain.Side) (all []deadline) {
	all = stated(server)
	for _, s := range server.Owner.Connect {
		if s.Protocol != chain.GRPC {
			all = append(all, stated(s)...)
		}
	}
	waited := make(map[chain.Wait]bool)
	for _, r := range server.Owner.Routes {
		if waits(r.Pass) && r.Pass.Response.Limit != nil && !waited[r.Pass.Response] {
			waited[r.Pass.Response] = true
			all = append(all, deadlinesOf(r.Pass.Response.Value(), server, r.Pass.Upstream, true)...)
		}
	}
	type line struct {
		by   *chain.Origin
		lo   time.Duration
		when string
	}
	seen := make(map[line]bool)
	return slices.DeleteFunc(all, func(d deadline) bool {
		if d.From == nil || d.From.Kind != chain.Written {
			return true
		}
		l := line{d.From, d.Lo, d.When.String()}
		again := seen[l]
		seen[l] = true
		return again
	})
}

func (p *Pass) reportImpatience(i *impatience) {
	first := i.inners[0]
	outer := part{"gives up", i.hop, i.outer.side, i.outer.Case}
	inner := part{"may take longer", i.hop, first.side, first.Case}
	f := &finding.Finding{
		Message: fmt.Sprintf("%s gives up on a response after %s (%s), but %s after %s only (%s): what is still worked on then is for nobody",
			i.outer.who, i.outer.Case, i.outer.counts(), first.who, first.Case, first.counts()),
		At: outer.at(), Label: "the outer deadline", Hop: i.hop,
		Subject: []string{i.outer.side.Owner.Canon, outer.setting(), inner.setting()},
		Help:    []string{fmt.Sprintf("let %s end sooner than %s, or let %s wait longer than %s", first.who, i.outer.Case, i.outer.who, first.Case)},
	}
	for n, d := range i.inners {
		text := "an inner deadline: " + d.String()
		if n == 0 {
			text = "the inner deadline"
		}
		f.Related = append(f.Related, finding.Related{Message: text, At: part{side: d.side, Case: d.Case}.at()})
	}
	f.Related = atMost(f.Related, "more deadline")
	f.Joined = joinOf(i.hop)
	p.Report(f)
}

// counts says what the clock of a deadline counts.
func (d deadline) counts() string {
	setting := ""
	if d.From != nil && d.From.Setting != "" {
		setting = d.From.Setting + ", "
	}
	if d.silence {
		return setting + "the silence between two reads"
	}
	return setting + "the whole response"
}
