package chain

import (
	"slices"
	"strconv"

	"github.com/timeoutlint/timeoutlint/source"
)

// dangling shows the connect sides of balancers that lead nowhere: what is behind them is unknown, and its bound is told.
func (l *linker) dangling() {
	busy := map[*Side]bool{}
	for _, h := range l.Hops {
		busy[h.Client] = true
	}
	for _, e := range slices.Clone(l.Endpoints) {
		if e.Kind != Balancer {
			continue
		}
		for _, c := range e.Connect {
			if busy[c] {
				continue
			}
			unknown := l.behind(c.ID(), c.canon(), e.At)
			if note := which(l.may[c]); note != "" {
				unknown.Idle = Is(Absent, &Origin{Note: note})
				for _, other := range l.may[c] {
					l.Candidates = append(l.Candidates, Candidate{c, unknown, other})
				}
			}
			l.join(c, unknown, nil, Join{}, "")
		}
	}
}

// addresses joins by host and port.
func (l *linker) addresses() {
	for _, e := range slices.Clone(l.Endpoints) {
		if e.Kind == Middlebox {
			continue
		}
		for _, c := range e.Connect {
			for _, a := range c.Addrs {
				if a.hostless() {
					continue
				}
				found, others := l.index.find(e.Root, a)
				if len(found) == 0 && !l.linked[e] {
					found = []*Side{l.address(e.Root, a)}
					l.elsewhere(c, found[0], others)
				}
				if l.closed(c) {
					continue
				}
				join := Join{How: ByAddress, At: a.At, Text: a.String()}
				for _, s := range speaking(found, c.Protocol) {
					l.reach(c, s, nil, join, "")
				}
			}
		}
	}
}

// elsewhere tells of an unknown server which containers of other surroundings are called so: each is a join that the user may state.
func (l *linker) elsewhere(c, unknown *Side, others []*Side) {
	if len(others) == 0 {
		return
	}
	var called []*Endpoint
	for _, s := range others {
		called = append(called, s.Owner)
		l.Candidates = append(l.Candidates, Candidate{c, unknown, s.Owner})
	}
	if len(unknown.Idle) == 0 {
		unknown.Idle = Is(Absent, &Origin{Note: which(called) + ", as they are containers of other surroundings"})
	}
}

func (l *linker) at(root *Root, a Addr) []*Side {
	if found, _ := l.index.find(root, a); len(found) > 0 {
		return found
	}
	return []*Side{l.address(root, a)}
}

// addressKey tells addresses apart: a loopback address or a socket is another one in each root.
type addressKey struct {
	root *Root
	addr string
}

// address is the endpoint for a host and port that nothing declares.
func (l *linker) address(root *Root, a Addr) *Side {
	key := addressKey{addr: a.String()}
	if a.Unix || loopback(a.Host) {
		key.root = root
	}
	e := l.unknown[key]
	if e == nil {
		e = &Endpoint{ID: key.addr, Local: key.addr, Canon: key.addr, Kind: Address, At: a.At}
		if key.root != nil && l.roots[key.root] != "" { // each host has a loopback of its own
			e.ID, e.Canon = l.roots[key.root]+":"+e.Local, key.root.Canon+":"+e.Local
		}
		l.distinguish(e)
		e.Accepts = []*Side{{Owner: e, Addrs: []Addr{a}}}
		l.unknown[key] = e
		l.Endpoints = append(l.Endpoints, e)
	}
	return e.Accepts[0]
}

// distinguish numbers an address that is called like an endpoint, or like the same address of another root.
func (l *linker) distinguish(e *Endpoint) {
	id, mark := e.ID, ""
	for n := 2; l.taken[e.ID]; n++ {
		mark = "#" + strconv.Itoa(n)
		e.ID = id + mark
	}
	e.Canon += mark
	l.taken[e.ID] = true
}

// behind is the unknown server that a balancer's side or a middlebox leads to.
func (l *linker) behind(id, canon string, at source.Span) *Side {
	s := l.address(nil, Addr{Host: "server behind " + id, At: at})
	s.Owner.Canon = "server behind " + canon // the id is relative to the working directory
	return s
}
