package lint

import (
	"fmt"
	"path"
	"runtime"
	"strings"
	"sync"

	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/parsers"
)

// faults are the panics of a run. One parser or rule that breaks costs its own findings and the exit status, never the others'.
type faults struct {
	mu  sync.Mutex
	met []finding.Skip
}

// guard runs do and turns a panic in it into an unreadable entry of the result that names the culprit, in one or more parts, and the place.
func (r *run) guard(do func(), culprit ...string) {
	if r.Panics {
		do()
		return
	}
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		pcs := make([]uintptr, 64)
		pcs = pcs[:runtime.Callers(2, pcs)]
		if p, ok := v.(*parsers.Panic); ok {
			pcs = p.Stack
		}
		r.faults.mu.Lock()
		defer r.faults.mu.Unlock()
		r.faults.met = append(r.faults.met, finding.Skip{
			File: "internal error in " + strings.Join(culprit, ""),
			Reason: fmt.Sprintf("%v%s; please report it with the input that shows it, at https://github.com/timeoutlint/timeoutlint/issues",
				v, panicPlace(pcs)),
		})
	}()
	do()
}

// panicPlace is the place in this module where a panic began that is being recovered.
func panicPlace(pcs []uintptr) string {
	frames := runtime.CallersFrames(pcs)
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "github.com/timeoutlint/timeoutlint/") && !strings.Contains(f.Function, "lint.(*run).guard") {
			return fmt.Sprintf(" (%s:%d)", path.Join(path.Base(path.Dir(f.File)), path.Base(f.File)), f.Line)
		}
		if !more {
			return ""
		}
	}
}
