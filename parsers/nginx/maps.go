package nginx

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
	"github.com/timeoutlint/timeoutlint/source"
)

// mapping is a map block: data, not directives.
type mapping struct {
	source    string // the first argument, with variables
	rows      []mapRow
	fallback  *mapRow // the default line
	hostnames bool
	holes     []*hole
	sc        *scope // where it stands; collects the holes of includes
	at        source.Span
	index     *rowIndex // made when asked for
}

// mapRow is one line of a map.
type mapRow struct {
	key   string
	value string
	step  chain.Step
}

func (w *walker) readMap(sc *scope, f *file, d syntax.Directive, via *inclusion, depth int) {
	name, ok := strings.CutPrefix(d.Arg(1), "$")
	if !ok {
		if unresolved(d.Arg(1)) == "" {
			w.refuse(headSpan(f, d), "invalid variable name "+quote(d.Arg(1)))
		}
		return
	}
	m := &mapping{source: d.Arg(0), at: headSpan(f, d), sc: newScope(sc.ctx, sc, headSpan(f, d))}
	w.mapRows(m, f, d.Children(), via, depth)
	m.holes = m.sc.holes
	name = strings.ToLower(name)
	w.maps.add(name, m, m.at.File, w.folders[m.at.File])
}

// mapping finds the map that sets a variable: the last one, as in nginx; among fragments the nearest.
func (c *config) mapping(name string, from source.Span) *mapping {
	if !c.root.Fragments {
		m, _ := c.maps.lastOf(name)
		return m
	}
	m, _, ambiguous := c.maps.near(name, from.File, c.folders[from.File])
	if ambiguous {
		last, _ := c.maps.lastOf(name)
		return &mapping{holes: []*hole{{text: "several files map $" + name, at: last.at}}}
	}
	return m
}

// mapRows reads the lines of a map, also those of files included in it.
func (w *walker) mapRows(m *mapping, f *file, list syntax.Seq, via *inclusion, depth int) {
	for d := range list {
		switch key, n := d.Name(), d.NumArgs(); {
		case n == 0 && key == "hostnames":
			m.hostnames = true
		case n == 0 && key == "volatile":
		case n != 1:
			if d.Terminated() && unresolved(key) == "" {
				w.refuse(headSpan(f, d), "invalid number of the map parameters")
			}
		case key == "include":
			w.includeRows(m, f, d, via, depth)
		default:
			row := mapRow{key: key, value: d.Arg(0), step: chain.Step{Role: chain.Decides, At: directiveSpan(f, d)}}
			if key == "default" {
				m.fallback = &row
			} else {
				row.key = strings.TrimPrefix(key, `\`)
				if strings.HasPrefix(key, `\`) {
					row.key = "=" + row.key // a literal that looks like a keyword
				}
				m.rows = append(m.rows, row)
			}
		}
	}
}

func (w *walker) includeRows(m *mapping, f *file, d syntax.Directive, via *inclusion, depth int) {
	at, arg := directiveSpan(f, d), d.Arg(0)
	paths, err := w.files.resolve(arg)
	if err != nil {
		w.missing(m.sc, arg, at, err)
		return
	}
	for _, path := range paths {
		if depth > maxNesting {
			w.tooDeep(at)
			return
		}
		if included := w.openIncluded(m.sc, arg, path, at, via); included != nil {
			w.mapRows(m, included, included.tree.Top(), &inclusion{parent: via, path: path, at: at}, depth+1)
		}
	}
}
