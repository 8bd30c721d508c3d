package workloads

import (
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/image"
	"github.com/timeoutlint/timeoutlint/source"
)

// mounts are the files and folders that a service sees beside those of its image: of the scan, or volumes of which nothing is known.
func (p *project) mounts(c *container) {
	for _, l := range c.service.items("volumes") {
		if l.node.IsMapping() {
			c.mount(p.env.text(l.node.Get("source")), l.dir, p.env.text(l.node.Get("target")), l.node.At())
			continue
		}
		if from, to, ok := strings.Cut(p.env.text(l.node), ":"); ok {
			to, _, _ = strings.Cut(to, ":")
			c.mount(from, l.dir, to, l.node.At())
		}
	}
	for _, l := range c.service.items("configs") {
		name, target := p.env.text(l.node), ""
		if l.node.IsMapping() {
			name, target = p.env.text(l.node.Get("source")), p.env.text(l.node.Get("target"))
		}
		if target == "" {
			target = "/" + name
		}
		c.mount(p.config(name), p.main.dir, target, l.node.At())
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

// mount puts a file or folder at a place; what is put there later replaces it. A source that is no path is a volume.
func (c *container) mount(from, dir, to string, at source.Span) {
	if !strings.HasPrefix(to, "/") {
		return
	}
	m := program.Copy{To: path.Clean(to), At: at, Hides: true}
	if strings.HasPrefix(from, ".") || filepath.IsAbs(from) {
		m.From = inside(dir, from)
	} else {
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
