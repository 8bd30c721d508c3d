package chain_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
)

// exactly is a number of seconds in every world.
func exactly(seconds float64) chain.Value {
	return chain.Exactly(time.Duration(seconds*float64(time.Second)), nil)
}

// either is one number or another, depending on env.
func either(t *testing.T, prod, dev float64) chain.Value {
	t.Helper()
	one, other := exactly(prod)[0], exactly(dev)[0]
	one.When, other.When = atoms(t, "env == prod"), atoms(t, "env == dev")
	return chain.Value{one, other}
}

func TestValueIn(t *testing.T) {
	for _, c := range []struct{ world, want string }{
		{"", `60s if env == "prod", 10s if env == "dev"`},
		{"env == prod", `60s if env == "prod"`},
		{"env != prod", `10s if env == "dev"`},
		{"env == test", "absent"},
		{"set == a", `60s if env == "prod", 10s if env == "dev"`},
	} {
		if got := either(t, 60, 10).In(atoms(t, c.world)).String(); got != c.want {
			t.Errorf("in %q: %s, want %s", c.world, got, c.want)
		}
	}
}

func TestWidened(t *testing.T) {
	alternatives := func(n int) (v chain.Value) {
		for i := range n {
			c := exactly(float64(10 + i*i%37))[0]
			c.When = atoms(t, fmt.Sprintf("set == %d", i))
			v = append(v, c)
		}
		return v
	}
	if v := alternatives(chain.MaxCases).Widened(); len(v) != chain.MaxCases {
		t.Errorf("%d cases became %d", chain.MaxCases, len(v))
	}
	if got := alternatives(chain.MaxCases + 1).Widened().String(); got != "10s..46s" {
		t.Errorf("widened to %s", got)
	}
	for _, at := range []int{0, 5, chain.MaxCases} {
		v := alternatives(chain.MaxCases + 1)
		v[at] = chain.Case{State: chain.Unlimited}
		if got := v.Widened().String(); got != "unresolved" {
			t.Errorf("with one that is unlimited: %s", got)
		}
	}
}

func TestSeconds(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", time.Second: "1s", 2 * time.Minute: "120s", 1500 * time.Millisecond: "1.5s", 950 * time.Millisecond: "950ms",
		250 * time.Microsecond: "0.25ms", 1<<63 - 1: "9223372036.854776s", -time.Second: "-1s",
	} {
		if got := chain.Seconds(d); got != want {
			t.Errorf("Seconds(%d) = %s, want %s", d, got, want)
		}
	}
}
