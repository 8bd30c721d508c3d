package chain

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/near"
)

// names finds endpoints by the ids that users write in links.
type names struct {
	all   []*Endpoint
	ids   map[string]*Endpoint
	local map[string][]*Endpoint
	alias map[string][]aliased
}

// aliased is an endpoint under one of its aliases.
type aliased struct {
	*Endpoint
	side *Side
}

func (g *Graph) names() names {
	n := names{all: g.Endpoints, ids: map[string]*Endpoint{}, local: map[string][]*Endpoint{}, alias: map[string][]aliased{}}
	for _, e := range g.Endpoints {
		n.ids[e.ID] = e
		n.local[e.Local] = append(n.local[e.Local], e)
		for _, a := range e.Aliases {
			n.alias[a.ID] = append(n.alias[a.ID], aliased{e, a.Side})
			if prefix, ok := strings.CutSuffix(e.ID, e.Local); ok && prefix != "" {
				n.alias[prefix+a.ID] = append(n.alias[prefix+a.ID], aliased{e, a.Side})
			}
		}
	}
	return n
}

// sides gives the connect sides of e that an id stands for: those of an alias, else all.
func (n names) sides(id string, e *Endpoint) []*Side {
	var sides []*Side
	for _, a := range n.alias[id] {
		if a.Endpoint == e && a.side != nil {
			sides = append(sides, a.side)
		}
	}
	if len(sides) == 0 {
		return e.Connect
	}
	return sides
}

// find gives what a written id stands for: an endpoint, all that match a glob, or with "nginx" the servers or upstreams of a whole root.
// reason says why it stands for nothing.
func (n names) find(id string, face face) (found []*Endpoint, reason string) {
	if e := n.ids[id]; e != nil {
		found = []*Endpoint{e}
		for _, a := range n.alias[id] { // what it is in other worlds
			if a.Endpoint != e && a.Local != id {
				found = append(found, a.Endpoint)
			}
		}
		return found, ""
	}
	if all := n.local[id]; len(all) == 1 {
		return all, ""
	} else if len(all) > 1 {
		ids := make([]string, len(all))
		for i, e := range all {
			ids[i] = quoted(e.ID)
		}
		return nil, quoted(id) + " is ambiguous: write one of " + strings.Join(ids[:min(len(ids), 5)], ", ")
	}
	for _, a := range n.alias[id] {
		if !slices.Contains(found, a.Endpoint) {
			found = append(found, a.Endpoint)
		}
	}
	if len(found) > 0 {
		return found, ""
	}
	if prefix, ok := strings.CutSuffix(id, "nginx"); ok && (prefix == "" || strings.HasSuffix(prefix, ":")) {
		return n.nginx(strings.TrimSuffix(prefix, ":"), face)
	}
	if strings.ContainsAny(id, "*?") {
		for _, e := range n.all {
			if face.of(e) != nil && (glob(id, e.ID) || glob(id, e.Local)) {
				found = append(found, e)
			}
		}
		if len(found) == 0 {
			return nil, "no endpoint matches " + quoted(id)
		}
		return found, ""
	}
	reason = "there is no endpoint " + quoted(id)
	if meant := n.nearest(id); meant != "" {
		reason += ": did you mean " + quoted(meant) + "?"
	}
	return nil, reason
}

// face is one kind of side.
type face bool

const (
	accepting  face = true
	connecting face = false
)

func (f face) of(e *Endpoint) []*Side {
	if f == accepting {
		return e.Accepts
	}
	return e.Connect
}

// nginx gives the servers of an nginx root that can be reached from another host, or its upstreams.
func (n names) nginx(root string, face face) (found []*Endpoint, reason string) {
	kind := NginxOut
	if face == accepting {
		kind = NginxIn
	}
	var roots []*Root
	for _, e := range n.all {
		if e.Root == nil || e.Root.Kind != "nginx" || root != "" && e.Root.Dir != root && e.Root.File != root {
			continue
		}
		if !slices.Contains(roots, e.Root) {
			roots = append(roots, e.Root)
		}
		if e.Kind == kind && (face == connecting || !onlyLoopback(e)) {
			found = append(found, e)
		}
	}
	switch {
	case len(roots) == 0:
		return nil, "there is no nginx in the scanned paths"
	case len(roots) > 1:
		return nil, `"nginx" is ambiguous: several nginx configurations are scanned; write FOLDER:nginx`
	case len(found) == 0 && face == accepting:
		return nil, "this nginx has no server that other hosts can reach"
	case len(found) == 0:
		return nil, "this nginx has no upstream"
	}
	return found, ""
}

func onlyLoopback(e *Endpoint) bool {
	seen := false
	for _, s := range e.Accepts {
		for _, a := range s.Addrs {
			if !a.Unix && !loopback(a.Host) {
				return false
			}
			seen = true
		}
	}
	return seen
}

// nearest is the id with the fewest changes to the one that was written, "" if none is near.
func (n names) nearest(id string) string {
	best, least := "", len(id)/3+1
	for _, e := range n.all {
		if e.Kind == Address {
			continue
		}
		for _, candidate := range []string{e.ID, e.Local} {
			if d := near.Distance(id, candidate, least); d < least {
				best, least = candidate, d
			}
		}
	}
	return best
}

// MatchID reports whether an id fits a pattern: ** stands for anything, * for anything but a slash, ? for one character but a slash. Brackets
// are literal, as they belong to Terraform's addresses.
func MatchID(pattern, id string) bool { return glob(pattern, id) }

// glob fills in, for each character of the pattern, how far into s all of it up to there can reach: no backtracking, whatever the pattern.
func glob(pattern, s string) bool {
	p, text := []rune(pattern), []rune(s)
	reach := make([]bool, len(text)+1)
	reach[0] = true
	for k := 0; k < len(p); k++ {
		if p[k] == '*' {
			deep := k+1 < len(p) && p[k+1] == '*'
			if deep {
				k++
			}
			for i, c := range text {
				reach[i+1] = reach[i+1] || reach[i] && (deep || c != '/')
			}
			continue
		}
		for i := len(text); i > 0; i-- {
			c := text[i-1]
			reach[i] = reach[i-1] && (c == p[k] || p[k] == '?' && c != '/')
		}
		reach[0] = false
	}
	return reach[len(text)]
}

func quoted(s string) string { return `"` + s + `"` }
