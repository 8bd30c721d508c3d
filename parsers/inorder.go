package parsers

import (
	"fmt"
	"iter"
	"runtime"
	"sync"
)

// InOrder gives what do makes of 0 to n-1, in that order, from up to jobs goroutines: worker is called once for each of them and
// gives its do, which sees its numbers in ascending order. Only a few results wait to be taken, so that large ones do not add up. A
// panic in do is a *Panic where the results are taken.
func InOrder[T any](jobs, n int, worker func() (do func(i int) T)) iter.Seq[T] {
	if jobs = min(jobs, n); jobs <= 1 {
		return func(yield func(T) bool) {
			for i, do := 0, worker(); i < n && yield(do(i)); i++ {
			}
		}
	}
	return func(yield func(T) bool) {
		type result struct {
			v     T
			panic *Panic
		}
		results := make([]chan result, 2*jobs) // number i goes through the one at i modulo their count
		for i := range results {
			results[i] = make(chan result, 1)
		}
		next, stop := make(chan int), make(chan struct{})
		var workers sync.WaitGroup
		defer workers.Wait()
		defer close(stop)
		for range jobs {
			workers.Go(func() {
				do := worker()
				for i := range next {
					var r result
					r.panic = caught(func() { r.v = do(i) })
					results[i%len(results)] <- r // empty: number i begins when i - len(results) was taken
				}
			})
		}
		room := make(chan struct{}, len(results))
		workers.Go(func() {
			defer close(next)
			for i := range n {
				select {
				case room <- struct{}{}:
				case <-stop:
					return
				}
				select {
				case next <- i:
				case <-stop:
					return
				}
			}
		})
		for i := range n {
			r := <-results[i%len(results)]
			<-room
			if r.panic != nil {
				panic(r.panic)
			}
			if !yield(r.v) {
				return
			}
		}
	}
}

// Panic is a panic of another goroutine, with the place where it began.
type Panic struct {
	Value any
	Stack []uintptr // as runtime.Callers gives it
}

func (p *Panic) Error() string { return fmt.Sprint(p.Value) }

func caught(do func()) (p *Panic) {
	defer func() {
		if v := recover(); v != nil {
			stack := make([]uintptr, 64)
			p = &Panic{v, stack[:runtime.Callers(3, stack)]}
		}
	}()
	do()
	return nil
}
