package rules

import (
	"fmt"
	"path"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/source"
)

var unresolvedValue = &Rule{Doc: doc("TL004"), Check: func(p *Pass) {
	p.problems(chain.UnresolvedProblem)
	var all []*unresolved
	index := make(map[place]*unresolved)
	unread := p.unreadPlaces()
	for _, h := range p.Graph.Hops {
		for _, o := range p.Outcomes(h) {
			if !o.InForce || o.Verdict != chain.Unknown {
				continue
			}
			client, server := part{"client side", h, h.Client, o.Client}, part{"server side", h, h.Server, o.Server}
			for _, c := range []openClock{{client, server}, {server, client}} {
				key := placeOf(c.Case, c.side)
				if c.State != chain.Unresolved || unread[key.at] {
					continue
				}
				if c.surroundings() {
					key = place{} // one for all that a fragment leaves open
				}
				u := index[key]
				if u == nil {
					u = &unresolved{owners: map[*chain.Endpoint]bool{}}
					index[key] = u
					all = append(all, u)
				}
				u.add(c)
			}
		}
	}
	for _, u := range all {
		p.reportUnresolved(u)
	}
}}

// unresolved is a value that cannot be known, with the sides that it keeps from being judged.
type unresolved struct {
	sides  []openClock
	owners map[*chain.Endpoint]bool // of sides
}

// unreadPlaces are the includes that could not be read: TL002 tells of each, whatever it leaves open.
func (p *Pass) unreadPlaces() map[source.Span]bool {
	all := make(map[source.Span]bool)
	for _, b := range p.Graph.Problems {
		if (b.Kind == chain.IncludeProblem || b.Kind == chain.IncludeLoop) && !b.At.IsZero() {
			all[b.At] = true
		}
	}
	return all
}

// openClock is an unknown clock and the one that it would be compared with.
type openClock struct {
	part
	other part
}

// demand is what the other side asks of it.
func (c openClock) demand() string {
	switch {
	case c.other.State != chain.Known:
		return c.name + ": " + c.hop.ID
	case c.side == c.hop.Client:
		return fmt.Sprintf("%s: must be shorter than the %s of %s", c.name, chain.Seconds(c.other.Lo), c.other.side.Owner.ID)
	}
	return fmt.Sprintf("%s: must be longer than the %s of %s", c.name, chain.Seconds(c.other.Hi), c.other.side.Owner.ID)
}

func (u *unresolved) add(c openClock) {
	if !u.owners[c.side.Owner] {
		u.owners[c.side.Owner] = true
		u.sides = append(u.sides, c)
	}
}

// surroundings reports whether a value is open because it would be written outside the fragment that was given.
func (c openClock) surroundings() bool {
	root := c.side.Owner.Root
	return root != nil && root.Fragments && c.From != nil && len(c.From.Steps) > 0 && c.From.Steps[0].Role == chain.DefaultOf
}

func (p *Pass) reportUnresolved(u *unresolved) {
	c := u.sides[0]
	f := &finding.Finding{
		Message: "how long " + c.side.Owner.ID + " keeps idle connections cannot be known: " + c.reason(),
		At:      c.at(), Label: c.demand(), Hop: c.hop,
		Subject: []string{c.setting()},
		Related: further(c.Case),
		Help:    []string{c.provide(p.Set)},
	}
	var others []finding.Related
	for _, s := range u.sides {
		f.Parts = append(f.Parts, finding.Part{s.side.Owner.Canon})
	}
	for _, s := range u.sides[1:] {
		others = append(others, finding.Related{Message: "so is that of " + s.side.Owner.ID, At: s.side.Owner.At})
	}
	f.Related = append(f.Related, atMost(others, "more endpoint")...)
	p.Report(f)
}

// reason says why a value cannot be known.
func (c openClock) reason() string {
	if c.From != nil && c.From.Note != "" {
		return c.From.Note
	}
	return "it is an expression"
}

// provide says how to make a value known.
func (c openClock) provide(files *source.Set) string {
	root := c.side.Owner.Root
	switch {
	case c.From != nil && c.From.Refused:
		return "mend the expression, or scan the file that declares what it names: as it is, Terraform stops there too"
	case root != nil && root.Kind == "terraform" && c.From != nil && strings.HasSuffix(c.From.Note, " is not declared in these files"):
		return "declare the variable here (tools such as terragrunt write that file before they run), or scan a plan: terraform show -json PLAN > plan.json"
	case root != nil && root.Kind == "terraform" && c.From != nil && strings.HasPrefix(c.From.Note, "it depends on more than "):
		return "give some of them: --var NAME=VALUE or --var-file FILE, or sets of variables in timeoutlint.yaml (terraform: variables)"
	case root != nil && root.Kind == "terraform" && c.From != nil && strings.HasPrefix(c.From.Note, "var."):
		name, _, _ := strings.Cut(strings.TrimPrefix(c.From.Note, "var."), " ")
		return "give the variable: --var " + name + "=VALUE or --var-file FILE, or a set of variables in timeoutlint.yaml (terraform: variables)"
	case root != nil && root.Kind == "terraform" && c.application(files):
		return "scan the file that decides it as well, or declare it in timeoutlint.yaml"
	case root != nil && root.Kind == "terraform":
		return "give a plan, which knows more: terraform show -json PLAN > plan.json; or declare it in timeoutlint.yaml"
	case root == nil || root.Kind != "nginx":
		return "give the value itself"
	case c.surroundings():
		return "give the nginx.conf that includes this file in the same run, or what nginx sees: nginx -T 2>&1 | timeoutlint -"
	case c.From != nil && c.From.Kind == chain.Written:
		return "give the file as it is after the template is filled in, or what nginx sees: nginx -T 2>&1 | timeoutlint -"
	}
	return "give the included file too, or what nginx sees: nginx -T 2>&1 | timeoutlint -"
}

// application reports whether a value is open in a file of what runs behind a balancer, of which no plan tells more: a Dockerfile, code.
func (c openClock) application(files *source.Set) bool {
	if c.From == nil || len(c.From.Steps) == 0 {
		return false
	}
	f := files.File(c.From.Steps[0].At.File)
	return f != nil && path.Ext(f.Name) != ".json" && !terraformSource(f)
}
