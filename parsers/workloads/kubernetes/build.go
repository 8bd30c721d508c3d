package kubernetes

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/image"
	"github.com/timeoutlint/timeoutlint/source"
)

// buildOf finds what builds an image that an object runs, and why it is that: what is stated to build one of its name, else what is called so itself, in its own
// project.
func (w *world) buildOf(name string, by *object) (b *program.Build, why string) {
	name = untagged(name)
	if name == "" {
		return nil, ""
	}
	tie := w.in.Sources.Built(name, nil, "", nil, program.Foreign)
	if tie.Build == nil || !stated(tie.Build, name) && w.taken(tie.Build, name, by) {
		return nil, ""
	}
	return tie.Build, tie.Why
}

// stated reports whether a build is said to build an image of that name.
func stated(b *program.Build, name string) bool {
	return slices.ContainsFunc(b.Images, func(i string) bool { return i == name || strings.HasSuffix(name, "/"+i) })
}

// taken reports whether a build is rather that of another image, which ends in the same word and is run nearer to it: in another project of the scan.
func (w *world) taken(b *program.Build, name string, by *object) bool {
	if w.runs == nil {
		w.runs = map[string][]run{}
		for _, o := range w.pods() {
			for _, c := range o.podSpec().get("containers").each() {
				if image := untagged(c.get("image").str()); image != "" {
					w.runs[path.Base(image)] = append(w.runs[path.Base(image)], run{image, o})
				}
			}
		}
	}
	place := strings.Split(filepath.Dir(b.File.Path), string(filepath.Separator))
	own := shared(by.parts, place)
	return slices.ContainsFunc(w.runs[path.Base(name)], func(r run) bool { return r.image != name && shared(r.by.parts, place) > own })
}

// run is an image and what runs it.
type run struct {
	image string
	by    *object
}

// untagged is an image's name without tag and digest.
func untagged(image string) string {
	image, _, _ = strings.Cut(image, "@")
	if at := strings.LastIndexByte(image, ':'); at > strings.LastIndexByte(image, '/') {
		image = image[:at]
	}
	return image
}

// Survey tells the nginx parser where pods run nginx, and which Dockerfiles their images are made of. What it has read it leaves to Declare.
func Survey(in *parsers.Input, files []*source.File) {
	w := read(in, files)
	in.Read = w
	w.texts()
	for _, o := range w.byKind["Config"] {
		w.artifacts(o)
	}
	in.Sources.Surveyed() // all that builds images is known
	for _, o := range w.pods() {
		for _, c := range w.containersOf(o) {
			if c.Build != nil {
				c.Build.Used = true
			}
			if !w.isNginx(c) || controllerOf(c.Image) != nil {
				continue
			}
			install, _ := image.Nginx(in.Tree, &c.Program, w.mounts(c))
			home := w.root(o).Home()
			if at := installOf(in, c, home); at >= 0 {
				in.Settings.Installs[at].Hosts = append(in.Settings.Installs[at].Hosts, w.hostsOf(c)[1:]...)
				in.Settings.Installs[at].Scope = home
				continue
			}
			install.Hosts, install.Scope = w.hostsOf(c), home
			in.Settings.Installs = append(in.Settings.Installs, install)
		}
	}
}

// asBuilt reports whether a container is just what its image is: nothing is mounted into it, and nothing else is started.
func (c *container) asBuilt() bool {
	return c.Build != nil && len(c.node.get("volumeMounts").each()) == 0 && c.Entry == nil && c.Command == nil && len(c.Env) == 0
}

// installOf finds the nginx of the image that a container is as built; -1 where it is another one.
func installOf(in *parsers.Input, c *container, home string) int {
	if !c.asBuilt() {
		return -1
	}
	return slices.IndexFunc(in.Settings.Installs, func(i parsers.Install) bool {
		return (i.Scope == "" || i.Scope == home) && slices.Contains(i.Hosts, c.Build.Host())
	})
}

// artifacts reads which folders Skaffold builds images from.
func (w *world) artifacts(o *object) {
	if o.group != "skaffold" {
		return
	}
	for _, a := range o.root.get("build", "artifacts").each() {
		name := untagged(a.get("image").str())
		folder, file := a.get("context").str(), a.get("docker", "dockerfile").str()
		if file == "" {
			file = "Dockerfile"
		}
		at := filepath.Join(o.dir, filepath.FromSlash(folder), filepath.FromSlash(file))
		for _, b := range w.in.Sources.Builds {
			if name != "" && b.File != nil && b.File.Path == at && !slices.Contains(b.Images, name) {
				b.Images = append(b.Images, name)
			}
		}
	}
}

// hostsOf are the names by which others reach a container: its own, and those of the Services in front of it.
func (w *world) hostsOf(c *container) []string {
	hosts := []string{hostOf(c)}
	for _, service := range w.byKind["Service"] {
		if slices.Contains(w.workloads(service), c.of) && !strings.Contains(service.name, "{{") {
			hosts = append(hosts, w.serviceHosts(service)...)
		}
	}
	return hosts
}
