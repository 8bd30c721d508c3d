package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// collect has the garbage collector run as seldom as the size of the input allows: a short-lived process that holds what it read is faster
// so. The heap is to stay below the larger of 160 MiB and 1.7 times the input (design.md section 8), as long as half of that is in use.
func (a *app) collect(size int64, known bool) {
	if !a.Tune {
		return
	}
	debug.SetGCPercent(seldom)
	if known {
		pace(max(160<<20, size*17/10))
	}
}

// seldom is how many percent the heap may grow by between two collections while there is room, often where there is none.
const (
	seldom = 400
	often  = 100
)

// pace chooses after each collection how much the heap may grow until the next: up to the limit, but never by less than what is in use. A
// memory limit of the runtime would have the collector run all the time when the live heap comes near it (17 s became 88 s on 540,000
// locations, and 9 s became 27 s on 4,000 Terraform files).
func pace(limit int64) {
	limit -= limit / 8 // what the runtime needs beside the heap
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	set := seldom
	var watch func(*cycle)
	watch = func(*cycle) {
		metrics.Read(live)
		if live[0].Value.Kind() == metrics.KindUint64 {
			used := max(int64(live[0].Value.Uint64()), 1<<20)
			if want := int(min(max((limit-used)*100/used, often), seldom)); want != set {
				set = want
				debug.SetGCPercent(want)
			}
		}
		runtime.SetFinalizer(&cycle{}, watch)
	}
	runtime.SetFinalizer(&cycle{}, watch)
}

// cycle is garbage whose finalizer runs once after each collection.
type cycle struct{ _ [16]byte }
