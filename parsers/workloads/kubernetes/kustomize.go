package kubernetes

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/source"
)

func isKustomization(name string) bool {
	return slices.Contains([]string{"kustomization.yaml", "kustomization.yml", "Kustomization"}, path.Base(filepath.ToSlash(name)))
}

// kustomization reads which files are laid over others, and the ConfigMaps that it makes of literals.
func (w *world) kustomization(f *source.File, skip func(*source.File, string)) {
	dir := filepath.Dir(f.Path)
	for _, d := range load(f, nil, skip) {
		for _, list := range []string{"patches", "patchesStrategicMerge", "patchesJson6902"} {
			for _, p := range d.root.get(list).each() {
				name := p.str()
				if at := p.get("path"); at != nil {
					name = at.str()
				}
				if name != "" && !strings.Contains(name, "\n") {
					at := filepath.Join(dir, filepath.FromSlash(name))
					w.patches[at] = f.Name
					w.lay(at, dir)
				}
			}
		}
		for _, g := range d.root.get("configMapGenerator").each() {
			w.generated(g, f, dir)
		}
	}
}

// overlay is what a kustomization changes of an object.
type overlay struct {
	root *node
	name string // of the folder, as shown
}

// lay reads a patch: a part of an object, merged over the one of its kind and name. What is no such part is left out of every verdict.
func (w *world) lay(at, dir string) {
	f, err := w.in.Tree.Read(at)
	if err != nil {
		return
	}
	for _, d := range load(f, nil, func(*source.File, string) {}) {
		kind, name := d.root.get("kind").str(), d.root.get("metadata", "name").str()
		if kind != "" && name != "" {
			key := kind + "/" + name
			w.overlays[key] = append(w.overlays[key], overlay{d.root, filepath.ToSlash(filepath.Dir(f.Name))})
		}
	}
}

// generated is a ConfigMap of a configMapGenerator: its literals are its data.
func (w *world) generated(g *node, f *source.File, dir string) {
	root := &node{at: g.at, pairs: []pair{{"metadata", g.at, g}}}
	data := &node{at: g.at}
	for _, l := range g.get("literals").each() {
		key, value, ok := strings.Cut(l.text, "=")
		if ok {
			data.pairs = append(data.pairs, pair{key, l.at, &node{text: strings.Trim(value, `"'`), open: l.open, at: l.at}})
		}
	}
	root.pairs = append(root.pairs, pair{"data", g.at, data})
	o := &object{file: f, dir: dir, parts: strings.Split(dir, string(filepath.Separator)), root: root, kind: "ConfigMap", name: g.get("name").str(), namespace: g.get("namespace").str()}
	w.add(o)
}
