package chain_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/timeoutlint/timeoutlint/chain"
)

// atoms reads "env == prod, nginx < 1.29.7".
func atoms(t *testing.T, s string) chain.Guard {
	t.Helper()
	var list []chain.Atom
	for part := range strings.SplitSeq(s, ", ") {
		if part == "" {
			continue
		}
		f := strings.Fields(part)
		op, ok := map[string]chain.Op{"==": chain.Eq, "!=": chain.Ne, "<": chain.Lt, ">=": chain.Ge}[f[1]]
		if !ok || len(f) != 3 {
			t.Fatalf("bad atom %q", part)
		}
		list = append(list, chain.Atom{Subject: f[0], Op: op, Val: f[2]})
	}
	return chain.When(list...)
}

func TestAnd(t *testing.T) {
	const contradiction = "-"
	for _, c := range []struct{ g, h, want string }{
		{"", "", ""},
		{"env == prod", "", `env == "prod"`},
		{"env == prod", "env == prod", `env == "prod"`},
		{"env == prod", "env == dev", contradiction},
		{"env == prod", "env != prod", contradiction},
		{"env == prod", "env != dev", `env == "prod" and env != "dev"`},
		{"env != prod", "env != dev", `env != "dev" and env != "prod"`},
		{"env == prod", "set == prod", `env == "prod" and set == "prod"`},
		{"nginx < 1.29.7", "nginx >= 1.29.7", contradiction},
		{"nginx < 1.30", "nginx >= 1.29.7", "nginx < 1.30 and nginx >= 1.29.7"},
		{"nginx < 1.9", "nginx >= 1.10", contradiction}, // numbers, not text
		{"nginx == 1.24.0", "nginx < 1.29.7", `nginx == "1.24.0" and nginx < 1.29.7`},
		{"nginx == 1.24.0", "nginx >= 1.29.7", contradiction},
		{"nginx == 1.29.7", "nginx < 1.29.7", contradiction},
		{"a == 1, b == 2", "b != 2", contradiction},
		{"nginx < 1.29.7", "nginx < 1.15.3", "nginx < 1.15.3 and nginx < 1.29.7"},
	} {
		for _, sides := range [][2]string{{c.g, c.h}, {c.h, c.g}} {
			got, ok := chain.And(atoms(t, sides[0]), atoms(t, sides[1]))
			text := got.String()
			if !ok {
				text = contradiction
			}
			if text != c.want {
				t.Errorf("And(%q, %q) = %q, want %q", sides[0], sides[1], text, c.want)
			}
		}
	}
}

func TestImplies(t *testing.T) {
	for _, c := range []struct {
		g, h string
		want bool
	}{
		{"", "", true},
		{"env == prod", "", true},
		{"", "env == prod", false},
		{"env == prod", "env == prod", true},
		{"env == prod", "env != dev", true},
		{"env != dev", "env == prod", false},
		{"env == prod, set == a", "set == a", true},
		{"set == a", "env == prod, set == a", false},
		{"nginx == 1.24.0", "nginx < 1.29.7", true},
		{"nginx == 1.31.5", "nginx < 1.29.7", false},
		{"nginx == 1.31.5", "nginx >= 1.29.7", true},
		{"nginx < 1.15.3", "nginx < 1.29.7", true},
		{"nginx < 1.29.7", "nginx < 1.15.3", false},
		{"nginx < 1.29.7", "nginx < 1.29.7", true},
		{"nginx >= 1.30", "nginx >= 1.29.7", true},
		{"nginx >= 1.29.6", "nginx >= 1.29.7", false},
		{"angie == 1.31.5", "nginx >= 1.29.7", false},
	} {
		if got := atoms(t, c.g).Implies(atoms(t, c.h)); got != c.want {
			t.Errorf("%q implies %q: %v, want %v", c.g, c.h, got, c.want)
		}
	}
}

func TestCompareVersions(t *testing.T) {
	ascending := []string{"", "0.9", "1.9", "1.10", "1.10.1", "1.24.0", "1.29.6", "1.29.7", "1.30", "2"}
	for i, a := range ascending {
		for j, b := range ascending {
			if got := chain.CompareVersions(a, b); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("CompareVersions(%q, %q) = %d", a, b, got)
			}
		}
	}
	for _, same := range [][2]string{{"1.24", "1.24.0"}, {"1.29.7rc1", "1.29.7"}, {"", "0"}, {"99999999999999999999", "99999999999999999998"}} {
		if got := chain.CompareVersions(same[0], same[1]); got != 0 {
			t.Errorf("CompareVersions(%q, %q) = %d, want 0", same[0], same[1], got)
		}
	}
}

// FuzzAnd: joining is symmetric, and what is joined implies both parts and contradicts neither.
func FuzzAnd(f *testing.F) {
	f.Add("a", byte(0), "1", "a", byte(2), "1.2")
	f.Add("", byte(3), "x.y", "a", byte(1), "..")
	f.Fuzz(func(t *testing.T, s1 string, op1 byte, v1, s2 string, op2 byte, v2 string) {
		g := chain.When(chain.Atom{Subject: s1, Op: chain.Op(op1 % 4), Val: v1})
		h := chain.When(chain.Atom{Subject: s2, Op: chain.Op(op2 % 4), Val: v2})
		both, ok := chain.And(g, h)
		if other, okToo := chain.And(h, g); ok != okToo || both.String() != other.String() {
			t.Errorf("%s and %s are not joined alike both ways", g, h)
		}
		if ok && (!both.Implies(g) || !both.Implies(h)) {
			t.Errorf("%s does not imply %s and %s", both, g, h)
		}
		if !ok && (g.Implies(h) || h.Implies(g)) {
			t.Errorf("%s and %s contradict each other, and yet one implies the other", g, h)
		}
	})
}

func TestGuardWords(t *testing.T) {
	include := chain.Atom{Subject: "include conf.d/*.conf", Op: chain.Eq, Val: "sets it"}
	tag := chain.Atom{Subject: "{% if tls %}", Op: chain.Eq, Val: "taken"}
	passed := chain.Atom{Subject: "the request passed location /x", Op: chain.Eq, Val: "yes"}
	prod := chain.Atom{Subject: "var.env", Op: chain.Eq, Val: "prod"}
	version := chain.Atom{Subject: "nginx", Op: chain.Ge, Val: "1.29.7"}
	not := func(a chain.Atom) chain.Atom {
		a.Op = chain.Ne
		return a
	}
	for _, c := range []struct {
		guard chain.Guard
		want  string
	}{
		{nil, ""},
		{chain.When(prod), `if var.env == "prod"`},
		{chain.When(not(prod)), `if var.env != "prod"`},
		{chain.When(include), "if include conf.d/*.conf sets it"},
		{chain.When(not(include)), "unless include conf.d/*.conf sets it"},
		{chain.When(tag), "if {% if tls %}"},
		{chain.When(not(tag)), "unless {% if tls %}"},
		{chain.When(version), "on nginx >= 1.29.7"},
		{chain.When(prod, tag), `if var.env == "prod" and {% if tls %}`},
		{chain.When(not(include), not(passed)), "unless include conf.d/*.conf sets it or the request passed location /x"},
		{chain.When(version, prod, not(include)), `on nginx >= 1.29.7 if var.env == "prod" unless include conf.d/*.conf sets it`},
	} {
		if got := c.guard.Words(); got != c.want {
			t.Errorf("%s in words: %q, want %q", c.guard, got, c.want)
		}
	}
}

func TestGuardBeyond(t *testing.T) {
	prod := chain.Atom{Subject: "var.env", Op: chain.Eq, Val: "prod"}
	old := chain.Atom{Subject: "nginx", Op: chain.Lt, Val: "1.29.7"}
	g := chain.When(prod, old)
	if got := g.Beyond(chain.When(chain.Atom{Subject: "nginx", Op: chain.Lt, Val: "1.15.3"})); !slices.Equal(got, chain.When(prod)) {
		t.Errorf("beyond an older nginx: %s", got)
	}
	if got := g.Beyond(nil); !slices.Equal(got, g) {
		t.Errorf("beyond nothing: %s", got)
	}
	if got := g.Beyond(g); len(got) != 0 || len(g) != 2 {
		t.Errorf("beyond itself: %s; it is now %s", got, g)
	}
}
