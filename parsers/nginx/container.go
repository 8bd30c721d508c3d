package nginx

import (
	"errors"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/nginx/syntax"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/source"
)

// container opens files as a container has them: what was put there, and what its image brings. Paths are those of the container.
type container struct {
	*install
	parse *parse
	disk  *disk           // for what the user maps, and to read
	paths map[string]bool // those of this machine that the user's maps led to
}

func (c *container) resolve(arg string) ([]string, error) {
	name := path.Clean(arg)
	if c.mapped(arg) {
		found, err := c.disk.resolve(arg)
		for _, one := range found {
			c.paths[one] = true
		}
		return found, err
	}
	if !path.IsAbs(arg) {
		name = path.Join(path.Dir(c.mainPath()), arg)
	}
	if !strings.ContainsAny(arg, "*?[") {
		return []string{name}, nil
	}
	all, open := c.Files.Glob(c.parse.in.Tree, name, c.brought())
	names := make([]string, len(all))
	for i, f := range all {
		names[i] = f.To
	}
	switch {
	case open != "":
		return names, errors.New("is not known: " + open)
	case len(names) == 0 && !c.Closed:
		return nil, errElse
	}
	return names, nil
}

// mapped reports whether the user says what a path of the container is.
func (c *container) mapped(arg string) bool {
	if !path.IsAbs(arg) {
		return c.parse.in.Settings.NginxPrefix != ""
	}
	return slices.ContainsFunc(c.disk.maps, func(m parsers.PathMap) bool { return strings.HasPrefix(arg, strings.TrimSuffix(m.From, "/")+"/") })
}

// brought are the paths of the files that the image comes with, as far as they count.
func (c *container) brought() (names []string) {
	if !c.Closed {
		return nil
	}
	for name := range c.Comes.Files {
		names = append(names, name)
	}
	return names
}

func (c *container) open(name string) (*file, error) {
	if c.paths[name] {
		return c.disk.open(name)
	}
	found, touched := c.Files.Look(c.parse.in.Tree, name)
	switch {
	case !touched && slices.Contains(c.brought(), name):
		return c.shipped(name), nil
	case !touched:
		return nil, errElse
	case found.Open != "":
		return nil, errors.New("is not known: " + found.Open)
	case found.Here == "":
		return nil, errElse // it was taken away, as far as can be told
	}
	f, err := c.disk.open(found.Here)
	if errors.Is(err, errMissing) && slices.ContainsFunc(c.Files, func(m program.Copy) bool { return m.To == name }) {
		err = errors.New("is not known: " + path.Base(filepath.ToSlash(found.Here)) + ", which is put there, is not in these files") // people have one of their own, beside a sample
	}
	return f, err
}

// shipped is a file that the image comes with. It is nowhere in the scan: its places are that where the image is named.
func (c *container) shipped(name string) *file {
	if f := c.own[name]; f != nil {
		return f
	}
	src := []byte(c.Comes.Files[name])
	image := c.Image
	if image == "" {
		image = "nginx"
	}
	f := &file{
		File: &source.File{ID: c.At.File, Name: name, Src: src}, tree: syntax.Parse(src, syntax.Options{}), unopened: ^uint32(0),
		stands: c.At, shipped: image + "'s own " + path.Base(name),
	}
	c.own[name] = f
	return f
}
