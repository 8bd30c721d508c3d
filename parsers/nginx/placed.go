package nginx

import (
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// unread keeps which files an nginx has where it keeps its own, of which it is not known what includes them: its main file lies in an image that nobody knows. They are read as fragments,
// but whose they are is known.
func (p *parse) unread(in *parsers.Install) {
	if in.Comes == nil {
		return
	}
	if p.owners == nil {
		p.owners = map[string][]*parsers.Install{}
	}
	for _, c := range in.Files {
		if c.From != "" && c.Open == "" && strings.HasPrefix(c.To, in.Comes.Prefix+"/") {
			p.owners[c.From] = append(p.owners[c.From], in)
		}
	}
}

// placed gives the servers of fragments the names of the containers that have them. Those that others chose hold in the surroundings of the containers: only what comes from one place, such as
// the keys of a ConfigMap, is a root that lies in such.
func (p *parse) placed(root *chain.Root, endpoints []*chain.Endpoint, files []parsers.File) {
	owned := map[source.FileID][]parsers.File{}
	for _, f := range files {
		if len(p.owners[f.Path]) > 0 {
			owned[f.ID] = append(owned[f.ID], f)
		}
	}
	for k, e := range endpoints {
		for _, f := range owned[e.At.File] {
			if e.At.Start < f.From || e.At.Start >= uint32(len(f.Src)) { // it stands in another part of the same file
				continue
			}
			for _, in := range p.owners[f.Path] {
				if f.Host != nil {
					surround(root, in.Scope)
				}
				known := slices.DeleteFunc(slices.Clone(in.Hosts), func(host string) bool { return f.Host == nil && !strings.Contains(host, "/") })
				reachable(endpoints[k:k+1], known)
			}
		}
	}
}

// surround adds surroundings in which names of a root's containers hold.
func surround(root *chain.Root, scope string) {
	switch {
	case scope == root.Scope || slices.Contains(root.Also, scope):
	case root.Scope == "":
		root.Scope = scope
	default:
		root.Also = append(root.Also, scope)
	}
}
