package program

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/presets"
)

// Tie is what builds the image that a place runs, as far as the scan tells.
type Tie struct {
	Build *Build // nil where none is known
	// Assumed is set where nothing but there being no other choice says so.
	Assumed bool
	// Why says what ties them together, or which builds it may be.
	Why string
}

// Built finds what builds an image: by a statement beside it, by an equal name of a folder, a Dockerfile or a package. Names are further names of the image,
// such as that of a registry's repository; an image of which nothing is known is "". What no name tells may be assumed of a container by its own name, its ports
// and its standing.
func (s *Sources) Built(image string, names []string, container string, ports []int, standing Standing) Tie {
	if s == nil || len(s.Builds) == 0 {
		return Tie{}
	}
	if image != "" {
		if known := presets.ImageOf(image); known.Public && (known.Runs != "" || known.Preset != "") {
			return Tie{} // everybody's
		}
		names = append([]string{image}, names...)
	}
	var wanted []string
	for _, name := range names {
		if plain := lastPart(name); plain != "" && !slices.Contains(wanted, plain) {
			wanted = append(wanted, plain)
		}
	}
	var found []*Build
	why := ""
	for _, b := range s.Builds {
		if reason := s.namedAs(b, wanted); reason != "" {
			found = append(found, b)
			why = reason
		}
	}
	if plain := slices.DeleteFunc(slices.Clone(found), s.variant); len(plain) > 0 && len(plain) < len(found) {
		found, why = plain, s.namedAs(plain[0], wanted)
	}
	switch {
	case len(found) == 1:
		return Tie{Build: found[0], Why: why}
	case len(found) > 1:
		return Tie{Why: "it may be built from " + filesOf(found)}
	case standing == Foreign:
		return Tie{}
	}
	return s.assumed(wanted, []string{container}, ports, standing)
}

// namedAs says by which name a build is the one that is wanted, "" for none.
func (s *Sources) namedAs(b *Build, wanted []string) string {
	for _, image := range b.Images {
		if slices.Contains(wanted, lastPart(image)) {
			return "the image " + lastPart(image) + " is built from " + b.Name
		}
	}
	folder := filepath.Dir(b.File.Path)
	for _, dir := range []string{b.Context, folder} {
		if name := plain(filepath.Base(dir)); dir != "" && slices.Contains(wanted, name) && (dir == folder || s.lone(b)) {
			return "the folder of " + b.Name + " is called " + name
		}
	}
	base := plain(filepath.Base(b.File.Path))
	for _, name := range []string{strings.TrimPrefix(base, "dockerfile."), strings.TrimSuffix(base, ".dockerfile")} {
		if name != base && slices.Contains(wanted, name) {
			return b.Name + " is named so"
		}
	}
	for _, m := range s.manifestsOf(b.Context, folder) {
		if m.Name != "" && (m.Folder == b.Context || m.Folder == folder) && slices.Contains(wanted, lastPart(m.Name)) && (m.Folder == folder || s.lone(b)) {
			return m.File.Name + " beside " + b.Name + " is named so"
		}
	}
	return ""
}

// lone reports whether a build is the only one with its context: the context's name is its own then.
func (s *Sources) lone(b *Build) bool {
	for _, other := range s.Builds {
		if other != b && other.Context == b.Context {
			return false
		}
	}
	return true
}

// lastPart is the name of an image or a package without registry, team, tag and digest, as names are compared: api of registry:5000/team/api:1.2@sha256:...
func lastPart(image string) string {
	image, _, _ = strings.Cut(image, "@sha256:")
	image = path.Base(image)
	image, _, _ = strings.Cut(image, ":")
	if image == "." || image == "/" || strings.ContainsAny(image, "${}") {
		return ""
	}
	return plain(image)
}

// plain is a name as names are compared.
func plain(name string) string { return strings.ReplaceAll(strings.ToLower(name), "_", "-") }

func filesOf(builds []*Build) string {
	var all []string
	for _, b := range builds {
		all = append(all, b.Name)
	}
	slices.Sort(all)
	if more := len(all) - 5; more > 0 {
		all = append(all[:5], "others")
	}
	return strings.Join(all, " or ")
}
