package report

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// worstMark stands behind a clock that is the worst of several cases.
const worstMark = "*"

// maxBox bounds the names of middleboxes on an arrow.
const maxBox = 40

// clocks are the two clocks of a hop, and what it passes through, in words.
type clocks struct {
	client, server string
	boxes          []string // "corp-fw 300s"
}

// clocksOf gives the clocks as they are judged, those of the worst case together where there are several.
func clocksOf(h judged) clocks {
	o, several := worstOf(h)
	if o == nil {
		return clocks{client: "?", server: "?", boxes: boxesOf(h, nil)}
	}
	c := clocks{client: clockWord(o.Client), server: clockWord(o.Server), boxes: boxesOf(h, o.Boxes)}
	if several.client {
		c.client += worstMark
	}
	if several.server {
		c.server += worstMark
	}
	return c
}

// worstOf is the outcome in force that decides the verdict on a hop, nil where there is none. several tells which clocks have
// other answers in other cases.
func worstOf(h judged) (worst *chain.Outcome, several struct{ client, server bool }) {
	for i := range h.outcomes {
		o := &h.outcomes[i]
		switch {
		case !o.InForce:
		case worst == nil:
			worst = o
		default:
			several.client = several.client || !o.Client.Same(worst.Client)
			several.server = several.server || !o.Server.Same(worst.Server)
			if urgency(overall(o)) < urgency(overall(worst)) {
				worst = o
			}
		}
	}
	return worst, several
}

// overall is the verdict on one outcome with its middleboxes.
func overall(o *chain.Outcome) chain.Verdict {
	one := *o
	one.InForce = true
	return chain.Sum([]chain.Outcome{one})
}

func boxesOf(h judged, judgedBoxes []chain.BoxOutcome) []string {
	words := make([]string, len(h.Via))
	for i, e := range h.Via {
		words[i] = shorten(visible(e.ID), maxBox)
		if e.Box == nil || e.Box.Stateless || e.Box.Loose {
			continue // it has no clock that matters
		}
		idle := "?"
		if j := slices.IndexFunc(judgedBoxes, func(b chain.BoxOutcome) bool { return b.Box == e }); j >= 0 {
			idle = clockWord(judgedBoxes[j].Idle)
		}
		words[i] += " " + idle
	}
	return words
}

// accepts is how long a node keeps the idle connections that it accepted: "" where it accepts none, the shortest where there are several.
func (n *node) accepts() string { return shortest(n.first(), n.first().Accepts) }

// connects is how long a node keeps the idle connections that it made.
func (n *node) connects() string {
	if n.side != nil {
		return shortest(n.first(), []*chain.Side{n.side})
	}
	return shortest(n.first(), n.first().Connect)
}

func shortest(e *chain.Endpoint, sides []*chain.Side) string {
	var all []chain.Case
	for _, s := range sides {
		cases := distinct(s.Idle, worldOf(e))
		if len(cases) == 0 {
			cases = []chain.Case{{}}
		}
		all = append(all, cases...)
	}
	if len(all) == 0 {
		return ""
	}
	least := all[0]
	for _, c := range all[1:] {
		if c.State == chain.Known && (least.State != chain.Known || c.Lo < least.Lo) {
			least = c
		}
	}
	word := clockWord(least)
	if slices.ContainsFunc(all, func(c chain.Case) bool { return !c.Same(least) }) {
		word += worstMark
	}
	return word
}

// marked reports whether a clock is one of several.
func (c clocks) marked() bool {
	return strings.HasSuffix(c.client, worstMark) || strings.HasSuffix(c.server, worstMark)
}
