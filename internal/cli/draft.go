package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// draft is the text of a first timeoutlint.yaml: what was found, and for each side that nothing tells about a line to fill in. Everything but
// the version is a comment, so that the file is valid as it stands.
func draft(r *finding.Result) (text string, open int) {
	var b strings.Builder
	b.WriteString("# timeoutlint: what the files of this repository do not say about the path of a request.\n")
	b.WriteString("# Remove the # of a line once it is true. Products: timeoutlint presets; keys: docs/timeoutlint-yaml.md\n")
	b.WriteString("version: 1\n")
	d := drafter{Result: r, used: map[string]bool{}}
	d.found(&b)
	open += d.version(&b)
	open += d.section(&b, "servers", "Who accepts these connections? Name the product, or write how long it keeps an idle connection.", d.servers())
	open += d.section(&b, "clients", "Who connects to nginx? Name the product, or write how long it keeps an idle connection.", d.clients())
	return b.String(), open
}

type drafter struct {
	*finding.Result
	used map[string]bool
}

// line is an entry to fill in, with what it is about.
type line struct{ entry, about string }

func (d drafter) found(b *strings.Builder) {
	var list []string
	for _, e := range d.Graph.Endpoints {
		if e.Kind == chain.Address {
			continue
		}
		for _, s := range slices.Concat(e.Accepts, e.Connect) {
			list = append(list, fmt.Sprintf("%s: %s", e.ID, s.Idle.In(worldOf(e))))
		}
	}
	if len(list) == 0 {
		return
	}
	b.WriteString("\n# Found, with the idle timeout in force:\n")
	for _, l := range slices.Compact(list) {
		fmt.Fprintf(b, "#   %s\n", comment(l))
	}
}

func worldOf(e *chain.Endpoint) chain.Guard {
	if e.Root == nil {
		return nil
	}
	return e.Root.World
}

// version asks for the version of nginx where nothing states it.
func (d drafter) version(b *strings.Builder) int {
	assumed := slices.ContainsFunc(d.Graph.Endpoints, func(e *chain.Endpoint) bool { return e.Root != nil && e.Root.Kind == "nginx" && e.Root.Assumed })
	if !assumed {
		return 0
	}
	b.WriteString("\n# Verdicts depend on the version of nginx (nginx -v): 1.29.7 keeps upstream connections by default.\n")
	b.WriteString("# settings: { nginx_version: \"1.28.0\" }\n")
	return 1
}

func (d drafter) section(b *strings.Builder, key, question string, lines []line) int {
	if len(lines) == 0 {
		return 0
	}
	fmt.Fprintf(b, "\n# %s\n# %s:\n", question, key)
	for _, l := range lines {
		fmt.Fprintf(b, "#   %s   # %s\n", l.entry, comment(l.about))
	}
	return len(lines)
}

// servers are the addresses that nothing declares, each with the bound that its clients set.
func (d drafter) servers() (lines []line) {
	for _, e := range d.Graph.Endpoints {
		if e.Kind != chain.Address {
			continue
		}
		var from []string
		var longest time.Duration
		for _, h := range d.Graph.Hops {
			if h.Server.Owner != e || neverPools(h) {
				continue
			}
			from = append(from, h.Client.Owner.ID)
			for _, c := range h.Client.Idle.In(h.World()) {
				longest = max(longest, c.Hi)
			}
		}
		if len(from) == 0 {
			continue
		}
		about := "behind " + from[0]
		if longest > 0 {
			about += fmt.Sprintf(", which keeps idle connections %s: more than that", chain.Seconds(longest))
		}
		lines = append(lines, line{fmt.Sprintf("%s: { preset: PRODUCT, hosts: [%s] }", d.name(e.Local), quote(e.Local)), about})
	}
	return lines
}

// neverPools reports whether no setting could make the client of a hop keep connections: what the server does matters to nobody.
func neverPools(h *chain.Hop) bool {
	for _, p := range h.Client.Reuse {
		if !slices.ContainsFunc(p.Causes, func(c chain.Cause) bool {
			return c.Kind == chain.DirectAddress || c.Kind == chain.ProtocolNeverPools
		}) {
			return false
		}
	}
	return len(h.Client.Reuse) > 0
}

// clients asks who connects to the servers that no hop leads to, once for all of a root.
func (d drafter) clients() (lines []line) {
	reached := map[*chain.Endpoint]bool{}
	for _, h := range d.Graph.Hops {
		reached[h.Server.Owner] = true
	}
	asked := map[*chain.Root]bool{}
	for _, e := range d.Graph.Endpoints {
		if e.Kind != chain.NginxIn || reached[e] || asked[e.Root] {
			continue
		}
		asked[e.Root] = true
		to := "nginx"
		if prefix, ok := strings.CutSuffix(e.ID, e.Local); ok {
			to = prefix + to
		}
		about := "in front of " + e.ID
		for _, s := range e.Accepts {
			for _, c := range s.Idle.In(worldOf(e)) {
				if c.State == chain.Known && len(lines) == 0 {
					about = fmt.Sprintf("in front of %s, which keeps idle connections %s: less than that", e.ID, chain.Seconds(c.Lo))
				}
			}
		}
		lines = append(lines, line{fmt.Sprintf("%s: { preset: PRODUCT, to: %s }", d.name("edge"), quote(to)), about})
	}
	return lines
}

// name makes a key of an address: letters, digits and hyphens, each name once.
func (d drafter) name(address string) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return '-'
	}, address), "-")
	if name == "" {
		name = "server"
	}
	unique := name
	for i := 2; d.used[unique]; i++ {
		unique = fmt.Sprintf("%s-%d", name, i)
	}
	d.used[unique] = true
	return unique
}

// comment keeps a text of the input inside its comment line.
func comment(s string) string { return visible(s) }
