package workloads

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/workloads/image"
	"github.com/timeoutlint/timeoutlint/source"
)

// dockerfiles are what images are built from.
var dockerfiles = format{match: matchDockerfile, survey: surveyDockerfiles, declare: declareImages}

// matchDockerfile knows them by name: Dockerfile, Dockerfile.prod, web.dockerfile, Containerfile.
func matchDockerfile(name string, head []byte) parsers.Claim {
	base := strings.ToLower(path.Base(name))
	stem, ending, _ := strings.Cut(base, ".")
	switch {
	case source.Binary(head), ending == "dockerignore", ending == "md", ending == "txt", ending == "yml", ending == "yaml", ending == "json", ending == "sh", ending == "go", ending == "py":
		return parsers.No
	case stem == "dockerfile", stem == "containerfile", strings.HasSuffix(base, ".dockerfile"), strings.HasSuffix(base, ".containerfile"), strings.HasPrefix(base, "dockerfile-"):
		return parsers.ByName
	}
	return parsers.No
}

// What a Dockerfile can have is bounded far beyond what anybody writes: all of a longer one is left out.
const (
	longestDockerfile = 256 << 10
	maxInstructions   = 1000
)

// surveyDockerfiles tells what the Dockerfiles build, and which nginx runs in it.
func surveyDockerfiles(in *parsers.Input, files []*source.File) {
	for _, f := range files {
		if len(f.Src) > longestDockerfile {
			in.Skip(f, "is too large for a Dockerfile: over 256 KiB")
			continue
		}
		b, ok := readDockerfile(in.Tree, f, buildOptions{})
		if !ok {
			in.Skip(f, "is no Dockerfile: it has no FROM, or over 1000 instructions")
			continue
		}
		in.Sources.Builds = append(in.Sources.Builds, b)
	}
	for _, b := range in.Sources.Builds {
		if beside(b, in.Sources.Builds) {
			continue
		}
		if install, ok := image.Nginx(in.Tree, &program.Program{Name: b.Name, At: b.At, Build: b, Image: b.Base}, nil); ok {
			install.Hosts = []string{b.Host()}
			in.Settings.Installs = append(in.Settings.Installs, install)
		}
	}
}

// declareImages declares the servers of images that nothing in the scan starts: somebody does, elsewhere.
func declareImages(in *parsers.Input, _ []*source.File) (out chain.Fragment) {
	for _, b := range in.Sources.Builds {
		if b.Used || beside(b, in.Sources.Builds) {
			continue
		}
		e := &chain.Endpoint{
			Local: "image/" + imageName(b), Kind: chain.Server, At: b.At,
			Root: &chain.Root{Kind: "dockerfile", Dir: path.Dir(b.Name), File: b.Name, Canon: in.Tree.Canon(b.File.Path)},
		}
		side := &chain.Side{Owner: e, Protocol: chain.HTTP1, At: []source.Span{b.At}, Addrs: []chain.Addr{{Host: b.Host(), At: b.At}}}
		for _, port := range b.Ports {
			side.Addrs = append(side.Addrs, chain.Addr{Host: b.Host(), Port: port, At: b.At})
		}
		p := &program.Program{Name: e.Local, At: b.At, Build: b, Image: b.Base, Ports: b.Ports}
		side.Idle = p.Serve(side, in.Sources)
		if e.Product == "" || e.Product == "nginx" { // nginx's servers are those of its configuration
			continue
		}
		e.Accepts = []*chain.Side{side}
		out.Endpoints = append(out.Endpoints, e)
	}
	return out
}

// imageName is what an image is called by: the folder of its Dockerfile, and what tells this one from others there.
func imageName(b *program.Build) string {
	name := path.Base(path.Dir(b.Name))
	if name == "." || name == "/" {
		name = filepath.Base(filepath.Dir(b.File.Path))
	}
	if variant := variantOf(b.Name); variant != "" {
		name += "/" + variant
	}
	return name
}

// nowhere are the words in names of Dockerfiles for images that serve nobody.
var nowhere = []string{"dev", "devel", "development", "test", "tests", "testing", "local", "ci", "debug", "e2e", "lint", "build", "builder", "base"}

// beside reports whether a Dockerfile is for developing or testing what another one beside it builds.
func beside(b *program.Build, all []*program.Build) bool {
	return !b.Used && servesNobody(b) && slices.ContainsFunc(all, func(o *program.Build) bool {
		return o != b && path.Dir(o.Name) == path.Dir(b.Name) && !servesNobody(o)
	})
}

func servesNobody(b *program.Build) bool { return slices.Contains(nowhere, variantOf(b.Name)) }

// variantOf is what the name of a Dockerfile says beside being one: prod of Dockerfile.prod, web of web.Dockerfile.
func variantOf(name string) string {
	base := strings.ToLower(path.Base(name))
	for _, word := range []string{"dockerfile", "containerfile"} {
		base = strings.Replace(base, word, "", 1)
	}
	return strings.Trim(base, ".-_")
}
