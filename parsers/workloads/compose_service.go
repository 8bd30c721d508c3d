package workloads

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// container is a service of compose in some worlds.
type container struct {
	program.Program
	service *service
	hosts   []string      // by which the others of the project reach it
	mounted program.Files // what of the scan it sees where, beside what its image holds
	built   bool          // it states a build
}

// started gives the services of all worlds; one that is the same in all of them stands there once.
func (p *project) started() (all []*container) {
	count, differs := map[string]int{}, map[string]bool{}
	first := map[string]*container{}
	for _, w := range p.worlds {
		aliases := p.linked(w)
		for _, s := range p.services(w) {
			c := p.container(s, aliases[s.name])
			c.When = w.when
			all = append(all, c)
			if count[s.name]++; first[s.name] == nil {
				first[s.name] = c
			}
			differs[s.name] = differs[s.name] || !first[s.name].same(c)
		}
	}
	var kept []*container
	for _, c := range all {
		if count[c.Name] == len(p.worlds) && !differs[c.Name] {
			if c != first[c.Name] {
				continue
			}
			c.When = nil
		}
		kept = append(kept, c)
	}
	return kept
}

// same reports whether two containers are started the same way.
func (c *container) same(d *container) bool { return c.summary() == d.summary() }

// summary is all that decides how a container serves, in one text.
func (c *container) summary() string {
	var b strings.Builder
	add := func(texts ...string) {
		for _, t := range texts {
			b.WriteString(strconv.Quote(t))
		}
		b.WriteByte('\n')
	}
	add(c.Image, c.Open, c.Ambient, strconv.FormatBool(c.built))
	if c.Build != nil {
		add(c.Build.Name, c.Build.Base, c.Build.BaseOpen)
	}
	for _, words := range [][]program.Word{c.Entry, c.Command} {
		add(strconv.FormatBool(words == nil))
		for _, w := range words {
			add(w.Text, w.Open)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Env)) {
		add(name, c.Env[name].Text, c.Env[name].Open)
	}
	for _, m := range c.mounted {
		add(m.From, m.To, m.Stage, m.Open)
	}
	for _, port := range c.Ports {
		add(strconv.Itoa(port))
	}
	add(c.hosts...)
	return b.String()
}

// container reads one service.
func (p *project) container(s *service, aliases []string) *container {
	c := &container{service: s}
	c.Name, c.At = s.name, s.at
	c.Image = p.image(s)
	c.Entry = p.words(s.last("entrypoint").node)
	c.Command = p.words(s.last("command").node)
	p.environment(c)
	c.Ports = p.ports(s)
	c.hosts = p.hosts(s, aliases)
	p.build(c)
	p.mounts(c)
	for _, words := range [][]program.Word{c.Entry, c.Command} {
		if len(words) > 0 && words[0].Open != "" && c.Open == "" {
			c.Open = "how service " + strconv.Quote(source.Clip(s.name)) + " is started is not known: " + words[0].Open
		}
	}
	return c
}

// image is the image of a service, without its tag where that is not known.
func (p *project) image(s *service) string {
	n := s.last("image").node
	if w := p.env.word(n); w.Open == "" {
		return w.Text
	}
	if _, template := n.Hole(); template {
		return ""
	}
	name, _, tagged := strings.Cut(p.env.fill(n.Text(), 0).text, string(mark))
	if i := strings.LastIndexByte(name, ':'); tagged && i > strings.LastIndexByte(name, '/') {
		return name[:i]
	}
	return ""
}

// words are those of a command, nil where none is given.
func (p *project) words(n yamlspan.Node) []program.Word {
	if n.IsZero() {
		return nil
	}
	return p.env.command(n)
}

// environment gathers the variables: those of env_file, then those of environment, layer by layer.
func (p *project) environment(c *container) {
	c.Env = map[string]program.Word{}
	for _, l := range c.service.gathered("env_file") {
		entries := l.node.Items()
		if l.node.IsScalar() {
			entries = []yamlspan.Node{l.node}
		}
		for _, n := range entries {
			if n.IsMapping() {
				n = n.Get("path")
			}
			w := p.env.word(n)
			if w.Text == "" {
				c.Ambient = "variables of an env_file: " + w.Open
				continue
			}
			vars, err := envFile(p.in, inside(l.dir, w.Text))
			if err != nil {
				c.Ambient = "the variables of " + source.Clip(w.Text) + ", which cannot be read here"
			}
			if p.variables += len(vars); p.variables > mostVariables {
				c.Ambient = "more variables than are followed"
				return
			}
			for name, v := range vars {
				steps := slices.Concat(v.From.Steps, []chain.Step{{Role: chain.ReadBy, At: n.At(), Note: "read through this env_file"}})
				v.From = &chain.Origin{Kind: chain.Written, Text: v.From.Text, Steps: steps}
				c.Env[name] = v
			}
		}
	}
	for _, l := range c.service.gathered("environment") {
		if p.variables += l.node.Len(); p.variables > mostVariables {
			c.Ambient = "more variables than are followed"
			return
		}
		for _, v := range l.node.Pairs() {
			if v.Value.IsNull() {
				c.Env[v.Key] = p.passed(v.Key, v.At)
				continue
			}
			c.Env[v.Key] = p.env.word(v.Value)
		}
		for _, n := range l.node.Items() {
			w := p.env.word(n)
			name, value, given := strings.Cut(w.Text, "=")
			if w.Open != "" {
				name, _, _ = strings.Cut(n.Text(), "=")
				c.Env[name] = w
				continue
			}
			if !given {
				c.Env[name] = p.passed(name, n.At())
				continue
			}
			w.Text = value
			c.Env[name] = w
		}
	}
}

// mostVariables bounds those of all services of a project, which can have thousands each through aliases.
const mostVariables = 200_000

// passed is a variable that compose takes from the environment that it runs in.
func (p *project) passed(name string, at source.Span) program.Word {
	if w, ok := p.env[name]; ok {
		return w
	}
	return program.Unknown("it comes from the environment of docker compose", at)
}

var (
	shortPort = pattern.New(`^(?:.*:)?(\d+)(?:/tcp)?$`)
	longPort  = "target"
)

// ports are those of the container that compose publishes or exposes.
func (p *project) ports(s *service) (all []int) {
	for _, l := range slices.Concat(s.items("ports"), s.items("expose")) {
		text := p.env.text(l.node)
		if l.node.IsMapping() {
			if text = p.env.text(l.node.Get(longPort)); p.env.text(l.node.Get("protocol")) == "udp" {
				continue
			}
		}
		m := shortPort().FindStringSubmatch(text)
		if m == nil {
			continue
		}
		if n, err := strconv.ParseUint(m[1], 10, 16); err == nil && n > 0 && !slices.Contains(all, int(n)) {
			all = append(all, int(n))
		}
	}
	return all
}

// hosts are the names of a service in the networks of its project.
func (p *project) hosts(s *service, aliases []string) []string {
	names := []string{s.name}
	for _, key := range []string{"container_name", "hostname"} {
		names = append(names, p.env.text(s.last(key).node))
	}
	for _, l := range s.gathered("networks") {
		for _, n := range l.node.Pairs() {
			for _, alias := range n.Value.Get("aliases").Items() {
				names = append(names, p.env.text(alias))
			}
		}
	}
	var hosts []string
	for _, name := range append(names, aliases...) {
		name = strings.ToLower(name)
		if name != "" && !slices.Contains(hosts, name) {
			hosts = append(hosts, name)
		}
	}
	return hosts
}

// linked are the further names that links give services: SERVICE:ALIAS.
func (p *project) linked(w world) map[string][]string {
	aliases := map[string][]string{}
	for _, s := range p.services(w) {
		for _, l := range s.items("links") {
			if name, alias, ok := strings.Cut(p.env.text(l.node), ":"); ok {
				aliases[name] = append(aliases[name], alias)
			}
		}
	}
	return aliases
}
