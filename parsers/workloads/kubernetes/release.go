package kubernetes

import (
	"path/filepath"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// wrapper takes in a chart that depends on well-known ones: its values hold theirs below their names.
func (w *world) wrapper(f *source.File) {
	ch := w.charts.at(filepath.Dir(f.Path))
	if ch == nil {
		return
	}
	for _, d := range ch.meta.get("dependencies").each() {
		name := d.get("name").str()
		key := name
		if alias := d.get("alias").str(); alias != "" {
			key = alias
		}
		if !slices.ContainsFunc(controllers, func(c controller) bool { return slices.Contains(c.charts, name) }) {
			continue
		}
		n := ch.values.get(key)
		if n == nil {
			n = &node{at: d.at}
		}
		w.helm = append(w.helm, values{name, n, f, ch.dir, d.get("name").place()})
	}
}

// release takes in the objects that install a chart: Flux's HelmRelease, Argo CD's Application, k3s's HelmChartConfig.
func (w *world) release(o *object) {
	add := func(name, n *node) {
		if name == nil {
			return
		}
		if n == nil {
			n = &node{at: name.at}
		}
		w.helm = append(w.helm, values{name.str(), n, o.file, o.dir, name.at})
	}
	switch o.kind {
	case "HelmRelease":
		name := o.root.get("spec", "chart", "spec", "chart")
		if name == nil {
			name = o.root.get("spec", "chart", "name")
		}
		add(name, o.root.get("spec", "values"))
	case "Application":
		sources := append([]*node{o.root.get("spec", "source")}, o.root.get("spec", "sources").each()...)
		for _, s := range sources {
			n := s.get("helm", "valuesObject")
			if n == nil {
				n = w.embedded(s.get("helm", "values"))
			}
			add(s.get("chart"), n)
		}
	case "HelmChartConfig", "HelmChart":
		n := w.embedded(o.root.get("spec", "valuesContent"))
		name := o.root.get("spec", "chart")
		if name == nil {
			name = o.root.get("metadata", "name")
		}
		add(name, n)
	}
}

// embedded reads YAML that stands as a block of text inside YAML. Its places are those of the block: lines are found by their text.
func (w *world) embedded(n *node) *node {
	if n == nil || n.text == "" || n.open != "" {
		return nil
	}
	f := w.in.Tree.Set.File(n.at.File)
	if f == nil {
		return nil
	}
	y, err := parse([]byte(n.text))
	if err != nil || y == nil {
		return nil
	}
	c := &converter{file: f, src: []byte(n.text), text: plain{src: []byte(n.text), raw: []byte(n.text)}, lines: yamlspan.NewLines([]byte(n.text)), left: mostNodes}
	root, _ := c.convert(y, 0)
	relocate(root, f, n, []byte(n.text), y)
	return root
}

// relocate moves the places of embedded values into the file around them: line by line, as a block of text is its lines with more indentation.
func relocate(root *node, f *source.File, block *node, text []byte, _ *yaml.Node) {
	starts := blockLines(f, block, text)
	var walk func(n *node)
	move := func(s source.Span) source.Span {
		from, ok := starts(int(s.Start))
		to, also := starts(int(s.End))
		if !ok || !also || to < from {
			return block.at
		}
		return source.Span{File: f.ID, Start: uint32(from), End: uint32(to)}
	}
	walk = func(n *node) {
		n.at = move(n.at)
		for i := range n.pairs {
			n.pairs[i].at = move(n.pairs[i].at)
			walk(n.pairs[i].value)
		}
		for _, item := range n.items {
			walk(item)
		}
	}
	walk(root)
}

// blockLines gives a function from offsets of a block's text to offsets of the file; ok is false where the block is not written line by line.
func blockLines(f *source.File, block *node, text []byte) func(at int) (int, bool) {
	type line struct{ in, out int }
	var lines []line
	out, end := int(block.at.Start), int(block.at.End)
	_, out = lineOf(f.Src[:end], out, out)
	ok := true
	for in := 0; in < len(text) && ok; {
		next := in
		for next < len(text) && text[next] != '\n' {
			next++
		}
		out++ // the line ending before
		if out > end {
			ok = false
			break
		}
		_, stop := lineOf(f.Src[:end], out, out)
		written := f.Src[out:stop]
		if len(written) > 0 && written[len(written)-1] == '\r' {
			written = written[:len(written)-1]
		}
		skip := len(written) - (next - in)
		if skip < 0 || string(written[skip:]) != string(text[in:next]) {
			ok = false
			break
		}
		lines = append(lines, line{in, out + skip})
		out, in = stop, next+1
	}
	return func(at int) (int, bool) {
		if !ok {
			return 0, false
		}
		i := 0
		for i+1 < len(lines) && lines[i+1].in <= at {
			i++
		}
		if i >= len(lines) {
			return 0, false
		}
		return lines[i].out + at - lines[i].in, true
	}
}
