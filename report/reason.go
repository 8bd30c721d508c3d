package report

import (
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
)

// maxOutcomes is the number of differing cases that a reason spells out.
const maxOutcomes = 4

// reason says in a sentence why the verdict on a hop is what it is.
func reason(h judged) string {
	outcomes := told(h)
	if len(outcomes) == 0 {
		return "no case of the two sides can hold at once"
	}
	var b strings.Builder
	for i, o := range outcomes {
		if i > 0 {
			b.WriteString("; ")
		}
		if i == maxOutcomes {
			b.WriteString("and " + strconv.Itoa(len(outcomes)-i) + " more cases")
			break
		}
		if len(outcomes) > 1 {
			b.WriteString(string(o.Verdict))
			if when := beyond(o.When, h.world); when != "" {
				b.WriteString(" " + when)
			}
			b.WriteString(": ")
		}
		b.WriteString(because(h.Hop, o))
	}
	return b.String()
}

// told gives the outcomes in force, each sentence once per guard.
func told(h judged) []chain.Outcome {
	if len(h.outcomes) == 1 && h.outcomes[0].InForce {
		return h.outcomes
	}
	var kept []chain.Outcome
	seen := map[string]bool{}
	for _, o := range h.outcomes {
		key := string(o.Verdict) + "\x00" + beyond(o.When, h.world) + "\x00" + o.Client.String() + "\x00" + o.Server.String()
		if o.InForce && !seen[key] {
			seen[key] = true
			kept = append(kept, o)
		}
	}
	return kept
}

// because puts one outcome into words.
func because(h *chain.Hop, o chain.Outcome) string {
	text := comparison(h, o)
	why := causesText(o.Causes)
	if why != "" {
		why = " (" + why + ")"
	}
	switch {
	case o.Verdict == chain.NoReuse && o.Pooled != chain.NoReuse:
		text = "connections are not reused" + why + "; if they were: " + text
	case o.Verdict != chain.NoReuse && why != "":
		text += "; whether connections are reused is not certain" + why
	}
	if o.Hinted {
		text += "; the client side follows the server's Keep-Alive header"
	}
	return text
}

// comparison says how the two clocks of an outcome stand to each other, whether or not connections are reused.
func comparison(h *chain.Hop, o chain.Outcome) string {
	client, server := h.Client.Owner.ID, h.Server.Owner.ID
	c, s := o.Client, o.Server
	switch {
	case c.State == chain.Off:
		return client + " keeps no idle connections"
	case s.State == chain.Off:
		return server + " keeps no idle connections"
	case s.State == chain.Unlimited:
		return server + " never closes idle connections"
	case c.State == chain.Absent || c.State == chain.Unresolved || s.State == chain.Absent || s.State == chain.Unresolved:
		return missing(client, server, c, s)
	case c.State == chain.Unlimited:
		return client + " keeps idle connections for ever, " + server + " closes them after " + s.String()
	case c.Lo == c.Hi && c.Same(s):
		return "both sides end idle connections after " + c.String() + ": " + client + " must do so first"
	case c.Hi < s.Lo:
		return client + " drops idle connections after " + c.String() + ", before " + server + " closes them after " + s.String()
	}
	return client + " keeps idle connections " + c.String() + ", " + server + " closes them after " + s.String()
}

// missing says which clock is not known and what bound the known one sets for it.
func missing(client, server string, c, s chain.Case) string {
	noClient := c.State == chain.Absent || c.State == chain.Unresolved
	noServer := s.State == chain.Absent || s.State == chain.Unresolved
	switch {
	case noClient && noServer:
		return "neither " + unsaid(client, c) + " nor " + unsaid(server, s) + " is known"
	case noClient && s.State == chain.Known:
		return unsaid(client, c) + " is not known: it must be shorter than " + s.String()
	case noClient:
		return unsaid(client, c) + " is not known"
	case c.State == chain.Known:
		return unsaid(server, s) + " is not known: it must be longer than " + c.String()
	}
	return unsaid(server, s) + " is not known: " + client + " keeps idle connections for ever"
}

// unsaid names an unknown clock and, for an expression, why it is unknown.
func unsaid(owner string, c chain.Case) string {
	text := "how long " + owner + " keeps idle connections"
	if c.State == chain.Unresolved && c.From != nil {
		if why := c.From.Note; why != "" {
			text += " (" + why + ")"
		} else if c.From.Text != "" {
			text += " (" + c.From.Text + ")"
		}
	}
	return text
}

// causeText says what each kind of cause is where the parser has no better words.
var causeText = map[chain.CauseKind]string{
	chain.NoPool:             "the upstream has no pool (keepalive)",
	chain.DirectAddress:      "a direct address has no pool",
	chain.KeepaliveOff:       "keepalive 0 switches the pool off",
	chain.HTTPVersion:        "HTTP/1.0 is spoken to the upstream",
	chain.ConnectionClose:    "the Connection header asks the server to close",
	chain.ConnectionMap:      "a map makes the Connection header ask the server to close",
	chain.BalancerLast:       "the balancing method behind keepalive removes the pool",
	chain.KeepConn:           "fastcgi_keep_conn is off",
	chain.NeverKept:          "the pool keeps no connection for a second request",
	chain.PoolTooSmall:       "the pool has fewer slots than the upstream has servers",
	chain.ProtocolNeverPools: "nginx never reuses connections of this protocol",
	chain.Undecided:          "it depends on the request or on what cannot be read",
}

// causesText lists why connections are not reused, or why it is not certain; "" where nothing keeps them from it.
func causesText(causes []chain.Cause) string {
	parts := make([]string, 0, len(causes))
	for _, c := range causes {
		text := c.Note
		if text == "" {
			text = causeText[c.Kind]
		}
		if c.Possible {
			text = "possibly " + text
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}
