package lint

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/parsers/clients"
)

// declaredIgnores are the entries below ignore of all timeoutlint.yaml files. Each counts for findings in the folder of its file and below,
// those of --config everywhere.
func (r *run) declaredIgnores() (all []*ignore) {
	for i := range r.policies {
		p := &r.policies[i]
		for _, entry := range p.Ignores {
			one := newIgnore(ignore{at: entry.At, rules: []string{entry.Rule}, reason: entry.Reason, until: entry.Until, inherited: entry.At.File != p.File.ID})
			one.problem = "" // a rule that does not exist is TL003 there
			one.matches = func(f *finding.Finding) bool { return meant(entry, f) && r.concerns(p, f) }
			all = append(all, one)
		}
	}
	return all
}

// concerns reports whether a file's policy holds where a finding points.
func (r *run) concerns(p *clients.Policy, f *finding.Finding) bool {
	path := ""
	if file := r.tree.Set.File(f.At.File); file != nil {
		path = file.Path
	}
	return slices.Contains(r.policies.near(path), p)
}

// meant reports whether a finding is about the hop or the endpoint that an entry names.
func meant(entry clients.Ignore, f *finding.Finding) bool {
	if entry.Hop != "" {
		from, to, _ := strings.Cut(entry.Hop, "->")
		if f.Hop == nil || !names(strings.TrimSpace(from), f.Hop.Client.Owner) || !names(strings.TrimSpace(to), f.Hop.Server.Owner) {
			return false
		}
	}
	if entry.Endpoint == "" {
		return true
	}
	if f.Hop != nil {
		if names(entry.Endpoint, f.Hop.Client.Owner) || names(entry.Endpoint, f.Hop.Server.Owner) {
			return true
		}
		for _, box := range f.Hop.Via {
			if names(entry.Endpoint, box) {
				return true
			}
		}
	}
	for _, s := range f.Subject { // what is about an endpoint alone names it so
		if chain.MatchID(entry.Endpoint, s) || chain.MatchID("**:"+entry.Endpoint, s) {
			return true
		}
	}
	return false
}

// names reports whether a pattern stands for an endpoint, by its id or the part of it inside its root.
func names(pattern string, e *chain.Endpoint) bool {
	if prefix, whole := strings.CutSuffix(pattern, "nginx"); whole && e.Root != nil && e.Root.Kind == "nginx" {
		return prefix == "" || prefix == filepath.ToSlash(e.Root.Dir)+":" || prefix == e.Root.File+":"
	}
	return chain.MatchID(pattern, e.ID) || chain.MatchID(pattern, e.Local)
}
