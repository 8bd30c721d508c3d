package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/clients"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/rules"
	"github.com/timeoutlint/timeoutlint/source"
)

// explainPath judges hops between products from the catalogue alone: "cloudfront -> alb -> node".
func explainPath(w io.Writer, text string, width int) error {
	var refs []string
	for ref := range strings.SplitSeq(text, "->") {
		refs = append(refs, strings.TrimSpace(ref))
	}
	graph, err := pathOf(refs)
	if err != nil {
		return err
	}
	for i := range len(refs) - 1 {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if err := explainHop(w, graph, refs, i, width); err != nil {
			return err
		}
	}
	return nil
}

// pathOf makes the same graph of a path of products that a timeoutlint.yaml naming them would give.
func pathOf(refs []string) (*chain.Graph, error) {
	var b strings.Builder
	b.WriteString("version: 1\n")
	for i, ref := range refs {
		r, err := parseProduct(ref)
		if err != nil {
			return nil, err
		}
		kind := "proxies"
		switch {
		case i == 0:
			kind = "clients"
			if r.Connects == nil {
				return nil, fmt.Errorf("%s makes no connections: it cannot stand on the left of ->", ref)
			}
		case i == len(refs)-1:
			kind = "servers"
		}
		if i > 0 && r.Accepts == nil {
			return nil, fmt.Errorf("%s accepts no connections: it cannot stand on the right of ->", ref)
		}
		if i > 0 && i < len(refs)-1 && r.Connects == nil {
			return nil, fmt.Errorf("%s makes no connections: it cannot stand between two others", ref)
		}
		name, quoted := endpointName(i), quote(ref)
		if i == 1 || i == 0 || i == len(refs)-1 {
			fmt.Fprintf(&b, "%s:\n", kind)
		}
		fmt.Fprintf(&b, "  %s: { preset: %s }\n", name, quoted)
	}
	b.WriteString("links:\n")
	for i := range len(refs) - 1 {
		fmt.Fprintf(&b, "  - %s -> %s\n", endpointName(i), endpointName(i+1))
	}
	set := &source.Set{}
	config, err := clients.Read(clients.Input{Files: []*source.File{set.Add("explain", "", []byte(b.String()), true)}})
	if err != nil {
		return nil, err
	}
	g := &chain.Graph{}
	g.Add(config.Fragment)
	g.Name()
	g.Link(chain.LinkOptions{})
	if len(g.Problems) > 0 {
		return nil, fmt.Errorf("%s", g.Problems[0].Msg)
	}
	return g, nil
}

func parseProduct(text string) (presets.Resolved, error) {
	ref, err := presets.ParseRef(text)
	if err != nil {
		return presets.Resolved{}, err
	}
	return resolve(ref)
}

func endpointName(i int) string { return fmt.Sprintf("hop%d", i) }

// quote writes a text as a YAML scalar: JSON strings are ones.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""`
	}
	return string(b)
}

func explainHop(w io.Writer, g *chain.Graph, refs []string, i, width int) error {
	at := slices.IndexFunc(g.Hops, func(h *chain.Hop) bool {
		return h.Client.Owner.ID == endpointName(i) && h.Server.Owner.ID == endpointName(i+1)
	})
	if at < 0 {
		return fmt.Errorf("%s and %s cannot be joined", refs[i], refs[i+1])
	}
	h := g.Hops[at]
	outcomes := chain.Judge(h)
	client, err := parseProduct(refs[i])
	if err != nil {
		return err
	}
	server, err := parseProduct(refs[i+1])
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s -> %s\n\n", refs[i], refs[i+1])
	clocks := append(clock("client idle timeout", h.Client.Idle), clock("server idle timeout", h.Server.Idle)...)
	if err := clocks.write(w, indent, width); err != nil {
		return err
	}
	fmt.Fprint(w, "\n"+sentence(verdictText(outcomes, refs[i], refs[i+1]), width))
	for _, line := range advice(outcomes, client, server) {
		fmt.Fprint(w, sentence(line, width))
	}
	return nil
}

// clock is the row of one side, with what is said about it in rows below.
func clock(name string, v chain.Value) (rows columns) {
	text := v.String()
	if len(v) == 0 || v[0].State == chain.Absent {
		text = "?"
	}
	note := ""
	if len(v) > 0 && v[0].From != nil {
		note = v[0].From.Note
	}
	for part := range strings.SplitSeq(note, "; ") {
		rows = append(rows, []string{name, text, part})
		name, text = "", ""
	}
	return rows
}

// consequence is what happens in the unlucky moment.
const consequence = "a request sent at that moment is lost"

func verdictText(outcomes []chain.Outcome, client, server string) string {
	o := outcomes[0]
	switch chain.Sum(outcomes) {
	case chain.OK:
		if o.Server.State == chain.Unlimited {
			return fmt.Sprintf("✓ ok: %s never closes an idle connection", server)
		}
		return fmt.Sprintf("✓ ok: %s drops an idle connection after %s, before %s closes it after %s", client, o.Client, server, o.Server)
	case chain.NoReuse:
		return "- no-reuse: no connection is idle between two requests, so nothing can race; each request pays for a new one"
	case chain.Violated:
		if o.Client.Same(o.Server) {
			return fmt.Sprintf("✗ violated: both clocks run out after %s, so %s can be first: %s", o.Client, server, consequence)
		}
		return fmt.Sprintf("✗ violated: %s keeps an idle connection %s, but %s closes it after %s: %s", client, o.Client.Lasting(), server, o.Server, consequence)
	case chain.Possible:
		return "! possible: the order is broken in some cases"
	case chain.Unknown:
	}
	switch {
	case o.Client.State != chain.Known && o.Server.State == chain.Known:
		return fmt.Sprintf("? unknown: the catalogue does not know how long %s keeps an idle connection; it must be less than %s", client, o.Server)
	case o.Client.State == chain.Known:
		return fmt.Sprintf("? unknown: the catalogue does not know how long %s keeps an idle connection; it must be more than %s", server, o.Client)
	}
	return "? unknown: the catalogue does not know both clocks"
}

// advice says what to set so that the order holds, at either end.
func advice(outcomes []chain.Outcome, client, server presets.Resolved) (lines []string) {
	o := outcomes[0]
	v := chain.Sum(outcomes)
	if v == chain.OK || v == chain.NoReuse {
		return nil
	}
	if d := rules.Sooner(o.Server.Lo); o.Server.State == chain.Known && server.Accepts != nil && server.Accepts.Fixed && client.Connects != nil && client.Connects.Set(d) != "" {
		return []string{way(client, *client.Connects, d)} // whatever speaks against it: nothing else can be set
	}
	if o.Client.State == chain.Known && server.Accepts != nil {
		lines = append(lines, way(server, *server.Accepts, rules.Later(o.Client.Hi)))
	}
	if o.Server.State == chain.Known && client.Connects != nil {
		lower := way(client, *client.Connects, rules.Sooner(o.Server.Lo))
		if client.Connects.Advice != "" { // a balancer's clock, for one, can be lowered but should not
			lower = client.Preset.Name + ": " + client.Connects.Advice
		} else if len(lines) > 0 {
			lower = "or " + lower
		}
		lines = append(lines, lower)
	}
	if client.Retry != "" {
		lines = append(lines, "when it happens, "+client.Preset.Name+" retries: "+client.Retry)
	}
	return lines
}

// way says how to bring one end to d, in the product's own words.
func way(r presets.Resolved, i presets.Idle, d time.Duration) string {
	switch set := i.Set(d); {
	case set != "":
		return "set in " + r.Preset.Name + ": " + set
	case i.Advice != "":
		return r.Preset.Name + ": " + i.Advice
	}
	return r.Preset.Name + " has no setting for it that takes " + chain.Seconds(d)
}
