package kubernetes

import (
	"path/filepath"
	"strings"
	"sync"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/source"
)

// chart is a Helm chart: a folder with Chart.yaml.
type chart struct {
	dir    string
	name   string
	meta   *node // of Chart.yaml
	values *node // of values.yaml, nil for none
	others []environment
}

// environment is a further file of values beside the chart's own: values-prod.yaml.
type environment struct {
	name   string
	values *node
}

// mostEnvironments bounds how many of them are read for one chart.
const mostEnvironments = 16

// charts finds the chart that a file belongs to, once for each folder. Several goroutines may ask.
type charts struct {
	tree *source.Tree
	of   sync.Map // folder -> func() *chart
}

// at gives the chart of a folder: its own, or that of one of the next three folders above.
func (c *charts) at(dir string) *chart {
	for range 4 {
		if ch := c.here(dir); ch != nil {
			return ch
		}
		above := filepath.Dir(dir)
		if above == dir {
			break
		}
		dir = above
	}
	return nil
}

func (c *charts) here(dir string) *chart {
	read, known := c.of.Load(dir)
	if !known {
		read, _ = c.of.LoadOrStore(dir, sync.OnceValue(func() *chart { return readChart(c.tree, dir) }))
	}
	return read.(func() *chart)()
}

// readChart reads what a folder says of a chart, nil where it is none.
func readChart(tree *source.Tree, dir string) *chart {
	f, err := tree.Read(filepath.Join(dir, "Chart.yaml"))
	if err != nil {
		return nil
	}
	ch := &chart{dir: dir, meta: only(f)}
	ch.name = ch.meta.get("name").str()
	if f, err := tree.Read(filepath.Join(dir, "values.yaml")); err == nil {
		ch.values = only(f)
	}
	if entries, err := tree.Dir(dir); err == nil {
		for _, e := range entries {
			base := filepath.Base(e.Path)
			if base == "values.yaml" || !strings.HasPrefix(base, "values") || filepath.Ext(base) != ".yaml" || len(ch.others) == mostEnvironments {
				continue
			}
			if f, err := tree.Read(e.Path); err == nil {
				ch.others = append(ch.others, environment{base, only(f)})
			}
		}
	}
	return ch
}

// only gives the first document of a file.
func only(f *source.File) *node {
	for _, d := range load(f, nil, func(*source.File, string) {}) {
		return d.root
	}
	return nil
}

var (
	valuePath = pattern.New(`^\(?\$?\.Values\.([A-Za-z0-9_.-]+)\)?$`)
	leading   = pattern.New(`^default\s+("[^"]*"|[0-9A-Za-z.]+)\s+(\$?\.Values\.[A-Za-z0-9_.-]+)$`)
	fallback  = pattern.New(`^default\s+\(?("[^"]*"|[0-9A-Za-z.]+)\)?$`)
	// functions that leave a text as it is, or only quote it.
	harmless = map[string]bool{"quote": true, "squote": true, "toString": true, "int": true, "int64": true, "toYaml": true, "trim": true, "trunc 63": true, `trimSuffix "-"`: true}
)

// resolve gives the value of an expression that only reads a value of the chart.
func (ch *chart) resolve(expression string) (text string, by []chain.Step, known bool) {
	if ch == nil {
		return "", nil, false
	}
	first, rest, _ := strings.Cut(expression, "|")
	first = strings.TrimSpace(first)
	def := ""
	if m := leading().FindStringSubmatch(first); m != nil {
		def, first = strings.Trim(m[1], `"`), m[2]
	}
	for f := range strings.SplitSeq(rest, "|") {
		f = strings.TrimSpace(f)
		if m := fallback().FindStringSubmatch(f); m != nil {
			def = strings.Trim(m[1], `"`)
		} else if f != "" && !harmless[f] {
			return "", nil, false
		}
	}
	if first == ".Chart.Name" {
		return ch.name, nil, ch.name != ""
	}
	m := valuePath().FindStringSubmatch(strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(first, "quote "), "int ")))
	if m == nil {
		return "", nil, false
	}
	n, agreed := ch.value(m[1])
	switch {
	case !agreed:
		return "", nil, false
	case n != nil && n.text != "" && n.open == "" && !n.bare:
		return n.text, []chain.Step{{Role: chain.Decides, At: n.at}}, true
	case def != "" && (n == nil || n.text == ""):
		return def, nil, true
	}
	return "", nil, false
}

// value gives what the values say at a path: nil for nothing. agreed is false where a file of another environment says something else.
func (ch *chart) value(at string) (n *node, agreed bool) {
	path := strings.Split(at, ".")
	n = ch.values.get(path...)
	for _, o := range ch.others {
		other := o.values.get(path...)
		switch {
		case other == nil:
		case n == nil || n.bare || n.text == "" && len(n.pairs)+len(n.items) == 0:
			n = other
		case !alike(n, other):
			return nil, false
		}
	}
	return n, true
}

// alike reports whether two values say the same.
func alike(a, b *node) bool {
	if a.text != b.text || len(a.pairs) != len(b.pairs) || len(a.items) != len(b.items) {
		return false
	}
	for i := range a.pairs {
		if a.pairs[i].key != b.pairs[i].key || !alike(a.pairs[i].value, b.pairs[i].value) {
			return false
		}
	}
	for i := range a.items {
		if !alike(a.items[i], b.items[i]) {
			return false
		}
	}
	return true
}

var dumped = pattern.New(`toYaml\s+\(?(\.|\$?\.Values\.[A-Za-z0-9_.-]+)\)?(?:\s|\||-|\})`)

// dump gives the mapping or list of the values that a line of a template writes as it is: toYaml .Values.ingress.annotations, or toYaml . within a
// with. It is nil where that is not known, or empty.
func (ch *chart) dump(line string, with string) *node {
	m := dumped().FindStringSubmatch(line)
	if ch == nil || m == nil {
		return nil
	}
	at := m[1]
	if at == "." {
		at = with
	}
	at, ok := strings.CutPrefix(strings.TrimPrefix(strings.Trim(at, "() "), "$"), ".Values.")
	if !ok || strings.ContainsAny(at, " |(") {
		return nil
	}
	n, agreed := ch.value(at)
	if !agreed || n == nil || len(n.pairs)+len(n.items) == 0 {
		return nil
	}
	return n
}
