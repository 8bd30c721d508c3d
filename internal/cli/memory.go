package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// spare has the garbage collector run seldom from the start: a short-lived process that holds what it read is faster so, and most are done before
// the first collection. The heap is to stay below [app.room], as long as half of that is in use.
func (a *app) spare() {
	if a.Tune {
		debug.SetGCPercent(seldom)
		a.room.Store(160 << 20)
		a.pace()
	}
}

// makeRoom allows a heap of 1.7 times the input, where that is more (design.md section 8). Standard input does not count: its size is not known.
func (a *app) makeRoom(input int64) { a.room.Store(max(a.room.Load(), input*17/10)) }

// seldom is how many percent the heap may grow by between two collections while there is room, often where there is none.
const (
	seldom = 400
	often  = 100
)

// pace chooses after each collection how much the heap may grow until the next: up to the limit, but never by less than what is in use. A
// memory limit of the runtime would have the collector run all the time when the live heap comes near it (17 s became 88 s on 540,000
// locations, and 9 s became 27 s on 4,000 Terraform files).
func (a *app) pace() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	set := seldom
	var watch func(*cycle)
	watch = func(*cycle) {
		metrics.Read(live)
		if live[0].Value.Kind() == metrics.KindUint64 {
			used := max(int64(live[0].Value.Uint64()), 1<<20)
			limit := a.room.Load() * 7 / 8 // the runtime needs something beside the heap
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
