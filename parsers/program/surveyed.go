package program

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/timeoutlint/timeoutlint/source"
)

// surveyed is what is asked of sources again and again: there can be as many images as builds.
type surveyed struct {
	byName  map[string][]claimant // builds by what their images may be called
	usual   map[*source.File]bool // Dockerfiles that are built as they are
	servers func() *servers
}

// claimant is a build that a name may stand for.
type claimant struct {
	build, rank int // numbers in Sources.Builds, and among the build's names: the surest has the lowest
	why         string
}

// Surveyed says that what lies in the sources now is all that will be asked for. It is called again after more was added.
func (s *Sources) Surveyed() { s.done = s.survey() }

// known is what the last call of Surveyed found, or what lies there now.
func (s *Sources) known() *surveyed {
	if s.done != nil {
		return s.done
	}
	return s.survey()
}

func (s *Sources) survey() *surveyed {
	k := &surveyed{byName: make(map[string][]claimant), usual: make(map[*source.File]bool)}
	contexts := make(map[string]int) // builds that have them
	for _, b := range s.Builds {
		contexts[b.Context]++
		if b.Name == b.File.Name {
			k.usual[b.File] = true
		}
	}
	manifests := make(map[string][]int) // by folder
	for i, m := range s.Manifests {
		if m.Name != "" {
			manifests[m.Folder] = append(manifests[m.Folder], i)
		}
	}
	for i, b := range s.Builds {
		rank := 0
		s.names(b, contexts[b.Context] == 1, manifests, func(name, why string) {
			k.byName[name] = append(k.byName[name], claimant{i, rank, why})
			rank++
		})
	}
	k.servers = sync.OnceValue(func() *servers { return s.servers(k) })
	return k
}

// names tells what an image that a build makes may be called, the surest first, and what says so. The name of a context is the build's own where no other build has
// it.
func (s *Sources) names(b *Build, lone bool, manifests map[string][]int, yield func(name, why string)) {
	for _, image := range b.Images {
		yield(lastPart(image), "the image "+lastPart(image)+" is built from "+b.Name)
	}
	folder := filepath.Dir(b.File.Path)
	for _, dir := range []string{b.Context, folder} {
		if dir != "" && (dir == folder || lone) {
			name := plain(filepath.Base(dir))
			yield(name, "the folder of "+b.Name+" is called "+name)
		}
	}
	base := plain(filepath.Base(b.File.Path))
	for _, name := range []string{strings.TrimPrefix(base, "dockerfile."), strings.TrimSuffix(base, ".dockerfile")} {
		if name != base {
			yield(name, b.Name+" is named so")
		}
	}
	beside := slices.Clone(manifests[folder])
	if lone && b.Context != folder {
		beside = append(beside, manifests[b.Context]...)
	}
	slices.Sort(beside)
	for _, i := range beside {
		m := s.Manifests[i]
		yield(lastPart(m.Name), m.File.Name+" beside "+b.Name+" is named so")
	}
}

// called gives the builds that one of several names stands for, in their order, each with the surest reason.
func (k *surveyed) called(names []string) (found []claimant) {
	for _, name := range names {
		found = append(found, k.byName[name]...)
	}
	slices.SortFunc(found, func(a, b claimant) int { return cmp.Or(a.build-b.build, a.rank-b.rank) })
	return slices.CompactFunc(found, func(a, b claimant) bool { return a.build == b.build })
}

// variant reports whether a build is another use of a Dockerfile that is also built as it is: a stage for developers, with arguments of compose.
func (k *surveyed) variant(b *Build) bool { return b.Name != b.File.Name && k.usual[b.File] }
