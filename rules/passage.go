package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// passage is one nginx route that proxies to an upstream, with what holds there in the world in force.
type passage struct {
	*chain.PassCase
	route *chain.Route
	pass  *chain.Pass
	root  *chain.Root
	by    *chain.Endpoint // the server of the route
}

// gatherPassages gives every route that proxies to an upstream that is known.
func (p *Pass) gatherPassages() (all []passage) {
	n := 0
	for _, e := range p.Graph.Endpoints {
		n += len(e.Routes)
	}
	all = make([]passage, 0, n)
	for _, e := range p.Graph.Endpoints {
		for _, r := range e.Routes {
			if r.Pass == nil || r.Pass.Upstream == nil || e.Root == nil {
				continue
			}
			if now := inForce(r.Pass.Cases, e.Root.World); now != nil {
				all = append(all, passage{now, r, r.Pass, e.Root, e})
			}
		}
	}
	return all
}

// inForce is [chain.Pass.In] without a copy: this runs for each location of a configuration, and mostly a case has the guard of its world.
func inForce(cases []chain.PassCase, world chain.Guard) *chain.PassCase {
	for i := range cases {
		if slices.Equal(cases[i].When, world) {
			return &cases[i]
		}
		if _, ok := chain.And(cases[i].When, world); ok {
			return &cases[i]
		}
	}
	return nil
}

// cause gives the reason of one kind why this passage's connections are not reused.
func (u passage) cause(kind chain.CauseKind) (chain.Cause, bool) {
	for i := range u.Causes {
		if u.Causes[i].Kind == kind {
			return u.Causes[i], true
		}
	}
	return chain.Cause{}, false
}

// pooled reports whether there is a pool that this passage could use: asked for, and of a protocol that can.
func (u passage) pooled() bool {
	for i := range u.Causes {
		switch u.Causes[i].Kind {
		case chain.NoPool, chain.DirectAddress, chain.KeepaliveOff, chain.BalancerLast, chain.ProtocolNeverPools:
			return false
		default:
		}
	}
	return true
}

// asksToClose reports whether the Connection header that is seen to be sent asks the server to close.
func (u passage) asksToClose() bool { return strings.Contains(strings.ToLower(u.Connection), "close") }

// where names the block of the passage as it is written.
func (u passage) where() string {
	switch {
	case u.route.Path == "":
		return "the server block"
	case u.route.Block != "": // its settings stand in the location around it
		return "the location " + u.route.Path
	}
	return "location " + u.route.Path
}

// defect is one cause for which an upstream's connections are not reused, with the passages on which it shows. The first of them is the
// surest, and the first in the order of the files.
type defect struct {
	upstream *chain.Endpoint
	cause    chain.Cause // that of the first passage
	passages []passage
	every    []passage // the passages, and those that share a directive with one of them
	partly   bool      // other passages to the upstream do reuse its connections
}

type defectKey struct {
	upstream *chain.Endpoint
	at       source.Span
}

// defects gathers the passages that have a cause of one kind and pass a filter, by their upstream and the place that decides: one
// cause, one finding.
func (p *Pass) defects(kind chain.CauseKind, keep func(passage, chain.Cause) bool) []*defect {
	var all []*defect
	index := make(map[defectKey]*defect)
	reused := make(map[*chain.Endpoint]bool)
	for _, u := range p.gathered.passages() {
		if u.Reuse == chain.ReuseYes {
			reused[u.pass.Upstream] = true
		}
		c, ok := u.cause(kind)
		if !ok || !keep(u, c) {
			continue
		}
		key := defectKey{u.pass.Upstream, decidedAt(c.From)}
		if kind == chain.DirectAddress { // each pass directive decides for itself, and all lack the same block
			key = defectKey{upstream: u.pass.Upstream}
		}
		d := index[key]
		if d == nil {
			d = &defect{upstream: u.pass.Upstream}
			index[key] = d
			all = append(all, d)
		}
		d.passages = append(d.passages, u)
	}
	for _, d := range all {
		p.sort(d, kind)
		d.cause, _ = d.passages[0].cause(kind)
		d.partly = reused[d.upstream]
	}
	return all
}

// decidedAt is the place by which causes are told apart: an outer line that is lost in many blocks is one cause, and so is a setting
// that is missing in all of them.
func decidedAt(o *chain.Origin) source.Span {
	if o == nil {
		return source.Span{}
	}
	if lost, ok := step(o, chain.Lost); ok {
		return lost.At
	}
	if o.Kind != chain.Written {
		return source.Span{}
	}
	return o.At()
}

// sort puts the passages of a defect in order: what is certain first, WebSocket locations last, else as in the files. A directive that
// several blocks share counts once.
func (p *Pass) sort(d *defect, kind chain.CauseKind) {
	d.every = d.passages
	if len(d.passages) == 1 {
		return
	}
	rank := func(u passage) int {
		n := 0
		if c, _ := u.cause(kind); c.Possible {
			n += 2
		}
		if u.pass.Upgrades {
			n++
		}
		return n
	}
	slices.SortStableFunc(d.passages, func(a, b passage) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), p.inFiles(a.pass.At, b.pass.At))
	})
	seen := make(map[source.Span]bool, len(d.passages))
	d.passages = slices.DeleteFunc(slices.Clone(d.passages), func(u passage) bool {
		again := seen[u.pass.At]
		seen[u.pass.At] = true
		return again
	})
}

// inFiles orders two places by file name and offset.
func (p *Pass) inFiles(a, b source.Span) int {
	if a.File != b.File {
		if f, g := p.Set.File(a.File), p.Set.File(b.File); f != nil && g != nil {
			if c := strings.Compare(f.Name, g.Name); c != 0 {
				return c
			}
		}
	}
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Start, b.Start))
}

// possible reports whether the defect is nowhere certain.
func (d *defect) possible() bool { return d.cause.Possible }

// upgradesOnly reports whether it shows in WebSocket locations alone.
func (d *defect) upgradesOnly() bool {
	return !slices.ContainsFunc(d.passages, func(u passage) bool { return !u.pass.Upgrades })
}

// also lists the passes on which the defect shows, from the given one on.
func (d *defect) also(from int, words string) []finding.Related {
	rest := d.passages[min(from, len(d.passages)):]
	list := make([]finding.Related, 0, len(rest))
	for _, u := range rest {
		list = append(list, finding.Related{Message: words, At: u.pass.At})
	}
	return atMost(list, "more location")
}

// line is a directive as it is written, on one line and without its semicolon.
func (p *Pass) line(at source.Span) string {
	return strings.TrimRight(strings.Join(strings.Fields(p.Set.Text(at)), " "), "; ")
}

// readers shows the way from the place that decides a value to where it counts.
func readers(o *chain.Origin) (all []finding.Related) {
	for _, s := range o.Steps[1:] {
		r := finding.Related{Message: s.Note, At: s.At}
		if s.Role == chain.ReadBy {
			r.Message = "sends this value"
		}
		all = append(all, r)
	}
	return all
}

// step finds the first step of a role.
func step(o *chain.Origin, role chain.Role) (chain.Step, bool) {
	if o != nil {
		for _, s := range o.Steps {
			if s.Role == role {
				return s, true
			}
		}
	}
	return chain.Step{}, false
}
