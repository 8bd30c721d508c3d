package program

import (
	"path"
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
	known := s.known()
	found := known.called(wanted)
	if usual := slices.DeleteFunc(slices.Clone(found), func(n claimant) bool { return known.variant(s.Builds[n.build]) }); len(usual) > 0 {
		found = usual
	}
	switch {
	case len(found) == 1:
		return Tie{Build: s.Builds[found[0].build], Why: found[0].why}
	case len(found) > 1:
		var builds []*Build
		for _, n := range found {
			builds = append(builds, s.Builds[n.build])
		}
		return Tie{Why: "it may be built from " + filesOf(builds)}
	case standing == Foreign:
		return Tie{}
	}
	return s.assumed(wanted, []string{container}, ports, standing)
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
