package lint

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/finding"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/clients"
	"github.com/timeoutlint/timeoutlint/rules"
	"github.com/timeoutlint/timeoutlint/source"
)

// policies are what the timeoutlint.yaml files of a run say about how to judge and what to read, nearest first for any place: those given with
// --config, then from the folder of the place outwards.
type policies []clients.Policy

// configure reads the timeoutlint.yaml files. Its error is a *clients.SyntaxError, or several.
func (r *run) configure(files []*source.File) (chain.Fragment, error) {
	in := clients.Input{Files: files, Open: r.tree.Read, Rules: knownRule}
	for _, path := range r.Configs {
		f, err := r.tree.Read(r.absolute(path))
		if err != nil {
			return chain.Fragment{}, &source.UsageError{Arg: "--config " + path, Reason: plain(err)}
		}
		in.Files = slices.DeleteFunc(in.Files, func(g *source.File) bool { return g == f })
		in.Configs = append(in.Configs, f)
	}
	if len(in.Files)+len(in.Configs) == 0 {
		return chain.Fragment{}, nil
	}
	read, err := clients.Read(in)
	if err != nil {
		return chain.Fragment{}, err
	}
	r.policies = read.Policies
	r.Settings.VersionNear = r.policies.nginxVersion
	r.Settings.VariableSets = r.policies.variableSets
	for _, p := range r.policies {
		for _, n := range p.Nginx {
			r.Settings.Mains = append(r.Settings.Mains, n.Main)
			r.Settings.Maps = append(r.Settings.Maps, n.Map...)
		}
	}
	return read.Fragment, nil
}

func (r *run) absolute(path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(r.Cwd, path)
}

func plain(err error) string {
	if _, why, ok := strings.Cut(err.Error(), ": "); ok {
		return why
	}
	return err.Error()
}

func knownRule(name string) (id, near string, ok bool) {
	if r, found := rules.Find(name); found {
		return r.ID, "", true
	}
	return "", rules.Unknown(name).Nearest, false
}

// declared adds the main files of nginx that timeoutlint.yaml names and the walk did not find; one that cannot be read is told.
func (r *run) declared(c claims, parser int) {
	for _, p := range r.policies {
		for _, n := range p.Nginx {
			f, err := r.tree.Read(n.Main)
			if err != nil {
				r.result.Unreadable = append(r.result.Unreadable, finding.Skip{File: r.tree.Set.Text(n.At), Reason: "declared in " + p.File.Name + ": " + plain(err)})
				continue
			}
			if !slices.ContainsFunc(c.files[parser], func(g parsers.File) bool { return g.File == f }) {
				c.files[parser] = append(c.files[parser], parsers.File{File: f, Claim: parsers.ByName})
			}
		}
	}
}

// near gives the policies that hold for a file, the nearest first. A file without a path (a dump, standard input) has only those at the top.
func (all policies) near(path string) []*clients.Policy {
	var found []*clients.Policy
	for i := range all {
		p := &all[i]
		if p.Given || path != "" && inside(path, p.Dir) || path == "" && p == all.top() {
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(a, b *clients.Policy) int {
		if a.Given != b.Given {
			if a.Given {
				return -1
			}
			return 1
		}
		return len(b.Dir) - len(a.Dir)
	})
	return found
}

func inside(path, dir string) bool {
	return dir != "" && (path == dir || strings.HasPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator)))
}

// top is the file whose margin, fail_on and assume count: the last one of --config, else the topmost.
func (all policies) top() *clients.Policy {
	var top *clients.Policy
	for i := range all {
		p := &all[i]
		if top == nil || p.Given || !top.Given && len(p.Dir) < len(top.Dir) {
			top = p
		}
	}
	return top
}

func (all policies) nginxVersion(path string) string {
	for _, p := range all.near(path) {
		if p.NginxVersion != "" {
			return p.NginxVersion
		}
	}
	return ""
}

// variableSets are the sets of Terraform variables that the nearest file declares.
func (all policies) variableSets(dir string) (sets []parsers.VariableSet) {
	for _, p := range all.near(dir) {
		for _, v := range p.Variables {
			sets = append(sets, parsers.VariableSet{Name: v.Name, Files: v.Files})
		}
		if len(sets) > 0 {
			break
		}
	}
	return sets
}

// excluded reports whether the nearest files leave a file out.
func (all policies) excluded(path string) bool {
	for _, p := range all.near(path) {
		for _, e := range p.Exclude {
			if !inside(path, e.Dir) {
				continue
			}
			name := filepath.ToSlash(strings.TrimPrefix(path[len(e.Dir):], string(filepath.Separator)))
			if globs, err := source.ParseGlobs([]string{e.Glob}); err == nil && globs.Match(name) {
				return true
			}
		}
	}
	return false
}

// severity is what the nearest file that speaks of a rule makes of it. off is true where it silences the rule.
func (all policies) severity(rule, path string) (s finding.Severity, off, ok bool) {
	for _, p := range all.near(path) {
		for _, set := range slices.Backward(p.Severities) {
			if set.Rule != rule {
				continue
			}
			s, known := finding.ParseSeverity(set.Severity)
			return s, !known, true
		}
	}
	return finding.Unset, false, false
}

// weigh gives findings the severities that the user wants, and drops those of rules that are off.
func (r *run) weigh(all []*finding.Finding) []*finding.Finding {
	if len(r.policies) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(f *finding.Finding) bool {
		path := ""
		if file := r.tree.Set.File(f.At.File); file != nil {
			path = file.Path
		}
		s, off, ok := r.policies.severity(f.Rule.ID, path)
		if ok && !off {
			f.Severity = s
		}
		return off
	})
}

// margin is how much earlier than the server a client should close.
func (r *run) margin() time.Duration {
	if top := r.policies.top(); top != nil && top.Margin != nil {
		return *top.Margin
	}
	if r.Margin > 0 {
		return r.Margin
	}
	return defaultMargin
}

// failOn is the mildest severity that sets the exit status: the flag, else the topmost file, else what the caller's default is.
func (r *run) failOn() finding.Severity {
	if top := r.policies.top(); top != nil && top.FailOn != "" && !r.FailOnGiven {
		s, _ := finding.ParseSeverity(top.FailOn) // never is no severity
		return s
	}
	return r.FailOn
}

func (r *run) assume() bool {
	top := r.policies.top()
	return top == nil || top.Assume != "never"
}
