package chain_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/chain"
)

// pair is a hop in a few words: its ends, where their root lies, and both clocks.
type pair struct {
	from, to       string
	client, server chain.Value
}

// graphOf has a hop for each pair; all ends belong to one root.
func graphOf(canon string, pairs ...pair) *chain.Graph {
	root := &chain.Root{Kind: "terraform", Canon: canon}
	end := func(name string) *chain.Endpoint {
		return &chain.Endpoint{ID: name, Local: name, Canon: canon + ":" + name, Root: root}
	}
	g := new(chain.Graph)
	for _, p := range pairs {
		g.Hops = append(g.Hops, &chain.Hop{
			ID: p.from + " -> " + p.to, Client: &chain.Side{Owner: end(p.from), Idle: p.client}, Server: &chain.Side{Owner: end(p.to), Idle: p.server},
		})
	}
	return g
}

// told is a change in a line.
func told(c chain.HopChange) string {
	switch {
	case c.Old == nil:
		return "+ " + c.New.ID + " " + string(c.After)
	case c.New == nil:
		return "- " + c.Old.ID + " " + string(c.Before)
	}
	line := "~ " + c.New.ID + " " + string(c.Before) + " " + string(c.After)
	if c.ClientChanged() {
		line += " client"
	}
	if c.ServerChanged() {
		line += " server"
	}
	return line
}

func TestCompareHops(t *testing.T) {
	for name, c := range map[string]struct {
		base, head *chain.Graph
		want       []string
	}{
		"nothing":          {nil, new(chain.Graph), nil},
		"the same":         {graphOf("r", pair{"a", "b", exactly(60), exactly(75)}), graphOf("r", pair{"a", "b", exactly(60), exactly(75)}), nil},
		"another order":    {graphOf("r", pair{"a", "b", exactly(60), off}, pair{"c", "d", off, off}), graphOf("r", pair{"c", "d", off, off}, pair{"a", "b", exactly(60), off}), nil},
		"the client's":     {graphOf("r", pair{"a", "b", exactly(60), exactly(75)}), graphOf("r", pair{"a", "b", exactly(80), exactly(75)}), []string{"~ a -> b ok violated client"}},
		"the server's":     {graphOf("r", pair{"a", "b", exactly(60), exactly(75)}), graphOf("r", pair{"a", "b", exactly(60), absent}), []string{"~ a -> b ok unknown server"}},
		"both":             {graphOf("r", pair{"a", "b", exactly(60), exactly(75)}), graphOf("r", pair{"a", "b", exactly(120), exactly(125)}), []string{"~ a -> b ok ok client server"}},
		"one comes":        {graphOf("r", pair{"a", "b", exactly(60), exactly(75)}), graphOf("r", pair{"a", "b", exactly(60), exactly(75)}, pair{"a", "c", exactly(60), exactly(5)}), []string{"+ a -> c violated"}},
		"one goes":         {graphOf("r", pair{"a", "b", exactly(60), exactly(75)}), graphOf("r"), []string{"- a -> b ok"}},
		"a renamed root":   {graphOf("old", pair{"a", "b", exactly(60), exactly(75)}), graphOf("new", pair{"a", "b", exactly(60), exactly(75)}), nil},
		"renamed, changed": {graphOf("old", pair{"a", "b", exactly(60), exactly(75)}), graphOf("new", pair{"a", "b", exactly(60), exactly(55)}), []string{"~ a -> b ok violated server"}},
		"several between two ends": {
			graphOf("r", pair{"a", "b", exactly(60), exactly(75)}, pair{"a", "b", exactly(10), exactly(75)}),
			graphOf("r", pair{"a", "b", exactly(10), exactly(75)}, pair{"a", "b", exactly(90), exactly(75)}),
			[]string{"~ a -> b ok violated client"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, change := range chain.CompareHops(c.base, c.head) {
				got = append(got, told(change))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestACopyOfAClockIsNoChange(t *testing.T) {
	written := chain.Exactly(60*time.Second, &chain.Origin{Kind: chain.Written})
	if got := chain.CompareHops(graphOf("r", pair{"a", "b", exactly(60), exactly(75)}), graphOf("r", pair{"a", "b", written, exactly(75)})); len(got) > 0 {
		t.Errorf("a default that is written down: %s", told(got[0]))
	}
}

func TestRollout(t *testing.T) {
	for name, c := range map[string]struct {
		old, new [2]chain.Value // client, server
		applies  bool
		want     chain.Order
	}{
		"both rise":                 {[2]chain.Value{exactly(60), exactly(75)}, [2]chain.Value{exactly(120), exactly(125)}, true, chain.FirstServer},
		"both fall":                 {[2]chain.Value{exactly(120), exactly(125)}, [2]chain.Value{exactly(60), exactly(75)}, true, chain.FirstClient},
		"both rise, far apart":      {[2]chain.Value{exactly(10), exactly(75)}, [2]chain.Value{exactly(20), exactly(80)}, true, chain.AnyOrder},
		"client falls, server rise": {[2]chain.Value{exactly(90), exactly(75)}, [2]chain.Value{exactly(60), exactly(95)}, true, chain.AnyOrder},
		"still wrong between":       {[2]chain.Value{exactly(120), exactly(30)}, [2]chain.Value{exactly(60), exactly(75)}, true, chain.NoOrder},
		"to the worse":              {[2]chain.Value{exactly(90), exactly(75)}, [2]chain.Value{exactly(95), exactly(70)}, true, chain.NoOrder},
		"the server is unknown yet": {[2]chain.Value{exactly(60), unresolved}, [2]chain.Value{exactly(60.5), exactly(75)}, true, chain.AnyOrder},
		"the client only":           {[2]chain.Value{exactly(60), exactly(75)}, [2]chain.Value{exactly(70), exactly(75)}, false, ""},
		"the server only":           {[2]chain.Value{exactly(60), exactly(75)}, [2]chain.Value{exactly(60), exactly(85)}, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			changes := chain.CompareHops(graphOf("r", pair{"a", "b", c.old[0], c.old[1]}), graphOf("r", pair{"a", "b", c.new[0], c.new[1]}))
			r, ok := changes[0].Rollout()
			if ok != c.applies || ok && r.Order() != c.want {
				t.Errorf("%v %+v: %q, want %v %q", ok, r, r.Order(), c.applies, c.want)
			}
		})
	}
}

// TestOneNginxIsAppliedAtOnce: a configuration is loaded whole, so that its two ends have no order.
func TestOneNginxIsAppliedAtOnce(t *testing.T) {
	before, after := graphOf("r", pair{"a", "b", exactly(60), exactly(75)}), graphOf("r", pair{"a", "b", exactly(120), exactly(125)})
	for _, h := range append(before.Hops, after.Hops...) {
		h.Client.Owner.Root.Kind = "nginx"
	}
	if r, ok := chain.CompareHops(before, after)[0].Rollout(); ok {
		t.Errorf("an order within one configuration: %+v", r)
	}
}
