package workloads

import (
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/image"
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// mounts are the files and folders that a service sees beside those of its image: of the scan, or volumes of which nothing is known.
func (p *project) mounts(c *container) {
	for _, l := range c.service.items("volumes") {
		from, to := p.env.word(l.node.Get("source")), p.env.word(l.node.Get("target"))
		if l.node.IsScalar() {
			from, to = p.shortMount(l.node)
		}
		c.mount(from, l.dir, to, l.node.At())
	}
	for _, l := range c.service.items("configs") {
		name, target := p.env.text(l.node), program.Word{}
		if l.node.IsMapping() {
			name, target = p.env.text(l.node.Get("source")), p.env.word(l.node.Get("target"))
		}
		if target.Text == "" && target.Open == "" {
			target.Text = "/" + name
		}
		c.mount(program.At(p.config(name), l.node.At()), p.main.dir, target, l.node.At())
	}
	var folders []string
	for _, m := range c.mounted {
		if m.From != "" && !slices.Contains(folders, m.From) {
			folders = append(folders, m.From)
		}
	}
	if at, ok := c.mounted.Look(p.in.Tree, p.env.text(c.service.last("working_dir").node)); ok && at.Here != "" {
		folders = append([]string{at.Here}, folders...) // where it starts comes first
	}
	c.Folders = append(folders, c.Folders...)
}

// shortMount takes SOURCE:TARGET:MODE apart; of a volume without a name there is no source.
func (p *project) shortMount(n yamlspan.Node) (from, to program.Word) {
	if w := p.env.word(n); w.Open != "" {
		if _, template := n.Hole(); template {
			return w, w
		}
		from.Open, to.Open = w.Open, w.Open // until the marks tell which of them it is
	}
	var told bool
	if from.Text, to.Text, told = strings.Cut(p.env.fill(n.Text(), 0).text, ":"); !told {
		from, to = program.Word{}, from
	}
	to.Text, _, _ = strings.Cut(to.Text, ":")
	for _, w := range []*program.Word{&from, &to} {
		if strings.IndexByte(w.Text, mark) < 0 {
			w.Open = ""
		}
	}
	return from, to
}

// mount puts a file or folder at a place; what is put there later replaces it. A source that is no path is a volume.
func (c *container) mount(from program.Word, dir string, to program.Word, at source.Span) {
	m := program.Copy{To: path.Clean(to.Text), At: at, Hides: true}
	switch {
	case to.Open != "":
		m.To, m.Open = "/", "a mount: "+to.Open
	case !strings.HasPrefix(to.Text, "/"):
		return
	case from.Open != "":
		m.Open = "a mount: " + from.Open
	case strings.HasPrefix(from.Text, "."), filepath.IsAbs(from.Text):
		m.From = inside(dir, from.Text)
	default:
		m.Stage = "a volume"
	}
	c.mounted = append(slices.DeleteFunc(c.mounted, func(old program.Copy) bool { return old.To == m.To }), m)
}

// config is the file of a config that the project defines, as a path; "" where no file holds it.
func (p *project) config(name string) string {
	if name == "" {
		return ""
	}
	for _, w := range p.worlds {
		for _, f := range w.files {
			n := f.root.Get("configs", name, "file")
			if file := p.env.text(n); file != "" {
				return inside(f.dir, file)
			}
		}
	}
	return ""
}

// install tells nginx's parser of a service that runs it.
func (p *project) install(c *container) {
	found, ok := image.Nginx(p.in.Tree, &c.Program, c.mounted)
	if !ok {
		return
	}
	for i, other := range p.in.Settings.Installs {
		hosts, scope := other.Hosts, other.Scope
		if other.Hosts, other.Scope = nil, ""; !reflect.DeepEqual(other, found) || scope != "" && scope != p.main.Path {
			continue
		}
		for _, host := range c.hosts { // the very same, in another world or as the image by itself: it has further names
			if !slices.Contains(hosts, host) {
				hosts = append(slices.Clone(hosts), host)
			}
		}
		p.in.Settings.Installs[i].Hosts, p.in.Settings.Installs[i].Scope = hosts, p.main.Path
		return
	}
	found.Hosts, found.Scope = c.hosts, p.main.Path
	p.in.Settings.Installs = append(p.in.Settings.Installs, found)
}

// place tells the parsers of proxies' files which container sees them.
func (p *project) place(c *container) {
	seen := c.mounted
	if c.Build != nil {
		seen = slices.Concat(c.Build.Copies, c.mounted)
	}
	for _, m := range seen {
		if m.From == "" || m.Open != "" || m.Stage != "" {
			continue
		}
		one := parsers.Placed{Path: m.From, Proxy: c.isProxy() || c.known().Runs == "httpd", Hosts: c.hosts, Scope: p.main.Path}
		if !slices.ContainsFunc(p.in.Settings.Placed, func(have parsers.Placed) bool { return reflect.DeepEqual(have, one) }) {
			p.in.Settings.Placed = append(p.in.Settings.Placed, one)
		}
	}
}
