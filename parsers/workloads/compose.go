package workloads

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/internal/pattern"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// compose reads the files of Docker Compose: which services are started, from which image, with which command and environment.
var compose = format{match: matchCompose, survey: surveyCompose, declare: declareCompose}

var (
	composeName    = pattern.New(`^(?:docker-)?compose(?:[._-].*)?\.ya?ml$`)
	serviceMapping = pattern.New(`(?m)^services:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]+["']?[A-Za-z0-9_.-]+["']?:`)
	serviceStarts  = pattern.New(`(?m)^[ \t]{2,}(?:image|build):`)
)

// matchCompose claims compose files by name, and what has services that are started from images by content.
func matchCompose(name string, head []byte) parsers.Claim {
	base := path.Base(name)
	switch ext := path.Ext(base); {
	case ext != ".yml" && ext != ".yaml":
		return parsers.No
	case composeName().MatchString(base):
		return parsers.ByName
	case source.Binary(head), !bytes.Contains(head, []byte("services:")):
		return parsers.No
	case serviceMapping().Match(head) && serviceStarts().Match(head):
		return parsers.ByContent
	}
	return parsers.No
}

// surveyCompose ties services to the Dockerfiles that they build, and tells which nginx runs with which configuration.
func surveyCompose(in *parsers.Input, files []*source.File) {
	for _, p := range projects(in, files, nil) {
		for _, s := range p.started() {
			if s.Build != nil {
				s.Build.Used = true
				if image := s.Image; image != "" && !slices.Contains(s.Build.Images, untagged(image)) {
					s.Build.Images = append(s.Build.Images, untagged(image))
				}
			}
			p.install(s)
			p.place(s)
		}
	}
}

// declareCompose gives the services that serve.
func declareCompose(in *parsers.Input, files []*source.File) (out chain.Fragment) {
	for _, p := range projects(in, files, &out.Problems) {
		out.Endpoints = append(out.Endpoints, p.endpoints()...)
	}
	return out
}

// untagged is the name of an image without registry and tag: team/api.
func untagged(image string) string {
	image, _, _ = strings.Cut(image, "@")
	if i := strings.LastIndexByte(image, ':'); i > strings.LastIndexByte(image, '/') {
		image = image[:i]
	}
	if registry, rest, ok := strings.Cut(image, "/"); ok && (strings.ContainsAny(registry, ".:") || registry == "localhost") {
		return rest
	}
	return image
}
