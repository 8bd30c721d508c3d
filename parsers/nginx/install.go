package nginx

import (
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// install is an nginx of an image or a container that is read as it has its files.
type install struct {
	parsers.Install
	main    parsers.File       // the main file in the scan; without a File where it is the image's own
	read    map[string]bool    // absolute paths of what of the scan it reads
	twins   []*parsers.Install // others that read the very same
	version string             // of all of them, "" where they differ
	also    []string           // scopes of the others
	differ  []*parsers.Install // of the others those of another version
	own     map[string]*file   // what the image brings, by path in the container
}

// mainPath is the path in the container of the file that is read first.
func (i *install) mainPath() string {
	if i.Main != "" {
		return i.Main
	}
	return i.Comes.Main
}

// installs reads the nginx of images and containers whose main file is known, each configuration once, and gives what of the scan they read.
func (p *parse) installs() (read map[string]bool) {
	read = map[string]bool{}
	known := map[string]*install{}
	var all []*install
	for k := range p.in.Settings.Installs {
		i := p.installed(&p.in.Settings.Installs[k])
		if i == nil {
			p.unread(&p.in.Settings.Installs[k])
			continue
		}
		p.installedRoot(i) // tells what is read
		key := i.signature()
		if twin := known[key]; twin != nil {
			twin.twins = append(twin.twins, &i.Install)
			continue
		}
		known[key] = i
		all = append(all, i)
	}
	for _, i := range all {
		i.settle()
		p.out.Add(p.installedRoot(i))
		for name := range i.read {
			read[name] = true
		}
	}
	return read
}

// installed prepares one install; nil where it is not known which main file it reads, or where timeoutlint.yaml says how that file is to be read.
func (p *parse) installed(in *parsers.Install) *install {
	if in.Comes == nil {
		return nil
	}
	i := &install{Install: *in, version: in.Version, own: map[string]*file{}, read: map[string]bool{}}
	found, touched := in.Files.Look(p.in.Tree, i.mainPath())
	switch {
	case !touched && (!in.Closed || in.Comes.Files[i.mainPath()] == ""):
		return nil
	case touched && found.Here == "":
		return nil
	case !touched:
		return i
	case slices.Contains(p.in.Settings.Mains, found.Here):
		return nil
	}
	f, err := p.in.Tree.Read(found.Here)
	if err != nil {
		return nil
	}
	i.main = parsers.File{File: f, Claim: parsers.ByName}
	if p.broken(i.main) {
		return nil
	}
	return i
}

// signature tells configurations apart: the main file and what else is read.
func (i *install) signature() string {
	names := []string{i.mainPath()}
	for name := range i.read {
		names = append(names, name)
	}
	for name := range i.own {
		names = append(names, "own "+name)
	}
	slices.Sort(names[1:])
	if len(i.read) == 0 { // nothing but what the image brings: two images are two servers
		names = append(names, i.Image, i.Scope, strings.Join(i.Hosts, " "))
	}
	return strings.Join(names, "\x00")
}

// settle makes one of all installs that read the same: the version is known if they agree.
func (i *install) settle() {
	for _, twin := range i.twins {
		if twin.Version != i.Version {
			i.version, i.differ = "", append(i.differ, twin)
		}
		switch {
		case i.Scope == "":
			i.Scope = twin.Scope
		case twin.Scope != "" && twin.Scope != i.Scope && !slices.Contains(i.also, twin.Scope):
			i.also = append(i.also, twin.Scope)
		}
		for _, host := range twin.Hosts {
			if !slices.Contains(i.Hosts, host) {
				i.Hosts = append(slices.Clone(i.Hosts), host)
			}
		}
	}
}

// versions says which versions of nginx read the same files, "" where it is one.
func (i *install) versions(set *source.Set) string {
	if len(i.differ) == 0 {
		return ""
	}
	var parts []string
	for _, one := range append([]*parsers.Install{&i.Install}, i.differ...) {
		version, place := one.Version, one.Image
		if version == "" {
			version = "one that is not known"
		}
		if f := set.File(one.At.File); f != nil {
			place = f.Name + ":" + strconv.Itoa(f.Position(one.At.Start).Line)
		}
		if part := version + " (" + place + ")"; !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// installedRoot reads an install.
func (p *parse) installedRoot(i *install) chain.Fragment {
	c := &container{install: i, parse: p, paths: map[string]bool{}, disk: &disk{tree: p.in.Tree, trees: p.trees, base: p.in.Settings.NginxPrefix, maps: p.in.Settings.Maps, read: i.read}}
	root := &chain.Root{Kind: "nginx", Scope: i.Scope, Also: i.also, Versions: i.versions(p.in.Tree.Set)}
	var top *file
	near := i.main.File
	if near != nil {
		top = p.trees.of(near)
		i.read[near.Path] = true
	} else {
		top = c.shipped(i.mainPath())
		near = p.in.Tree.Set.File(i.At.File)
	}
	w := p.newWalker(root, p.versionOf(i.version, near), c)
	w.main = newScope(inMain, nil, source.Span{File: top.ID})
	w.main.at = top.whole()
	w.main.via = &inclusion{path: i.mainPath(), shipped: top.shipped}
	w.block(w.main, top, top.tree.Top(), w.main.via, 0)
	w.syntaxErrors(top)
	if !w.hasEvents && !w.hasHoles && len(top.tree.Errors) == 0 {
		w.refuse(source.Span{File: top.ID}, `no "events" section in configuration`)
	}
	p.name(root, i, near)
	if len(i.read) == 0 { // nobody has configured it: it is not the nginx that "nginx" means, nor what a balancer without targets is taken to lead to
		root.Kind = "image"
	}
	out := w.emit()
	reachable(out.Endpoints, i.Hosts)
	return out
}

// name names a root after its main file, or after the first file of the scan that the image's own reads, or after what builds or starts it.
func (p *parse) name(root *chain.Root, i *install, near *source.File) {
	if i.main.File == nil {
		first := ""
		for name := range i.read {
			if first == "" || name < first {
				first = name
			}
		}
		if f, err := p.in.Tree.Read(first); first != "" && err == nil {
			near = f
		}
	}
	if near == nil {
		return
	}
	root.Dir, root.File, root.Canon = folder(near), near.Name, p.in.Tree.Canon(near.Path)
}

// reachable gives servers the names of their containers, wherever they listen for others.
func reachable(endpoints []*chain.Endpoint, hosts []string) {
	for _, e := range endpoints {
		if e.Kind != chain.NginxIn {
			continue
		}
		for _, side := range e.Accepts {
			for _, a := range slices.Clone(side.Addrs) {
				if a.Unix || a.Host != "" && a.Host != "*" && a.Host != "0.0.0.0" && a.Host != "::" && a.Host != "[::]" {
					continue
				}
				for _, host := range hosts {
					a.Host = host
					if !slices.Contains(side.Addrs, a) {
						side.Addrs = append(side.Addrs, a)
					}
				}
			}
		}
	}
}
