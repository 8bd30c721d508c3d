package report

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// headline says what is the matter with a hop in a few words.
func headline(e *edge) string {
	text := string(e.verdict)
	o, _ := worstOf(e.hops[0])
	switch {
	case e.verdict == chain.NoReuse:
		text += ": a new connection each time"
	case e.broken() && o != nil:
		text += ": " + excess(o)
	}
	if e.back {
		text += " (back)"
	}
	if e.assumed() {
		text += " (assumed)"
	}
	return text
}

// excess says by how much the client side keeps connections too long.
func excess(o *chain.Outcome) string {
	c, s := o.Client, o.Server
	if b := culprit(o); b != nil {
		return "forgotten by " + shorten(visible(b.Box.ID), 18)
	}
	switch {
	case c.State == chain.Unlimited:
		return "client never drops them"
	case c.State != chain.Known || s.State != chain.Known || c.Lo != c.Hi || s.Lo != s.Hi:
		return "client may keep longer"
	case c.Lo == s.Lo:
		return "both end at once"
	}
	return "client keeps " + chain.Seconds(c.Lo-s.Lo) + " longer"
}

// story is what shows when the pointer rests on a hop: which it is, why the verdict is what it is, and what to change.
func (p *picture) story(e *edge) []string {
	h := e.hops[0]
	lines := []string{h.ID}
	if n := len(e.hops) - 1; n > 0 {
		lines[0] += " and " + count(n, "hop") + " like it"
	}
	if e.back {
		lines = append(lines, "leads back to where the path has been")
	}
	if !e.broken() {
		return append(lines, reason(h))
	}
	lines = append(lines, p.fault(h))
	if text := p.repair(e); text != "" {
		lines = append(lines, "repair: "+text)
	}
	return lines
}

// provenance is what shows when the pointer rests on a clock: whose it is, and where it comes from.
func (p *picture) provenance(face string, h judged, s *chain.Side, c chain.Case) []string {
	lines := []string{face + " side: " + s.Owner.ID, "keeps idle connections " + clockWord(c), origin(p.Set, c)}
	if all := distinct(s.Idle, h.world); len(all) > 1 {
		lines = append(lines, "all cases: "+valueText(all, h.world))
	}
	return lines
}

// origin is where an answer comes from: the setting as it is written and its place, or who decided instead.
func origin(set *source.Set, c chain.Case) string {
	text := fromWord(set, c)
	if c.From == nil {
		return text
	}
	at := c.From.At()
	if where := place(set, at); c.From.Kind == chain.Written && where != "" {
		text = quote(set, at) + " at " + where
	}
	if setting := c.From.Setting; setting != "" && !strings.Contains(text+c.From.Note, setting) {
		text = setting + " " + text
	}
	if note := originNote(set, c.From); note != "" {
		text += "; " + note
	}
	return text
}
