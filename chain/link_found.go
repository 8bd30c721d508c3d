package chain

import (
	"slices"

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
			unknown := l.behind(c.ID(), e.At)
			if note := which(l.may[c]); note != "" {
				unknown.Idle = Is(Absent, &Origin{Note: note})
				for _, other := range l.may[c] {
					l.Candidates = append(l.Candidates, Candidate{c, other})
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
				found := l.index.find(e.Root, a)
				if len(found) == 0 && !l.linked[e] {
					found = []*Side{l.address(e.Root, a)}
				}
				for _, s := range speaking(found, c.Protocol) {
					l.reach(c, s, nil, Join{How: ByAddress, At: a.At, Text: a.String()}, "")
				}
			}
		}
	}
}

func (l *linker) at(root *Root, a Addr) []*Side {
	if found := l.index.find(root, a); len(found) > 0 {
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
		e.Accepts = []*Side{{Owner: e, Addrs: []Addr{a}}}
		l.unknown[key] = e
		l.Endpoints = append(l.Endpoints, e)
	}
	return e.Accepts[0]
}

// behind is the unknown server that a balancer's side or a middlebox leads to.
func (l *linker) behind(id string, at source.Span) *Side {
	return l.address(nil, Addr{Host: "server behind " + id, At: at})
}
