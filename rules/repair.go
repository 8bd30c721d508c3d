package rules

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
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

// later is a clock that ends after d by headroom, or by the margin where that is more.
func (p *Pass) later(d time.Duration) time.Duration { return Later(d + max(p.Margin-headroom, 0)) }

// sooner is a clock that ends before d likewise, and at least by the margin; 0 where there is no such clock.
func (p *Pass) sooner(d time.Duration) time.Duration {
	if s := Sooner(d); d-s >= p.Margin {
		return s
	}
	s := max(d-p.Margin, 0)
	if s < time.Second {
		return s.Truncate(time.Millisecond)
	}
	return s.Truncate(time.Second)
}

// repair fills in the ways to bring the two clocks of a meeting into order: the server raised, the client lowered. What nothing is known of but
// a number may well belong to somebody else: there the client comes first.
func (p *Pass) repair(f *finding.Finding, m meeting) {
	client := part{side: m.hop.Client, hop: m.hop, Case: m.Client}
	server := part{side: m.hop.Server, hop: m.hop, Case: m.Server}
	raise, lower := p.raise(m, server, f.At), p.lower(m, client, f.At)
	if d := p.sooner(m.Server.Lo); !server.changeable() && !m.Hinted && client.side.Set != nil && client.side.Set(d) != "" {
		raise, lower = way{}, way{words: p.set(client, d, f.At)} // whatever speaks against it: nothing else can be set
	}
	f.Fixes = append(f.Fixes, raise.fixes...)
	f.Fixes = append(f.Fixes, lower.fixes...)
	switch {
	case raise.words == "" && lower.words == "":
	case raise.words == "":
		f.Help = append(f.Help, lower.words)
	case lower.words == "":
		f.Help = append(f.Help, raise.words)
	case client.side.Advice == "" && server.foreign() && client.changeable():
		f.Help = append(f.Help, lower.words, "or, if "+m.hop.Server.Owner.ID+" is yours, "+raise.words)
		slices.Reverse(f.Fixes)
	case client.side.Advice != "":
		f.Help = append(f.Help, raise.words, lower.words)
	default:
		f.Help = append(f.Help, raise.words, "or "+lower.words)
	}
}

// foreign reports whether an end is declared by a number alone.
func (c part) foreign() bool { return c.side.Owner.Kind == chain.Server && c.side.Owner.Product == "" }

// raise says how to have the server keep idle connections for longer; it has no words where that is no way.
func (p *Pass) raise(m meeting, server part, at source.Span) way {
	if m.Client.State != chain.Known {
		return way{}
	}
	d := p.later(p.slowest(m))
	switch {
	case server.changeable() && server.allows(d):
		w := way{words: p.set(server, d, at)}
		switch next := p.boundsOf(placeOf(m.Server, m.hop.Server)).shortest; {
		case m.Server.Hi < next && next <= d:
			w.words += ", and before that the servers behind it longer still: they close after " + chain.Seconds(next)
		case !p.forgotten(m, d):
			w.fixes = p.setFixes(w.words, server, d, m.open())
		}
		if m.hop.Client.Owner.Kind == chain.Balancer && m.hop.Client.Advice == "" && m.hop.Client.Set == nil {
			w.words += " (the balancer's idle timeout also bounds slow responses: better not to lower it)"
		}
		return w
	case server.side.Advice != "":
		return way{words: server.side.Owner.ID + ": " + server.side.Advice}
	}
	return way{}
}

// open reports whether it is not certain that the two clocks meet in the wrong order.
func (m meeting) open() bool { return m.possible || m.hop.Joined.How == chain.Assumed }

// lower says how to have the client drop idle connections sooner; it has no words where that is no way. A clock that its vendor has fixed is
// none, and neither is a balancer's of which no setting is known: it also cuts slow responses.
func (p *Pass) lower(m meeting, client part, at source.Span) way {
	d := p.sooner(p.quickest(m))
	owner := client.side.Owner
	switch {
	case m.Hinted:
		return way{words: "let the Keep-Alive header say less than the server keeps: " + chain.Seconds(d.Truncate(time.Second))}
	case client.side.Advice != "":
		return way{words: owner.ID + ": " + client.side.Advice}
	case m.Client.State == chain.Unlimited && !client.changeable():
		return way{words: "no server outlasts it: have " + owner.ID + " close what was idle for " + chain.Seconds(d) + " before it sends, repeat requests that fail so, or not reuse connections"}
	case owner.Kind == chain.Balancer && client.side.Set == nil || !client.changeable() || !client.allows(d) || d == 0:
		return way{}
	case owner.Kind == chain.NginxOut && m.Client.State == chain.Unlimited:
		return way{words: "nginx before 1.15.3 cannot limit it: with a later one, add keepalive_timeout " + nginxTime(d) + "; to " + blockOf(owner)}
	}
	words := p.set(client, d, at)
	if before := p.boundsOf(placeOf(m.Client, m.hop.Client)).longest; before < m.Client.Lo && d <= before {
		return way{words: words + ", and before that the clients in front of it sooner still: they reuse connections that were idle for " + chain.Seconds(before)}
	}
	return way{words, p.setFixes(words, client, d, m.open())}
}

// allows reports whether the product of an end takes a value, as far as that is known.
func (c part) allows(d time.Duration) bool { return c.side.Set == nil || c.side.Set(d) != "" }

func (c part) changeable() bool { return c.From != nil && c.From.Kind != chain.Fixed }

// set says how to give a clock another value, and where it is written if that is not where the finding points.
func (p *Pass) set(c part, d time.Duration, at source.Span) string {
	if owner := c.side.Owner; owner.Kind == chain.Server && owner.Root != nil && c.side.Set != nil {
		if text := c.side.Set(d); text != "" {
			return "let " + owner.ID + " keep idle connections " + chain.Seconds(d) + ": " + p.writing(c, text, at)
		}
	}
	return c.setAt(d, p.elsewhere(c.at(), at))
}

// writing says what to write where: the setting in the file that starts the server, the option in its command.
func (p *Pass) writing(c part, text string, finding source.Span) string {
	insert := c.From.Insert.Span
	switch {
	case c.written() && insert.IsZero():
		if where := strings.TrimPrefix(p.elsewhere(c.From.At(), finding), " at "); where != "" {
			return "set " + text + " (" + where + ")"
		}
		return "set " + text
	case !insert.IsZero():
		return "set " + text + strings.Replace(p.elsewhere(insert, source.Span{}), " at ", " in ", 1)
	case strings.HasPrefix(text, "-"):
		return "add " + text + " to its command" + p.elsewhere(c.From.At(), finding)
	}
	return "set " + text
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
