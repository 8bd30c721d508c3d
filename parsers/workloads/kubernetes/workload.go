package kubernetes

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/image"
	"github.com/timeoutlint/timeoutlint/source"
)

// templated are the kinds that hold the pods that they make in spec.template. Jobs serve nobody.
var templated = map[string]bool{"Deployment": true, "StatefulSet": true, "DaemonSet": true, "ReplicaSet": true, "Rollout": true}

// podSpec is the spec of the pods that an object makes, nil for one that makes none.
func (o *object) podSpec() *node {
	switch {
	case templated[o.kind]:
		return o.root.get("spec", "template", "spec")
	case o.kind == "Pod":
		return o.root.get("spec")
	}
	return nil
}

// podMeta is the metadata of the pods.
func (o *object) podMeta() *node {
	if o.kind == "Pod" {
		return o.root.get("metadata")
	}
	return o.root.get("spec", "template", "metadata")
}

// container is one container of a workload.
type container struct {
	program.Program
	of    *object
	node  *node
	ports []port
}

type port struct {
	name   string
	number int
}

// sidecars are containers that stand beside the one that serves.
var sidecars = pattern.New(`(?i)istio-proxy|linkerd-proxy|cloud-?sql-?proxy|fluent-?(?:bit|d)|filebeat|vault-agent|datadog-agent|config-reloader|-exporter$|jaeger-agent|otel|opentelemetry`)

// containersOf gives the containers of a workload, in order, without those that only stand beside.
func (w *world) containersOf(o *object) (all []*container) {
	if held, known := w.held[o]; known {
		return held
	}
	defer func() { w.held[o] = all }()
	for _, n := range o.podSpec().get("containers").each() {
		c := w.container(o, n)
		if !sidecars().MatchString(c.Name) && !sidecars().MatchString(c.Image) {
			all = append(all, c)
		}
	}
	return all
}

func (w *world) container(o *object, n *node) *container {
	c := &container{of: o, node: n, Program: program.Program{Name: n.get("name").str(), At: o.at(), Env: map[string]program.Word{}}}
	if at := n.get("name"); at != nil {
		c.At = at.at
	}
	c.image(n.get("image"))
	if b, why := w.buildOf(c.Image, o); b != nil {
		c.Build, c.Tied = b, chain.Step{Role: chain.PassedBy, At: n.get("image").at, Note: why}
	}
	for _, p := range n.get("ports").each() {
		number, _ := strconv.Atoi(p.get("containerPort").str())
		if number > 0 && number < 1<<16 && p.get("protocol").str() != "UDP" {
			c.Ports = append(c.Ports, number)
			c.ports = append(c.ports, port{p.get("name").str(), number})
		}
	}
	if env := n.get("env"); o.lost || env.holed() || env == nil && n.holed() {
		c.Ambient = "a template gives more of its environment"
	}
	w.environment(c)
	c.Entry, c.Command = c.words(n.get("command")), c.words(n.get("args"))
	return c
}

// image takes the name of an image whose tag may be a template's: the tag is left out then.
func (c *container) image(n *node) {
	switch {
	case n == nil:
	case n.open == "":
		c.Image = n.text
	default:
		known, _, _ := strings.Cut(n.text, "{{")
		known, _, _ = strings.Cut(known, "${")
		if name, ok := strings.CutSuffix(known, ":"); ok && path.Base(name) != "" {
			c.Image = name
		}
	}
}

var reference = pattern.New(`\$\(([A-Za-z_][A-Za-z0-9_]*)\)`)

// words are those of command or args; nil where it is not given. $(NAME) is the container's variable.
func (c *container) words(n *node) (words []program.Word) {
	if n == nil || n.bare {
		return nil
	}
	if n.holed() {
		c.Open = "a template gives its command"
	}
	for _, item := range n.each() {
		words = append(words, c.word(item))
	}
	return words
}

func (c *container) word(n *node) program.Word {
	word := program.At(n.text, n.at)
	word.From.Steps = n.steps()
	word.Open = n.open
	if n.open != "" {
		return word
	}
	for _, m := range reference().FindAllStringSubmatch(n.text, -1) {
		switch v, set := c.Env[m[1]]; {
		case !set:
		case v.Open != "":
			word.Open = v.Open
		default:
			word.Text = strings.ReplaceAll(word.Text, m[0], v.Text)
		}
	}
	return word
}

// environment gathers the container's variables: those of envFrom first, since env wins.
func (w *world) environment(c *container) {
	from := c.node.get("envFrom")
	for _, e := range from.each() {
		name := e.get("configMapRef", "name").str()
		prefix := e.get("prefix").str()
		if cm := w.find("ConfigMap", name, c.of.namespace, c.of); cm != nil {
			for _, p := range cm.root.get("data").pairsOf() {
				c.Env[prefix+p.key] = c.word(p.value)
			}
		} else {
			c.Ambient = "more of its environment comes from what is not in these files"
		}
	}
	for _, e := range c.node.get("env").each() {
		if name := e.get("name").str(); name != "" {
			c.Env[name] = w.variable(c, e)
		}
	}
}

// variable is the value of one entry of env.
func (w *world) variable(c *container, e *node) program.Word {
	if v := e.get("value"); v != nil {
		return c.word(v)
	}
	ref := e.get("valueFrom", "configMapKeyRef")
	if ref == nil {
		if e.get("valueFrom") == nil {
			return program.At("", e.at)
		}
		return program.Unknown("it comes from what is not in these files", e.at)
	}
	name, key := ref.get("name").str(), ref.get("key").str()
	cm := w.find("ConfigMap", name, c.of.namespace, c.of)
	if v := cm.data(key); v != nil {
		return c.word(v)
	}
	return program.Unknown("the key "+strconv.Quote(source.Clip(key))+" of ConfigMap "+strconv.Quote(source.Clip(name))+" is not in these files", ref.at)
}

// data gives a key of a ConfigMap, nil where it is not there.
func (o *object) data(key string) *node {
	if o == nil {
		return nil
	}
	return o.root.get("data", key)
}

func (n *node) pairsOf() []pair {
	if n == nil {
		return nil
	}
	return n.pairs
}

// isNginx reports whether a container runs nginx: its configuration says all there is to say, and is no part of a manifest.
func (w *world) isNginx(c *container) bool {
	is, known := w.nginx[c.At]
	if !known {
		_, is = image.Nginx(w.in.Tree, &c.Program, w.mounts(c))
		w.nginx[c.At] = is
	}
	return is
}

// listens reports whether a container declares a port, by its number.
func (c *container) listens(number int) bool {
	return slices.ContainsFunc(c.ports, func(p port) bool { return p.number == number })
}

func (c *container) named(name string) int {
	for _, p := range c.ports {
		if p.name == name {
			return p.number
		}
	}
	return 0
}
