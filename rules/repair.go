package rules

import (
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// headroom is how far apart a suggestion puts the two clocks of a hop.
const headroom = 5 * time.Second

// Later is a clock that ends well after d, in whole seconds.
func Later(d time.Duration) time.Duration {
	return (d + headroom + time.Second - 1).Truncate(time.Second)
}

// Sooner is a clock that ends well before d, in whole seconds where there are any.
func Sooner(d time.Duration) time.Duration {
	d = max(d-headroom, d/2)
	if d < time.Second {
		return d.Truncate(time.Millisecond)
	}
	return d.Truncate(time.Second)
}

// repairs are the ways to bring the two clocks of a meeting into order: the server raised, the client lowered. What nothing is known of but
// a number may well belong to somebody else: there the client comes first. at is where the finding points.
func (p *Pass) repairs(m meeting, at source.Span) (ways []string) {
	client := part{side: m.hop.Client, hop: m.hop, Case: m.Client}
	server := part{side: m.hop.Server, hop: m.hop, Case: m.Server}
	raise, lower := p.raise(m, server, at), p.lower(m, client, at)
	if d := Sooner(m.Server.Lo); !server.changeable() && !m.Hinted && client.side.Set != nil && client.side.Set(d) != "" {
		return []string{p.set(client, d, at)} // whatever speaks against it: nothing else can be set
	}
	switch {
	case raise == "" && lower == "":
		return nil
	case raise == "":
		return []string{lower}
	case lower == "":
		return []string{raise}
	case client.side.Advice != "":
		return []string{raise, lower}
	case server.foreign() && client.changeable():
		return []string{lower, "or, if " + m.hop.Server.Owner.ID + " is yours, " + raise}
	}
	return []string{raise, "or " + lower}
}

// foreign reports whether an end is declared by a number alone.
func (c part) foreign() bool { return c.side.Owner.Kind == chain.Server && c.side.Owner.Product == "" }

// raise says how to have the server keep idle connections for longer, "" where that is no way.
func (p *Pass) raise(m meeting, server part, at source.Span) string {
	d := Later(m.Client.Hi)
	switch {
	case m.Client.State != chain.Known:
		return ""
	case server.changeable() && server.allows(d):
		way := p.set(server, d, at)
		if m.hop.Client.Owner.Kind == chain.Balancer && m.hop.Client.Advice == "" {
			way += " (the balancer's idle timeout also bounds slow responses: better not to lower it)"
		}
		return way
	case server.side.Advice != "":
		return server.side.Owner.ID + ": " + server.side.Advice
	}
	return ""
}

// lower says how to have the client drop idle connections sooner, "" where that is no way. A clock that its vendor has fixed is none, and a
// balancer's is none either: it also cuts slow responses.
func (p *Pass) lower(m meeting, client part, at source.Span) string {
	d := Sooner(m.Server.Lo)
	owner := client.side.Owner
	switch {
	case m.Hinted:
		return "let the Keep-Alive header say less than the server keeps: " + chain.Seconds(d.Truncate(time.Second))
	case client.side.Advice != "":
		return owner.ID + ": " + client.side.Advice
	case m.Client.State == chain.Unlimited && !client.changeable():
		return "no server outlasts it: have " + owner.ID + " close what was idle for " + chain.Seconds(d) + " before it sends, repeat requests that fail so, or not reuse connections"
	case owner.Kind == chain.Balancer || !client.changeable() || !client.allows(d):
		return ""
	case owner.Kind == chain.NginxOut && m.Client.State == chain.Unlimited:
		return "nginx before 1.15.3 cannot limit it: with a later one, add keepalive_timeout " + nginxTime(d) + "; to " + blockOf(owner)
	}
	return p.set(client, d, at)
}

// allows reports whether the product of an end takes a value, as far as that is known.
func (c part) allows(d time.Duration) bool { return c.side.Set == nil || c.side.Set(d) != "" }

func (c part) changeable() bool { return c.From != nil && c.From.Kind != chain.Fixed }

// set says how to give a clock another value, and where it is written if that is not where the finding points.
func (p *Pass) set(c part, d time.Duration, at source.Span) string {
	return c.setAt(d, p.elsewhere(c.at(), at))
}

// set says how to give a clock another value, in the product's own words where they are known here.
func (c part) set(d time.Duration) string { return c.setAt(d, "") }

func (c part) setAt(d time.Duration, where string) string {
	owner := c.side.Owner
	switch {
	case owner.Kind != chain.NginxIn && owner.Kind != chain.NginxOut:
		return "let " + owner.ID + " keep idle connections " + chain.Seconds(d) + c.how(d)
	case c.written() && c.From.Note != "": // the default of a template's expression
		return "let " + c.From.Text + where + " become " + nginxTime(d)
	case c.written() && strings.HasPrefix(c.From.Text, "keepalive_timeout "):
		words := strings.Fields(c.From.Text)
		words[1] = nginxTime(d)
		return "replace " + c.From.Text + ";" + where + " by " + strings.Join(words, " ") + ";"
	}
	return "add keepalive_timeout " + nginxTime(d) + "; to " + blockOf(owner)
}

// how says what to write for it: in the product's own words, else the name of the setting.
func (c part) how(d time.Duration) string {
	if c.side.Set != nil {
		if text := c.side.Set(d); text != "" {
			return ": " + text
		}
	}
	if c.foreign() || c.setting() == "" {
		return ""
	}
	return " (" + c.setting() + ")"
}

// elsewhere is " at FILE:LINE", so that a sentence about one of two lines says which; "" for what stands in no file, and for the line to
// which the finding points.
func (p *Pass) elsewhere(at, finding source.Span) string {
	f := p.Set.File(at.File)
	if f == nil {
		return ""
	}
	line := f.Position(at.Start).Line
	if at.File == finding.File && line == f.Position(finding.Start).Line {
		return ""
	}
	return " at " + f.Name + ":" + strconv.Itoa(line)
}

// blockOf names the nginx block of an endpoint as it is written.
func blockOf(e *chain.Endpoint) string {
	if name, ok := strings.CutPrefix(e.Local, "nginx/upstream/"); ok {
		return "upstream " + name
	}
	return "the server block of " + e.ID
}

// nginxTime is a duration as nginx reads it: it knows no fractions.
func nginxTime(d time.Duration) string {
	if d%time.Second == 0 {
		return strconv.FormatInt(int64(d/time.Second), 10) + "s"
	}
	return strconv.FormatInt(d.Milliseconds(), 10) + "ms"
}
