package report

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// DiffFormat is one way to write what lies between two states. Write returns the first error of the writer and no other.
type DiffFormat struct {
	Name  string
	Write func(w io.Writer, c *finding.Change, o Options) error
	Fixes bool // it shows the fixes of findings
}

// diffFormats lists what the --format of the diff command knows, the default first.
var diffFormats = []DiffFormat{
	{Name: "text", Write: diffText},
	{Name: "markdown", Write: diffMarkdown},
	{Name: "json", Write: diffJSON, Fixes: true},
}

// LookupDiff gives the format of the diff command that has this name. The error for an unknown one lists those that are known.
func LookupDiff(name string) (DiffFormat, error) {
	for _, f := range diffFormats {
		if f.Name == name {
			return f, nil
		}
	}
	return DiffFormat{}, fmt.Errorf("unknown format %q: use one of %s", name, strings.Join(DiffNames(), ", "))
}

// DiffNames lists the formats of the diff command, the default first.
func DiffNames() []string {
	names := make([]string, len(diffFormats))
	for i, f := range diffFormats {
		names[i] = f.Name
	}
	return names
}

//go:embed diff.schema.json
var diffSchema []byte

// DiffSchema is the JSON Schema (draft 2020-12) of what the format json of the diff command writes, published as
// docs/timeoutlint-diff.schema.json. It refers to [Schema], which lies beside it.
func DiffSchema() []byte { return slices.Clone(diffSchema) }

// diff is a change with the results at both of its ends in the order in which outputs show them.
type diff struct {
	*finding.Change
	base, head *digest
}

func newDiff(c *finding.Change) *diff {
	return &diff{c, newDigest(c.Base.Result), newDigest(c.Head.Result)}
}

// stateName is how sentences call a state: main (3f2a1b4c5d6e), a folder, "the work tree".
func stateName(s finding.State) string {
	switch {
	case s.Name == "":
		return "the work tree"
	case s.Commit == "" || strings.HasPrefix(s.Name, s.Commit):
		return s.Name
	}
	return s.Name + " (" + s.Commit + ")"
}

// changeKind says what became of a hop.
func changeKind(c chain.HopChange) string {
	switch {
	case c.Old == nil:
		return "added"
	case c.New == nil:
		return "removed"
	}
	return "changed"
}

// hopOf is the hop itself, as it is now if it still is.
func hopOf(c chain.HopChange) *chain.Hop {
	if c.New != nil {
		return c.New
	}
	return c.Old
}

// sideChange is one side of a hop before and after.
type sideChange struct {
	old, new tableSide // empty where there is no such hop
	changed  bool
}

// sides gives both sides of a hop with their clocks and where these come from.
func (d *diff) sides(c chain.HopChange) (client, server sideChange) {
	client.changed, server.changed = c.ClientChanged(), c.ServerChanged()
	if h := c.Old; h != nil {
		client.old, server.old = tableSideOf(d.base.Set, h.Client, worldOfHop(h)), tableSideOf(d.base.Set, h.Server, worldOfHop(h))
	}
	if h := c.New; h != nil {
		client.new, server.new = tableSideOf(d.head.Set, h.Client, worldOfHop(h)), tableSideOf(d.head.Set, h.Server, worldOfHop(h))
	}
	return client, server
}

// worldOfHop is what holds wherever a hop exists.
func worldOfHop(h *chain.Hop) chain.Guard {
	if both, ok := chain.And(h.World(), h.When); ok {
		return both
	}
	return h.World()
}

// clocks is "60s -> 120s", or the one clock that a side has or had.
func (s sideChange) clocks() string {
	switch {
	case s.changed && s.old.idle != s.new.idle:
		return s.old.idle + " -> " + s.new.idle
	case s.new.id != "":
		return s.new.idle
	}
	return s.old.idle
}

// move is "from 60s to 120s".
func (s sideChange) move() string { return "from " + s.old.idle + " to " + s.new.idle }

// places is where the clocks come from: "nginx.conf:9, before nginx.conf:7".
func (s sideChange) places() string {
	switch {
	case s.changed && s.old.from != s.new.from:
		return s.new.from + ", before: " + s.old.from
	case s.new.id != "":
		return s.new.from
	}
	return s.old.from
}

// verdictChange is "ok, now violated".
func verdictChange(c chain.HopChange) string {
	switch {
	case c.Old == nil:
		return string(c.After)
	case c.New == nil:
		return "was " + string(c.Before)
	case c.Before == c.After:
		return "still " + string(c.After)
	}
	return string(c.After) + ", was " + string(c.Before)
}

// rollout says in which order to apply the two sides of a hop; "" where it does not matter.
func (d *diff) rollout(c chain.HopChange) string {
	r, ok := c.Rollout()
	if !ok || c.After != chain.OK {
		return "" // no order makes a hop right that will be wrong
	}
	client, server := d.sides(c)
	state := func(v chain.Verdict) string {
		if v == chain.Possible {
			return "may be inverted"
		}
		return "is inverted"
	}
	switch r.Order() {
	case chain.FirstServer:
		return fmt.Sprintf("apply the server side first (%s), then the client side (%s): the other way round this hop %s between the two applies (client %s, server %s)",
			server.move(), client.move(), state(r.ClientFirst), client.new.idle, server.old.idle)
	case chain.FirstClient:
		return fmt.Sprintf("apply the client side first (%s), then the server side (%s): the other way round this hop %s between the two applies (client %s, server %s)",
			client.move(), server.move(), state(r.ServerFirst), client.old.idle, server.new.idle)
	case chain.NoOrder:
		return fmt.Sprintf("whichever side is applied first, this hop %s between the two applies (client %s, server %s, or client %s, server %s)",
			state(chain.Violated), client.new.idle, server.old.idle, client.old.idle, server.new.idle)
	case chain.AnyOrder:
	}
	return ""
}

// counts is the sentence that sums a change up.
func (d *diff) counts() string {
	var parts []string
	for _, s := range []finding.Severity{finding.Error, finding.Warning, finding.Note} {
		n := 0
		for _, f := range d.Introduced {
			if f.Severity == s {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, count(n, s.String()))
		}
	}
	text := "no finding introduced"
	if len(parts) > 0 {
		text = strings.Join(parts, ", ") + " introduced"
	}
	text += ", " + strconv.Itoa(len(d.Repaired)) + " repaired; "
	kinds := make(map[string]int)
	for _, c := range d.Hops {
		kinds[changeKind(c)]++
	}
	if len(kinds) == 0 {
		return text + "no hop changes"
	}
	parts = parts[:0]
	for _, kind := range []string{"changed", "added", "removed"} {
		if n := kinds[kind]; n > 0 {
			parts = append(parts, strconv.Itoa(n)+" "+kind)
		}
	}
	return text + "hops: " + strings.Join(parts, ", ")
}

// urgent orders the hops of a change: what is wrong after it first.
func (d *diff) urgent() []chain.HopChange {
	rank := func(c chain.HopChange) int {
		if c.New == nil {
			return len(verdictOrder) + 1
		}
		return urgency(c.After)
	}
	sorted := slices.Clone(d.Hops)
	slices.SortStableFunc(sorted, func(a, b chain.HopChange) int { return rank(a) - rank(b) })
	return sorted
}
