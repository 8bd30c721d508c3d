package kubernetes

import (
	"bytes"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// A key of a ConfigMap is a file to the container that it is mounted into. Where the manifest holds its text as a block, that is a part of the manifest's file; where a kustomization or a chart takes
// it from a file, it is that file.

// held is what a key of a ConfigMap is to a container that sees it.
type held struct {
	here string // path of a file or of a part of one; "" where open says why it is not known
	open string
}

// mostTexts bounds the keys of a ConfigMap that are looked at, and shortest is the length below which one holds no block of any configuration.
const (
	mostTexts = 500
	shortest  = len("server{}")
)

// texts tells the parsers of configurations which texts the ConfigMaps hold, and keeps them for those who mount them.
func (w *world) texts() {
	for _, cm := range w.byKind["ConfigMap"] {
		if isKustomization(cm.file.Name) || cm.later != nil { // one that is put off holds none
			continue
		}
		for _, p := range cm.root.get("data").pairsOf()[:min(mostTexts, len(cm.root.get("data").pairsOf()))] {
			if strings.HasSuffix(p.key, "-snippet") || !mayConfigure(p.key, p.value.text) { // those of ingress-nginx stand in a configuration that it makes
				continue
			}
			if t, ok := w.text(cm, p); ok {
				w.in.Settings.Texts = append(w.in.Settings.Texts, t)
			}
		}
	}
}

// text makes a key of a ConfigMap a file of its own.
func (w *world) text(cm *object, p pair) (t parsers.Text, ok bool) {
	at := p.value.place()
	if p.key == hole || p.value.bare || p.value.list || len(p.value.pairs) > 0 || at.File != cm.file.ID || int(at.End-at.Start) < shortest {
		return t, false
	}
	start, why := yamlspan.Inside(cm.file.Src[at.Start:at.End])
	t = parsers.Text{Of: "the key " + source.Clip(p.key) + " of ConfigMap " + source.Clip(cm.shown()), Open: why, Holds: p.value.text}
	t.File = w.in.Tree.Part(cm.file, path.Join(folderOf(cm), clean(p.key)), at.Start+uint32(start), at.End)
	return t, true
}

// folderOf is what the paths of a ConfigMap's keys begin with: its name, with a number where others of its file, such as those of other namespaces, are called the same.
func folderOf(cm *object) string {
	if cm.nth > 1 {
		return clean(cm.shown()) + "#" + strconv.Itoa(cm.nth)
	}
	return clean(cm.shown())
}

// clean is a name as one part of a path.
func clean(name string) string {
	return strings.NewReplacer("/", "_", `\`, "_", "\x00", "_").Replace(name)
}

// files are what a ConfigMap is to a container, by key; all is false where it may hold more than is known.
func (w *world) files(name string, from *object) (files map[string]held, all bool) {
	cm := w.find("ConfigMap", name, from.namespace, from)
	if cm == nil {
		return nil, false
	}
	files, all = map[string]held{}, len(w.over(cm)) == 0
	for _, f := range cm.root.get("metadata", "files").each() { // of a configMapGenerator
		key, at, ok := strings.Cut(f.text, "=")
		if !ok {
			key, at = path.Base(f.text), f.text
		}
		files[key] = held{here: filepath.Join(cm.dir, filepath.FromSlash(at))}
	}
	for _, p := range cm.root.get("data").pairsOf() {
		switch {
		case p.key == hole:
			all = w.globbed(cm, p.value.text, files) && all
		case len(p.value.when) > 0:
			files[p.key] = held{open: "a template writes it in some cases only"}
		default:
			files[p.key] = w.behind(cm, p)
		}
	}
	return files, all
}

// behind is what stands behind one key.
func (w *world) behind(cm *object, p pair) held {
	if m := fileOfChart().FindStringSubmatch(p.value.str()); m != nil && cm.chart != nil {
		return held{here: filepath.Join(cm.chart.dir, filepath.FromSlash(m[1]))}
	}
	t, ok := w.text(cm, p)
	switch {
	case !ok:
		return held{open: "the manifest does not hold it as a text"}
	case t.Open != "":
		return held{open: t.Open}
	}
	return held{here: t.Path}
}

// What templates take from files of the chart: one as it is, but for what tpl fills in, or all of a pattern by their names.
var (
	fileOfChart  = pattern.New(`^(?:[|>][-+0-9]*\s+)?\{\{-?\s*\(?\s*(?:tpl\s+\(?\s*)?[$.]+Files\.Get\s+"([^"{}]+)"[^{}]*\}\}\s*$`)
	filesOfChart = pattern.New(`^\{\{-?\s*(?:tpl\s+)?\(*\s*[$.]+Files\.Glob\s+"([^"{}]+)"\s*\)*\.AsConfig\b[^{}]*\}\}$`)
)

// globbed adds what a line of a template takes from the files of a chart, and reports whether that is all it writes.
func (w *world) globbed(cm *object, line string, files map[string]held) bool {
	m := filesOfChart().FindStringSubmatch(strings.TrimSpace(line))
	if m == nil || cm.chart == nil || strings.Contains(m[1], "**") {
		return false
	}
	found, err := w.in.Tree.Glob(filepath.Join(cm.chart.dir, filepath.FromSlash(m[1])))
	for _, at := range found {
		files[filepath.Base(at)] = held{here: at}
	}
	return err == nil
}

// extended is where a block of text ends whose last lines are tags of a template: those that close what was opened in it belong to it.
func (c *converter) extended(from, end int) int {
	from, end = c.base+from, c.base+end
	for {
		b := c.text.branches.at(end - 1)
		if b == nil || b.from <= from || b.to < end || b.to >= len(c.text.raw) || len(bytes.TrimSpace(c.text.src[end:b.to])) > 0 {
			return end - c.base
		}
		_, end = lineOf(c.text.raw, b.to, b.to)
	}
}
