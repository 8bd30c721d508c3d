package nginx

import (
	"github.com/timeoutlint/timeoutlint/chain"
)

// arrivals sums up from which locations requests are sent on to one: by try_files, error_page and rewrite ... last. What nginx keeps of the way
// is only that keep-alive was switched off on it.
type arrivals struct {
	open   int       // locations that leave keep-alive on
	closed [2]*scope // the last two that switch it off
}

func (a *arrivals) add(b arrivals) {
	a.open += b.open
	for _, sc := range b.closed {
		if sc != nil {
			a.closed = [2]*scope{a.closed[1], sc}
		}
	}
}

// without is a without one location, which cannot be on the way to itself.
func (a arrivals) without(sc *scope, closed bool) arrivals {
	switch {
	case !closed:
		a.open--
	case a.closed[1] == sc:
		a.closed = [2]*scope{nil, a.closed[0]}
	case a.closed[0] == sc:
		a.closed[0] = nil
	}
	return a
}

// departures are the locations for which the error_page lines of one level count.
type departures struct {
	sum arrivals
	all map[*scope]bool
}

// collectJumps finds out which locations requests are sent on to, and from where.
func (r *router) collectJumps(s *server) {
	levels := map[*scope]*departures{}
	var order []*scope
	r.eachLocation(s.scope, func(sc *scope) {
		one := r.leaving(sc)
		for _, to := range s.locations(ownTargets(sc)) {
			if to != sc {
				s.arriving(to).add(one)
			}
		}
		level := errorLevel(sc)
		if level == nil {
			return
		}
		if levels[level] == nil {
			levels[level] = &departures{all: map[*scope]bool{}}
			order = append(order, level)
		}
		levels[level].sum.add(one)
		levels[level].all[sc] = true
	})
	for _, level := range order {
		from := levels[level]
		for _, to := range s.locations(errorTargets(level)) {
			sum := from.sum
			if from.all[to] {
				sum = sum.without(to, r.closes(to))
			}
			s.arriving(to).add(sum)
		}
	}
}

func (r *router) eachLocation(sc *scope, do func(*scope)) {
	if sc.ctx == inLocation {
		do(sc)
	}
	for _, c := range sc.children {
		r.eachLocation(c, do)
	}
}

// leaving is what a single location adds.
func (r *router) leaving(sc *scope) arrivals {
	if r.closes(sc) {
		return arrivals{closed: [2]*scope{nil, sc}}
	}
	return arrivals{open: 1}
}

func (r *router) closes(sc *scope) bool {
	_, closed := r.switchedOff(sc)
	return closed
}

// switchedOff gives the value that closes connections once a request has been in sc, wherever it ends.
func (r *router) switchedOff(sc *scope) (chain.Value, bool) {
	if e := closingAnswer(sc); e != nil {
		return chain.Is(chain.Off, &chain.Origin{Kind: chain.Written, Setting: "return", Text: e.text(), Steps: []chain.Step{{At: e.at}}}), true
	}
	v := r.ownIdle(sc)
	return v, len(v) == 1 && v[0].State == chain.Off
}

func (s *server) arriving(to *scope) *arrivals {
	a := s.jumps[to]
	if a == nil {
		a = &arrivals{}
		s.jumps[to] = a
	}
	return a
}

// ownTargets gives where try_files and rewrite lines send requests on to; they count in their own block only.
func ownTargets(sc *scope) (to []string) {
	for _, e := range sc.jumps {
		last := e.args[len(e.args)-1].text
		switch {
		case e.spec.name == "error_page":
			continue
		case e.spec.name == "rewrite" && len(e.args) == 3 && last != "last":
			continue
		case e.spec.name == "rewrite":
			last = e.args[1].text
		}
		to = append(to, last)
	}
	return to
}

// errorLevel is the block whose error_page lines count for a location: they are inherited as a whole.
func errorLevel(sc *scope) *scope {
	for ; sc != nil; sc = sc.parent {
		for _, e := range sc.jumps {
			if e.spec.name == "error_page" {
				return sc
			}
		}
	}
	return nil
}

func errorTargets(sc *scope) (to []string) {
	for _, e := range sc.jumps {
		if e.spec.name == "error_page" {
			to = append(to, e.args[len(e.args)-1].text)
		}
	}
	return to
}

// through applies what nginx keeps of the locations that a request passed on its way here: keep-alive that is off in one of them stays
// off. direct tells that requests come here without passing another location, too.
func (r *router) through(from arrivals, own chain.Value, direct bool) chain.Value {
	last := from.closed[1]
	if last == nil {
		return own
	}
	sticky, _ := r.switchedOff(last)
	if !direct && from.open == 0 {
		return sticky
	}
	off := sticky[0]
	off.When = chain.When(chain.Atom{Subject: "the request passed location " + arguments(last), Op: chain.Eq, Val: "yes"})
	both := chain.Value{off}
	for _, c := range own {
		c.When, _ = chain.And(c.When, negate(off.When))
		both = append(both, c)
	}
	return both
}

func internal(sc *scope) bool {
	return sc.own(table()[nsHTTP]["internal"]) != nil
}
