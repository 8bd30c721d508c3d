package kubernetes

import (
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/source"
)

// A repository may hold the manifests of several clusters. A controller that is installed in one top folder serves the Ingresses of that folder; those of
// another one it serves for certain only where there is nothing else that it could be there for.

// foreign is the top folder of an Ingress that the installation of a controller may have nothing to do with, "" where it has.
func (r *reader) foreign(p *proxy, o *object) string {
	if len(p.installed) != 1 {
		return ""
	}
	home, own := r.top(r.in.Tree.Set.File(p.installed[0].at.File)), r.top(o.file)
	if home == own || home == "" || own == "" {
		return ""
	}
	for _, other := range r.byKind["Ingress"] {
		if r.top(other.file) != own {
			return own
		}
	}
	return ""
}

// top is the first folder on the way to a file, "" for one that lies above all of them.
func (r *reader) top(f *source.File) string {
	if f == nil || f.Path == "" {
		return ""
	}
	folder, _, below := strings.Cut(r.in.Tree.Canon(f.Path), "/")
	if !below {
		return ""
	}
	return folder
}

// unsure leaves open what a controller does that may be another one.
func (m manner) unsure(v chain.Value, p *proxy) chain.Value {
	if m.foreign == "" {
		return v
	}
	is := chain.Atom{Subject: "the controller of " + m.foreign, Op: chain.Eq, Val: p.installed[0].name}
	not := is
	not.Op = chain.Ne
	return append(v.Under(chain.When(is)), chain.Case{
		When: chain.When(not), State: chain.Unresolved,
		From: &chain.Origin{
			Note:  "whether " + p.installed[0].name + " installs the controller of " + m.foreign + " is not known",
			Steps: []chain.Step{{Role: chain.DefaultOf, At: p.e.At}},
		},
	})
}
