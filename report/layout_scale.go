package report

import (
	"cmp"
	"math/bits"
	"slices"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
)

// scale is the time scale of a picture. Clocks reach from seconds to hours, and 60s must be told from 65s at a glance: so the place of a clock
// is for a quarter that of its logarithm, and for the rest its place in the order of all clocks. It is the same scale at all hops.
type scale struct {
	clocks []time.Duration // in order; the first is where the scale begins, shorter than any clock
	at     []int           // where they stand
	ticks  []tick
}

// tick is a mark with a number on the scale.
type tick struct {
	at   int
	text string
}

// round are the numbers that marks stand for, those first that give way last where there is no room for all.
var round = []time.Duration{
	60 * time.Second, 600 * time.Second, time.Second, time.Hour, 10 * time.Second, 24 * time.Hour, 240 * time.Hour, 2400 * time.Hour,
	time.Millisecond, 100 * time.Millisecond, 10 * time.Millisecond,
}

// tickGap is the room that the number at a mark needs.
const tickGap = 34

// newScale makes a scale of the given width. Clocks of zero and less stand where it begins.
func newScale(clocks []time.Duration, width int) *scale {
	clocks = slices.DeleteFunc(slices.Clone(clocks), func(d time.Duration) bool { return d <= 0 })
	slices.Sort(clocks)
	clocks = slices.Compact(clocks)
	if len(clocks) == 0 {
		return &scale{}
	}
	s := &scale{clocks: slices.Concat([]time.Duration{begin(clocks[0])}, clocks)}
	last := len(s.clocks) - 1
	low, high := log2(s.clocks[0]), log2(s.clocks[last])
	for i, d := range s.clocks {
		byLog, byOrder := width*(log2(d)-low)/max(high-low, 1), width*i/last
		s.at = append(s.at, (byLog+3*byOrder)/4)
	}
	for _, d := range round {
		if d < s.clocks[0] || d > s.clocks[last] {
			continue
		}
		x := s.place(d)
		if !slices.ContainsFunc(s.ticks, func(t tick) bool { return max(x-t.at, t.at-x) < tickGap }) {
			s.ticks = append(s.ticks, tick{x, chain.Seconds(d)})
		}
	}
	slices.SortFunc(s.ticks, func(a, b tick) int { return cmp.Compare(a.at, b.at) })
	return s
}

// begin is a round number that is clearly shorter than the shortest clock.
func begin(shortest time.Duration) time.Duration {
	first := max(shortest/10, 1)
	for _, d := range round {
		if d <= shortest-shortest/3 {
			first = max(first, d)
		}
	}
	return first
}

// place is where a clock stands, between 0 and the width.
func (s *scale) place(d time.Duration) int {
	i, known := slices.BinarySearch(s.clocks, d)
	switch {
	case known:
		return s.at[i]
	case i == 0:
		return 0
	case i == len(s.clocks):
		return s.at[i-1]
	}
	low, high := log2(s.clocks[i-1]), log2(s.clocks[i])
	return s.at[i-1] + (s.at[i]-s.at[i-1])*(log2(d)-low)/max(high-low, 1)
}

// log2 is the logarithm of a positive duration in 65536ths, exact to the last of them on every machine.
func log2(d time.Duration) int {
	v := uint64(max(d, 1))
	whole := bits.Len64(v) - 1
	m := v << (63 - whole) // between 1 and 2, in units of 2^-63
	result := whole << 16
	for bit := 15; bit >= 0; bit-- {
		high, low := bits.Mul64(m, m)
		if high>>63 == 1 {
			result |= 1 << bit
			m = high
		} else {
			m = high<<1 | low>>63
		}
	}
	return result
}
