package cli

import (
	"runtime"
	"runtime/debug"
)

// collect has the garbage collector run as seldom as the size of the input allows: a short-lived process that holds what it read is faster
// so. The limit is the larger of 160 MiB and 1.7 times the input (design.md section 8); there is none where the size is not known.
func (a *app) collect(size int64, known bool) {
	if !a.Tune {
		return
	}
	debug.SetGCPercent(400)
	if known {
		giveWay(max(160<<20, size*17/10))
	}
}

// giveWay sets a memory limit that gives way to what is really in use: a limit near the live heap would have the collector run all the
// time (88 s instead of 17 s on 540,000 locations) and save next to nothing.
func giveWay(limit int64) {
	debug.SetMemoryLimit(limit)
	var watch func(*cycle)
	watch = func(*cycle) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		if live := int64(m.HeapAlloc); live > limit*3/4 {
			limit = live * 3 / 2
			debug.SetMemoryLimit(limit)
		}
		runtime.SetFinalizer(&cycle{}, watch)
	}
	runtime.SetFinalizer(&cycle{}, watch)
}

// cycle is garbage whose finalizer runs once after each collection.
type cycle struct{ _ [16]byte }
