package main

import (
	"strings"
	"testing"
)

func TestStatements(t *testing.T) {
	sum, by, err := statements("mode: count\nexample.com/m/a/x.go:1.2,3.4 2 10\nexample.com/m/a/y.go:1.2,3.4 1 5\nexample.com/m/b/z.go:1.2,3.4 3 0\n")
	if err != nil || sum != 25 || by["example.com/m/a"] != 25 || by["example.com/m/b"] != 0 {
		t.Errorf("got %d, %v, %v", sum, by, err)
	}
	for _, bad := range []string{"x.go:1.2,3.4 2\n", "x.go:1.2,3.4 two 3\n", "x.go:1.2,3.4 2 -3\n", "no colon 1 2 3\n"} {
		if _, _, err := statements(bad); err == nil {
			t.Errorf("%q is taken for a line of a profile", bad)
		}
	}
}

func TestCompare(t *testing.T) {
	c := func(n, a, b uint64) cost {
		return cost{statements: n, byPackage: map[string]uint64{"m/rules": n}, allocations: a, bytes: b}
	}
	some := []tree{{name: "big", most: 0.10}, {name: "small", most: 0.25}}
	before := map[string]cost{"big": c(1000, 1000, 1000), "small": c(100, 100, 100)}
	for _, test := range []struct {
		after map[string]cost
		want  string
	}{
		{map[string]cost{"big": c(1100, 900, 1000), "small": c(125, 100, 100)}, ""},
		{map[string]cost{"big": c(1101, 1000, 1000), "small": c(100, 100, 126)}, "big statements, small bytes"},
		{map[string]cost{"big": c(1000, 1200, 1000), "small": c(126, 100, 100)}, "big allocations, small statements"},
	} {
		var out strings.Builder
		if got := strings.Join(compare(&out, some, before, test.after), ", "); got != test.want {
			t.Errorf("grown: %q, want %q\n%s", got, test.want, out.String())
		}
		if strings.Contains(test.want, "statements") != strings.Contains(out.String(), "... in m/rules") {
			t.Errorf("the packages that grew are not told as they should be:\n%s", out.String())
		}
	}
}
