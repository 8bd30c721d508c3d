package rules

import (
	"path"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

// way is one way to bring two clocks into order: in words, and as edits where they can be made.
type way struct {
	words string
	fixes []finding.Fix
}

// setFixes are the edits that give a clock another value, under the words that say so. open says that it is not certain that the clock has
// to change.
func (p *Pass) setFixes(words string, c part, d time.Duration, open bool) []finding.Fix {
	if p.NoFixes {
		return nil
	}
	a := p.amend()
	a.unsafe(open)
	switch owner := c.side.Owner; {
	case c.From == nil || !c.changeable():
		return nil
	case owner.Kind == chain.NginxIn || owner.Kind == chain.NginxOut:
		a.setNginx(c, d)
	case c.declared(p):
		a.setDeclared(c, d)
		words = "in timeoutlint.yaml, which only tells what is so elsewhere: " + words
	default:
		a.unsafe(len(c.From.Steps) > 1, p.common(c.From.At()))
		text, ok := literal(p.Set.Text(c.From.At()), c.Lo, d)
		a.add(finding.Edit{At: c.From.At(), New: text}, ok && c.written() && c.From.Note == "" && c.Lo == c.Hi && editable(c, p.Set.File(c.From.At().File)))
	}
	return a.fixes(words)
}

// editable reports whether a value is written in a file that people edit.
func editable(c part, f *source.File) bool {
	if f == nil || f.Path == "" || f.Private || strings.Contains(f.Name, ".terraform/") {
		return false
	}
	return terraformSource(f) || c.side.Owner.Root != nil && c.side.Owner.Kind == chain.Server
}

// terraformSource reports whether a file is Terraform's as somebody wrote it: no plan, and no module that was installed.
func terraformSource(f *source.File) bool {
	if f == nil || strings.Contains(f.Name, ".terraform/") {
		return false
	}
	name := strings.TrimSuffix(f.Name, ".json")
	return slices.Contains([]string{".tf", ".tofu", ".tfvars"}, path.Ext(name))
}

// setNginx changes the first argument of keepalive_timeout, or writes the line.
func (a *amend) setNginx(c part, d time.Duration) {
	a.unsafe(a.common(c.From.At()))
	switch {
	case c.From.Setting != "keepalive_timeout", c.State != chain.Known && c.State != chain.Off:
		a.failed = true
	case c.written():
		a.word(c.From.At(), func(text string) bool { return c.From.Note == "" && plain().MatchString(text) }, nginxTime(d))
	default:
		a.directive(c.From.Insert, "keepalive_timeout "+nginxTime(d)+";")
	}
}

// declared reports whether the value comes from a timeoutlint.yaml: its own words, or the default of a preset named there.
func (c part) declared(p *Pass) bool {
	if c.side.Owner.Root != nil {
		return false // manifests are YAML too
	}
	if !c.From.Insert.IsZero() {
		return isYAML(p.Set.File(c.From.Insert.File))
	}
	return isYAML(p.Set.File(c.From.At().File))
}

func isYAML(f *source.File) bool {
	return f != nil && (strings.HasSuffix(f.Name, ".yaml") || strings.HasSuffix(f.Name, ".yml"))
}

// setDeclared changes what timeoutlint.yaml says of a side. That changes nothing but what is said: it is never done without a look.
func (a *amend) setDeclared(c part, d time.Duration) {
	a.atMost(finding.Unsafe)
	if c.written() {
		text, ok := literal(a.Set.Text(c.From.At()), c.Lo, d)
		a.add(finding.Edit{At: c.From.At(), New: text}, ok && c.Lo == c.Hi)
		return
	}
	key, at := "idle_timeout", c.From.Insert
	if owner := c.side.Owner; owner.Kind == chain.Proxy {
		key = "accepts"
		if slices.Contains(owner.Connect, c.side) {
			key = "connects"
		}
	}
	text := ", " + key + ": " + nginxTime(d)
	if at.EOL != "" {
		text = at.EOL + at.Indent + text[len(", "):]
	}
	a.add(finding.Edit{At: at.Span, New: text}, !at.IsZero())
}

// bounds are what the clocks that are decided at one place have to agree with, over all hops in force.
type bounds struct {
	endpoints []*chain.Endpoint // whose clock it is; at most two are kept
	longest   time.Duration     // of the clients that meet it as the server's: what it has to outlast
	shortest  time.Duration     // of the servers that meet it as the client's: what it has to stay below; 0: none is known
	box       time.Duration     // the quickest middlebox that only this server's clock keeps from losing connections; 0: none
}

// boundsOf gives the bounds of a place.
func (p *Pass) boundsOf(at place) bounds {
	if b := p.gathered.bounds()[at]; b != nil {
		return *b
	}
	return bounds{}
}

func (p *Pass) gatherBounds() map[place]*bounds {
	all := make(map[place]*bounds)
	for _, h := range p.Graph.Hops {
		for _, o := range p.Outcomes(h) {
			if o.InForce {
				bind(all, h, o)
			}
		}
	}
	return all
}

func bind(all map[place]*bounds, h *chain.Hop, o chain.Outcome) {
	of := func(at place) *bounds {
		if all[at] == nil {
			all[at] = &bounds{}
		}
		return all[at]
	}
	client, server := of(placeOf(o.Client, h.Client)), of(placeOf(o.Server, h.Server))
	client.belongs(h.Client.Owner)
	server.belongs(h.Server.Owner)
	if o.Verdict == chain.NoReuse {
		return
	}
	if o.Client.State == chain.Known {
		server.longest = max(server.longest, o.Client.Hi)
	}
	if o.Server.State == chain.Known && (client.shortest == 0 || o.Server.Lo < client.shortest) {
		client.shortest = o.Server.Lo
	}
	for _, b := range o.Boxes {
		kept := b.Verdict == chain.OK && b.Idle.State == chain.Known && (o.Client.State != chain.Known || b.Idle.Lo <= o.Client.Hi)
		if kept && (server.box == 0 || b.Idle.Lo < server.box) {
			server.box = b.Idle.Lo
		}
	}
}

func (b *bounds) belongs(e *chain.Endpoint) {
	if len(b.endpoints) < 2 && !slices.Contains(b.endpoints, e) {
		b.endpoints = append(b.endpoints, e)
	}
}

// common reports whether several endpoints have their clock from one place.
func (p *Pass) common(at source.Span) bool {
	return !at.IsZero() && len(p.boundsOf(place{at: at}).endpoints) > 1
}

// slowest is how long the clients that meet a server's clock keep idle connections, the longest of them.
func (p *Pass) slowest(m meeting) time.Duration {
	return max(m.Client.Hi, p.boundsOf(placeOf(m.Server, m.hop.Server)).longest)
}

// quickest is how long the servers that meet a client's clock keep idle connections, the shortest of them.
func (p *Pass) quickest(m meeting) time.Duration {
	if shortest := p.boundsOf(placeOf(m.Client, m.hop.Client)).shortest; shortest > 0 {
		return min(m.Server.Lo, shortest)
	}
	return m.Server.Lo
}

// forgotten reports whether a middlebox would begin to lose connections if the server's clock, which prevents it now, ran to d.
func (p *Pass) forgotten(m meeting, d time.Duration) bool {
	box := p.boundsOf(placeOf(m.Server, m.hop.Server)).box
	return box > 0 && box <= d
}
