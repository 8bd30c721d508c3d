package clients

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/source"
)

// Policy is what one file says about how to judge and what to read. Where the file extends another one, what that one says is in it: its own single
// settings win, its rules stand behind and its other entries before those of the file that it extends. Which policy counts where is not decided here.
type Policy struct {
	File  *source.File
	Dir   string // its folder, absolute; "" for what is no file on disk
	Given bool   // with --config: it counts everywhere, and wins

	NginxVersion   string // "" is not stated
	NginxVersionAt source.Span
	Margin         *time.Duration // nil is not stated
	MarginAt       source.Span
	FailOn         string // error, warning, note, never; "" is not stated
	FailOnAt       source.Span
	Assume         string // auto, never; "" is not stated
	AssumeAt       source.Span

	Severities []Severity // the last one of a rule counts
	Ignores    []Ignore
	Exclude    []Exclude
	Nginx      []NginxRoot
	Variables  []VariableSet
}

// Severity is what rules: says of one rule.
type Severity struct {
	Rule     string // its id where Input.Rules knows it, else as written
	Severity string // off, note, warning, error
	At       source.Span
	RuleAt   source.Span
}

// Ignore is a finding that is accepted. What is left out is "", and no restriction.
type Ignore struct {
	Rule     string // its id where Input.Rules knows it, else as written
	Hop      string // FROM -> TO with wildcards
	Endpoint string // with wildcards
	Reason   string
	Until    time.Time // the first instant (UTC) at which it no longer counts: the end of the day that is written; zero: it does not end

	At         source.Span // the whole entry
	RuleAt     source.Span
	HopAt      source.Span
	EndpointAt source.Span
	UntilAt    source.Span
}

// Exclude is a doublestar glob for names relative to Dir, the folder of the file in which it stands.
type Exclude struct {
	Glob, Dir string
	At        source.Span
}

// NginxRoot is a main file of nginx with the folders that stand for those of the target machine.
type NginxRoot struct {
	Main string // absolute, unless the file is none on disk
	Map  []parsers.PathMap
	At   source.Span // of main
}

// VariableSet is a set of tfvars files: one verdict for each set.
type VariableSet struct {
	Name  string
	Files []string // absolute, unless the file is none on disk
	At    source.Span
}

// policy reads the policy of a file and of those that it extends.
func (r *reader) policy(d *document) Policy {
	p := Policy{}
	if d.extends != nil {
		p = r.policy(d.extends)
	}
	p.File, p.Dir = d.file, d.dir()
	r.settings(&p, d.root.get("settings"))
	if rules := d.root.get("rules"); rules != nil {
		for _, k := range rules.pairs {
			if id, ok := r.rule(k.key, k.at); ok {
				p.Severities = append(p.Severities, Severity{Rule: id, Severity: k.value.text, At: k.value.at, RuleAt: k.at})
			}
		}
	}
	var ignores []Ignore
	for _, n := range d.root.get("ignore").many() {
		if i, ok := r.ignore(n); ok {
			ignores = append(ignores, i)
		}
	}
	p.Ignores = append(ignores, p.Ignores...)
	p.Exclude = append(r.excludes(d), p.Exclude...)
	p.Nginx = append(nginxRoots(d), p.Nginx...)
	p.Variables = append(r.variables(d, p.Variables), p.Variables...)
	return p
}

func (r *reader) settings(p *Policy, s *node) {
	if n := s.get("nginx_version"); n != nil {
		p.NginxVersion, p.NginxVersionAt = n.text, n.at
	}
	if n := s.get("margin"); n != nil {
		d := parseIdle(n).Lo
		p.Margin, p.MarginAt = &d, n.at
	}
	if n := s.get("fail_on"); n != nil {
		p.FailOn, p.FailOnAt = n.text, n.at
	}
	if n := s.get("assume"); n != nil {
		p.Assume, p.AssumeAt = n.text, n.at
	}
}

// rule gives the id of a rule that is named by id or name.
func (r *reader) rule(name string, at source.Span) (id string, ok bool) {
	if r.in.Rules == nil {
		return name, true
	}
	id, near, ok := r.in.Rules(name)
	if ok {
		return id, true
	}
	msg := fmt.Sprintf("unknown rule %q", source.Clip(name))
	if near != "" {
		msg += fmt.Sprintf(": did you mean %q?", near)
	} else {
		msg += ": timeoutlint rules lists them"
	}
	r.fault(at, msg)
	return "", false
}

func (r *reader) ignore(n *node) (Ignore, bool) {
	i := Ignore{At: n.at}
	if k := n.get("rule"); k != nil {
		var ok bool
		if i.Rule, ok = r.rule(k.text, k.at); !ok {
			return i, false
		}
		i.RuleAt = k.at
	}
	if k := n.get("hop"); k != nil {
		from, to, _ := strings.Cut(k.text, arrowText)
		i.Hop, i.HopAt = hopOf(from, to), k.at
	}
	if k := n.get("endpoint"); k != nil {
		i.Endpoint, i.EndpointAt = k.text, k.at
	}
	if k := n.get("reason"); k != nil {
		i.Reason = strings.TrimSpace(k.text)
	}
	if k := n.get("until"); k != nil {
		last, _ := time.Parse(time.DateOnly, k.text) // check let it pass
		i.Until, i.UntilAt = last.AddDate(0, 0, 1), k.at
	}
	if i.Rule == "" && i.Hop == "" && i.Endpoint == "" {
		r.fault(n.at, "this entry of ignore names nothing: write rule, hop or endpoint")
		return i, false
	}
	return i, true
}

func (r *reader) excludes(d *document) []Exclude {
	var all []Exclude
	for _, n := range d.root.get("exclude").many() {
		if _, err := source.ParseGlobs([]string{n.text}); err != nil {
			r.fault(n.at, "exclude: "+err.Error())
			continue
		}
		all = append(all, Exclude{Glob: n.text, Dir: d.dir(), At: n.at})
	}
	return all
}

func nginxRoots(d *document) []NginxRoot {
	var all []NginxRoot
	for _, n := range d.root.get("nginx").many() {
		root := NginxRoot{Main: d.inside(n.get("main").text), At: n.get("main").at}
		if m := n.get("map"); m != nil {
			for _, k := range m.pairs {
				root.Map = append(root.Map, parsers.PathMap{From: k.key, To: d.inside(k.value.text)})
			}
		}
		all = append(all, root)
	}
	return all
}

// variables reads the sets of a file; those of the file that it extends are known by now.
func (r *reader) variables(d *document, known []VariableSet) []VariableSet {
	var all []VariableSet
	for _, n := range d.root.get("terraform").get("variables").many() {
		name := n.get("name")
		if first := slices.IndexFunc(slices.Concat(all, known), func(v VariableSet) bool { return v.Name == name.text }); first >= 0 {
			r.fault(name.at, fmt.Sprintf("the set of variables %q stands here twice: rename or remove one, the first counts", source.Clip(name.text)),
				chain.Step{Role: chain.Overrides, At: slices.Concat(all, known)[first].At, Note: "the first"})
			continue
		}
		v := VariableSet{Name: name.text, At: name.at}
		for _, f := range n.get("files").many() {
			v.Files = append(v.Files, d.inside(f.text))
		}
		all = append(all, v)
	}
	return all
}
