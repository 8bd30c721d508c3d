package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/clients"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// explainPath judges hops between products from the catalogue alone: "cloudfront -> alb -> node".
func explainPath(w io.Writer, text string) error {
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
		if err := explainHop(w, graph, refs, i); err != nil {
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

func explainHop(w io.Writer, g *chain.Graph, refs []string, i int) error {
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
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "  client idle timeout\t%s\t%s\n", h.Client.Idle, provenance(h.Client.Idle))
	fmt.Fprintf(t, "  server idle timeout\t%s\t%s\n", h.Server.Idle, provenance(h.Server.Idle))
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n  %s\n", verdictText(outcomes, refs[i], refs[i+1]))
	for _, line := range advice(outcomes, client, server) {
		fmt.Fprintf(w, "  %s\n", line)
	}
	return nil
}

// provenance tells which setting a clock belongs to, and what is said about it; the name of the endpoint is the reader's own.
func provenance(v chain.Value) string {
	if len(v) == 0 || v[0].From == nil {
		return ""
	}
	return v[0].From.Note
}

func verdictText(outcomes []chain.Outcome, client, server string) string {
	o := outcomes[0]
	switch chain.Sum(outcomes) {
	case chain.OK:
		return fmt.Sprintf("✓ ok: %s drops an idle connection before %s closes it", client, server)
	case chain.NoReuse:
		return "- no-reuse: no connection is idle between two requests, so nothing can race; each request pays for a new one"
	case chain.Violated:
		if o.Client.Same(o.Server) {
			return fmt.Sprintf("✗ violated: both clocks run out at the same time (%s), so a request can be sent on a connection that is being closed", o.Client)
		}
		return fmt.Sprintf("✗ violated: %s can send a request on a connection that %s is closing", client, server)
	case chain.Possible:
		return "! possible: the order is broken in some cases"
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
	if o.Client.State == chain.Known && server.Accepts != nil {
		lines = append(lines, setTo(*server.Accepts, server.Preset.Name, o.Client.Hi+headroom))
	}
	if o.Server.State == chain.Known && client.Connects != nil {
		lines = append(lines, setTo(*client.Connects, client.Preset.Name, max(o.Server.Lo-headroom, o.Server.Lo/2)))
	}
	if len(lines) == 2 {
		lines[1] = "or " + lines[1]
	}
	if client.Retry != "" {
		lines = append(lines, "when it happens, "+client.Preset.Name+" retries: "+client.Retry)
	}
	return lines
}

// setTo is the line that repairs one end, in the product's own words.
func setTo(i presets.Idle, product string, d time.Duration) string {
	if text := i.Set(d); text != "" {
		return "set " + text + " (" + product + ")"
	}
	if i.Advice != "" {
		return product + ": " + i.Advice
	}
	return product + " has no setting for it that takes " + chain.Seconds(d)
}
