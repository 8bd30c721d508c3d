package lint

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// unjudged lists the hops on which no verdict was possible, with what would decide each and a line for timeoutlint.yaml that says it.
// Hops that lack the same are one entry.
func unjudged(g *chain.Graph, outcomes func(*chain.Hop) []chain.Outcome) []finding.Unjudged {
	var list []finding.Unjudged
	seen := make(map[string]bool)
	for _, h := range g.Hops {
		all := outcomes(h)
		if chain.Sum(all) != chain.Unknown {
			continue
		}
		u := missing(h, all)
		if !seen[u.What] {
			seen[u.What] = true
			list = append(list, u)
		}
	}
	return list
}

// missing says what a hop without a verdict lacks: the clock of one side, bounded by the other side's, or both.
func missing(h *chain.Hop, outcomes []chain.Outcome) finding.Unjudged {
	client, server := bounds(outcomes)
	from, to := h.Client.Owner, h.Server.Owner
	u := finding.Unjudged{At: to.At}
	switch {
	case client.unlimited && !server.known:
		u.What = fmt.Sprintf("%s never closes idle connections by itself: %s must not either, or %s needs a limit below the server's", from.ID, serverOf(h), from.ID)
		u.Try = fmt.Sprintf("servers: { %s: { idle_timeout: unlimited, from: %s } }", key(h), strconv.Quote(from.ID))
	case client.known && !server.known:
		u.What = fmt.Sprintf("%s must keep idle connections longer than %s", serverOf(h), chain.Seconds(client.longest))
		u.Try = fmt.Sprintf("servers: { %s: { idle_timeout: %s, from: %s } }",
			key(h), chain.Seconds(client.longest+headroom), strconv.Quote(from.ID))
	case server.known && !client.known:
		u.At = from.At
		u.What = fmt.Sprintf("%s must drop idle connections to %s sooner than %s", from.ID, to.ID, chain.Seconds(server.shortest))
		u.Try = fmt.Sprintf("clients: { %s: { idle_timeout: %s, to: %s } }",
			yamlKey(from.Local), chain.Seconds(max(server.shortest-headroom, server.shortest/2)), strconv.Quote(to.ID))
	default:
		u.What = fmt.Sprintf("how long %s and %s keep the idle connections between them", from.ID, serverOf(h))
	}
	if why := unresolved(outcomes); why != "" {
		u.What += " (" + why + ")"
	}
	return u
}

// headroom is how far apart the two clocks of a suggested line are; the fixes of findings use the same 5 seconds.
const headroom = 5 * time.Second

// serverOf names the server end: an address that nothing in the scan declares is told by who connects to it.
func serverOf(h *chain.Hop) string {
	if h.Server.Owner.Kind == chain.Address {
		return "the server behind " + h.Client.Owner.ID
	}
	return h.Server.Owner.ID
}

// bound is what is known of one side's clock over all cases in force.
type bound struct {
	known, unlimited  bool
	shortest, longest time.Duration
}

func (b *bound) add(c chain.Case) {
	switch c.State {
	case chain.Known:
		if !b.known {
			b.shortest = c.Lo
		}
		b.known, b.shortest, b.longest = true, min(b.shortest, c.Lo), max(b.longest, c.Hi)
	case chain.Unlimited:
		b.unlimited = true
	case chain.Absent, chain.Off, chain.Unresolved:
	}
}

func bounds(outcomes []chain.Outcome) (client, server bound) {
	for _, o := range outcomes {
		if o.InForce && o.Verdict == chain.Unknown {
			client.add(o.Client)
			server.add(o.Server)
		}
	}
	return client, server
}

// unresolved gives the reason why a value that is set cannot be known, "" where nothing is set.
func unresolved(outcomes []chain.Outcome) string {
	for _, o := range outcomes {
		for _, c := range []chain.Case{o.Client, o.Server} {
			if o.InForce && c.State == chain.Unresolved && c.From != nil {
				return strings.TrimSpace(c.From.Setting + " " + c.From.Note)
			}
		}
	}
	return ""
}

// key names the server end in timeoutlint.yaml: an address takes the name of who connects to it, for its own may change.
func key(h *chain.Hop) string {
	if h.Server.Owner.Kind == chain.Address {
		return yamlKey(h.Client.Owner.Local)
	}
	return yamlKey(h.Server.Owner.Local)
}

// yamlKey makes a key out of an endpoint's name: the last part, with what YAML would read as syntax replaced.
func yamlKey(local string) string {
	local = local[strings.LastIndexByte(local, '/')+1:]
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || strings.ContainsRune("-_.", r)) {
			return r
		}
		return '-'
	}, local)
}
