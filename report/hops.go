package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// maxID bounds ids in tables; an id may be as long as a hostile file wants it to be.
const maxID = 120

// row is one line of the table of hops: a hop, or several from one endpoint with the same clocks.
type row struct {
	verdict        chain.Verdict
	client, server tableSide
	more           int    // further servers with the same clocks
	users          string // for whom the client connects so, where it connects in several ways
}

// tableSide is one end of a hop in the table.
type tableSide struct{ id, idle, from string }

// signs stand before the verdicts, so that they are told apart without colour and at a glance.
var signs = map[chain.Verdict]string{chain.OK: "✓", chain.Violated: "✗", chain.Possible: "!", chain.Unknown: "?", chain.NoReuse: "-"}

func verdictStyle(v chain.Verdict) style {
	switch v {
	case chain.OK:
		return good
	case chain.Violated:
		return bad
	case chain.Possible:
		return risky
	default:
		return faint
	}
}

// hops prints the table of hops: all that are not ok, and some that are.
func (p *printer) hops(d *digest) {
	if len(d.hops) == 0 {
		return
	}
	rows, hiddenOK := rowsOf(d)
	p.heading("hops", "the client side must drop idle connections before the server side does")
	if t := wide(rows); p.fits(t, 2) {
		p.table(t, t.widths(), 2)
	} else {
		t = narrow(rows)
		widths := t.widths()
		widths[1] = min(widths[1], p.width/2)                      // a few long ids need not push all clocks out of sight
		p.tableBelow(t, widths, 2, 2+widths[0]+between+len("-> ")) // where a clock comes from stands below its owner
	}
	if hiddenOK > 0 {
		p.put(plain, "  ... and "+strconv.Itoa(hiddenOK)+" more that are ok")
		p.newline()
	}
	if slices.ContainsFunc(rows, func(r row) bool { return r.verdict == chain.NoReuse }) {
		p.spaces(2)
		p.paragraph(faint, "no-reuse: each request opens a new connection: no race, but a handshake each", 2)
	}
	p.newline()
}

// rowsOf groups the hops into rows, what is wrong first, and counts the hops that are ok and not shown.
func rowsOf(d *digest) (rows []row, hiddenOK int) {
	type group struct {
		from *chain.Endpoint
		row  row
	}
	index := make(map[group]int)
	var members []hopsOfRow
	type member struct {
		row  int
		side *chain.Side
	}
	counted := make(map[member]bool)
	ok := 0
	for _, h := range d.hops {
		r := row{verdict: h.verdict, client: tableSideOf(d.Set, h.Client, h.world), server: tableSideOf(d.Set, h.Server, h.world)}
		h.follow(&r.client)
		for _, m := range h.Via {
			r.server.id += " via " + shorten(visible(m.ID), maxID)
		}
		key := group{h.Client.Owner, r}
		key.row.server.id = ""
		i, seen := index[key]
		switch {
		case seen && i < 0:
			hiddenOK++
		case seen:
			rows[i].more += members[i].add(h, counted[member{i, h.Client}])
			counted[member{i, h.Client}] = true
		case h.verdict == chain.OK && ok == maxOK:
			index[key] = -1
			hiddenOK++
		default:
			if h.verdict == chain.OK {
				ok++
			}
			index[key] = len(rows)
			counted[member{len(rows), h.Client}] = true
			rows = append(rows, r)
			members = append(members, hopsOfRow{server: h.Server.Owner, sides: []*chain.Side{h.Client}})
		}
	}
	for i, m := range members {
		rows[i].users = d.users(m.sides)
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(urgency(a.verdict), urgency(b.verdict)) })
	return rows, hiddenOK
}

// hopsOfRow is what a row remembers of its hops: the last server, and the client's sides.
type hopsOfRow struct {
	server *chain.Endpoint
	sides  []*chain.Side
}

// add takes another hop into the row, of a side that may be counted already, and counts its server if it is a further one. Hops come in the order of
// their servers.
func (m *hopsOfRow) add(h judged, counted bool) (servers int) {
	if !counted {
		m.sides = append(m.sides, h.Client)
	}
	if m.server == h.Server.Owner {
		return 0
	}
	m.server = h.Server.Owner
	return 1
}

// urgency orders the rows: ok last.
func urgency(v chain.Verdict) int {
	if v == chain.OK {
		return len(verdictOrder)
	}
	return slices.Index(verdictOrder, v)
}

func tableSideOf(set *source.Set, s *chain.Side, world chain.Guard) tableSide {
	side := tableSide{id: shorten(visible(s.Owner.ID), maxID)}
	switch cases := distinct(s.Idle, world); len(cases) {
	case 0:
		side.idle, side.from = "?", "not stated"
	case 1:
		side.idle, side.from = clockWord(cases[0]), fromWord(set, cases[0])
	default:
		words := make([]string, len(cases))
		for i, c := range cases {
			words[i] = clockWord(c)
		}
		slices.Sort(words)
		words = slices.Compact(words)
		side.idle, side.from = strings.Join(words, "|"), strconv.Itoa(len(cases))+" cases"
	}
	return side
}

// follow shows the client's clock as it is judged where the server's Keep-Alive header decides it.
func (h judged) follow(client *tableSide) {
	idle := ""
	for _, o := range h.outcomes {
		if !o.InForce {
			continue
		}
		word := clockWord(o.Client)
		if !o.Hinted || idle != "" && word != idle {
			return
		}
		idle = word
	}
	if idle != "" {
		client.idle, client.from = idle, "server's header"
	}
}

// clockWord is an answer in one word: "60s", "off", "?" where it is not known.
func clockWord(c chain.Case) string {
	if c.State == chain.Absent || c.State == chain.Unresolved {
		return "?"
	}
	return c.String()
}

// fromWord is where an answer comes from in a few words: the place if it is written, else who decided.
func fromWord(set *source.Set, c chain.Case) string {
	at := visible(place(set, c.From.At()))
	switch {
	case c.From == nil, c.State == chain.Absent:
		return "not stated"
	case c.State == chain.Unresolved:
		return strings.TrimSpace("unresolved " + at)
	case c.From.Kind == chain.Written && at != "":
		return at
	case c.From.Kind == chain.Fixed:
		return "fixed by vendor"
	}
	return c.From.Kind.String()
}

// wide puts a hop on one line.
func wide(rows []row) table {
	t := table{{{faint, "  verdict"}, {faint, "client side"}, {faint, "idle"}, {faint, "from"}, {faint, "server side"}, {faint, "idle"}, {faint, "from"}}}
	for _, r := range rows {
		t = append(t, []piece{
			r.sign(),
			{plain, strings.TrimSpace(r.client.id + " " + r.users)},
			{strong, r.client.idle},
			{plain, r.client.from},
			{plain, r.server.id + r.others()},
			{strong, r.server.idle},
			{plain, r.server.from},
		})
	}
	return t
}

// narrow puts the server side of a hop below its client side.
func narrow(rows []row) table {
	var t table
	for _, r := range rows {
		t = append(t, []piece{r.sign(), {plain, r.client.id}, {strong, r.client.idle}, {plain, r.client.from}})
		if r.users != "" {
			t = append(t, []piece{{}, {plain, "   " + r.users}})
		}
		t = append(t, []piece{{}, {plain, "-> " + r.server.id + r.others()}, {strong, r.server.idle}, {plain, r.server.from}})
	}
	return t
}

func (r row) sign() piece {
	return piece{verdictStyle(r.verdict), signs[r.verdict] + " " + string(r.verdict)}
}

func (r row) others() string {
	if r.more == 0 {
		return ""
	}
	return " (+" + strconv.Itoa(r.more) + " more)"
}
