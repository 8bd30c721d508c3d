package kubernetes

import (
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/presets"
	"github.com/timeoutlint/timeoutlint/source"
)

// installation is one place of the scan that installs a controller: a workload with its ConfigMap, a ConfigMap alone, the values of a chart.
type installation struct {
	workload *container
	config   *object
	helm     *values
	at       source.Span
	name     string // as shown, to tell several apart
	root     *chain.Root
	class    string // the class it is told to serve, "" for the usual one
}

// installations gives where a controller is installed, once a run.
func (r *reader) installations(k *controller) (all []installation) {
	if found, known := r.installed[k]; known {
		return found
	}
	taken := map[*object]bool{}
	for _, o := range r.pods() {
		for _, c := range r.containersOf(o) {
			if !k.isImage(c.Image) {
				continue
			}
			i := installation{root: r.root(o), workload: c, at: o.at(), name: o.file.Name, class: flag(c, "--ingress-class", "--ingressclass", "--providers.kubernetesingress.ingressclass")}
			named := flag(c, "--configmap", "--nginx-configmaps")
			if i.config = r.find("ConfigMap", path.Base(named), o.namespace, o); i.config == nil && named == "" {
				i.config = r.usualConfig(k, o)
			}
			if i.config != nil {
				taken[i.config] = true
				i.at = i.config.at()
			}
			all = append(all, i)
		}
	}
	for _, o := range r.byKind["ConfigMap"] {
		if !taken[o] && k.isConfig(o) {
			all = append(all, installation{root: r.root(o), config: o, at: o.at(), name: o.file.Name})
		}
	}
	for i, h := range r.helm {
		if slices.Contains(k.charts, h.chart) {
			one := installation{root: r.rootAt(h.dir, h.file, filepath.Dir(h.file.Path)), helm: &r.helm[i], at: h.at, name: h.file.Name}
			if n := h.node.get("controller", "ingressClassResource", "name"); n != nil && n.open == "" {
				one.class = n.text
			}
			all = append(all, one)
		}
	}
	if k.product == "contour" {
		for _, o := range r.byKind["ContourConfiguration"] {
			all = append(all, installation{root: r.root(o), config: o, at: o.at(), name: o.file.Name})
		}
	}
	r.installed[k] = all
	return all
}

// pods are all workloads, in the order of the files.
func (w *world) pods() (all []*object) {
	for _, o := range w.objects {
		if o.podSpec() != nil {
			all = append(all, o)
		}
	}
	return all
}

// usualConfig is the ConfigMap of a usual name that lies beside a workload.
func (r *reader) usualConfig(k *controller, o *object) *object {
	for _, name := range k.configMaps {
		if cm := r.find("ConfigMap", name, o.namespace, o); cm != nil {
			return cm
		}
	}
	return nil
}

func (k *controller) isImage(image string) bool {
	image, _, _ = strings.Cut(image, "@")
	if at := strings.LastIndexByte(image, ':'); at > strings.LastIndexByte(image, '/') {
		image = image[:at]
	}
	return image != "" && slices.ContainsFunc(k.images, func(name string) bool { return image == name || strings.HasSuffix(image, "/"+name) })
}

// isConfig reports whether a ConfigMap is the controller's: of a usual name, and with a key that only it reads where the name alone says little.
func (k *controller) isConfig(o *object) bool {
	if !slices.Contains(k.configMaps, o.name) {
		return false
	}
	data := o.asked().root.get("data")
	if o.label("app.kubernetes.io/name") == k.name || data.get("contour.yaml") != nil {
		return true
	}
	return slices.ContainsFunc(slices.Concat(k.accepts.data, k.connects.data, k.pool.data), func(key string) bool { return data.get(key) != nil })
}

// flag gives the value of an option of a container, "" where it is not there or not known.
func flag(c *container, names ...string) string {
	n := option(c, func(name string) bool { return slices.Contains(names, name) })
	if n == nil || n.open != "" {
		return ""
	}
	return n.text
}

// option finds --name=value, or --name value, among the words of a container; its node is that of the value.
func option(c *container, is func(name string) bool) *node {
	words := slices.Concat(c.node.get("command").each(), c.node.get("args").each())
	for i, n := range words {
		name, value, joined := strings.Cut(n.text, "=")
		if !is(strings.ToLower(name)) || !strings.HasPrefix(name, "-") {
			continue
		}
		if !joined && i+1 < len(words) {
			return words[i+1]
		}
		for from, to := range map[string]string{"$(POD_NAMESPACE)/": ""} {
			value = strings.ReplaceAll(value, from, to)
		}
		v := *n
		v.text = value
		return &v
	}
	return nil
}

// setting gives where an installation states a setting, nil for nowhere.
func (i *installation) setting(set *source.Set, s setting) (found []*node) {
	if i.config != nil {
		for _, key := range s.data {
			found = append(found, i.config.root.get("data").all(key)...)
		}
		if s.line != "" {
			found = append(found, line(set, i.config, s.line)...)
		}
	}
	if i.workload != nil && len(found) == 0 {
		for _, name := range s.env {
			for _, e := range i.workload.node.get("env").each() {
				if e.get("name").str() == name && e.get("value") != nil {
					found = append(found, e.get("value"))
				}
			}
		}
		if n := option(i.workload, func(name string) bool {
			return slices.ContainsFunc(s.args, func(end string) bool { return strings.HasSuffix(name, end) })
		}); n != nil && len(s.args) > 0 {
			found = append(found, n)
		}
	}
	if i.helm != nil {
		for _, p := range s.helm {
			if n := i.helm.node.get(strings.Split(p, ".")...); n != nil && !n.bare && len(found) == 0 {
				found = append(found, n)
			}
		}
		if len(found) == 0 {
			for _, arg := range i.helm.node.get("additionalArguments").each() {
				name, value, _ := strings.Cut(arg.text, "=")
				if slices.ContainsFunc(s.args, func(end string) bool { return strings.HasSuffix(strings.ToLower(name), end) }) {
					v := *arg
					v.text = value
					found = append(found, &v)
				}
			}
		}
	}
	return found
}

// line finds "key: value" in the documents that a ConfigMap holds as text, or a field of a ContourConfiguration.
func line(set *source.Set, o *object, key string) (found []*node) {
	if o.kind == "ContourConfiguration" {
		if n := o.root.get("spec", "envoy", "timeouts", "connectionIdleTimeout"); n != nil {
			found = append(found, n)
		}
		return found
	}
	entry := regexp.MustCompile(`(?m)^[ \t]*` + regexp.QuoteMeta(key) + `:[ \t]*["']?([^\s"'#]+)`)
	for _, p := range o.root.get("data").pairsOf() {
		text := set.Text(p.value.at)
		if m := entry.FindStringSubmatchIndex(text); m != nil {
			at := source.Span{File: p.value.at.File, Start: p.value.at.Start + uint32(m[2]), End: p.value.at.Start + uint32(m[3])}
			found = append(found, &node{text: text[m[2]:m[3]], at: at, open: p.value.open})
		}
	}
	return found
}

// controlled is the value of a setting over all installations of a controller. Where the scan installs none, the default counts unless somebody has changed it
// elsewhere.
func (r *reader) controlled(k *controller, all []installation, s setting, p *presets.Idle, at source.Span) (v chain.Value) {
	if p == nil {
		return nil
	}
	if s.name == "" && len(p.Settings) > 0 {
		s.name = p.Settings[0].Name
	}
	if len(all) == 0 {
		d := unwritten(p, s.name, k.called, at)
		if d.State == chain.Absent || d.From.Kind == chain.Fixed {
			return chain.Value{d}
		}
		changed := chain.Atom{Subject: s.name + " of " + k.called + " is set elsewhere", Op: chain.Ne, Val: "yes"}
		d.When = chain.When(changed)
		changed.Op = chain.Eq
		return chain.Value{d, {
			When: chain.When(changed), State: chain.Unresolved,
			From: &chain.Origin{Setting: s.name, Note: "the installation of " + k.called + " is not in these files", Steps: []chain.Step{{Role: chain.DefaultOf, At: at}}},
		}}
	}
	for _, i := range all {
		one := r.overlaid(i, s, p, idle(i.setting(r.in.Tree.Set, s), p, s.name, k.called, i.at))
		if len(all) > 1 {
			one = one.Under(chain.When(chain.Atom{Subject: "the installation of " + k.called, Op: chain.Eq, Val: i.name}))
		}
		v = append(v, one...)
	}
	if same(v) {
		v = v[:1]
		v[0].When = nil
	}
	return v.Widened()
}

// same reports whether all cases give one answer.
func same(v chain.Value) bool {
	return len(v) > 1 && !slices.ContainsFunc(v[1:], func(c chain.Case) bool { return !c.Same(v[0]) })
}

// overlaid adds what kustomizations make of a ConfigMap.
func (r *reader) overlaid(i installation, s setting, p *presets.Idle, base chain.Value) chain.Value {
	if i.config == nil {
		return base
	}
	for _, l := range r.over(i.config) {
		for _, key := range s.data {
			n := l.root.get("data", key)
			if n == nil {
				continue
			}
			c := written(n, s.name, unitOf(p))
			c.When = l.in(chain.Eq)
			base = append(base.Under(l.in(chain.Ne)), c)
		}
	}
	return base
}
