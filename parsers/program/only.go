package program

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/timeoutlint/timeoutlint/presets"
)

// Standing is how an image stands beside the others of its place: what may be assumed of it where no name says what builds it.
type Standing uint8

// The standings, from the one of which nothing is assumed.
const (
	Foreign Standing = iota // everybody can have it, or nothing reaches it
	OfMany                  // one of several images of their own, others of which listen on the same port
	OnPort                  // the only one of several that listens on its ports
	Single                  // the only one of its own
)

// assumed is the build that an image of its own is taken to be made by: the only one that the image's or the container's name ends in, the only one that
// exposes its port, the only one that serves at all. Where several may be it, they are listed and none is taken.
func (s *Sources) assumed(names, containers []string, ports []int, standing Standing) Tie {
	servers := s.known().servers()
	may := servers.may
	if len(may) == 0 {
		return Tie{}
	}
	take := func(b *Build, why string) Tie {
		if !slices.Contains(servers.sure, b) {
			return Tie{Why: "it may be built from " + b.Name}
		}
		return Tie{Build: b, Assumed: true, Why: why}
	}
	for _, called := range [][]string{names, containers} {
		if b, part, name := servers.endIn(called); b != nil {
			return take(b, "its image is built from "+b.Name+", whose folder is called "+part+" as the end of "+name)
		}
	}
	if b := exposes(ports, may); b != nil && standing >= OnPort && len(may) > 1 {
		return take(b, "its image is built from "+b.Name+", the only server built here for port "+strconv.Itoa(ports[0]))
	}
	if standing == Single && len(may) == 1 {
		return take(may[0], "its image is built from "+may[0].Name+", the only server that is built here")
	}
	return Tie{Why: "it may be built from " + filesOf(may)}
}

// servers are the builds outside of tests and examples that give a server, or may give one.
type servers struct {
	may, sure []*Build            // sure: those that do
	folders   map[string][]*Build // all by the names of their folders
}

func (s *Sources) servers(k *surveyed) *servers {
	all := &servers{folders: make(map[string][]*Build)}
	for _, b := range s.Builds {
		if s.Tree != nil && s.Tree.ForShow(b.File.Path) || k.variant(b) {
			continue
		}
		switch s.serves(b) {
		case certain:
			all.may, all.sure = append(all.may, b), append(all.sure, b)
		case perhaps:
			all.may = append(all.may, b)
		case never:
		}
	}
	for _, b := range all.may {
		if folder := plain(filepath.Base(filepath.Dir(b.File.Path))); len(folder) >= shortest {
			all.folders[folder] = append(all.folders[folder], b)
		}
	}
	return all
}

type serving uint8

const (
	never serving = iota
	perhaps
	certain
)

// serves tells whether a build gives a server. A base image that is not known may start anything.
func (s *Sources) serves(b *Build) serving {
	p := Program{At: b.At, Build: b}
	l := p.launched(s)
	found, ok := presets.Recognise(l.process())
	runs := found.Runs
	if !ok {
		runs = b.compiled()
	}
	base := presets.ImageOf(l.image)
	switch {
	case ok && found.Ref.Name != "" || len(l.settings(runs, s)) > 0:
		return certain
	case len(l.words) > 0 && !strings.HasPrefix(l.words[0].Text, "-"):
		if len(b.Ports) > 0 {
			return perhaps
		}
		return never
	case b.Entry != nil, len(l.words) == 0 && b.Command != nil: // it takes away what the base would start
		return never
	case l.image == "", !base.Official():
		return perhaps
	}
	return never
}

// shortest is the length from which on the name of a folder tells something: app does, ui does not.
const shortest = 3

// endIn finds the only build whose folder's name a name ends in: planit-nginx in nginx.
func (s *servers) endIn(names []string) (found *Build, part, name string) {
	for _, full := range names {
		full := plain(full)
		for end := full; end != ""; {
			for _, b := range s.folders[end] {
				if found != nil && found != b {
					return nil, "", ""
				}
				found, part, name = b, end, full
			}
			_, end, _ = strings.Cut(end, "-")
		}
	}
	return found, part, name
}

// exposes is the only build that exposes one of the ports, where the others expose others.
func exposes(ports []int, builds []*Build) (found *Build) {
	for _, b := range builds {
		switch {
		case len(b.Ports) == 0:
			return nil
		case !meets(b.Ports, ports):
		case found != nil:
			return nil
		default:
			found = b
		}
	}
	return found
}
