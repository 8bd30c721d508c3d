package chain

import (
	"slices"
	"strings"
)

// cycles reports links that lead in a circle: a request could go round for ever, and no order of timeouts can be right.
func (l *linker) cycles() {
	next := map[*Endpoint][]edge{}
	for _, e := range l.edges {
		next[e.from] = append(next[e.from], e)
	}
	done := map[*Endpoint]bool{}
	for _, e := range l.edges {
		l.walk(e.from, next, done, nil)
	}
}

func (l *linker) walk(at *Endpoint, next map[*Endpoint][]edge, done map[*Endpoint]bool, path []*Endpoint) {
	if i := slices.Index(path, at); i >= 0 {
		l.cycle(append(path[i:], at), next)
		return
	}
	if done[at] {
		return
	}
	path = append(path, at)
	for _, e := range next[at] {
		l.walk(e.to, next, done, path)
	}
	done[at] = true
}

func (l *linker) cycle(path []*Endpoint, next map[*Endpoint][]edge) {
	ids := make([]string, len(path))
	for i, e := range path {
		ids[i] = e.ID
	}
	for _, e := range next[path[0]] {
		if e.to == path[1] {
			l.Problems = append(l.Problems, Problem{
				Kind: ReferenceProblem, At: e.link.At, Msg: "links lead in a circle: " + strings.Join(ids, " -> "),
				Help: "remove the link that leads back",
			})
			return
		}
	}
}
