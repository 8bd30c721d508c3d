package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/rules"
)

// draft is the text of a first timeoutlint.yaml: what was found, and for each side that nothing tells about a line to fill in. Everything but
// the version is a comment, so that the file is valid as it stands.
func draft(r *finding.Result) (text string, open int) {
	var b strings.Builder
	b.WriteString("# timeoutlint: what the files of this repository do not say about the path of a request.\n")
	b.WriteString("# Where a line is true, take its \"# \" away, and that of the key above it. Products: timeoutlint presets\n")
	b.WriteString("version: 1\n")
	d := drafter{Result: r, used: map[string]bool{}, locals: map[string]int{}}
	for _, e := range r.Graph.Endpoints {
		d.locals[e.Local]++
	}
	d.found(&b)
	open += d.version(&b)
	open += d.section(&b, "servers", "What stands behind these? Name the product, or write idle_timeout: 65s in the place of preset: PRODUCT.", d.servers())
	open += d.links(&b)
	open += d.section(&b, "clients", "What stands in front of nginx: a balancer, a CDN? Leave it out where browsers connect.", d.clients())
	return b.String(), open
}

type drafter struct {
	*finding.Result
	used   map[string]bool
	locals map[string]int // how many endpoints have an id, without what tells their roots apart
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
		fmt.Fprintf(b, "#   %s\n", visible(l))
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
		fmt.Fprintf(b, "#   %s   # %s\n", l.entry, visible(l.about))
	}
	return len(lines)
}

// servers asks once for what stands behind each client, with the bound that the client sets. Where it may be a server that was found, the links ask.
func (d drafter) servers() (lines []line) {
	linked := map[[2]*chain.Side]bool{}
	for _, c := range d.Graph.Candidates {
		if c.Settles() {
			linked[[2]*chain.Side{c.From, c.Unknown}] = true
		}
	}
	behind := map[*chain.Endpoint][]*chain.Hop{}
	var clients []*chain.Endpoint
	for _, h := range d.Graph.Hops {
		if h.Server.Owner.Kind != chain.Address || neverPools(h) || linked[[2]*chain.Side{h.Client, h.Server}] {
			continue
		}
		client := h.Client.Owner
		if behind[client] == nil {
			clients = append(clients, client)
		}
		behind[client] = append(behind[client], h)
	}
	for _, client := range clients {
		hops := behind[client]
		about := addresses(hops)
		if longest := longestOf(hops); longest > 0 {
			about += ": must keep idle connections longer than " + chain.Seconds(longest)
		}
		lines = append(lines, line{fmt.Sprintf("%s: { preset: PRODUCT, %s }", d.name(client.Local[strings.LastIndexByte(client.Local, '/')+1:]), rules.Reached(hops[0], d.id(client))), about})
	}
	return lines
}

// links proposes the joins that nothing states: those that are assumed, and those between which nothing decides.
func (d drafter) links(b *strings.Builder) int {
	var all []line
	add := func(from *chain.Side, to *chain.Endpoint, about string) {
		entry := "- " + strings.ReplaceAll(quote(from.ID()+" -> "+to.ID), `\u003e`, ">")
		if !slices.ContainsFunc(all, func(l line) bool { return l.entry == entry }) {
			all = append(all, line{entry, about})
		}
	}
	for _, h := range d.Graph.Hops {
		if h.Joined.How == chain.Assumed && !h.Joined.Met {
			add(h.Client, h.Server.Owner, "assumed: there is no other")
		}
	}
	for _, c := range d.Graph.Candidates {
		add(c.From, c.To, "one of several that it may be")
	}
	return d.section(b, "links", "Do these connect to each other? Nothing in the files says so.", all)
}

// id is the name of an endpoint that holds wherever the tool is run from, if there is one.
func (d drafter) id(e *chain.Endpoint) string {
	if d.locals[e.Local] > 1 {
		return e.ID
	}
	return e.Local
}

// addresses names the first servers of the hops.
func addresses(hops []*chain.Hop) string {
	var all []string
	for _, h := range hops {
		if a := h.Server.Owner.ID; !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	if more := len(all) - 3; more > 0 {
		return strings.Join(all[:3], ", ") + " and " + strconv.Itoa(more) + " more"
	}
	return strings.Join(all, ", ")
}

// longestOf is the longest that the clients of the hops keep an idle connection, 0 where that is not known.
func longestOf(hops []*chain.Hop) (longest time.Duration) {
	for _, h := range hops {
		for _, c := range h.Client.Idle.In(h.World()) {
			longest = max(longest, c.Hi)
		}
	}
	return longest
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
		about := e.ID
		for _, s := range e.Accepts {
			for _, c := range s.Idle.In(worldOf(e)) {
				if c.State == chain.Known {
					about = fmt.Sprintf("%s: must drop idle connections sooner than %s", e.ID, chain.Seconds(c.Lo))
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
