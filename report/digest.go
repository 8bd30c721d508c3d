package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// digest is a result in the order and with the numbers in which every output shows it.
type digest struct {
	*finding.Result
	endpoints []*chain.Endpoint
	hops      []judged
	verdicts  map[chain.Verdict]int
	left      []finding.Skip // what was not read: unreadable first, then skipped, each reason once per file
	used      map[*chain.Side]use
}

// judged is a hop with what the judge says of it.
type judged struct {
	*chain.Hop
	outcomes []chain.Outcome
	verdict  chain.Verdict
	pooled   chain.Verdict // what it would be if its connections were pooled
	world    chain.Guard   // what holds wherever this hop exists
}

// verdictOrder is the order in which verdicts are counted and listed, the good one first.
var verdictOrder = []chain.Verdict{chain.OK, chain.Violated, chain.Possible, chain.Unknown, chain.NoReuse}

func newDigest(r *finding.Result) *digest {
	d := &digest{Result: r, verdicts: make(map[chain.Verdict]int, len(verdictOrder))}
	if d.Set == nil {
		d.Result = new(*r)
		d.Set = new(source.Set)
	}
	if g := r.Graph; g != nil {
		d.endpoints = byPlace(d.Set, g.Endpoints)
		d.hops = d.judge(g.Hops)
	}
	for _, h := range d.hops {
		d.verdicts[h.verdict]++
	}
	d.left = left(r)
	return d
}

// byPlace orders endpoints by file name and offset, then id, so that the order does not depend on which file was read first. Those
// without a place come last.
func byPlace(set *source.Set, endpoints []*chain.Endpoint) []*chain.Endpoint {
	names := make(map[source.FileID]string)
	for _, e := range endpoints {
		if _, ok := names[e.At.File]; ok {
			continue
		}
		names[e.At.File] = "\U0010FFFF"
		if f := set.File(e.At.File); f != nil {
			names[e.At.File] = f.Name
		}
	}
	sorted := slices.Clone(endpoints)
	slices.SortStableFunc(sorted, func(a, b *chain.Endpoint) int {
		return cmp.Or(
			strings.Compare(names[a.At.File], names[b.At.File]),
			cmp.Compare(a.At.Start, b.At.Start),
			strings.Compare(a.ID, b.ID),
		)
	})
	return sorted
}

// judge gives the hops with their verdicts, in the order of the endpoints from which they start and at which they end.
func (d *digest) judge(hops []*chain.Hop) []judged {
	rank := make(map[*chain.Endpoint]int, len(d.endpoints))
	for i, e := range d.endpoints {
		rank[e] = i
	}
	all := make([]judged, 0, len(hops))
	for _, h := range hops {
		outcomes := d.Outcomes(h)
		world := h.World()
		if both, ok := chain.And(world, h.When); ok {
			world = both
		}
		all = append(all, judged{h, outcomes, chain.Sum(outcomes), chain.SumPooled(outcomes), world})
	}
	slices.SortStableFunc(all, func(a, b judged) int {
		return cmp.Or(
			cmp.Compare(rank[a.Client.Owner], rank[b.Client.Owner]),
			cmp.Compare(rank[a.Server.Owner], rank[b.Server.Owner]),
			cmp.Compare(len(a.ID), len(b.ID)), // "#10" behind "#9"
			strings.Compare(a.ID, b.ID),
		)
	})
	return all
}

func left(r *finding.Result) []finding.Skip {
	var all []finding.Skip
	for _, list := range [][]finding.Skip{r.Unreadable, r.Skipped} {
		sorted := slices.Clone(list)
		slices.SortFunc(sorted, func(a, b finding.Skip) int {
			return cmp.Or(strings.Compare(a.File, b.File), strings.Compare(a.Reason, b.Reason))
		})
		all = append(all, slices.Compact(sorted)...)
	}
	return all
}

// beyond gives the part of a guard that a world leaves open, as a part of a sentence: "" where nothing is left.
func beyond(g, world chain.Guard) string { return g.Beyond(world).Words() }

// worldOf is what is known or assumed of the root of an endpoint.
func worldOf(e *chain.Endpoint) chain.Guard {
	if e == nil {
		return nil
	}
	world := chain.Guard(nil)
	if e.Root != nil {
		world = e.Root.World
	}
	if both, ok := chain.And(world, e.When); ok {
		return both
	}
	return world
}

// distinct gives the cases of a value that remain in a world: one where they all give the same answer, none where it is absent.
func distinct(v chain.Value, world chain.Guard) []chain.Case {
	if len(v) == 1 && len(v[0].When) == 0 {
		return v // by far the most frequent value
	}
	in := v.In(world)
	if len(in) > 1 && !slices.ContainsFunc(in[1:], func(c chain.Case) bool { return !c.Same(in[0]) }) {
		return in[:1]
	}
	return in
}
