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

// repairs are the ways to bring the two clocks of a meeting into order: the server raised, the client lowered. A clock that its
// vendor has fixed is no way, and a balancer's is none either: it also cuts slow responses.
func (p *Pass) repairs(m meeting) (ways []string) {
	client := part{side: m.hop.Client, hop: m.hop, Case: m.Client}
	server := part{side: m.hop.Server, hop: m.hop, Case: m.Server}
	if m.Client.State == chain.Known && server.changeable() {
		way := p.set(server, Later(m.Client.Hi))
		if m.hop.Client.Owner.Kind == chain.Balancer {
			way += " (the balancer's idle timeout also bounds slow responses: better not to lower it)"
		}
		ways = append(ways, way)
	}
	switch {
	case m.Hinted:
		ways = append(ways, "or let the Keep-Alive header say less than the server keeps: "+chain.Seconds(Sooner(m.Server.Lo).Truncate(time.Second)))
	case m.Client.State == chain.Unlimited && !client.changeable():
		ways = append(ways, "no server outlasts it: have "+m.hop.Client.Owner.ID+" close what was idle for "+chain.Seconds(Sooner(m.Server.Lo))+" before it sends, repeat requests that fail so, or not reuse connections")
	case m.hop.Client.Owner.Kind == chain.Balancer || !client.changeable():
	case m.hop.Client.Owner.Kind == chain.NginxOut && m.Client.State == chain.Unlimited:
		ways = append(ways, "nginx before 1.15.3 cannot limit it: with a later one, add keepalive_timeout "+nginxTime(Sooner(m.Server.Lo))+"; to "+blockOf(m.hop.Client.Owner))
	case len(ways) > 0:
		ways = append(ways, "or "+p.set(client, Sooner(m.Server.Lo)))
	default:
		ways = append(ways, p.set(client, Sooner(m.Server.Lo)))
	}
	return ways
}

func (c part) changeable() bool { return c.From != nil && c.From.Kind != chain.Fixed }

// set says how to give a clock another value, and where it is written.
func (p *Pass) set(c part, d time.Duration) string { return c.setAt(d, p.where(c.at())) }

// set says how to give a clock another value, in the product's own words where they are known here.
func (c part) set(d time.Duration) string { return c.setAt(d, "") }

func (c part) setAt(d time.Duration, where string) string {
	owner := c.side.Owner
	switch {
	case owner.Kind != chain.NginxIn && owner.Kind != chain.NginxOut:
		setting := c.setting()
		if setting != "" {
			setting = " (" + setting + ")"
		}
		return "let " + owner.ID + " keep idle connections " + chain.Seconds(d) + setting
	case c.written() && c.From.Note != "": // the default of a template's expression
		return "let " + c.From.Text + where + " become " + nginxTime(d)
	case c.written() && strings.HasPrefix(c.From.Text, "keepalive_timeout "):
		words := strings.Fields(c.From.Text)
		words[1] = nginxTime(d)
		return "replace " + c.From.Text + ";" + where + " by " + strings.Join(words, " ") + ";"
	}
	return "add keepalive_timeout " + nginxTime(d) + "; to " + blockOf(owner)
}

// where is " at FILE:LINE", so that a sentence about one of two lines says which; "" for what stands in no file.
func (p *Pass) where(at source.Span) string {
	f := p.Set.File(at.File)
	if f == nil {
		return ""
	}
	return " at " + f.Name + ":" + strconv.Itoa(f.Position(at.Start).Line)
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
