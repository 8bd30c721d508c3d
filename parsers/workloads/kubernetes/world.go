package kubernetes

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// world is all that the manifests of a scan declare.
type world struct {
	in       *parsers.Input
	charts   *charts
	objects  []*object
	byKind   map[string][]*object
	named    map[string][]*object // by kind and name
	called   map[string]*object   // the first workload by its kind and name as shown
	labels   map[string][]*object // workloads by one label of their pods
	runs     map[string][]run     // images by the last part of their names, once they are asked for
	held     map[*object][]*container
	led      map[*object][]*object  // by Service
	nginx    map[source.Span]bool   // whether a container runs one, by its place
	roots    map[string]*chain.Root // by folder
	folders  map[string]bool        // that hold manifests outside of charts
	helm     []values
	patches  map[string]string    // files that kustomizations lay over others, by path, with the kustomization
	overlays map[string][]overlay // by kind and name
	layers   map[string][]string  // what a kustomization is made of, by its folder
	above    map[string][]string  // the folders of the kustomizations that a folder or file is a part of
	spaces   map[string]string    // the namespace that a kustomization puts all of its parts into, by its folder
}

// values are those that a chart of somebody else is installed with.
type values struct {
	chart string // ingress-nginx
	node  *node
	file  *source.File
	dir   string
	at    source.Span // where the chart is named
}

// read takes all files in.
func read(in *parsers.Input, files []*source.File) *world {
	skip := in.Skip
	if skip == nil {
		skip = func(*source.File, string) {}
	}
	w := &world{in: in, byKind: map[string][]*object{}, named: map[string][]*object{}, called: map[string]*object{}, held: map[*object][]*container{}, led: map[*object][]*object{}, nginx: map[source.Span]bool{}, roots: map[string]*chain.Root{}, folders: map[string]bool{}, patches: map[string]string{}, overlays: map[string][]overlay{}, layers: map[string][]string{}, above: map[string][]string{}, spaces: map[string]string{}}
	w.charts = &charts{tree: in.Tree}
	for _, f := range files {
		if isKustomization(f.Name) {
			w.kustomization(f, skip)
		}
	}
	for m := range parsers.InOrder(in.Jobs, len(files), func() func(i int) manifest {
		return func(i int) manifest { return w.manifest(files[i]) }
	}) {
		for _, reason := range m.skipped {
			skip(m.file, reason)
		}
		for _, o := range m.objects {
			w.add(o)
			if o.chart == nil {
				w.folders[o.dir] = true
			}
			w.release(o)
		}
		if m.chart {
			w.wrapper(m.file)
		}
	}
	return w
}

// resumed is the world as the surveys left it: which container is built from what is asked anew, since later surveys may have told more.
func (w *world) resumed(in *parsers.Input) *world {
	w.in, w.held = in, map[*object][]*container{}
	return w
}

// manifest is what one file declares, and why what else it holds is left out.
type manifest struct {
	file    *source.File
	objects []*object
	skipped []string
	chart   bool // it is a Chart.yaml
}

// manifest reads one file but for kustomizations, which are read before. Several goroutines may do so.
func (w *world) manifest(f *source.File) (m manifest) {
	m.file = f
	var ch *chart
	dir := filepath.Dir(f.Path)
	switch {
	case isKustomization(f.Name):
		return m
	case f.Path == "":
	case w.patches[f.Path] != "":
		if !w.understood(f) {
			m.skipped = []string{"a patch of " + w.patches[f.Path] + ": what it is laid over is judged without it"}
		}
		return m
	case filepath.Base(f.Path) == "Chart.yaml":
		m.chart = true
		return m
	default:
		ch = w.charts.at(dir)
	}
	for _, d := range documents(f, ch, func(_ *source.File, reason string) { m.skipped = append(m.skipped, reason) }) {
		for _, o := range objectsOf(d, ch, dir) {
			if o.partial() {
				m.skipped = append(m.skipped, "only a part of "+strings.ToLower(o.kind)+" "+source.Clip(o.shown())+", which something else completes")
				continue
			}
			m.objects = append(m.objects, o)
		}
	}
	return m
}

func (w *world) add(o *object) {
	w.objects = append(w.objects, o)
	w.byKind[o.kind] = append(w.byKind[o.kind], o)
	key := o.kind + "\x00" + o.name
	o.nth = 1
	if same := w.named[key]; len(same) > 0 && same[len(same)-1].file == o.file {
		o.nth += same[len(same)-1].nth
	}
	w.named[key] = append(w.named[key], o)
	if o.podSpec() == nil {
		return
	}
	shown := o.kind + "\x00" + o.shown()
	if first := w.called[shown]; first != nil {
		first.twin, o.twin = true, true
		return
	}
	w.called[shown] = o
}

// partial reports whether an object is a patch: a workload without an image in any container.
func (o *object) partial() bool {
	spec := o.podSpec()
	if spec == nil {
		return false
	}
	containers := spec.get("containers")
	return containers != nil && !containers.holed() && !slices.ContainsFunc(containers.each(), func(c *node) bool { return c.get("image") != nil }) ||
		containers == nil && !spec.holed()
}

// shown is the name for people: a template's expressions become the name of the chart.
func (o *object) shown() string {
	name := o.name
	if strings.Contains(name, "{{") {
		short := "release"
		if o.chart != nil && o.chart.name != "" {
			short = o.chart.name
		}
		name = expressions(name, func(string) string { return short })
		name = strings.ReplaceAll(name, short+"-"+short, short)
	}
	return name
}

// root is the root of an object: its chart, its overlay, else the highest folder that holds manifests in one piece with its own.
func (w *world) root(o *object) *chain.Root {
	dir := o.dir
	if o.chart != nil {
		dir = o.chart.dir
	} else {
		for above := filepath.Dir(dir); above != dir && len(above) > 1; above = filepath.Dir(above) {
			if w.folders[above] {
				dir = above
			}
		}
	}
	return w.rootAt(dir, o.file, o.dir)
}

// rootAt is the root of a folder; shown is a file in a folder below.
func (w *world) rootAt(dir string, shown *source.File, own string) *chain.Root {
	if r := w.roots[dir]; r != nil {
		return r
	}
	r := &chain.Root{Kind: "kubernetes", Dir: nameOf(shown, own, dir), Canon: w.in.Tree.Canon(dir)}
	w.roots[dir] = r
	return r
}

// nameOf is a folder as it is shown: as many steps above the file's own as it is in truth.
func nameOf(f *source.File, own, dir string) string {
	shown := filepath.ToSlash(filepath.Dir(f.Name))
	rel, err := filepath.Rel(dir, own)
	if err != nil || rel == "." {
		return shown
	}
	for range strings.SplitSeq(filepath.ToSlash(rel), "/") {
		shown = filepath.ToSlash(filepath.Dir(shown))
	}
	return shown
}

// find gives the object of that kind and name that lies nearest to another one; nil where there is none, or several are equally near.
func (w *world) find(kind, name, namespace string, from *object) *object {
	var best *object
	near, tied := -1, false
	if name == "" || from == nil {
		return nil
	}
	for _, o := range w.named[kind+"\x00"+name] {
		if !sameNamespace(o.namespace, namespace) || !o.sameChart(from) {
			continue
		}
		switch n := nearness(o, from); {
		case n > near:
			best, near, tied = o, n, false
		case n == near:
			tied = true
		}
	}
	if tied {
		return nil
	}
	return best.asked()
}

// sameChart keeps names that a template writes apart from those of other charts.
func (o *object) sameChart(p *object) bool {
	return o.chart == p.chart || !strings.Contains(o.name, "{{")
}

func sameNamespace(a, b string) bool { return a == b || a == "" || b == "" }

// nearness counts the folders that two objects have in common, and the file.
func nearness(a, b *object) int {
	if a.file == b.file {
		return 1 << 20
	}
	x, y := a.parts, b.parts
	n := shared(x, y)
	if n == len(x) && n == len(y) {
		n += 1 << 10 // the same folder
	}
	return n
}

// shared counts the folders that two paths begin with in common.
func shared(x, y []string) (n int) {
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n
}
