package kubernetes

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

func isKustomization(name string) bool {
	return slices.Contains([]string{"kustomization.yaml", "kustomization.yml", "Kustomization"}, path.Base(filepath.ToSlash(name)))
}

// kustomization reads what a kustomization is made of, which files it lays over that, and the ConfigMaps that it makes of literals.
func (w *world) kustomization(f *source.File, skip func(*source.File, string)) {
	dir := filepath.Dir(f.Path)
	for _, d := range load(f, nil, skip) {
		if n := d.root.get("namespace"); n.str() != "" && n.open == "" {
			w.spaces[dir] = n.str()
		}
		for _, list := range []string{"resources", "bases", "components"} {
			for _, n := range d.root.get(list).each() {
				if !strings.Contains(n.str(), "://") {
					part := filepath.Join(dir, filepath.FromSlash(n.str()))
					w.layers[dir] = append(w.layers[dir], part)
					w.above[part] = append(w.above[part], dir)
				}
			}
		}
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
	dir  string // absolute, of the kustomization
	name string // of its folder, as shown
}

// lay reads a patch: a part of an object, merged over the one of its kind and name.
func (w *world) lay(at, dir string) {
	f, err := w.in.Tree.Read(at)
	if err != nil {
		return
	}
	for _, d := range load(f, nil, func(*source.File, string) {}) {
		kind, name := d.root.get("kind").str(), d.root.get("metadata", "name").str()
		if kind != "" && name != "" {
			key := kind + "/" + name
			w.overlays[key] = append(w.overlays[key], overlay{d.root, dir, filepath.ToSlash(filepath.Dir(f.Name))})
		}
	}
}

// over gives the patches that are laid over an object: those of kustomizations that are made of its folder.
func (w *world) over(o *object) (all []overlay) {
	for _, l := range w.overlays[o.kind+"/"+o.name] {
		if w.madeOf(l.dir, o, 0) {
			all = append(all, l)
		}
	}
	return all
}

// deepestLayers bounds how far bases of bases are followed.
const deepestLayers = 8

func (w *world) madeOf(dir string, o *object, depth int) bool {
	if dir == o.dir {
		return true
	}
	return depth < deepestLayers && slices.ContainsFunc(w.layers[dir], func(at string) bool {
		return at == o.dir || at == o.file.Path || w.madeOf(at, o, depth+1)
	})
}

// in is the world of an overlay, or all others.
func (l overlay) in(op chain.Op) chain.Guard {
	return chain.When(chain.Atom{Subject: "the overlay", Op: op, Val: l.name})
}

// changed reports whether a patch changes what a workload starts.
func (l overlay) changed() bool {
	spec := l.root.get("spec", "template", "spec")
	return slices.ContainsFunc(spec.get("containers").each(), func(c *node) bool {
		return c.get("command") != nil || c.get("args") != nil || c.get("env") != nil || c.get("envFrom") != nil || c.get("image") != nil
	})
}

// understood reports whether all that a patch says is taken in: data of a ConfigMap, annotations of an Ingress.
func (w *world) understood(f *source.File) bool {
	docs := load(f, nil, func(*source.File, string) {})
	return len(docs) > 0 && !slices.ContainsFunc(docs, func(d document) bool {
		kind := d.root.get("kind").str()
		return kind != "ConfigMap" && (kind != "Ingress" || d.root.get("spec") != nil)
	})
}

// mostSpaces bounds the namespaces that an object is looked for in, and mostLayers the kustomizations that are asked for them.
const (
	mostSpaces = 16
	mostLayers = 256
)

// namespaces are those that an object is put into: its own, else those of the kustomizations that it is a part of, else, for what is no chart's, the one that counts where nobody says otherwise.
func (w *world) namespaces(o *object) (all []string) {
	if o.namespace != "" {
		return []string{o.namespace}
	}
	seen := map[string]bool{}
	asked := []string{o.dir, o.file.Path}
	for i := 0; i < len(asked) && i < mostLayers && len(all) < mostSpaces; i++ {
		if at := asked[i]; !seen[at] {
			seen[at] = true
			if space := w.spaces[at]; space != "" && !slices.Contains(all, space) {
				all = append(all, space)
			}
			asked = append(asked, w.above[at]...)
		}
	}
	if len(all) == 0 && o.chart == nil {
		return []string{"default"}
	}
	return all
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
