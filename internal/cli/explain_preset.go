package cli

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/rules"
)

// usual are the neighbours for which a preset's page answers the question "what should I set?".
var usual = struct{ clients, servers []string }{
	clients: []string{"cloudfront", "nginx", "alb", "heroku-router", "caddy", "gclb"},
	servers: []string{"gunicorn:gthread", "node", "uvicorn", "puma", "tomcat", "nginx", "kestrel"},
}

// explainPreset prints all that the catalogue knows of a product, and what to set it to.
func explainPreset(w io.Writer, text string) error {
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
	fmt.Fprintf(w, "%s: %s\n", p.Name, p.About)
	if len(p.Aliases) > 0 {
		fmt.Fprintf(w, "also called %s\n", strings.Join(p.Aliases, ", "))
	}
	if ref.Version != "" || len(ref.Options) > 0 {
		fmt.Fprintf(w, "\n%s\n", r.Ref)
		writeSide(w, "accepts", r.Accepts)
		writeSide(w, "connects", r.Connects)
	}
	if err := writeDefaults(w, p); err != nil {
		return err
	}
	if err := writeAdvice(w, reusing(p, r)); err != nil {
		return err
	}
	writeManners(w, r)
	writeSources(w, p)
	return nil
}

func writeSide(w io.Writer, side string, i *presets.Idle) {
	if i != nil {
		fmt.Fprintf(w, "  %s  %s%s\n", side, i, remark(*i))
	}
}

// remark is what a reader must know about a number, in brackets.
func remark(i presets.Idle) string {
	var notes []string
	if i.Unverified {
		notes = append(notes, "unverified")
	}
	if i.Note != "" {
		notes = append(notes, i.Note)
	}
	if len(notes) == 0 {
		return ""
	}
	return "  (" + strings.Join(notes, "; ") + ")"
}

func writeDefaults(w io.Writer, p *presets.Preset) error {
	fmt.Fprint(w, "\nhow long an idle connection is kept, if nothing is set\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
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
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s%s\n", row.Side, i, scope, settings(i), remark(i))
	}
	return t.Flush()
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

// writeAdvice answers what to set, for the neighbours that people have.
func writeAdvice(w io.Writer, r presets.Resolved) error {
	if r.Passes != nil && r.Passes.Idle.Kind == presets.Seconds {
		adviseEnds(w, r.Passes.Idle.D, r.Passes.Relay)
	}
	if r.Accepts != nil {
		mine := *r.Accepts
		if err := writeFor(w, "as the server behind", mine, usual.clients, func(n presets.Resolved) (*presets.Idle, string) {
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
	return adviseClient(w, *r.Connects)
}

// adviseEnds says what one end of a connection has to do so that a middlebox does not forget it.
func adviseEnds(w io.Writer, forgets time.Duration, relay bool) {
	fmt.Fprintf(w, "\nwhat to set at one end of what passes through\n  an idle timeout below %s, as %s\n", chain.Seconds(forgets), chain.Seconds(rules.Sooner(forgets)))
	if !relay {
		fmt.Fprintf(w, "  or TCP keepalive whose first probe comes before %s, as %s\n", chain.Seconds(forgets), chain.Seconds((forgets / 2).Truncate(time.Second)))
	}
}

// adviseClient has little to say where the catalogue advises against changing the client, or nothing can be changed: then it is the server's turn.
func adviseClient(w io.Writer, mine presets.Idle) error {
	if mine.Kind == presets.Unlimited && mine.Advice != "" {
		_, err := fmt.Fprintf(w, "\nwhat to do as the client of any server%s\n  %s\n", variantOf(mine), mine.Advice)
		return err
	}
	err := writeFor(w, "as the client of", mine, usual.servers, func(n presets.Resolved) (*presets.Idle, string) {
		if n.Accepts == nil || n.Accepts.Kind != presets.Seconds {
			return nil, ""
		}
		switch d := rules.Sooner(n.Accepts.D); {
		case mine.Kind == presets.Unknown:
			return n.Accepts, "unknown here: it must be less, as " + chain.Seconds(d)
		case fits(mine, *n.Accepts):
			return n.Accepts, fine
		case mine.Kind == presets.Seconds && (mine.Advice != "" || mine.Set(d) == ""):
			return n.Accepts, "in " + n.Preset.Name + ": " + raise(*n.Accepts, rules.Later(mine.D))
		default:
			return n.Accepts, raise(mine, d)
		}
	})
	if err == nil && mine.Advice != "" {
		_, err = fmt.Fprintf(w, "  %s\n", mine.Advice)
	}
	return err
}

const fine = "fine as it is"

// writeFor writes a line for each neighbour that has the clock which counts, with what to do about it.
func writeFor(w io.Writer, title string, mine presets.Idle, names []string, tell func(presets.Resolved) (theirs *presets.Idle, advice string)) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	lines := 0
	for _, name := range names {
		n, err := parseProduct(name)
		if err != nil {
			return err
		}
		theirs, advice := tell(n)
		if theirs == nil {
			continue
		}
		if lines == 0 {
			fmt.Fprintf(w, "\nwhat to set %s%s\n", title, variantOf(mine))
		}
		lines++
		fmt.Fprintf(t, "  %s\t%s\t%s\n", name, theirs, advice)
	}
	return t.Flush()
}

// raise says how to have a server keep idle connections for d, in the product's own words.
func raise(i presets.Idle, d time.Duration) string {
	switch set := i.Set(d); {
	case set != "":
		return set
	case i.Advice != "":
		return i.Advice
	}
	return "has no setting for it that takes " + chain.Seconds(d)
}

// variantOf names the variant that advice is about.
func variantOf(i presets.Idle) string {
	if i.When == "" {
		return ""
	}
	return " (" + i.When + ")"
}

// fits tells whether a client's clock runs out strictly before the server's.
func fits(client, server presets.Idle) bool {
	switch {
	case client.Kind == presets.NeverReused, server.Kind == presets.NeverReused, server.Kind == presets.Unlimited:
		return true
	case client.Kind == presets.Seconds && server.Kind == presets.Seconds:
		return client.D < server.D
	}
	return false
}

func resolve(ref presets.Ref) (presets.Resolved, error) {
	p, ok := presets.Lookup(ref.Name)
	if !ok {
		return presets.Resolved{}, unknownPreset(ref.Name)
	}
	return p.Resolve(ref)
}

// writeManners tells what else decides on the hop: the Keep-Alive header, TCP keepalive, retries.
func writeManners(w io.Writer, r presets.Resolved) {
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
		fmt.Fprintf(w, "  %s\n", line)
	}
}

func conditional(condition string) string {
	if condition == "" {
		return ""
	}
	return " (" + condition + ")"
}

func writeSources(w io.Writer, p *presets.Preset) {
	var sources []string
	for _, r := range p.Table() {
		if s := r.Idle.Source; s != "" && !slices.Contains(sources, s) {
			sources = append(sources, s)
		}
	}
	fmt.Fprint(w, "\nsources\n")
	for _, s := range sources {
		fmt.Fprintf(w, "  %s\n", s)
	}
	if len(p.See) > 0 {
		fmt.Fprintf(w, "\nsee also %s\n", strings.Join(p.See, ", "))
	}
}
