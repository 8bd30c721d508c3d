package chain_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
)

// probes is a TCP keepalive whose first probe comes after some seconds.
func probes(seconds float64) chain.Keepalive {
	return chain.Keepalive{State: chain.Known, Idle: exactly(seconds)[0].Lo, Interval: time.Second, Count: 3}
}

func TestJudgeBoxes(t *testing.T) {
	silent, unknown := chain.Keepalive{State: chain.Off}, chain.Keepalive{}
	for name, c := range map[string]struct {
		client, server          chain.Value
		clientProbes, serverTCP chain.Keepalive
		box                     chain.Box
		want                    chain.Verdict
		late                    bool
		prober                  string
		hop                     chain.Verdict // of the whole hop; "" is want
		pooling                 []chain.Pooling
	}{
		"the client ends first":       {client: exactly(60), server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.OK},
		"the server ends first":       {client: exactly(900), server: exactly(60), clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.OK, hop: chain.Violated},
		"the box forgets first":       {client: exactly(600), server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.Violated},
		"equal to the client":         {client: exactly(300), server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.Violated},
		"a client without limit":      {client: unlimited, server: unlimited, clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.Violated},
		"the client's probe in time":  {client: exactly(600), server: exactly(900), clientProbes: probes(60), serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.OK},
		"the server's probe in time":  {client: exactly(600), server: exactly(900), clientProbes: silent, serverTCP: probes(60), box: chain.Box{Idle: exactly(300)}, want: chain.OK},
		"one late, one in time":       {client: exactly(600), server: exactly(900), clientProbes: probes(400), serverTCP: probes(60), box: chain.Box{Idle: exactly(300)}, want: chain.OK},
		"one in time, other unknown":  {client: exactly(600), server: exactly(900), clientProbes: probes(60), serverTCP: unknown, box: chain.Box{Idle: exactly(300)}, want: chain.OK},
		"a late probe":                {client: exactly(600), server: exactly(900), clientProbes: probes(301), serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.Violated, late: true, prober: "client"},
		"a probe at the same time":    {client: exactly(600), server: exactly(900), clientProbes: probes(300), serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.Violated, late: true, prober: "client"},
		"the earlier of two late":     {client: exactly(600), server: exactly(900), clientProbes: probes(500), serverTCP: probes(400), box: chain.Box{Idle: exactly(300)}, want: chain.Violated, late: true, prober: "server"},
		"late, and the other unknown": {client: exactly(600), server: exactly(900), clientProbes: probes(500), serverTCP: unknown, box: chain.Box{Idle: exactly(300)}, want: chain.Possible, late: true, prober: "client"},
		"probes unknown":              {client: exactly(600), server: exactly(900), clientProbes: unknown, serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.Possible},
		"a relay and probes in time":  {client: exactly(600), server: exactly(900), clientProbes: probes(60), serverTCP: silent, box: chain.Box{Idle: exactly(300), Terminates: true}, want: chain.Violated},
		"a relay, probes unknown":     {client: exactly(600), server: exactly(900), clientProbes: unknown, serverTCP: unknown, box: chain.Box{Idle: exactly(300), Terminates: true}, want: chain.Violated},
		"a relay that lasts":          {client: exactly(200), server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300), Terminates: true}, want: chain.OK},
		"it never forgets":            {client: unlimited, server: unlimited, clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: unlimited}, want: chain.OK},
		"it takes unknown flows":      {client: exactly(600), server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300), Loose: true}, want: chain.OK},
		"its time is not stated":      {client: exactly(600), server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{}, want: chain.Unknown},
		"its time is unresolved":      {client: exactly(600), server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: unresolved}, want: chain.Unknown},
		"a side that is off":          {client: off, server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.OK, hop: chain.NoReuse},
		"the server is not known":     {client: exactly(600), server: absent, clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.Unknown},
		"one end settles it":          {client: exactly(60), server: absent, clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.OK, hop: chain.Unknown},
		"late, the server not known":  {client: exactly(600), server: absent, clientProbes: probes(400), serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.Unknown},
		"an interval that may do":     {client: between(200, 600), server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.Possible},
		"a box between two times":     {client: exactly(600), server: exactly(900), clientProbes: probes(250), serverTCP: silent, box: chain.Box{Idle: between(200, 300)}, want: chain.Possible, late: true, prober: "client"},
		"maybe never idle": {
			client: exactly(600), server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.Possible,
			pooling: []chain.Pooling{{Reuse: chain.ReuseUnclear}},
		},
		"never idle": {
			client: exactly(600), server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300)}, want: chain.Violated, hop: chain.NoReuse,
			pooling: []chain.Pooling{{Reuse: chain.ReuseNo}},
		},
		"stateless":                   {client: exactly(600), server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300), Stateless: true}, want: chain.OK},
		"stateless, round robin":      {client: exactly(600), server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300), Stateless: true, Balancing: "round-robin"}, want: chain.Violated},
		"stateless, but it outlasts":  {client: exactly(60), server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{Idle: exactly(300), Stateless: true, Balancing: "round-robin"}, want: chain.OK},
		"stateless without any entry": {client: exactly(60), server: exactly(900), clientProbes: silent, serverTCP: silent, box: chain.Box{Stateless: true, ResetsUnknown: chain.Yes}, want: chain.Violated},
		"stateless does not get better by being loose": {
			client: exactly(600), server: exactly(900), clientProbes: silent, serverTCP: silent,
			box: chain.Box{Idle: exactly(300), Stateless: true, Loose: true, Balancing: "round-robin"}, want: chain.Violated,
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := meet(c.client, c.server)
			h.Client.TCP, h.Server.TCP, h.Client.Reuse = c.clientProbes, c.serverTCP, c.pooling
			h.Via = []*chain.Endpoint{{ID: "box", Kind: chain.Middlebox, Box: &c.box}}
			outcomes := chain.Judge(h)
			if len(outcomes) != 1 || len(outcomes[0].Boxes) != 1 {
				t.Fatalf("%+v", outcomes)
			}
			b := outcomes[0].Boxes[0]
			prober := ""
			if b.Prober != nil {
				prober = b.Prober.Owner.ID
			}
			if b.Verdict != c.want || b.Late != c.late || prober != c.prober {
				t.Errorf("%s, late %v by %q; want %s, %v by %q", b.Verdict, b.Late, prober, c.want, c.late, c.prober)
			}
			hop := c.hop
			if hop == "" {
				hop = c.want
			}
			if got := chain.Sum(outcomes); got != hop {
				t.Errorf("the hop is %s, want %s", got, hop)
			}
		})
	}
}

func TestJudgeSeveralBoxes(t *testing.T) {
	h := meet(exactly(600), exactly(900))
	h.Client.TCP, h.Server.TCP = chain.Keepalive{State: chain.Off}, chain.Keepalive{State: chain.Off}
	for i, idle := range []chain.Value{exactly(3600), absent, exactly(300), either(t, 300, 3600)} {
		h.Via = append(h.Via, &chain.Endpoint{ID: fmt.Sprint("box ", i), Kind: chain.Middlebox, Box: &chain.Box{Idle: idle}})
	}
	outcomes := chain.Judge(h)
	got := ""
	for _, b := range outcomes[0].Boxes {
		got += fmt.Sprintf("%s %s %s\n", b.Box.ID, b.Idle, b.Verdict)
	}
	want := "box 0 3600s ok\nbox 1 absent unknown\nbox 2 300s violated\nbox 3 300s possible\nbox 3 3600s ok\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if sum := chain.Sum(outcomes); sum != chain.Violated {
		t.Errorf("the hop is %s: the worst box decides", sum)
	}
}

func TestBroken(t *testing.T) {
	for _, c := range []struct {
		box  chain.Box
		want string
	}{
		{chain.Box{Stateless: true}, "[]"},
		{chain.Box{Stateless: true, Balancing: "consistent-hash", DirectReturn: chain.Yes, ResetsUnknown: chain.No}, "[]"},
		{chain.Box{Stateless: true, Balancing: "round-robin"}, "[balancing]"},
		{chain.Box{Stateless: true, DirectReturn: chain.No, ResetsUnknown: chain.Yes}, "[direct_return resets_unknown]"},
		{chain.Box{Balancing: "round-robin", DirectReturn: chain.No, ResetsUnknown: chain.Yes}, "[]"}, // it has state
	} {
		if got := fmt.Sprint(c.box.Broken()); got != c.want {
			t.Errorf("%+v: %s, want %s", c.box, got, c.want)
		}
	}
}
