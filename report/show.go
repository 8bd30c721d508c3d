package report

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
)

// maxPaths is the number of locations that the title of a group names.
const maxPaths = 6

// Show writes the text of the show command: for each endpoint, and in an nginx server for each location, the settings that are in force,
// with their values, where they were read, and what they override. Locations that follow each other and agree share one list.
func Show(w io.Writer, r *finding.Result, o Options) error {
	p := newPrinter(w, o)
	d := newDigest(r)
	p.assumptions(d)
	locations := 0
	for _, e := range d.endpoints {
		if e.Kind != chain.Address && !implicit(e) {
			p.endpoint(d, e)
		}
		locations += len(e.Routes)
	}
	p.undeclared(d)
	if o.Quiet {
		return p.flush()
	}
	p.left(d)
	text := count(len(d.endpoints), "endpoint") + ", " + count(locations, "location") + " in " + count(d.Files, "file")
	if n := d.Count(finding.Error); n > 0 {
		text += "; " + count(n, "error") + ": timeoutlint check tells more"
	}
	p.paragraph(strong, text, 0)
	return p.flush()
}

// implicit reports whether an upstream is a mere address that nginx connects to anew for each request: none of its settings is in
// force, and the locations say why.
func implicit(e *chain.Endpoint) bool {
	return e.Kind == chain.NginxOut && e.Pool == nil && !slices.ContainsFunc(e.Connect, func(s *chain.Side) bool {
		return len(s.Reuse) == 0 || slices.ContainsFunc(s.Reuse, func(r chain.Pooling) bool { return r.Reuse != chain.ReuseNo })
	})
}

// assumptions says for each root what was assumed of it, because nothing states it.
func (p *printer) assumptions(d *digest) {
	var roots []*chain.Root
	for _, e := range d.endpoints {
		if r := e.Root; r != nil && r.Assumed && !slices.Contains(roots, r) {
			roots = append(roots, r)
			where := cmp.Or(r.File, r.Dir)
			if where != "" {
				where += ": "
			}
			stated := "nothing states the version"
			if r.Versions != "" {
				stated = "several versions read it, " + visible(r.Versions)
			}
			p.paragraph(hint, where+stated+"; shown is what holds for "+r.World.String()+" (--nginx-version says which it is)", 0)
		}
	}
	if len(roots) > 0 {
		p.newline()
	}
}

// endpoint prints one endpoint with its groups of settings, all in the same columns.
func (p *printer) endpoint(d *digest, e *chain.Endpoint) {
	groups := groupsOf(d, e)
	if len(groups) == 0 {
		return
	}
	p.put(strong, shorten(visible(e.ID), maxID))
	if at := place(d.Set, e.At); at != "" {
		p.put(faint, "  "+at)
	}
	p.newline()
	var all table
	for _, g := range groups {
		all = append(all, g.table()...)
	}
	widths := all.widths()
	for _, g := range groups {
		if title := g.title(); title != "" {
			p.spaces(2)
			p.put(hint, title)
			if g.at != "" {
				p.put(faint, "  "+g.at)
			}
			p.newline()
		}
		p.table(g.table(), widths, 4)
	}
	p.newline()
}

// undeclared lists the addresses that are connected to, and of which nothing in the scan says anything.
func (p *printer) undeclared(d *digest) {
	var ids []string
	for _, e := range d.endpoints {
		if e.Kind == chain.Address {
			ids = append(ids, shorten(visible(e.ID), maxID))
		}
	}
	if len(ids) == 0 {
		return
	}
	p.heading("not declared", "nothing says how long these keep idle connections")
	more := len(ids) - maxOK
	text := strings.Join(ids[:min(len(ids), maxOK)], ", ")
	if more > 0 {
		text += " and " + strconv.Itoa(more) + " more"
	}
	p.spaces(4)
	p.paragraph(plain, text, 4)
	p.newline()
}

// group is the settings of one face of an endpoint, or of consecutive locations that agree in all of them.
type group struct {
	paths  []string // locations as written, the first of them
	count  int      // how many there are
	target string   // where they proxy to
	at     string   // place of the first
	name   string   // title where it is no location
	lines  []setting
}

// table gives the lines of a group as cells.
func (g group) table() table {
	t := make(table, len(g.lines))
	for i, s := range g.lines {
		from := s.from
		if s.places > 0 {
			from += " (+" + strconv.Itoa(s.places) + ")"
		}
		t[i] = []piece{{plain, s.name}, {strong, s.value}, {plain, from}, {faint, s.remark}}
	}
	return t
}

func (g group) title() string {
	if len(g.paths) == 0 {
		return g.name
	}
	title := "location " + strings.Join(g.paths, ", ")
	if g.count > len(g.paths) {
		title += " and " + strconv.Itoa(g.count-len(g.paths)) + " more"
	}
	if g.target != "" {
		title += " -> " + g.target
	}
	return title
}

// takes adds a following group to this one if both say the same.
func (g *group) takes(next group) bool {
	same := g.name == next.name && g.target == next.target && slices.EqualFunc(g.lines, next.lines, setting.agrees)
	if !same || len(g.paths) == 0 || len(next.paths) == 0 {
		return false
	}
	g.count++
	if len(g.paths) < maxPaths {
		g.paths = append(g.paths, next.paths...)
	}
	for i, s := range next.lines {
		if s.from != g.lines[i].from {
			g.lines[i].places++
		}
	}
	return true
}
