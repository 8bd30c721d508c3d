package limits_test

import (
	"testing"

	"github.com/timeoutlint/timeoutlint/limits"
)

func TestSet(t *testing.T) {
	var s limits.Set
	two := s.With(limits.Hops, 5).With(limits.Files, 0).With(limits.Worlds, 1<<40)
	for _, c := range []struct {
		set  limits.Set
		of   *limits.Limit
		want int64
	}{
		{s, limits.Hops, limits.Hops.Default},
		{two, limits.Hops, 5},
		{two.With(limits.Hops, 6), limits.Hops, 6},
		{two, limits.Hops, 5}, // a set is not changed by another made of it
		{two, limits.Files, 1},
		{two, limits.Worlds, limits.Worlds.Most},
		{two, limits.Steps, limits.Steps.Default},
	} {
		if got := c.set.Of(c.of); got != c.want || int64(c.set.Int(c.of)) != c.want {
			t.Errorf("%s: %d, want %d", c.of.Name, got, c.want)
		}
	}
}

// TestTable: each row is complete, found by its name, and of use.
func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range limits.All {
		if l.Counts == "" || l.Beyond == "" || l.Chosen == "" || l.Default < 1 || l.Most > 0 && l.Most <= l.Default {
			t.Errorf("%s is not complete", l.Name)
		}
		if seen[l.Name] || limits.Find(l.Name) != l {
			t.Errorf("%s is not the only one of its name", l.Name)
		}
		seen[l.Name] = true
	}
	if limits.Find("nothing") != nil {
		t.Error("there is a limit of nothing")
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{20: "20 bytes", 1 << 20: "1 MiB", 256 << 20: "256 MiB", 1<<20 + 1: "1048577 bytes"} {
		if got := limits.Bytes(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
