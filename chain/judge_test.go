package chain_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/timeoutlint/timeoutlint/chain"
)

// meet joins a client of one clock to a server of another.
func meet(client, server chain.Value) *chain.Hop {
	return &chain.Hop{
		ID:     "client -> server",
		Client: &chain.Side{Owner: &chain.Endpoint{ID: "client"}, Idle: client},
		Server: &chain.Side{Owner: &chain.Endpoint{ID: "server"}, Idle: server},
	}
}

func between(lo, hi float64) chain.Value {
	v := exactly(lo)
	v[0].Hi = exactly(hi)[0].Hi
	return v
}

var (
	off        = chain.Is(chain.Off, nil)
	unlimited  = chain.Is(chain.Unlimited, nil)
	unresolved = chain.Is(chain.Unresolved, nil)
	absent     = chain.Value(nil)
)

// TestJudgeCompares is the rule of the whole tool, over all states of both clocks.
func TestJudgeCompares(t *testing.T) {
	for _, c := range []struct {
		client, server chain.Value
		want           chain.Verdict
	}{
		{exactly(60), exactly(65), chain.OK},
		{exactly(60), exactly(60.001), chain.OK},
		{exactly(60), exactly(60), chain.Violated},
		{exactly(60), exactly(5), chain.Violated},
		{between(5, 59), exactly(60), chain.OK},
		{between(5, 60), exactly(60), chain.Possible},
		{between(60, 90), exactly(60), chain.Violated},
		{exactly(60), between(30, 60), chain.Violated},
		{exactly(60), between(30, 90), chain.Possible},
		{exactly(60), unlimited, chain.OK},
		{exactly(60), absent, chain.Unknown},
		{exactly(60), unresolved, chain.Unknown},
		{exactly(60), off, chain.NoReuse},
		{unlimited, exactly(60), chain.Violated},
		{unlimited, unlimited, chain.OK},
		{unlimited, absent, chain.Unknown},
		{unlimited, unresolved, chain.Unknown},
		{unlimited, off, chain.NoReuse},
		{absent, exactly(60), chain.Unknown},
		{absent, unlimited, chain.OK}, // whatever the client does, the server never closes
		{absent, absent, chain.Unknown},
		{absent, off, chain.NoReuse},
		{unresolved, exactly(60), chain.Unknown},
		{unresolved, unlimited, chain.OK},
		{unresolved, unresolved, chain.Unknown},
		{off, exactly(60), chain.NoReuse},
		{off, absent, chain.NoReuse},
		{off, unlimited, chain.NoReuse},
	} {
		outcomes := chain.Judge(meet(c.client, c.server))
		if got := chain.Sum(outcomes); got != c.want || len(outcomes) != 1 || !outcomes[0].InForce {
			t.Errorf("%s against %s: %s (%d outcomes), want %s", c.client, c.server, got, len(outcomes), c.want)
		}
	}
}

// TestJudgeInTheSameWorld: two clocks that hang on one variable meet only where it has one value.
func TestJudgeInTheSameWorld(t *testing.T) {
	for name, c := range map[string]struct {
		client, server chain.Value
		want           map[string]chain.Verdict
		sum            chain.Verdict
	}{
		"in order in both": {
			either(t, 300, 60), either(t, 305, 65),
			map[string]chain.Verdict{`env == "prod"`: chain.OK, `env == "dev"`: chain.OK},
			chain.OK,
		},
		"crossed": {
			either(t, 300, 60), either(t, 65, 305),
			map[string]chain.Verdict{`env == "prod"`: chain.Violated, `env == "dev"`: chain.OK},
			chain.Possible,
		},
		"one side only": {
			either(t, 300, 60), exactly(65),
			map[string]chain.Verdict{`env == "prod"`: chain.Violated, `env == "dev"`: chain.OK},
			chain.Possible,
		},
		"both broken": {
			either(t, 300, 90), exactly(65),
			map[string]chain.Verdict{`env == "prod"`: chain.Violated, `env == "dev"`: chain.Violated},
			chain.Violated,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := map[string]chain.Verdict{}
			outcomes := chain.Judge(meet(c.client, c.server))
			for _, o := range outcomes {
				got[o.When.String()] = o.Verdict
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if sum := chain.Sum(outcomes); sum != c.sum {
				t.Errorf("in all %s, want %s", sum, c.sum)
			}
		})
	}
}

func TestJudgeHints(t *testing.T) {
	lower, replace := &chain.Hint{Margin: time.Second}, &chain.Hint{Replace: true, Cap: 30 * time.Second}
	for name, c := range map[string]struct {
		client   chain.Value
		announce chain.Value
		hint     *chain.Hint
		want     string // the client's clock
		hinted   bool
	}{
		"ignored":                       {exactly(60), exactly(5), nil, "60s", false},
		"nothing announced":             {exactly(60), absent, lower, "60s", false},
		"an unresolved header":          {exactly(60), unresolved, lower, "60s", false},
		"lowered":                       {exactly(60), exactly(5), lower, "4s", true},
		"not raised":                    {exactly(60), exactly(300), lower, "60s", false},
		"lowered to nothing":            {exactly(60), exactly(1), lower, "off", true},
		"unlimited is lowered":          {unlimited, exactly(5), lower, "4s", true},
		"no own limit":                  {absent, exactly(5), lower, "4s", true},
		"an unresolved one is bounded":  {unresolved, exactly(5), lower, "0s..4s", true},
		"an interval is cut off":        {between(2, 60), exactly(6), lower, "2s..5s", true},
		"an interval below the header":  {between(2, 5), exactly(6), lower, "2s..5s", false},
		"an interval above it":          {between(7, 9), exactly(6), lower, "5s", true},
		"off stays off":                 {off, exactly(5), replace, "off", false},
		"replaced":                      {exactly(5), exactly(20), replace, "20s", true},
		"replaced up to the cap":        {exactly(5), exactly(60), replace, "30s", true},
		"an announced interval":         {exactly(60), between(10, 20), lower, "9s..19s", true},
		"an announced interval from 0s": {exactly(60), between(0, 20), lower, "0s..19s", true},
	} {
		t.Run(name, func(t *testing.T) {
			h := meet(c.client, exactly(65))
			h.Client.Honours, h.Server.Announce = c.hint, c.announce
			o := chain.Judge(h)[0]
			if got := o.Client.String(); got != c.want || o.Hinted != c.hinted {
				t.Errorf("%s (by the header: %v), want %s (%v)", got, o.Hinted, c.want, c.hinted)
			}
		})
	}
}

func TestJudgePools(t *testing.T) {
	why := []chain.Cause{{Kind: chain.NoPool, Note: "no keepalive"}}
	before, from := atoms(t, "nginx < 1.29.7"), atoms(t, "nginx >= 1.29.7")
	pool := func(r chain.Reuse, when chain.Guard) chain.Pooling {
		return chain.Pooling{When: when, Reuse: r, Causes: why}
	}
	for name, c := range map[string]struct {
		reuse        []chain.Pooling
		server       chain.Value
		world        chain.Guard
		want, pooled chain.Verdict
	}{
		"pooled":              {nil, exactly(5), nil, chain.Violated, chain.Violated},
		"not pooled":          {[]chain.Pooling{pool(chain.ReuseNo, nil)}, exactly(5), nil, chain.NoReuse, chain.Violated},
		"not pooled, unknown": {[]chain.Pooling{pool(chain.ReuseNo, nil)}, absent, nil, chain.NoReuse, chain.Unknown},
		"maybe":               {[]chain.Pooling{pool(chain.ReuseUnclear, nil)}, exactly(5), nil, chain.Possible, chain.Violated},
		"maybe, in order":     {[]chain.Pooling{pool(chain.ReuseUnclear, nil)}, exactly(65), nil, chain.OK, chain.OK},
		"before the upgrade":  {[]chain.Pooling{pool(chain.ReuseNo, before), pool(chain.ReuseYes, from)}, exactly(5), before, chain.NoReuse, chain.Violated},
		"after the upgrade":   {[]chain.Pooling{pool(chain.ReuseNo, before), pool(chain.ReuseYes, from)}, exactly(5), from, chain.Violated, chain.Violated},
		"version not stated":  {[]chain.Pooling{pool(chain.ReuseNo, before), pool(chain.ReuseYes, from)}, exactly(5), nil, chain.Possible, chain.Violated},
	} {
		t.Run(name, func(t *testing.T) {
			h := meet(exactly(60), c.server)
			h.Client.Reuse = c.reuse
			h.Client.Owner.Root = &chain.Root{World: c.world}
			outcomes := chain.Judge(h)
			if got := chain.Sum(outcomes); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			if got := chain.SumPooled(outcomes); got != c.pooled {
				t.Errorf("if it were pooled: %s, want %s", got, c.pooled)
			}
			for _, o := range outcomes {
				if o.Verdict == chain.NoReuse && len(o.Causes) == 0 {
					t.Error("nothing says why connections are not reused")
				}
			}
		})
	}
}

func TestWorldOfTwoRoots(t *testing.T) {
	h := meet(exactly(60), exactly(5))
	h.Client.Owner.Root = &chain.Root{World: atoms(t, "nginx < 1.29.7")}
	h.Server.Owner.Root = &chain.Root{World: atoms(t, "env == prod")}
	if got := h.World().String(); got != `env == "prod" and nginx < 1.29.7` {
		t.Errorf("the world of both: %s", got)
	}
	h.Server.Owner.Root.World = atoms(t, "nginx >= 1.29.7") // each host has an nginx of its own
	if got := h.World().String(); got != "nginx < 1.29.7" {
		t.Errorf("contradicting worlds: %s", got)
	}
	if got := chain.Sum(chain.Judge(h)); got != chain.Violated {
		t.Errorf("two versions: %s, want a verdict all the same", got)
	}
}

// TestJudgeOfAHeaderThatIsIgnored makes no cases of a header that the client does not look at.
func TestJudgeOfAHeaderThatIsIgnored(t *testing.T) {
	h := meet(exactly(60), exactly(20))
	set := chain.Atom{Subject: "include a.conf", Op: chain.Eq, Val: "sets it"}
	unset := set
	unset.Op = chain.Ne
	h.Server.Announce = chain.Value{{When: chain.When(set), State: chain.Unresolved}, {When: chain.When(unset)}}
	if got := chain.Judge(h); len(got) != 1 || len(got[0].When) != 0 || got[0].Verdict != chain.Violated {
		t.Errorf("outcomes %+v: want one, that always holds", got)
	}
	h.Client.Honours = &chain.Hint{Replace: true}
	if got := chain.Judge(h); len(got) != 2 {
		t.Errorf("outcomes %+v: want one for each case of the header", got)
	}
}
