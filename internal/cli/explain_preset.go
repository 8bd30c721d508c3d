package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/rules"
)

// explainPreset prints all that the catalogue knows of a product, and what to set it to.
func explainPreset(w io.Writer, text string, width int) error {
	ref, err := presets.ParseRef(text)
	if err != nil {
		return err
	}
	p, ok := presets.Lookup(ref.Name)
	if !ok {
		return unknownPreset(ref.Name)
	}
	r, err := p.Resolve(ref)
	if err != nil {
		return err
	}
	out := page{w, width}
	out.prose(p.Name + ": " + p.About)
	if len(p.Aliases) > 0 {
		out.prose("also called " + strings.Join(p.Aliases, ", "))
	}
	if ref.Version != "" || len(ref.Options) > 0 {
		fmt.Fprintf(w, "\n%s\n", r.Ref)
		out.side("accepts", r.Accepts)
		out.side("connects", r.Connects)
	}
	if err := out.defaults(p); err != nil {
		return err
	}
	if err := out.advice(reusing(p, r)); err != nil {
		return err
	}
	out.manners(r)
	out.sources(p)
	return nil
}

// page is where a product is explained, and how wide that is; 0 for no limit.
type page struct {
	io.Writer
	width int
}

// prose writes a sentence that is not indented.
func (w page) prose(text string) {
	lines := []string{text}
	if w.width != 0 {
		lines = fold(text, w.width)
	}
	fmt.Fprintln(w, strings.Join(lines, "\n"))
}

// line writes an indented one.
func (w page) line(text string) { fmt.Fprint(w, sentence(text, w.width)) }

func (w page) side(side string, i *presets.Idle) {
	if i != nil {
		w.line(side + " " + i.String() + remark(*i))
	}
}

// remark is what a reader must know about a number, in brackets.
func remark(i presets.Idle) string {
	var notes []string
	if i.Unverified {
		notes = append(notes, "unverified")
	}
	if i.Note != "" && i.Note != settings(i) {
		notes = append(notes, i.Note)
	}
	if len(notes) == 0 {
		return ""
	}
	return " (" + strings.Join(notes, "; ") + ")"
}

func (w page) defaults(p *presets.Preset) error {
	fmt.Fprint(w, "\nhow long an idle connection is kept, if nothing is set\n")
	var rows columns
	for _, row := range p.Table() {
		i := row.Idle
		var when []string
		for _, s := range []string{i.Versions, i.When} {
			if s != "" {
				when = append(when, s)
			}
		}
		if i.Status != presets.Maintained {
			when = append(when, i.Status.String())
		}
		scope := strings.Join(when, ", ")
		if scope == "" {
			scope = "all versions"
		}
		rows = append(rows, []string{row.Side, i.String(), scope, strings.TrimSpace(settings(i) + remark(i))})
	}
	return rows.write(w, indent, w.width)
}

func settings(i presets.Idle) string {
	var names []string
	for _, s := range i.Settings {
		names = append(names, s.Name)
	}
	if i.Fixed {
		return "cannot be changed"
	}
	return strings.Join(names, ", ")
}

// reusing is the first variant that keeps connections, where the usual one keeps none: there is something to set.
func reusing(p *presets.Preset, r presets.Resolved) presets.Resolved {
	if r.Accepts == nil || r.Accepts.Kind != presets.NeverReused {
		return r
	}
	for _, row := range p.Table() {
		key, values, ok := strings.Cut(row.Idle.When, "=")
		if !ok || row.Side != "accepts" || row.Idle.Kind != presets.Seconds {
			continue
		}
		first, _, _ := strings.Cut(values, "|")
		if variant, err := p.Resolve(presets.Ref{Name: p.Name, Options: map[string]string{key: first}}); err == nil {
			return variant
		}
	}
	return r
}

// advice answers what to set, for the neighbours that people have.
func (w page) advice(r presets.Resolved) error {
	if r.Passes != nil && r.Passes.Idle.Kind == presets.Seconds {
		w.ends(r.Passes.Idle.D, r.Passes.Relay)
	}
	if r.Accepts != nil {
		mine := *r.Accepts
		if err := w.neighbours("as the server behind", mine, usual.clients, func(n presets.Resolved) (*presets.Idle, string) {
			if n.Connects == nil || n.Connects.Kind != presets.Seconds {
				return nil, ""
			}
			d := rules.Later(n.Connects.D)
			switch {
			case mine.Kind == presets.Unknown:
				return n.Connects, "unknown here: it must be more, as " + chain.Seconds(d)
			case fits(*n.Connects, mine):
				return n.Connects, fine
			}
			return n.Connects, raise(mine, d)
		}); err != nil {
			return err
		}
	}
	if r.Connects == nil {
		return nil
	}
	return w.client(*r.Connects)
}

// ends says what one end of a connection has to do so that a middlebox does not forget it.
func (w page) ends(forgets time.Duration, relay bool) {
	fmt.Fprintf(w, "\nwhat to set at one end of what passes through\n  an idle timeout below %s, as %s\n", chain.Seconds(forgets), chain.Seconds(rules.Sooner(forgets)))
	if !relay {
		fmt.Fprintf(w, "  or TCP keepalive whose first probe comes before %s, as %s\n", chain.Seconds(forgets), chain.Seconds((forgets / 2).Truncate(time.Second)))
	}
}

func resolve(ref presets.Ref) (presets.Resolved, error) {
	p, ok := presets.Lookup(ref.Name)
	if !ok {
		return presets.Resolved{}, unknownPreset(ref.Name)
	}
	return p.Resolve(ref)
}

// manners tells what else decides on the hop: the Keep-Alive header, TCP keepalive, retries.
func (w page) manners(r presets.Resolved) {
	var lines []string
	if h := r.Announces; h != nil {
		lines = append(lines, "announces Keep-Alive: timeout=N"+conditional(h.Condition))
	}
	if h := r.Honours; h != nil {
		line := "honours a server's Keep-Alive: timeout=N"
		if h.Margin > 0 {
			line += ", less " + chain.Seconds(h.Margin)
		}
		if h.Cap > 0 {
			line += ", up to " + chain.Seconds(h.Cap)
		}
		lines = append(lines, line+conditional(h.Condition))
	}
	for side, p := range map[string]*presets.Probe{"accepts": r.TCPKeepalive.Accepts, "connects": r.TCPKeepalive.Connects} {
		if p != nil && p.On {
			lines = append(lines, "TCP keepalive where it "+side+": first probe after "+chain.Seconds(p.Idle))
		}
	}
	if r.Retry != "" {
		lines = append(lines, "when a reused connection breaks: "+r.Retry)
	}
	if r.StaleCheck != "" {
		lines = append(lines, "before reuse: "+r.StaleCheck)
	}
	lines = append(lines, r.Quirks...)
	if len(lines) == 0 {
		return
	}
	slices.Sort(lines)
	fmt.Fprint(w, "\ngood to know\n")
	for _, line := range lines {
		w.line(line)
	}
}

func conditional(condition string) string {
	if condition == "" {
		return ""
	}
	return " (" + condition + ")"
}

func (w page) sources(p *presets.Preset) {
	var sources []string
	for _, r := range p.Table() {
		if s := r.Idle.Source; s != "" && !slices.Contains(sources, s) {
			sources = append(sources, s)
		}
	}
	fmt.Fprint(w, "\nsources\n")
	for _, s := range sources {
		w.line(s)
	}
	if len(p.See) > 0 {
		fmt.Fprintln(w)
		w.prose("see also " + strings.Join(p.See, ", "))
	}
}
