package parsers_test

import (
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/timeoutlint/timeoutlint/parsers"
)

func TestInOrder(t *testing.T) {
	for _, jobs := range []int{0, 1, 2, 7, 200} {
		var running, most atomic.Int32
		var got []int
		for v := range parsers.InOrder(jobs, 100, func() func(int) int {
			last := -1
			return func(i int) int {
				if i <= last {
					t.Errorf("jobs %d: a worker got %d after %d", jobs, i, last)
				}
				last = i
				if now := running.Add(1); now > most.Load() {
					most.Store(now)
				}
				defer running.Add(-1)
				return i * i
			}
		}) {
			got = append(got, v)
		}
		want := make([]int, 100)
		for i := range want {
			want[i] = i * i
		}
		if !slices.Equal(got, want) {
			t.Errorf("jobs %d: got %v", jobs, got)
		}
		if int(most.Load()) > max(jobs, 1) {
			t.Errorf("jobs %d: %d ran at the same time", jobs, most.Load())
		}
	}
}

// A result that nobody takes must not have others made without end.
func TestInOrderWaits(t *testing.T) {
	var made atomic.Int32
	for range parsers.InOrder(2, 1000, func() func(int) int {
		return func(i int) int { made.Add(1); return i }
	}) {
		break
	}
	if n := made.Load(); n > 5 {
		t.Errorf("%d results were made and one taken", n)
	}
}

func TestInOrderPanics(t *testing.T) {
	for _, jobs := range []int{1, 3} {
		taken := 0
		func() {
			defer func() {
				v := recover()
				if p := (*parsers.Panic)(nil); jobs > 1 && (!errors.As(v.(error), &p) || p.Value != "seven" || len(p.Stack) == 0) {
					t.Errorf("jobs %d: recovered %v", jobs, v)
				}
				if jobs == 1 && v != "seven" {
					t.Errorf("jobs 1: recovered %v", v)
				}
			}()
			for range parsers.InOrder(jobs, 100, func() func(int) string {
				return func(i int) string {
					if i == 7 {
						panic("seven")
					}
					return strings.Repeat("x", i)
				}
			}) {
				taken++
			}
		}()
		if taken != 7 {
			t.Errorf("jobs %d: %d results before the panic, want 7", jobs, taken)
		}
	}
}
