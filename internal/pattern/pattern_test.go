package pattern_test

import (
	"testing"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
)

func TestNew(t *testing.T) {
	words := pattern.New(`[a-z]+`)
	if got := words().FindString("12 ab 3"); got != "ab" {
		t.Errorf("got %q", got)
	}
	if first, again := words(), words(); first != again {
		t.Error("it is compiled in each call")
	}
}

// What does not compile is found by any test of its package.
func TestBroken(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a broken expression waits for its first use")
		}
	}()
	pattern.New(`(`)
}
