package chain

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

// onward is a declared continuation behind a middlebox.
type onward struct {
	to   *Endpoint
	via  []*Endpoint
	join Join
}

// start is a declared link that begins at a client side.
type start struct {
	client   *Side
	to       *Endpoint
	via      []*Endpoint
	join     Join
	protocol Protocol
}

// edge is a declared link between two endpoints, for finding cycles.
type edge struct {
	from, to *Endpoint
	link     *Link
}

// stated takes the joins that code itself states.
func (l *linker) stated() (starts []start) {
	for _, r := range l.Refs {
		join := Join{How: ByReference, At: r.At, Text: r.Text, When: r.When}
		if r.From.Kind == Middlebox {
			l.goesOn(r.From, onward{r.To, r.Via, join})
			continue
		}
		if r.Side == nil {
			l.linked[r.From] = true
		}
		sides := r.From.Connect
		if r.Side != nil {
			sides = []*Side{r.Side}
		}
		for _, c := range sides {
			starts = append(starts, start{c, r.To, r.Via, join, ""})
		}
	}
	return starts
}

// goesOn notes where connections go on behind a middlebox. What is said again is left out: in rows of middleboxes repetitions would multiply.
func (l *linker) goesOn(box *Endpoint, next onward) {
	if pair := [2]*Endpoint{box, next.to}; len(next.via) == 0 && len(next.join.When) == 0 {
		if l.said[pair] {
			return
		}
		l.said[pair] = true
	}
	l.onward[box] = append(l.onward[box], next)
}

// told are the stated joins but for those to a server of which nothing is known, where a link declares what its client side connects to.
func told(stated, declared []start) (kept []start) {
	for _, s := range stated {
		open := s.to.Kind == Server && !slices.ContainsFunc(s.to.Accepts, func(a *Side) bool { return slices.ContainsFunc(a.Idle, decided) })
		if !open || !slices.ContainsFunc(declared, func(d start) bool { return d.client == s.client }) {
			kept = append(kept, s)
		}
	}
	return kept
}

func decided(c Case) bool { return c.State != Absent && c.State != Unresolved }

// declared resolves the links that the user wrote.
func (l *linker) declared() (starts []start) {
	for i := range l.Links {
		k := &l.Links[i]
		from, reason := l.names.find(k.From, connecting)
		if reason != "" {
			l.unknownName(k, k.FromAt, reason)
			continue
		}
		to, reason := l.names.find(k.To, accepting)
		if reason != "" {
			l.unknownName(k, k.ToAt, reason)
			continue
		}
		via, ok := l.boxes(k)
		if !ok {
			continue
		}
		join := Join{How: ByLink, At: k.At, Text: k.Text}
		for _, f := range from {
			if len(f.Connect) == 0 && f.Kind != Middlebox {
				l.unknownName(k, k.FromAt, quoted(f.ID)+" makes no connections: it cannot stand on the left of a link")
				continue
			}
			for _, t := range to {
				if len(t.Accepts) == 0 && t.Kind != Middlebox {
					l.unknownName(k, k.ToAt, quoted(t.ID)+" accepts no connections: it cannot stand on the right of a link")
					continue
				}
				if l.spend(k.At) {
					return starts
				}
				l.edges = append(l.edges, edge{f, t, k})
				if f.Kind == Middlebox {
					l.goesOn(f, onward{t, via, join})
					continue
				}
				l.linked[f] = true
				for _, c := range l.names.sides(k.From, f) {
					if !wholeNginx(k.To) || slices.Contains(onPort(to, c), t) {
						starts = append(starts, start{c, t, via, join, k.Protocol})
					}
				}
			}
		}
	}
	return starts
}

// wholeNginx reports whether an id stands for all servers of an nginx root.
func wholeNginx(id string) bool { return id == "nginx" || strings.HasSuffix(id, ":nginx") }

// onPort gives the servers that listen on the port to which a side connects: all of them where it is not known, or where none does, as
// something between them may translate it.
func onPort(servers []*Endpoint, c *Side) []*Endpoint {
	var found []*Endpoint
	for _, e := range servers {
		if slices.ContainsFunc(e.Accepts, func(s *Side) bool { return samePort(c, s) }) {
			found = append(found, e)
		}
	}
	if len(found) == 0 {
		return servers
	}
	return found
}

func samePort(c, s *Side) bool {
	return slices.ContainsFunc(c.Addrs, func(a Addr) bool {
		return a.hostless() && a.Port != 0 && slices.ContainsFunc(s.Addrs, func(b Addr) bool { return a.Port == b.Port })
	})
}

func (l *linker) boxes(k *Link) (via []*Endpoint, ok bool) {
	for i, id := range k.Via {
		at := k.At
		if i < len(k.ViaAt) {
			at = k.ViaAt[i]
		}
		e := l.names.ids[id]
		if e == nil {
			if all := l.names.local[id]; len(all) == 1 {
				e = all[0]
			}
		}
		if e == nil || e.Box == nil { // it may be one under another guard
			if other := l.aliasedBox(id); other != nil && (e == nil || other.Box != nil) {
				e = other
			}
		}
		switch {
		case e == nil:
			reason := "there is no middlebox " + quoted(id)
			if near := l.names.nearest(id); near != "" {
				reason += ": did you mean " + quoted(near) + "?"
			}
			l.Problems = append(l.Problems, Problem{Kind: ReferenceProblem, At: at, Msg: reason})
			return nil, false
		case e.Box == nil:
			l.Problems = append(l.Problems, Problem{Kind: ReferenceProblem, At: at, Msg: quoted(id) + " is no middlebox: declare it under middleboxes to pass through it"})
			return nil, false
		}
		via = append(via, e)
	}
	return via, true
}

// aliasedBox is the middlebox, or failing that the endpoint, that an alias stands for, nil for none or several.
func (l *linker) aliasedBox(id string) (only *Endpoint) {
	for _, a := range l.names.alias[id] {
		switch {
		case only == nil || only.Box == nil && a.Box != nil:
			only = a.Endpoint
		case a.Endpoint != only && a.Box != nil:
			return nil
		}
	}
	return only
}

func (l *linker) unknownName(k *Link, at source.Span, reason string) {
	if at.IsZero() {
		at = k.At
	}
	l.Problems = append(l.Problems, Problem{Kind: ReferenceProblem, At: at, Msg: reason})
}
