package workloads

import (
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/image"
	"github.com/timeoutlint/timeoutlint/source"
)

// build ties a service to the Dockerfile that it is built from.
func (p *project) build(c *container) {
	at := c.service.last("build")
	if at.node.IsZero() {
		return
	}
	c.built = true
	context := at
	if at.node.IsMapping() {
		context = c.service.last("build", "context")
	}
	w, dir := p.env.word(context.node), at.dir
	switch {
	case context.node.IsZero():
	case w.Open != "":
		p.unbuilt(c, w.Open)
		return
	case remote(w.Text):
		p.unbuilt(c, "its build context "+source.Clip(w.Text)+" is not in these files")
		return
	default:
		dir = inside(context.dir, w.Text)
	}
	c.Folders = append(c.Folders, dir)
	if !c.service.last("build", "dockerfile_inline").node.IsZero() {
		p.unbuilt(c, "its Dockerfile stands in the compose file, where it is not read")
		return
	}
	name := p.env.word(c.service.last("build", "dockerfile").node)
	if name.Open != "" {
		p.unbuilt(c, name.Open)
		return
	}
	if name.Text == "" {
		name.Text = "Dockerfile"
	}
	target := p.env.word(c.service.last("build", "target").node)
	if target.Open != "" {
		p.unbuilt(c, "the stage that is built: "+target.Open)
		return
	}
	c.Build = p.builtOnce(inside(dir, name.Text), buildOptions{Context: dir, Target: target.Text, Args: p.arguments(c.service)})
	switch {
	case c.Build != nil:
		c.Folders = slices.DeleteFunc(c.Folders, func(folder string) bool { return folder == dir }) // its copies tell better
	case target.Text != "":
		p.unbuilt(c, "its Dockerfile "+source.Clip(name.Text)+" with the stage "+source.Clip(target.Text)+" is not in these files")
	default:
		p.unbuilt(c, "its Dockerfile "+source.Clip(name.Text)+" is not in these files")
	}
}

// arguments are the build arguments of a service whose values are known.
func (p *project) arguments(s *service) map[string]string {
	args := map[string]string{}
	set := func(name string, w program.Word) {
		if delete(args, name); w.Open == "" && w.From != nil {
			args[name] = w.Text
		}
	}
	for _, l := range s.gathered("build", "args") {
		for _, v := range l.node.Pairs() {
			if v.Value.IsNull() {
				set(v.Key, p.passed(v.Key, v.At))
				continue
			}
			set(v.Key, p.env.word(v.Value))
		}
		for _, n := range l.node.Items() {
			w := p.env.word(n)
			name, value, given := strings.Cut(w.Text, "=")
			if !given {
				set(name, p.passed(name, n.At()))
				continue
			}
			w.Text = value
			set(name, w)
		}
	}
	return args
}

// builtOnce is built, once for all worlds.
func (p *project) builtOnce(path string, o buildOptions) *program.Build {
	key := fmt.Sprintf("%q %q %q %q", path, o.Context, o.Target, o.Args)
	b, known := p.builds[key]
	if !known {
		b = p.built(path, o)
		p.builds[key] = b
	}
	return b
}

// built is the build of a Dockerfile as a service asks for it. That which the survey of Dockerfiles found is taken where it comes to the same, and corrected where only
// the context is another one; another stage, or other arguments, are a build of their own.
func (p *project) built(path string, o buildOptions) *program.Build {
	f, err := p.in.Tree.Read(path)
	if err != nil || len(f.Src) > longestDockerfile {
		return nil
	}
	b, ok := readDockerfile(p.in.Tree, f, o)
	if !ok {
		return nil
	}
	sources := p.in.Sources
	plain := slices.IndexFunc(sources.Builds, func(have *program.Build) bool { return have.File == f && have.Name == f.Name })
	if plain >= 0 {
		have := sources.Builds[plain]
		if alike(have, b) {
			have.Used = true
			return have
		}
		usual, _ := readDockerfile(p.in.Tree, f, buildOptions{Context: o.Context})
		if !have.Used && usual != nil && alike(usual, b) {
			b.Images = have.Images
			*have = *b
			have.Used = true
			p.reinstall(have)
			return have
		}
		have.Used = have.Used || o.Target == ""
	}
	b.Name = f.Name
	if o.Target != "" {
		b.Name += " --target " + source.Clip(o.Target)
	}
	for _, name := range slices.Sorted(maps.Keys(o.Args)) {
		b.Name += " --build-arg " + source.Clip(name+"="+o.Args[name])
	}
	b.Name += " " + filepath.Base(o.Context)
	for _, have := range sources.Builds {
		if have.File == f && have.Name == b.Name && alike(have, b) {
			return have
		}
	}
	sources.Builds = append(sources.Builds, b)
	return b
}

// alike reports whether two builds make the same image.
func alike(a, b *program.Build) bool {
	one, other := *a, *b
	for _, x := range []*program.Build{&one, &other} {
		x.Images, x.Used, x.Name = nil, false, ""
	}
	return reflect.DeepEqual(one, other)
}

// reinstall tells nginx's parser anew of an image whose context turned out to be another one.
func (p *project) reinstall(b *program.Build) {
	for i, old := range p.in.Settings.Installs {
		if old.Scope == "" && slices.Contains(old.Hosts, b.Host()) {
			if found, ok := image.Nginx(p.in.Tree, &program.Program{Name: b.Name, At: b.At, Build: b, Image: b.Base}, nil); ok {
				found.Hosts = old.Hosts
				p.in.Settings.Installs[i] = found
			}
		}
	}
}

// unbuilt leaves open how a service is started if nothing but its image says so.
func (p *project) unbuilt(c *container, why string) {
	if c.Open == "" && len(c.Command) == 0 && len(c.Entry) == 0 {
		c.Open = "how service " + strconv.Quote(source.Clip(c.Name)) + " is started is not known: " + why
	}
}

// remote reports whether a build context is no folder.
func remote(context string) bool {
	return strings.Contains(context, "://") || strings.HasPrefix(context, "git@") || strings.HasPrefix(context, "github.com/")
}
