package workloads

import (
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/timeoutlint/timeoutlint/chain"
	"github.com/timeoutlint/timeoutlint/parsers"
	"github.com/timeoutlint/timeoutlint/parsers/program"
	"github.com/timeoutlint/timeoutlint/parsers/yamlspan"
	"github.com/timeoutlint/timeoutlint/source"
)

// A folder's compose.yaml is merged with its compose.override.yaml, as docker compose does where no file is named. Each other compose file beside them,
// compose.prod.yaml, is another world: docker compose -f compose.yaml -f compose.prod.yaml. One whose services all state an image or a build of
// their own stands for itself.

// project is what compose makes of files that belong together.
type project struct {
	in     *parsers.Input
	main   *composeFile // the first
	env    variables    // of its .env
	worlds []world
	opened map[string]*composeFile
	builds map[string]*program.Build
	names  map[string]bool  // files that include or extends name, by their paths
	report *[]chain.Problem // nil: in another turn

	variables int // of all services so far
}

// world is one choice of files.
type world struct {
	when  chain.Guard
	files []*composeFile // later ones win
}

// composeFile is one file with its services.
type composeFile struct {
	*source.File
	dir      string // absolute folder that its paths start from
	root     yamlspan.Node
	services yamlspan.Node
}

// mostVariants bounds the worlds of one project.
const mostVariants = 12

// projects sorts files into projects, in the order of their names. Faults go to report, if there is one.
func projects(in *parsers.Input, files []*source.File, report *[]chain.Problem) (all []*project) {
	folders := map[string][]*source.File{}
	var order []string
	for _, f := range files {
		folder := path.Dir(f.Name)
		if folders[folder] == nil {
			order = append(order, folder)
		}
		folders[folder] = append(folders[folder], f)
	}
	for _, folder := range order {
		all = append(all, projectsOf(in, folders[folder], report)...)
	}
	return owners(all)
}

// owners leaves out the projects whose files are parts of others. Those with a usual name come first: of a circle they are kept.
func owners(all []*project) (kept []*project) {
	parts := map[string]bool{}
	for _, usual := range []bool{true, false} {
		for _, p := range all {
			if slices.Contains(bases, path.Base(p.main.Name)) == usual && !parts[p.main.Path] {
				for _, w := range p.worlds {
					p.services(w)
				}
				maps.Copy(parts, p.names)
				delete(parts, p.main.Path)
				kept = append(kept, p)
			}
		}
	}
	slices.SortFunc(kept, func(a, b *project) int { return strings.Compare(a.main.Name, b.main.Name) })
	return kept
}

// bases are the names of a project's first file, the preferred one first.
var bases = []string{"compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"}

// overrides are the names of the file that compose adds unasked.
var overrides = []string{"compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"}

// projectsOf sorts the files of one folder.
func projectsOf(in *parsers.Input, files []*source.File, report *[]chain.Problem) (all []*project) {
	shared := &project{in: in, report: report, opened: map[string]*composeFile{}}
	var read []*composeFile
	for _, f := range files {
		if forTests(f.Name) {
			if report != nil {
				in.Skip(f, "a compose file for tests: it serves nobody")
			}
		} else if c := shared.open(f); c != nil {
			read = append(read, c)
		}
	}
	named := func(names []string) *composeFile {
		for _, name := range names {
			for _, c := range read {
				if path.Base(c.Name) == name {
					return c
				}
			}
		}
		return nil
	}
	base, override := named(bases), named(overrides)
	var variants []*composeFile
	for _, c := range read {
		switch {
		case c == base:
		case c == override && base != nil:
		case slices.Contains(bases, path.Base(c.Name)): // compose takes the preferred name
		case base == nil || shared.standsAlone(c):
			all = append(all, shared.over([]*composeFile{c}, nil))
		default:
			variants = append(variants, c)
		}
	}
	if base == nil {
		return all
	}
	usual := []*composeFile{base}
	if override != nil {
		usual = append(usual, override)
	}
	return append([]*project{shared.over(usual, variants)}, all...)
}

// forTests reports whether a compose file is for tests by its name: nobody is served by what it starts.
func forTests(name string) bool {
	words := strings.FieldsFunc(path.Base(name), func(r rune) bool { return r == '.' || r == '-' || r == '_' })
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains([]string{"test", "tests", "testing", "ci", "e2e"}, w) })
}

// over makes a project of the files that are always there and those that may be added.
func (p *project) over(usual, variants []*composeFile) *project {
	own := *p
	own.main, own.names, own.builds = usual[0], map[string]bool{}, map[string]*program.Build{}
	own.env, _ = envFile(p.in, filepath.Join(own.main.dir, ".env"))
	if len(variants) > mostVariants {
		for _, c := range variants[mostVariants:] {
			p.in.Skip(c.File, "too many variants of one compose file")
		}
		variants = variants[:mostVariants]
	}
	var without []chain.Atom
	for _, c := range variants {
		with := chain.Atom{Subject: "the compose file", Op: chain.Eq, Val: path.Base(c.Name)}
		own.worlds = append(own.worlds, world{chain.When(with), []*composeFile{usual[0], c}})
		with.Op = chain.Ne
		without = append(without, with)
	}
	own.worlds = append([]world{{chain.When(without...), usual}}, own.worlds...)
	return &own
}

// open reads a file once. One that is no YAML is reported and nil.
func (p *project) open(f *source.File) *composeFile {
	if c, ok := p.opened[f.Path]; ok {
		return c
	}
	p.opened[f.Path] = nil
	docs, fault := yamlspan.LoadAll(f)
	for _, d := range docs {
		if fault == nil {
			fault = d.Fault
		}
	}
	if fault != nil {
		p.broken(f, fault)
		return nil
	}
	for _, d := range docs {
		if services := d.Root.Get("services"); services.IsMapping() || !d.Root.Get("include").IsZero() {
			p.opened[f.Path] = &composeFile{File: f, dir: filepath.Dir(f.Path), root: d.Root, services: services}
		}
	}
	return p.opened[f.Path]
}

// broken reports a compose file that is no YAML; a template, or what only looked like one, is left out.
func (p *project) broken(f *source.File, fault *yamlspan.SyntaxError) {
	switch {
	case p.report == nil:
	case composeName().MatchString(path.Base(f.Name)) && !strings.Contains(string(f.Src), "{{") && !strings.Contains(string(f.Src), "{%"):
		*p.report = append(*p.report, chain.Problem{Kind: chain.SyntaxProblem, At: fault.At, Msg: fault.Msg})
	default:
		p.in.Skip(f, fault.Msg)
	}
}

// standsAlone reports whether all services of a file say what they are started from.
func (p *project) standsAlone(c *composeFile) bool {
	for _, s := range c.services.Pairs() {
		if s.Value.Get("image").IsZero() && s.Value.Get("build").IsZero() && s.Value.Get("extends").IsZero() {
			return false
		}
	}
	return true
}

// root is the root of the project's endpoints.
func (p *project) root() *chain.Root {
	f := p.main.File
	return &chain.Root{Kind: "compose", Dir: path.Dir(f.Name), File: f.Name, Canon: p.in.Tree.Canon(f.Path), Scope: f.Path}
}
