package kubernetes

import (
	"path/filepath"
	"regexp"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// chart is a Helm chart: a folder with Chart.yaml.
type chart struct {
	dir    string
	name   string
	meta   *node // of Chart.yaml
	values *node // of values.yaml, nil for none
	others bool  // further files of values lie beside it: what the chart's own say is one possibility
}

// charts finds the chart that a file belongs to, once for each folder.
type charts struct {
	tree *source.Tree
	skip func(f *source.File, reason string)
	of   map[string]*chart
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
	if ch, known := c.of[dir]; known {
		return ch
	}
	c.of[dir] = nil
	f, err := c.tree.Read(filepath.Join(dir, "Chart.yaml"))
	if err != nil {
		return nil
	}
	ch := &chart{dir: dir, meta: c.only(f)}
	ch.name = ch.meta.get("name").str()
	if f, err := c.tree.Read(filepath.Join(dir, "values.yaml")); err == nil {
		ch.values = c.only(f)
	}
	if entries, err := c.tree.Dir(dir); err == nil {
		for _, e := range entries {
			base := filepath.Base(e.Path)
			ch.others = ch.others || base != "values.yaml" && strings.HasPrefix(base, "values") && strings.HasSuffix(base, ".yaml")
		}
	}
	c.of[dir] = ch
	return ch
}

// only gives the first document of a file.
func (c *charts) only(f *source.File) *node {
	for _, d := range load(f, nil, c.skip) {
		return d.root
	}
	return nil
}

var (
	valuePath = regexp.MustCompile(`^\(?\$?\.Values\.([A-Za-z0-9_.-]+)\)?$`)
	leading   = regexp.MustCompile(`^default\s+("[^"]*"|[0-9A-Za-z.]+)\s+(\$?\.Values\.[A-Za-z0-9_.-]+)$`)
	fallback  = regexp.MustCompile(`^default\s+\(?("[^"]*"|[0-9A-Za-z.]+)\)?$`)
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
	if m := leading.FindStringSubmatch(first); m != nil {
		def, first = strings.Trim(m[1], `"`), m[2]
	}
	for f := range strings.SplitSeq(rest, "|") {
		f = strings.TrimSpace(f)
		if m := fallback.FindStringSubmatch(f); m != nil {
			def = strings.Trim(m[1], `"`)
		} else if f != "" && !harmless[f] {
			return "", nil, false
		}
	}
	if first == ".Chart.Name" {
		return ch.name, nil, ch.name != ""
	}
	m := valuePath.FindStringSubmatch(strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(first, "quote "), "int ")))
	if m == nil {
		return "", nil, false
	}
	n := ch.values.get(strings.Split(m[1], ".")...)
	switch {
	case n != nil && n.text != "" && n.open == "" && !n.bare:
		return n.text, []chain.Step{{Role: chain.Decides, At: n.at}}, true
	case def != "" && (n == nil || n.text == ""):
		return def, nil, true
	}
	return "", nil, false
}
