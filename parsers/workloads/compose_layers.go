package workloads

import (
	"path/filepath"
	"slices"

	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// layer is what one file says of a service. Its paths start from dir.
type layer struct {
	node yamlspan.Node
	dir  string
}

// service is what all files of a world say of one service: what extends names first, then file by file.
type service struct {
	name   string
	at     source.Span
	layers []layer
}

// The bounds of what one project can lead to.
const (
	deepestExtends = 16
	deepestInclude = 8
	mostServices   = 1000
)

// services gives the services of a world in the order in which they are written.
func (p *project) services(w world) (all []*service) {
	index := map[string]*service{}
	for _, f := range p.included(w.files, nil) {
		for _, one := range f.services.Pairs() {
			s := index[one.Key]
			if s == nil {
				if len(all) == mostServices {
					return all
				}
				s = &service{name: one.Key, at: one.At}
				index[one.Key] = s
				all = append(all, s)
			}
			s.layers = append(s.layers, p.extended(f, one.Value, nil)...)
		}
	}
	return all
}

// included gives files together with those that their include names, which come first.
func (p *project) included(files []*composeFile, within []string) (all []*composeFile) {
	for _, f := range files {
		for _, item := range f.root.Get("include").Items() {
			paths := []yamlspan.Node{item}
			if item.IsMapping() {
				if paths = item.Get("path").Items(); len(paths) == 0 {
					paths = []yamlspan.Node{item.Get("path")}
				}
			}
			for _, n := range paths {
				other := p.beside(f, p.env.text(n))
				if other == nil || slices.Contains(within, other.Path) || len(within) > deepestInclude || len(all) > mostServices {
					continue
				}
				all = append(all, p.included([]*composeFile{other}, append(slices.Clone(within), f.Path, other.Path))...)
			}
		}
		all = append(all, f)
	}
	return all
}

// beside opens a file that another one names, nil where it cannot be read.
func (p *project) beside(from *composeFile, name string) *composeFile {
	if name == "" {
		return nil
	}
	f, err := p.in.Tree.Read(inside(from.dir, name))
	if err != nil {
		return nil
	}
	p.names[f.Path] = true
	return p.open(f)
}

// inside makes a path that a file states absolute.
func inside(dir, name string) string {
	name = filepath.FromSlash(name)
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(dir, name)
}

// extended is a service of one file, and before it what it extends: another service of the same file, or of one that is named.
func (p *project) extended(f *composeFile, n yamlspan.Node, within []source.Span) (all []layer) {
	if e := n.Get("extends"); !e.IsZero() && len(within) < deepestExtends && !slices.Contains(within, n.At()) {
		name, from := e, f
		if e.IsMapping() {
			name = e.Get("service")
			if file := e.Get("file"); !file.IsZero() {
				from = p.beside(f, p.env.text(file))
			}
		}
		if from != nil {
			if other := from.services.Get(p.env.text(name)); !other.IsZero() {
				all = p.extended(from, other, append(slices.Clone(within), n.At()))
			}
		}
	}
	return append(all, layer{n, f.dir})
}

// last is a value that the last layer with it decides, with the folder that its paths start from.
func (s *service) last(keys ...string) layer {
	for _, l := range slices.Backward(s.layers) {
		switch v := l.node.Get(keys...); {
		case v.Tag() == "!reset":
			return layer{}
		case !v.IsZero() && !v.IsNull():
			return layer{v, l.dir}
		}
	}
	return layer{}
}

// gathered are values that the layers add to each other, the first layer first; !reset and !override begin anew.
func (s *service) gathered(keys ...string) (all []layer) {
	for _, l := range s.layers {
		switch v := l.node.Get(keys...); {
		case v.Tag() == "!reset":
			all = nil
		case v.Tag() == "!override":
			all = []layer{{v, l.dir}}
		case !v.IsZero() && !v.IsNull():
			all = append(all, layer{v, l.dir})
		}
	}
	return all
}

// items are the entries of lists that the layers add to each other.
func (s *service) items(keys ...string) (all []layer) {
	for _, l := range s.gathered(keys...) {
		for _, item := range l.node.Items() {
			all = append(all, layer{item, l.dir})
		}
	}
	return all
}
