package program

import "slices"

// surveyed is what is asked of finished sources again and again: there can be as many images as builds.
type surveyed struct {
	may, sure []*Build         // servers
	manifests map[string][]int // by folder, numbers in Sources.Manifests
}

// Surveyed says that all surveys are done: nothing is added to the sources from now on.
func (s *Sources) Surveyed() {
	s.done = &surveyed{manifests: make(map[string][]int)}
	s.done.may, s.done.sure = s.servers()
	for i, m := range s.Manifests {
		s.done.manifests[m.Folder] = append(s.done.manifests[m.Folder], i)
	}
}

func (s *Sources) knownServers() (may, sure []*Build) {
	if s.done == nil {
		return s.servers()
	}
	return s.done.may, s.done.sure
}

// manifestsOf gives, in their order, the manifests in two folders; among them may be others.
func (s *Sources) manifestsOf(one, other string) []Manifest {
	if s.done == nil {
		return s.Manifests
	}
	at := slices.Concat(s.done.manifests[one], s.done.manifests[other])
	slices.Sort(at)
	var all []Manifest
	for _, i := range slices.Compact(at) {
		all = append(all, s.Manifests[i])
	}
	return all
}
