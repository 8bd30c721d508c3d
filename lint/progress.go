package lint

import (
	"sync"
	"sync/atomic"
	"time"
)

// Phase is a part of a run with the time it took.
type Phase struct {
	Name string
	Took time.Duration
}

// Progress follows a run from outside. The zero value is ready, a nil one ignores everything, and all methods may be called while
// the run is under way.
type Progress struct {
	mu     sync.Mutex
	phases []Phase // the last one is under way where since is set
	since  time.Time
	total  int
	done   atomic.Int64
}

// begin ends the phase under way and starts another one of total steps; 0 where they cannot be counted.
func (p *Progress) begin(name string, total int) {
	if p == nil {
		return
	}
	p.end()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.phases = append(p.phases, Phase{Name: name})
	p.since, p.total = time.Now(), total
	p.done.Store(0)
}

func (p *Progress) step() {
	if p != nil {
		p.done.Add(1)
	}
}

func (p *Progress) end() {
	if p == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.since.IsZero() {
		p.phases[len(p.phases)-1].Took = time.Since(p.since)
		p.since = time.Time{}
	}
}

// Now tells the phase under way and how far it is; "" between phases, total 0 where its steps cannot be counted.
func (p *Progress) Now() (phase string, done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.since.IsZero() {
		return "", 0, 0
	}
	return p.phases[len(p.phases)-1].Name, int(p.done.Load()), p.total
}

// Phases are those that have ended, in their order.
func (p *Progress) Phases() []Phase {
	p.mu.Lock()
	defer p.mu.Unlock()
	ended := p.phases
	if !p.since.IsZero() {
		ended = ended[:len(ended)-1]
	}
	return append([]Phase(nil), ended...)
}
